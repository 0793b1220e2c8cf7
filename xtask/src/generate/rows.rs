//! `generated/options-table.ts` and `generated/keep-alive-table.ts`: what the package's reader interprets.

use holdfast_fetch::core::policy::presets::{AFRESH, Change, KEEP_ALIVE, LATER_TIER, PRESETS, SAME_WAIT};
use holdfast_fetch::core::policy::table::{
    ELSEWHERE, GROUPS, Group, KEY_ENDS, Kind, OF_ONE_CALL, POLICY_ALLOWED, REQUEST_INIT,
    REQUEST_INIT_ALLOWED, Rule,
};

/// Those that the package reads of a policy, in its order. A circuit breaker is read there as a policy's own.
pub const GROUPS_OF_A_POLICY: &[Group] = &[
    Group::Policy,
    Group::Backoff,
    Group::Jitter,
    Group::Tier,
    Group::Statuses,
    Group::IdempotencyKey,
    Group::RetryAfter,
    Group::Budget,
    Group::Breaker,
    Group::Throttle,
    Group::CachedFallback,
    Group::Until,
];

/// Bounds of 0, and words and sentences that there are none of, need not be said.
const ROW_TYPE: &str = "
/**
 * An option: its name; what it may be; the kind of its numbers and texts; its cell; where it goes; its group; what is looked
 * at afterwards; what a refusal says is allowed, if the kind does not say it; its bounds; its words.
 */
export type Row = readonly [
  name: string,
  forms: number,
  kind: number,
  cell: number,
  sink: number,
  group: number,
  check: number,
  allowed?: string,
  least?: number,
  most?: number,
  words?: string,
];

/** Cells and what is written into them; statuses in place of those that are there. */
export type Changes = readonly (readonly [cell: number, value: number | string | readonly number[] | readonly string[]])[];
";

pub fn policy() -> String {
    let mut out = super::heading("src/core/policy/table.rs and presets.rs");
    out += ROW_TYPE;
    out += "\n/** The options of each group, in the order of the groups' numbers. */\n";
    out += &groups("GROUPS", GROUPS_OF_A_POLICY);
    out += "\n/** What is refused where a group's first option is not written. */\n";
    out += "export const REQUIRES: { readonly [group: number]: string } = {\n";
    for (number, group) in GROUPS_OF_A_POLICY.iter().enumerate() {
        let requires = GROUPS[*group as usize].requires;
        if !requires.is_empty() {
            out += &format!("{number}: {requires:?},\n");
        }
    }
    out += "};\n";
    out += "\n/** What a refusal says of each kind; of numbers, what goes before their bounds. */\n";
    out += &format!("export const KINDS: readonly string[] = {:?};\n", Kind::ALL.map(Kind::allowed));
    out += "\n/** What it says of a key that begins or ends with white space. */\n";
    out += &format!("export const KEY_ENDS = {KEY_ENDS:?};\n");
    out += "\n/** What it says of a policy as a whole. */\n";
    out += &format!("export const POLICY_ALLOWED = {POLICY_ALLOWED:?};\n");
    out += "\n/** What is meant, and after it what other clients call it: a line each. One text, since it is the least to download. */\n";
    out += "// biome-ignore format: a table\n";
    let lines: Vec<String> =
        ELSEWHERE.iter().map(|(ours, theirs)| format!("{ours}|{}", theirs.join("|"))).collect();
    out += &format!("export const ELSEWHERE = {:?};\n", lines.join("\n"));
    out += "\n/** What `fetch` takes second, and what is said of it. */\n";
    out += &format!("export const REQUEST_INIT = /^({})$/;\n", REQUEST_INIT.join("|"));
    out += &format!("export const REQUEST_INIT_ALLOWED =\n  {REQUEST_INIT_ALLOWED:?};\n");
    out += "\n/** Data that is of one call, as functions are. */\n";
    out += &format!("export const OF_ONE_CALL: readonly string[] = {OF_ONE_CALL:?};\n");
    let [standard, others @ ..] = PRESETS;
    change_list(&mut out, "STANDARD", "The default, where all policies start.", standard);
    out += "\n/** What each preset changes. */\n";
    out += "// biome-ignore format: a table\n";
    out += "export const PRESETS: readonly Changes[] = [\n  STANDARD,\n";
    for changes in others {
        out += &format!("  {},\n", written(changes));
    }
    out += "];\n";
    change_list(
        &mut out,
        "AFRESH",
        "A backoff of another type than the one before: what is not written starts here.",
        AFRESH,
    );
    change_list(&mut out, "SAME_WAIT", "The same wait each time.", SAME_WAIT);
    change_list(&mut out, "LATER_TIER", "A later tier's backoff.", LATER_TIER);
    out
}

