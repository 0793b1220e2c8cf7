//! The parts of the schema that no row says: shared kinds of values, and rules between the options of a group.

use holdfast_fetch::core::hint::names;
use holdfast_fetch::core::policy::table::{Group, JITTERS};
use serde_json::{Value, json};

/// Names of headers that say something else than how long to wait, in any case.
fn no_waits() -> String {
    let any_case = |name: &str| -> String {
        name.chars()
            .map(|it| if it == '-' { "-".into() } else { format!("[{}{it}]", it.to_ascii_uppercase()) })
            .collect()
    };
    let beside = names::BESIDE.map(any_case).join("|");
    let [wish, limit] = [names::WISH_END, names::RATE_LIMIT].map(any_case);
    format!("^({beside})(:|$)|{wish}(:|$)|^{limit}:")
}

/// Kinds of values that several options have.
pub fn shared(presets: &[&str]) -> Vec<(&'static str, Value)> {
    vec![
        (
            "preset",
            json!({
                "description": "A policy by name: the default, the default for operators of large fleets, or one of five published retry guides.",
                "type": "string",
                "enum": presets,
            }),
        ),
        (
            "duration",
            json!({
                "description": "Milliseconds, or a number with a unit: \"250ms\", \"1.5s\", \"2m\", \"1h\", \"1d\". No more than 100 years.",
                "type": ["number", "string"],
                "minimum": 0,
                "maximum": 3_153_600_000_000u64,
                "pattern": "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$",
            }),
        ),
        (
            "positive",
            json!({
                "description": "A duration above 0.",
                "$ref": "#/$defs/duration",
                "type": ["number", "string"],
                "exclusiveMinimum": 0,
                "pattern": "[1-9]",
            }),
        ),
        (
            "limit",
            json!({
                "description": "A duration above 0, or false for no limit.",
                "if": { "type": "boolean" },
                "then": { "const": false },
                "else": { "$ref": "#/$defs/positive" },
            }),
        ),
        (
            "rate",
            json!({
                "description": "A share above 0 and up to 1, or false.",
                "type": ["number", "boolean"],
                "if": { "type": "boolean" },
                "then": { "const": false },
                "else": { "type": "number", "exclusiveMinimum": 0, "maximum": 1 },
            }),
        ),
        (
            "status",
            json!({
                "description": "A status code from 100 to 599, or a whole class of them.",
                "type": ["integer", "string"],
                "minimum": 100,
                "maximum": 599,
                "pattern": "^[1-5]xx$",
            }),
        ),
        ("statuses", json!({ "type": "array", "items": { "$ref": "#/$defs/status" } })),
        (
            "key",
            json!({
                "description": "The key itself: 1 to 255 printable ASCII characters, without white space at either end.",
                "type": "string",
                "pattern": "^[!-~]([ -~]{0,253}[!-~])?$",
            }),
        ),
        (
            "token",
            json!({
                "description": "The name of a header or method (a token of RFC 9110 5.6.2).",
                "type": "string",
                "pattern": "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$",
            }),
        ),
        (
            "hint",
            json!({
                "description": "The name of a response header, perhaps with the unit of its numbers: \"x-wait:ms\".",
                "type": "string",
                "pattern": "^[!#$%&'*+.^_`|~0-9A-Za-z-]+(:(ms|s|m|h|d))?$",
                "not": { "pattern": no_waits() },
            }),
        ),
        ("isList", json!({ "properties": { "type": { "const": "list" } }, "required": ["type"] })),
        (
            "exponentialUnlessTyped",
            json!({
                "description": "Without a type and a list it is exponential, and has no step.",
                "if": { "not": { "required": ["type"] } },
                "then": { "properties": { "step": false } },
            }),
        ),
        (
            "withoutFactorUnlessTyped",
            json!({
                "description": "Without a type and a list it is linear or constant, and has no factor.",
                "if": { "not": { "required": ["type"] } },
                "then": { "properties": { "factor": false } },
            }),
        ),
        (
            "pace",
            json!({
                "description": "The backoff of something that has no bound of its own: its waits are above 0.",
                "$ref": "#/$defs/backoff",
                "type": "object",
                "properties": {
                    "base": { "$ref": "#/$defs/positive" },
                    "cap": { "$ref": "#/$defs/positive" },
                    "list": { "type": "array", "items": { "$ref": "#/$defs/positive" } },
                },
                "allOf": [{ "$ref": "#/$defs/exponentialUnlessTyped" }],
            }),
        ),
    ]
}

