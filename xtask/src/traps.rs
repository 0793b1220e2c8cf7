//! Makes a panic a trap, at once.
//!
//! A panic ends in a trap, and JavaScript sees that trap alone: the message is put together, in kilobytes of code, for a
//! terminal that WebAssembly does not have. The core has no other use for the standard formatting (see its `text`).

use anyhow::{Context, Result};

/// What the functions that word and report a panic have in their names, as the compiler writes these.
const WORDING: [&str; 2] = ["9panicking", "4core3fmt"];
/// What the linker exports for debuggers.
const MARKS: [&str; 2] = ["__data_end", "__heap_base"];

/// Makes the functions that word and report a panic trap at once, and exports no marks. `wat`: the text form that wasm-opt
/// prints, with names.
pub fn trapping_at_once(wat: &str) -> Result<String> {
    let mut text = String::with_capacity(wat.len());
    let mut lines = wat.lines();
    while let Some(line) = lines.next() {
        if is_mark(line) {
            continue;
        }
        text.push_str(line);
        text.push('\n');
        if is_wording(line) {
            // wasm-opt indents: what begins a function at one space ends it there.
            lines.find(|line| *line == " )").context("a function in wasm-opt's text has no end")?;
            text.push_str("  (unreachable)\n )\n");
        }
    }
    Ok(text)
}

/// Does a function begin here that words panics?
fn is_wording(line: &str) -> bool {
    let Some(head) = line.strip_prefix(" (func $") else { return false };
    let name = head.split(" (").next().unwrap_or(head);
    WORDING.iter().any(|part| name.contains(part))
}

fn is_mark(line: &str) -> bool {
    line.strip_prefix(" (export \"")
        .and_then(|rest| rest.split('"').next())
        .is_some_and(|name| MARKS.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::trapping_at_once;

    const WAT: &str = r#"(module
 (export "memory" (memory $0))
 (func $_RNvNtCsgXGp5Oqx2Ny_4core9panicking9panic_fmt (param $0 i32)
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
        assert_eq!(trapping_at_once(WAT).unwrap(), expected);
    }

    #[test]
    fn the_linkers_marks_are_not_exported() {
        let marked = WAT.replace("(module\n", "(module\n (export \"__data_end\" (global $global$1))\n");
        assert_eq!(trapping_at_once(&marked).unwrap(), trapping_at_once(WAT).unwrap());
    }

    #[test]
    fn a_function_without_an_end_stops_the_build() {
        assert!(trapping_at_once(" (func $_RNv_4core3fmt5write (param $0 i32)\n  (nop)\n").is_err());
    }
}
