//! `generated/numbers.ts`: the numbers of forms, kinds and checks, and those of options that the reader asks for by name.

use holdfast_fetch::core::policy::choices::{backoff, jitter};
use holdfast_fetch::core::policy::table::{Check, GROUPS, Group, Kind, Sink, forms};

use super::rows::GROUPS_OF_A_POLICY;

pub fn source() -> String {
    let mut out = super::heading("src/core/policy/table.rs and choices.rs");
    section(
        &mut out,
        "What a value may be, in bits.",
        [
            ("FALSE", forms::FALSE),
            ("TRUE", forms::TRUE),
            ("FUNCTION", forms::FUNCTION),
            ("OBJECT", forms::OBJECT),
            ("LIST", forms::LIST),
            ("SCALAR", forms::SCALAR),
            ("SHORT", forms::SHORT),
            ("LOGGER", forms::LOGGER),
        ]
        .map(|(name, form)| (format!("FORM_{name}"), form.into())),
    );
    section(&mut out, "The kinds of numbers and texts.", Kind::ALL.map(|it| named("KIND", it, it as usize)));
    section(&mut out, "Where what was read goes.", Sink::ALL.map(|it| named("SINK", it, it as usize)));
    section(&mut out, "What is looked at afterwards.", Check::ALL.map(|it| named("CHECK", it, it as usize)));
    section(
        &mut out,
        "What the cells of choices hold, as far as the reader asks.",
        [
            ("EXPONENTIAL", backoff::EXPONENTIAL),
            ("LINEAR", backoff::LINEAR),
            ("LIST", backoff::LIST),
            ("CALLER", backoff::CALLER),
            ("PROPORTIONAL", jitter::PROPORTIONAL),
        ]
        .map(|(name, number)| (name.to_owned(), number.into())),
    );
    let groups = GROUPS_OF_A_POLICY.iter().enumerate();
    section(&mut out, "The groups of options.", groups.map(|(number, group)| named("GROUP", group, number)));
    let mut number = 0;
    for group in GROUPS_OF_A_POLICY {
        let mut options = Vec::new();
        for row in GROUPS[*group as usize].rows {
            let option = constant_case(row.rule.name);
            options.push((format!("{}_{option}", constant_case(&format!("{group:?}"))), number));
            number += 1;
        }
        section(&mut out, &about(*group), options);
    }
    out
}

fn about(group: Group) -> String {
    format!("The options of the group {group:?}.")
}

fn section(out: &mut String, about: &str, constants: impl IntoIterator<Item = (String, usize)>) {
    *out += &format!("\n// {about}\n");
    for (name, number) in constants {
        *out += &format!("export const {name} = {number};\n");
    }
}

fn named(prefix: &str, of: impl std::fmt::Debug, number: usize) -> (String, usize) {
    (format!("{prefix}_{}", constant_case(&format!("{of:?}"))), number)
}

/// `attemptTimeout` as `ATTEMPT_TIMEOUT`.
fn constant_case(name: &str) -> String {
    let mut out = String::new();
    for (at, letter) in name.chars().enumerate() {
        if at > 0 && letter.is_uppercase() {
            out.push('_');
        }
        out.push(letter.to_ascii_uppercase());
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_become_constants() {
        assert_eq!(super::constant_case("attemptTimeout"), "ATTEMPT_TIMEOUT");
        assert_eq!(super::constant_case("Policy"), "POLICY");
    }
}