pub fn keep_alive() -> String {
    let mut out = super::heading("src/core/policy/table.rs and presets.rs");
    out += "import type { Changes, Row } from \"./options-table.js\";\n";
    out += "\n/** The options of a keep-alive. */\n";
    out += &groups("KEEP_ALIVE_GROUPS", &[Group::KeepAlive]);
    out += "\n/** What is refused where the first is not written. */\n";
    out += &format!("export const KEEP_ALIVE_REQUIRES = {:?};\n", GROUPS[Group::KeepAlive as usize].requires);
    change_list(&mut out, "KEEP_ALIVE_START", "What is not written.", KEEP_ALIVE);
    out
}

fn groups(name: &str, groups: &[Group]) -> String {
    let mut out =
        format!("// biome-ignore format: a table\nexport const {name}: readonly (readonly Row[])[] = [\n");
    for group in groups {
        out += "  [\n";
        for row in GROUPS[*group as usize].rows {
            out += &format!("    {},\n", row_of(&row.rule));
        }
        out += "  ],\n";
    }
    out + "];\n"
}

fn row_of(rule: &Rule) -> String {
    let group = GROUPS_OF_A_POLICY.iter().position(|group| *group == rule.group).unwrap_or(0);
    let mut parts = vec![
        format!("{:?}", rule.name),
        rule.forms.to_string(),
        (rule.kind as u8).to_string(),
        rule.cell.to_string(),
        (rule.sink as u8).to_string(),
        group.to_string(),
        (rule.check as u8).to_string(),
        if rule.allowed.is_empty() { String::new() } else { format!("{:?}", rule.allowed) },
        if rule.least == 0.0 { String::new() } else { rule.least.to_string() },
        if rule.most == 0.0 { String::new() } else { rule.most.to_string() },
        if rule.words.is_empty() { String::new() } else { format!("{:?}", rule.words.join("|")) },
    ];
    while parts.last().is_some_and(String::is_empty) {
        parts.pop();
    }
    for (at, part) in parts.iter_mut().enumerate() {
        if part.is_empty() {
            *part = if at == 7 { "\"\"" } else { "0" }.to_owned();
        }
    }
    format!("[{}]", parts.join(", "))
}

fn change_list(out: &mut String, name: &str, about: &str, changes: &[Change]) {
    *out += &format!(
        "\n/** {about} */\n// biome-ignore format: a table\nexport const {name}: Changes = {};\n",
        written(changes)
    );
}

fn written(changes: &[Change]) -> String {
    let number = |number: f64| if number.is_infinite() { "1 / 0".to_owned() } else { number.to_string() };
    let one = |change: &Change| match change {
        Change::Number(cell, it) => format!("[{cell}, {}]", number(*it)),
        Change::Text(cell, text) => format!("[{cell}, {text:?}]"),
        Change::Names(cell, names) => format!("[{cell}, {names:?}]"),
        Change::Statuses(cell, statuses) => format!("[{cell}, {statuses:?}]"),
    };
    format!("[{}]", changes.iter().map(one).collect::<Vec<_>>().join(", "))
}
