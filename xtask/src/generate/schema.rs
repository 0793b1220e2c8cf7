//! `policy.schema.json`: what a policy can say as data.

mod rules;

use holdfast_fetch::core::policy::table::{Check, GROUPS, Group, Kind, PRESETS, Row, Rule, Sink, forms};
use serde_json::{Map, Value, json};

use super::{notation, prose};

/// Options whose default is nothing that one would write: it is the absence of the option, or wrong by itself.
const WITHOUT_DEFAULT: &[(Group, &str)] = &[
    (Group::Policy, "fallback"),
    (Group::Policy, "refresh"),
    (Group::Policy, "log"),
    (Group::Policy, "until"),
    (Group::Breaker, "slowCall"),
    (Group::Until, "not"),
];

pub fn source() -> String {
    let mut defs = Map::new();
    for (name, definition) in rules::shared(PRESETS) {
        defs.insert(name.into(), definition);
    }
    for group in GROUPS.iter().filter(|group| !group.schema.is_empty()) {
        defs.insert(group.schema.into(), of_group(group.group));
    }
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:holdfast-fetch:policy",
        "title": "Retry policy of holdfast-fetch",
        "description": "What a policy can say as data: a preset's name, or options. Functions exist in JavaScript only. What this schema cannot compare, such as two durations, the package checks when it reads the policy.",
        "if": { "type": "string" },
        "then": { "$ref": "#/$defs/preset" },
        "else": { "$ref": "#/$defs/options" },
        "$defs": defs,
    });
    format!("{schema:#}\n")
}

fn of_group(group: Group) -> Value {
    let rows = &GROUPS[group as usize];
    let mut properties = Map::new();
    for row in rows.rows {
        if let Some(mut schema) = of_row(row) {
            schema["description"] = plain(&prose::of_row(row)).into();
            let has_default = !WITHOUT_DEFAULT.contains(&(group, row.rule.name));
            if let Some(default) = notation::data(row.default).filter(|_| has_default) {
                schema["default"] = default;
            }
            properties.insert(row.rule.name.into(), schema);
        }
    }
    let mut schema = json!({
        "description": plain(prose::of_group(group).1),
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    });
    if !rows.requires.is_empty() {
        schema["required"] = json!([rows.rows[0].rule.name]);
    }
    rules::add(group, &mut schema);
    schema
}

/// Without the marks of Markdown.
fn plain(text: &str) -> String {
    text.replace('`', "")
}

/// What an option may be as data; nothing if it is a function and nothing else.
fn of_row(row: &Row) -> Option<Value> {
    let rule = &row.rule;
    if rule.check == Check::Preset {
        return Some(reference("preset"));
    }
    if rule.check == Check::Jitter {
        return Some(reference("jitter"));
    }
    let mut branches = branches(rule);
    let (last, rest) = (branches.pop()?, branches);
    if rest.is_empty() {
        return Some(last.1);
    }
    // By type, so that a validator says what is wrong with what was meant, and not that nothing fits.
    let types: Vec<&str> = rest.iter().chain([&last]).flat_map(|(types, _)| types.clone()).collect();
    let mut schema = last.1;
    for (types, branch) in rest.into_iter().rev() {
        let is_its = if let [one] = types.as_slice() { json!(one) } else { json!(types) };
        schema = json!({ "if": { "type": is_its }, "then": branch, "else": schema });
    }
    schema["type"] = json!(types);
    Some(schema)
}

/// What an option may be, by types that exclude each other.
fn branches(rule: &Rule) -> Vec<(Vec<&'static str>, Value)> {
    let is_scalar = rule.forms & forms::SCALAR > 0;
    let mut flags: Vec<Value> = Vec::new();
    if rule.forms & forms::TRUE > 0 {
        flags.push(true.into());
    }
    if rule.forms & forms::FALSE > 0 && !(is_scalar && matches!(rule.kind, Kind::Limit | Kind::Rate)) {
        flags.push(false.into());
    }
    let mut branches = Vec::new();
    if rule.forms & forms::OBJECT > 0 {
        branches.push((vec!["object"], object(rule)));
    }
    if rule.forms & forms::LIST > 0 {
        branches.push((vec!["array"], list(rule)));
    }
    match (is_scalar, rule.kind, flags.as_slice()) {
        (true, Kind::Word, []) => branches.push((vec!["string"], json!({ "enum": rule.words }))),
        (true, Kind::Word, flags) => {
            let words = rule.words.iter().map(|word| json!(word)).chain(flags.iter().cloned());
            branches.push((vec!["string", "boolean"], json!({ "enum": words.collect::<Vec<_>>() })));
        }
        (_, _, flags) => {
            if is_scalar {
                branches.push((types_of(rule.kind), scalar(rule)));
            }
            match flags {
                [] => {}
                [only] => branches.push((vec!["boolean"], json!({ "const": only }))),
                _ => branches.push((vec!["boolean"], json!({ "type": "boolean" }))),
            }
        }
    }
    branches
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn object(rule: &Rule) -> Value {
    match rule.check {
        Check::Pace => reference("pace"),
        _ => reference(GROUPS[rule.group as usize].schema),
    }
}

fn list(rule: &Rule) -> Value {
    match (rule.check, rule.sink) {
        (Check::Tiers, _) => json!({ "type": "array", "items": reference("tier") }),
        (_, Sink::Pair) => {
            json!({ "type": "array", "prefixItems": [scalar(rule), scalar(rule)], "items": false, "minItems": 2 })
        }
        (Check::Statuses, _) => reference("statuses"),
        (_, Sink::Set) if rule.kind == Kind::Status => reference("statuses"),
        (_, Sink::Set) if rule.forms & forms::SCALAR == 0 => {
            json!({ "type": "array", "items": scalar(rule) })
        }
        _ => json!({ "type": "array", "minItems": 1, "items": scalar(rule) }),
    }
}

fn types_of(kind: Kind) -> Vec<&'static str> {
    match kind {
        Kind::Number => vec!["number"],
        Kind::Whole => vec!["integer"],
        Kind::Rate => vec!["number", "boolean"],
        Kind::Limit => vec!["number", "string", "boolean"],
        Kind::Duration | Kind::Positive | Kind::Interval => vec!["number", "string"],
        Kind::Status => vec!["integer", "string"],
        Kind::Key | Kind::Token | Kind::Hint | Kind::Name | Kind::Word => vec!["string"],
    }
}

fn scalar(rule: &Rule) -> Value {
    match rule.kind {
        Kind::Number => json!({ "type": "number", "minimum": tidy(rule.least), "maximum": tidy(rule.most) }),
        Kind::Whole => json!({ "type": "integer", "minimum": tidy(rule.least), "maximum": tidy(rule.most) }),
        Kind::Rate => reference("rate"),
        Kind::Duration | Kind::Interval => reference("duration"),
        Kind::Positive => reference("positive"),
        Kind::Limit => reference("limit"),
        Kind::Status => reference("status"),
        Kind::Key => reference("key"),
        Kind::Token => reference("token"),
        Kind::Hint => reference("hint"),
        Kind::Name => json!({ "type": "string", "minLength": 1 }),
        Kind::Word => json!({ "enum": rule.words }),
    }
}

/// A number without a fraction is written without one.
fn tidy(number: f64) -> Value {
    if number.fract() == 0.0 { json!(number as u64) } else { json!(number) }
}