/// Adds the rules between the options of a group.
pub fn add(group: Group, schema: &mut Value) {
    match group {
        Group::Policy => {
            // Waits of the preset livePerson are linear, so without a type they have a step, and no factor.
            schema["if"] =
                json!({ "properties": { "preset": { "const": "livePerson" } }, "required": ["preset"] });
            schema["then"] =
                json!({ "properties": { "backoff": { "$ref": "#/$defs/withoutFactorUnlessTyped" } } });
            schema["else"] =
                json!({ "properties": { "backoff": { "$ref": "#/$defs/exponentialUnlessTyped" } } });
            schema["allOf"] = json!([
                {
                    "description": "idempotent: false forbids what a key is for.",
                    "if": { "properties": { "idempotent": { "const": false } }, "required": ["idempotent"] },
                    "then": { "properties": { "idempotencyKey": { "const": false } } },
                },
                {
                    "description": "The circuit of this preset stays open for a constant time, so without a type that has no factor.",
                    "if": {
                        "properties": { "preset": { "const": "resilientIntegrations" } },
                        "required": ["preset"],
                    },
                    "then": { "properties": { "breaker": { "properties": {
                        "open": { "$ref": "#/$defs/withoutFactorUnlessTyped" },
                    } } } },
                },
            ]);
        }
        Group::Tier => {
            schema["allOf"] =
                json!([{ "properties": { "backoff": { "$ref": "#/$defs/exponentialUnlessTyped" } } }]);
        }
        Group::Backoff => schema["allOf"] = of_backoff(),
        Group::Jitter => {
            schema["minProperties"] = 1.into();
            schema["maxProperties"] = 1.into();
            *schema = json!({
                "description": "Given the (capped) backoff d. none: d. full: U(0, d). equal: d/2 + U(0, d/2). decorrelated: U(base, min(cap, 3 × previous wait)). proportional 0.25: d × U(0.75, 1.25). upward 0.1: d × U(1, 1.1). add [1000, 10000]: d + U(1 s, 10 s).",
                "type": ["string", "object"],
                "if": { "type": "string" },
                "then": { "enum": JITTERS },
                "else": schema,
            });
        }
        // As data it says which statuses: a function is none.
        Group::Until => schema["required"] = json!(["not"]),
        Group::Breaker => {
            schema["dependentRequired"] = json!({ "slowCall": ["slowRate"] });
            schema["if"] =
                json!({ "properties": { "failureRate": { "const": false } }, "required": ["failureRate"] });
            schema["then"] = json!({
                "description": "Something else must open it.",
                "anyOf": [
                    { "properties": { "slowRate": { "type": "number" } }, "required": ["slowRate"] },
                    { "properties": { "consecutive": { "type": "integer" } }, "required": ["consecutive"] },
                ],
            });
        }
        _ => {}
    }
}

/// Each type has options of its own.
fn of_backoff() -> Value {
    let only_list = json!({
        "description": "A list alone says the type. It comes without what computes waits.",
        "if": {
            "anyOf": [{ "$ref": "#/$defs/isList" }, { "required": ["list"], "not": { "required": ["type"] } }],
        },
        "then": {
            "required": ["list"],
            "properties": { "base": false, "cap": false, "factor": false, "step": false },
        },
        "else": { "properties": { "list": false } },
    });
    let only_linear = json!({
        "if": { "properties": { "type": { "not": { "const": "linear" } } }, "required": ["type"] },
        "then": { "properties": { "step": false } },
    });
    let only_exponential = json!({
        "if": { "properties": { "type": { "enum": ["linear", "constant", "fibonacci"] } }, "required": ["type"] },
        "then": { "properties": { "factor": false } },
    });
    json!([only_list, only_linear, only_exponential])
}
