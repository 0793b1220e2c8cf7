//! `generated/body-codes.ts`: the numbers by which the module that continues bodies and its shell speak.

use holdfast_fetch::abi_body::{DIFFERENCES, FLAGS, INPUTS, NO_RANGES, REFUSALS, ROOM, STEPS};
use holdfast_fetch::core::body::head::FIELDS;
use holdfast_fetch::core::body::{OVERLAP, PROGRESS, Validator};

use super::codes::{constants, counted, names};

pub fn source() -> String {
    let mut out = super::heading("src/abi_body.rs");
    let prefixed =
        |names: &[&str]| -> Vec<String> { names.iter().map(|name| format!("BODY_{name}")).collect() };
    let (steps, inputs, flags) = (prefixed(&STEPS), prefixed(&INPUTS), prefixed(&FLAGS));
    constants(&mut out, "What a body asks for next.", coded(&steps));
    constants(&mut out, "What it is told.", coded(&inputs));
    let bits = coded(&flags).map(|(name, bit)| (name, 1 << bit));
    constants(
        &mut out,
        "What an answer is, in bits: all its headers can be seen; it is from the address of the first; If-Range was sent; it answers another method than GET.",
        bits,
    );
    let validators = [("BODY_TAG", Validator::Tag as u32), ("BODY_DATE", Validator::Date as u32)];
    constants(&mut out, "What is put into If-Range: the first answer's ETag or Last-Modified.", validators);
    names(&mut out, "BODY_FIELDS", "The headers that are read of an answer, in this order.", FIELDS);
    names(&mut out, "BODY_REFUSALS", "Why bodies are not continued, by their codes.", REFUSALS);
    let out_of_turn = counted(&REFUSALS).filter(|(name, _)| *name == "out-of-turn");
    constants(
        &mut out,
        "The one that no server has to do with.",
        out_of_turn.map(|(_, code)| ("BODY_OUT_OF_TURN", code)),
    );
    names(&mut out, "BODY_DIFFERENCES", "What of one that has changed is another.", DIFFERENCES);
    names(&mut out, "BODY_NO_RANGES", "Why there is no range to be had.", NO_RANGES);
    let sizes =
        [("BODY_ROOM", ROOM as u32), ("BODY_OVERLAP", OVERLAP as u32), ("BODY_PROGRESS", PROGRESS as u32)];
    constants(
        &mut out,
        "Bytes: the most that go in at once; those before the cut that are asked for again; the least that are progress.",
        sizes,
    );
    out
}

fn coded(names: &[String]) -> impl Iterator<Item = (&str, u32)> {
    names.iter().map(String::as_str).zip(0..)
}
