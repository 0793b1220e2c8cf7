//! Takes the wording of panics out of the wasm.
//!
//! A panic ends in a trap, and JavaScript sees that trap alone: the message is put together, in 7 kB of code, for a
//! terminal that WebAssembly does not have. The core has no other use for the standard formatting (see its `text`).

use anyhow::{Context, Result, ensure};

/// What the functions that word and report a panic are named by.
const WORDING: [&str; 2] = ["panicking::", "core::fmt::"];

/// Makes the functions that word and report a panic trap at once. `wat`: the text form that wasm-opt prints, with names.
pub fn without_wording(wat: &str) -> Result<String> {
    let mut text = String::with_capacity(wat.len());
    let mut lines = wat.lines();
    let mut found = 0;
    while let Some(line) = lines.next() {
        text.push_str(line);
        text.push('\n');
        if !is_wording(line) {
            continue;
        }
        found += 1;
        // wasm-opt indents: what begins a function at one space ends it there.
        lines.find(|line| *line == " )").context("a function in wasm-opt's text has no end")?;
        text.push_str("  (unreachable)\n )\n");
    }
    ensure!(found > 0, "the wasm has no function named by one of {WORDING:?}; are its names still there?");
    Ok(text)
}

/// Does a function begin here that words panics?
fn is_wording(line: &str) -> bool {
    let Some(head) = line.strip_prefix(" (func $") else { return false };
    let name = head.split(" (param").next().unwrap_or(head);
    let name = without_hashes(name);
    WORDING.iter().any(|part| name.contains(part))
}

/// `core[c5930c85a12de822]::fmt` → `core::fmt`
fn without_hashes(name: &str) -> String {
    let mut plain = String::new();
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('[') {
        plain.push_str(before);
        rest = match after.split_once(']') {
            Some((inside, after))
                if inside.len() == 16 && inside.bytes().all(|byte| byte.is_ascii_hexdigit()) =>
            {
                after
            }
            _ => {
                plain.push('[');
                after
            }
        };
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::{without_hashes, without_wording};

    const WAT: &str = r#"(module
 (func $"core[c5930c85a12de822]::panicking::panic_fmt" (param $0 i32)
  (call $other
   (local.get $0)
  )
 )
 (func $other (param $0 i32)
  (drop
   (local.get $0)
  )
 )
)
"#;

    #[test]
    fn only_functions_that_word_panics_are_cut() {
        let expected = WAT.replace("  (call $other\n   (local.get $0)\n  )\n", "  (unreachable)\n");
        assert_eq!(without_wording(WAT).unwrap(), expected);
    }

    #[test]
    fn nothing_to_cut_stops_the_build() {
        assert!(without_wording(&WAT.replace("panicking", "other")).is_err());
        assert!(without_wording(" (func $core::fmt::write (param $0 i32)\n  (nop)\n").is_err());
    }

    #[test]
    fn hashes_of_crates_are_no_part_of_a_name() {
        let name = "<u32 as core[c5930c85a12de822]::fmt::Display>::fmt::<[u8]>";
        assert_eq!(without_hashes(name), "<u32 as core::fmt::Display>::fmt::<[u8]>");
    }
}
