//! `generated/codes.ts`: the numbers by which the core and its shell speak.

use holdfast_fetch::codes::{
    BEAT_INPUTS, BEATS, FACTS, FAILURES, HEEDS_ERRORS, HEEDS_HINTS, HEEDS_LIMITS, HEEDS_LOCATION, HIDDEN,
    INPUTS, LEAST_CODE, LOCATED, MISSED, MOST_CODE, OFFLINE, OPERATION, REASONS, REDIRECTED, STATES, STEPS,
};
use holdfast_fetch::core::hint::names;
use holdfast_fetch::core::policy::table::NAMED_INTERVALS;
use holdfast_fetch::core::verdict::IDEMPOTENT_METHODS;

pub fn source() -> String {
    let responses = [("REDIRECTED", REDIRECTED), ("HIDDEN", HIDDEN), ("LOCATED", LOCATED)];
    let heeded = [
        ("HEEDS_HINTS", HEEDS_HINTS),
        ("HEEDS_LIMITS", HEEDS_LIMITS),
        ("HEEDS_LOCATION", HEEDS_LOCATION),
        ("HEEDS_ERRORS", HEEDS_ERRORS),
    ];
    let mut out = super::heading("src/codes.rs");
    constants(&mut out, "What the core asks for next.", counted(&STEPS));
    constants(&mut out, "What it is told.", counted(&INPUTS));
    constants(
        &mut out,
        "What a request is, in bits.",
        FACTS.iter().zip(0..).map(|(name, bit)| (*name, 1 << bit)),
    );
    constants(&mut out, "What a response is, in bits.", responses);
    constants(&mut out, "What a failure is, in bits.", [("OFFLINE", OFFLINE), ("OPERATION", OPERATION)]);
    constants(&mut out, "What of an outcome matters, in bits.", heeded);
    constants(
        &mut out,
        "What an error calls its code is a status, where it is one of these.",
        [("LEAST_CODE", LEAST_CODE), ("MOST_CODE", MOST_CODE)],
    );
    constants(&mut out, "What a session that is kept alive is to do next.", counted(&BEATS));
    constants(&mut out, "What happened to it.", counted(&BEAT_INPUTS.map(|(name, _)| name)));
    names(
        &mut out,
        "MISSED",
        "Why beats that were due were not sent, by their codes.",
        MISSED.map(|(name, _)| name),
    );
    names(&mut out, "REASONS", "Why calls end, by their codes.", REASONS.map(|it| it.as_str()));
    names(
        &mut out,
        "FAILURES",
        "How attempts fail that get no response, by their codes.",
        FAILURES.map(|it| it.as_str()),
    );
    names(&mut out, "STATES", "The states of a circuit, by their codes.", STATES.map(|it| it.as_str()));
    header_names(
        &mut out,
        "HINT_WAITS",
        "Headers that say how long to wait, where the policy names none.",
        &names::WAITS,
    );
    header_names(&mut out, "HINT_LIMITS", "Those that tell of rate limits.", &names::LIMITS);
    header_names(&mut out, "HINT_WISHES", "Those that say whether to repeat a request.", &names::WISHES);
    text(&mut out, "HINT_WISH", "The one that others copy.", names::WISH);
    text(&mut out, "HINT_WISH_END", "How all of these end.", names::WISH_END);
    text(
        &mut out,
        "HINT_LEFT",
        "What stands behind the names of headers that tell what is left of a limit.",
        names::LEFT,
    );
    text(&mut out, "HINT_RATE_LIMIT", "The one that says itself what it counts.", names::RATE_LIMIT);
    header_names(&mut out, "HINT_BESIDE", "Those by which hints are read.", &names::BESIDE);
    out += "\n/** The methods that may be sent again (RFC 9110 9.2.2, and QUERY of the HTTPbis draft). */\n";
    out += &format!("export const IDEMPOTENT_METHODS: readonly string[] = {IDEMPOTENT_METHODS:?};\n");
    out += "\n/** Intervals that have a name, in milliseconds. */\n";
    out += "export const NAMED_INTERVALS: { readonly [name: string]: number } = {\n";
    for (name, interval) in NAMED_INTERVALS {
        out += &format!("{name:?}: {interval},\n");
    }
    out + "};\n"
}

pub(super) fn counted<'a>(names: &'a [&'a str]) -> impl Iterator<Item = (&'a str, u32)> {
    names.iter().copied().zip(0..)
}

pub(super) fn constants<'a>(
    out: &mut String,
    about: &str,
    constants: impl IntoIterator<Item = (&'a str, u32)>,
) {
    *out += &format!("\n/** {about} */\n");
    for (name, code) in constants {
        *out += &format!("export const {name} = {code};\n");
    }
}

fn text(out: &mut String, name: &str, about: &str, text: &str) {
    *out += &format!("\n/** {about} */\nexport const {name} = {text:?};\n");
}

/// One text, which is less than a list of them.
fn header_names(out: &mut String, name: &str, about: &str, names: &[&str]) {
    text(out, name, about, &names.join(" "));
}

pub(super) fn names<const N: usize>(out: &mut String, name: &str, about: &str, names: [&str; N]) {
    *out += &format!("\n/** {about} */\nexport const {name} = {names:?} as const;\n");
}
