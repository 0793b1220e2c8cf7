//! `generated/options.ts`: the TypeScript interfaces of all options, with their docs.

use holdfast_fetch::core::policy::table::{
    Check, GROUPS, Group, GroupRows, Kind, PRESETS, Row, Rule, Sink, forms,
};

use super::prose;

/// What the types of functions and classes need.
const IMPORTS: &str = r#"import type { AttemptContext, FallbackContext, Outcome } from "../ask.js";
import type { CircuitBreaker } from "../breaker.js";
import type { RetryEvent } from "../events.js";
import type { KeepAliveEvent, NamedInterval } from "../keep-alive.js";
import type { Logger } from "../log.js";
import type { PolicyInput } from "../policy-input.js";
import type { FetchHeaders, RetryRequestInit } from "../request.js";
"#;

/// Types that are no interface of options.
const OTHERS: &str = r#"
/**
 * Milliseconds, or a number with a unit: `"250ms"`, `"1.5s"`, `"2m"`, `"1h"`, `"1d"`. From 0 to 100 years; limits must be above 0.
 *
 * @category Policies
 */
export type Duration = number | `${number}${"ms" | "s" | "m" | "h" | "d"}`;

/**
 * A status code from 100 to 599, or a whole class of them.
 *
 * @category Policies
 */
export type StatusPattern = number | "1xx" | "2xx" | "3xx" | "4xx" | "5xx";

/**
 * Computes a wait. `retry` counts from 1 in each tier. What it throws ends the call (reason `error`).
 *
 * @category Policies
 */
export type BackoffFunction = (retry: number, context: AttemptContext) => Duration;

/**
 * How waits of many clients are spread, given the (capped) backoff `d`; U(a, b) is a random number between a and b.
 *
 * - `"none"`: `d`. Clients that fail together retry together
 * - `"full"`: U(0, d)
 * - `"equal"`: d/2 + U(0, d/2)
 * - `"decorrelated"`: U(base, min(cap, 3 × previous wait))
 * - `{ proportional: 0.25 }`: d × U(0.75, 1.25). From 0 to 1
 * - `{ upward: 0.1 }`: d × U(1, 1.1), never shorter than `d`. From 0 to 10
 * - `{ add: ["1s", "10s"] }`: d + U(1 s, 10 s)
 *
 * @category Policies
 */
"#;

pub fn source() -> String {
    let mut out = super::heading("src/core/policy/table.rs");
    out += IMPORTS;
    out += "\n/**\n * A policy by name. `new RetryPolicy(name).explain()` says what each does.\n *\n";
    out += " * - `standard`: the default\n";
    out += " * - `fleet`: the same for operators of large fleets, with scarcer retry tokens\n";
    out += &format!(" * - {}: five published retry guides\n", quoted(&PRESETS[2..], "`", ", "));
    out += " *\n * @category Policies\n */\n";
    out += &format!("export type PresetName = {};\n", quoted(PRESETS, "\"", " | "));
    for group in GROUPS.iter().filter(|group| !group.interface.is_empty()) {
        out += &interface(group);
    }
    out += OTHERS;
    let words = GROUPS[0]
        .rows
        .iter()
        .find(|row| row.rule.check == Check::Jitter)
        .map_or(&[][..], |row| row.rule.words);
    let drawn = GROUPS[Group::Jitter as usize].rows.iter();
    let drawn = drawn.map(|row| format!("{{ {}: {} }}", row.rule.name, of(row))).collect::<Vec<_>>();
    out += &format!("export type Jitter = {} | {};\n", quoted(words, "\"", " | "), drawn.join(" | "));
    out
}

fn quoted(words: &[&str], mark: &str, between: &str) -> String {
    words.iter().map(|word| format!("{mark}{word}{mark}")).collect::<Vec<_>>().join(between)
}

fn interface(group: &GroupRows) -> String {
    let (category, about) = prose::of_group(group.group);
    let mut out = doc(&format!("{about}\n\n@category {category}"), "");
    out += &format!("export interface {} {{\n", group.interface);
    for (at, row) in group.rows.iter().enumerate() {
        let mark = if at == 0 && !group.requires.is_empty() { "" } else { "?" };
        let text = prose::of_row(row);
        let text = match row.default {
            "" => text,
            default if text.contains('\n') => format!("{text}\n\n@default {default}"),
            default if !row.example.is_empty() => format!("{text}\n\n@default {default}"),
            default => format!("{text} @default {default}"),
        };
        let text = match prose::example(row) {
            None => text,
            Some(example) => format!("{text}\n\n@example\n{example}"),
        };
        out += &doc(&text, "  ");
        out += &format!("  {}{mark}: {};\n", row.rule.name, of(row));
    }
    out + "}\n"
}

fn doc(text: &str, indent: &str) -> String {
    let lines = prose::wrapped(text, 136 - indent.len());
    if let [line] = lines.as_slice()
        && line.chars().count() < 132
    {
        return format!("{}{indent}/** {line} */\n", if indent.is_empty() { "\n" } else { "" });
    }
    let mut out = format!("{}{indent}/**\n", if indent.is_empty() { "\n" } else { "" });
    for line in lines {
        out += format!("{indent} * {line}").trim_end();
        out += "\n";
    }
    out + indent + " */\n"
}

/// An option's type.
pub fn of(row: &Row) -> String {
    let rule = &row.rule;
    let group = &GROUPS[rule.group as usize];
    let is_jitter = rule.check == Check::Jitter;
    let mut parts = Vec::new();
    match rule.forms & (forms::FALSE | forms::TRUE) {
        forms::FALSE => parts.push("false".to_owned()),
        0 => {}
        _ => parts.push("boolean".to_owned()),
    }
    if rule.forms & forms::SCALAR > 0 && !is_jitter && rule.check != Check::Preset {
        parts.push(scalar(rule));
    }
    if rule.forms & forms::LIST > 0 {
        parts.push(match (rule.check, rule.sink) {
            (Check::Tiers, _) => format!("readonly {}[]", group.interface),
            (_, Sink::Pair) => format!("readonly [from: {0}, to: {0}]", scalar(rule)),
            _ => format!("readonly {}[]", scalar(rule)),
        });
    }
    if rule.forms & forms::OBJECT > 0 {
        parts.push(match rule.group {
            Group::Jitter => "Jitter".to_owned(),
            Group::Statuses => inline(group),
            _ => group.interface.to_owned(),
        });
    }
    if !row.ts.is_empty() {
        parts.push(row.ts.to_owned());
    }
    match parts.as_slice() {
        [one] if one.starts_with('(') => one[1..one.len() - 1].to_owned(),
        _ => parts.join(" | "),
    }
}

fn inline(group: &GroupRows) -> String {
    let options = group
        .rows
        .iter()
        .enumerate()
        .map(|(at, row)| format!("{}{}: {}", row.rule.name, if at == 0 { "" } else { "?" }, of(row)));
    format!("{{ {} }}", options.collect::<Vec<_>>().join("; "))
}

fn scalar(rule: &Rule) -> String {
    match rule.kind {
        Kind::Number | Kind::Whole | Kind::Rate => "number".into(),
        Kind::Duration | Kind::Positive | Kind::Limit | Kind::Interval => "Duration".into(),
        Kind::Status => "StatusPattern".into(),
        Kind::Key | Kind::Token | Kind::Hint | Kind::Name => "string".into(),
        Kind::Word => quoted(rule.words, "\"", " | "),
    }
}
