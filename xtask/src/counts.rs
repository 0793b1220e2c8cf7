//! How many tests passed, read from what the test runners print.

use std::ops::AddAssign;

/// Tests by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
}

impl Counts {
    pub fn total(self) -> u64 {
        self.passed + self.failed + self.skipped
    }

    /// Reads one line of output: of cargo test, of wasm-bindgen's runner (same words), or of node:test.
    /// A line that is no summary counts nothing.
    pub fn of_line(line: &str) -> Counts {
        let line = without_colours(line);
        let line = line.trim();
        if let Some(rest) = line.strip_prefix("test result:") {
            return of_cargo(rest);
        }
        match line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# ")) {
            Some(rest) => of_node(rest),
            None => Counts::default(),
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 { write!(f, ", {} skipped", self.skipped) } else { Ok(()) }
    }
}

/// ` ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.01s`
fn of_cargo(rest: &str) -> Counts {
    let mut counts = Counts::default();
    let words: Vec<&str> = rest.split([' ', ';', '.']).filter(|word| !word.is_empty()).collect();
    for pair in words.windows(2) {
        let &[number, what] = pair else { continue };
        let Ok(number) = number.parse::<u64>() else { continue };
        match what {
            "passed" => counts.passed += number,
            "failed" => counts.failed += number,
            "ignored" => counts.skipped += number,
            _ => {}
        }
    }
    counts
}

/// `pass 12`; a cancelled test has not shown that anything works.
fn of_node(rest: &str) -> Counts {
    let mut counts = Counts::default();
    let Some((what, number)) = rest.split_once(' ') else { return counts };
    let Ok(number) = number.parse::<u64>() else { return counts };
    match what {
        "pass" => counts.passed = number,
        "fail" | "cancelled" => counts.failed = number,
        "skipped" | "todo" => counts.skipped = number,
        _ => {}
    }
    counts
}

fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\x1b[") {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, after)| after);
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::Counts;

    fn counts(passed: u64, failed: u64, skipped: u64) -> Counts {
        Counts { passed, failed, skipped }
    }

    #[test]
    fn cargo_test() {
        let line =
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.01s";
        assert_eq!(Counts::of_line(line), counts(12, 0, 1));
        let line = "test result: FAILED. 2 passed; 5 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s";
        assert_eq!(Counts::of_line(line), counts(2, 5, 0));
    }

    #[test]
    fn wasm_bindgen_test() {
        let line = "test result: ok. 7 passed; 0 failed; 0 ignored; 0 filtered out; finished in 0.35s";
        assert_eq!(Counts::of_line(line), counts(7, 0, 0));
    }

    #[test]
    fn colours_are_no_obstacle() {
        let line = "test result: \x1b[32mok\x1b[0m. 7 passed; 1 failed; 0 ignored; 0 filtered out; finished in 0.35s";
        assert_eq!(Counts::of_line(line), counts(7, 1, 0));
        assert_eq!(Counts::of_line("\x1b[34mℹ pass 4\x1b[39m"), counts(4, 0, 0));
    }

    #[test]
    fn node_test() {
        let mut sum = Counts::default();
        for line in
            ["ℹ tests 9", "ℹ suites 2", "ℹ pass 4", "ℹ fail 1", "ℹ cancelled 1", "ℹ skipped 2", "ℹ todo 1"]
        {
            sum += Counts::of_line(line);
        }
        assert_eq!(sum, counts(4, 2, 3));
        assert_eq!(Counts::of_line("# pass 3"), counts(3, 0, 0));
    }

    #[test]
    fn other_lines_count_nothing() {
        for line in [
            "",
            "test core::tests::passed ... ok",
            "ℹ duration_ms 120.5",
            "# Subtest: pass 3 times",
            "12 passed",
        ] {
            assert_eq!(Counts::of_line(line), Counts::default(), "{line}");
        }
    }

    #[test]
    fn skipped_tests_are_mentioned_only_if_there_are_any() {
        assert_eq!(counts(3, 0, 0).to_string(), "3 passed, 0 failed");
        assert_eq!(counts(3, 1, 2).to_string(), "3 passed, 1 failed, 2 skipped");
    }
}
