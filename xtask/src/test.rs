//! `cargo xtask test`: runs the groups one after the other and counts.

use std::io::{BufRead, BufReader, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::ValueEnum;
use duct::Expression;

use crate::counts::Counts;
use crate::groups::{Choice, Group, Shared};
use crate::record::{self, Record};
use crate::step::{headline, seconds};

struct Row {
    name: String,
    counts: Counts,
    time: Duration,
    /// What went wrong beyond, or instead of, failed tests.
    fault: Option<String>,
}

/// Runs `only` these groups, or those that run by default, or all. A failure does not stop the later groups: one run shows
/// everything.
pub fn run(only: &[Group], choice: Choice) -> ExitCode {
    let runs = |group: &Group| match only {
        [] => choice.all || group.by_default(),
        _ => only.contains(group),
    };
    let groups: Vec<Group> = Group::value_variants().iter().copied().filter(runs).collect();
    let mut shared = Shared::new(choice);
    let mut rows = Vec::new();
    for group in groups {
        headline(&format!("tests: {}", group.name()));
        let begun = Instant::now();
        let outcome = run_group(group, &mut shared);
        let row = judge(group.name(), outcome, begun.elapsed());
        if let Some(fault) = &row.fault {
            eprintln!("error: {}: {fault}", row.name);
        }
        rows.push(row);
    }

    headline("all tests");
    let mut sum = Counts::default();
    for row in &rows {
        sum += row.counts;
        println!("{}", line(row));
    }
    println!("{sum}");
    if sum.failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn run_group(group: Group, shared: &mut Shared) -> Result<(Counts, bool)> {
    let prepared = group.prepare(shared)?;
    let browser = group.engine().map(|engine| shared.describe(engine)).transpose()?;
    let mut all = Counts::default();
    let mut all_ended_well = true;
    let mut records = Vec::new();
    for run in &prepared.runs {
        if prepared.runs.len() > 1 {
            headline(&format!("tests: {}: {}", group.name(), run.what));
        }
        let begun = Instant::now();
        let (counts, ended_well) = stream(&run.command, &mut std::io::stdout())?;
        all += counts;
        let passed = ended_well && counts.failed == 0 && counts.total() > 0;
        // Of several commands, each must have tests; of one alone, that is judged by the count.
        all_ended_well &= ended_well && (counts.total() > 0 || prepared.runs.len() == 1);
        records.push(Record { ran: run.what.clone(), passed, time: begun.elapsed() });
    }
    if let Some((tool, version)) = browser {
        record::write(&group.name(), &tool, &version, &records)?;
    }
    Ok((all, all_ended_well))
}

/// Shows the command's output as it comes, and counts along. The bool is whether it ended well.
fn stream(command: &Expression, screen: &mut impl Write) -> Result<(Counts, bool)> {
    let reader = command.stderr_to_stdout().unchecked().reader().context("could not start the tests")?;
    let mut output = BufReader::new(&reader);
    let mut counts = Counts::default();
    let mut line = Vec::new();
    while output.read_until(b'\n', &mut line)? > 0 {
        screen.write_all(&line)?;
        counts += Counts::of_line(&String::from_utf8_lossy(&line));
        line.clear();
    }
    let ended_well = reader.try_wait()?.is_some_and(|output| output.status.success());
    Ok((counts, ended_well))
}

/// A group that could not run, or ended badly without naming a failed test, counts as one failure.
fn judge(name: String, outcome: Result<(Counts, bool)>, time: Duration) -> Row {
    let (mut counts, fault) = match outcome {
        Err(error) => (Counts::default(), Some(format!("{error:#}"))),
        Ok((counts, true)) if counts.total() == 0 => (counts, Some("no test ran".to_owned())),
        Ok((counts, false)) if counts.failed == 0 => (counts, Some("the tests did not end well".to_owned())),
        Ok((counts, _)) => (counts, None),
    };
    if fault.is_some() {
        counts.failed += 1;
    }
    Row { name, counts, time, fault }
}

fn line(row: &Row) -> String {
    let fault = row.fault.as_ref().map_or_else(String::new, |fault| format!("  ({fault})"));
    format!("{:<16}{:<36}{:>12}{fault}", row.name, row.counts.to_string(), seconds(row.time))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(passed: u64, failed: u64, ended_well: bool) -> (u64, Option<String>) {
        let counts = Counts { passed, failed, skipped: 0 };
        let row = judge("core".to_owned(), Ok((counts, ended_well)), Duration::ZERO);
        (row.counts.failed, row.fault)
    }

    #[test]
    fn a_good_group_is_good() {
        assert_eq!(judged(3, 0, true), (0, None));
    }

    #[test]
    fn failed_tests_are_counted_once() {
        assert_eq!(judged(3, 2, false), (2, None));
    }

    #[test]
    fn a_crash_without_a_failed_test_is_a_failure() {
        assert_eq!(judged(3, 0, false), (1, Some("the tests did not end well".to_owned())));
    }

    #[test]
    fn running_no_test_is_a_failure() {
        assert_eq!(judged(0, 0, true), (1, Some("no test ran".to_owned())));
    }

    #[test]
    fn a_group_that_cannot_start_is_a_failure_with_its_reason() {
        let row = judge(
            "page".to_owned(),
            Err(anyhow::anyhow!("there is no chromium here")),
            Duration::from_secs(1),
        );
        assert_eq!(row.counts.failed, 1);
        assert!(line(&row).ends_with("1.0 s  (there is no chromium here)"), "{}", line(&row));
    }

    #[test]
    fn output_is_counted_and_the_exit_status_kept() {
        let script = "echo 'test result: ok. 2 passed; 0 failed; 0 ignored'; echo 'ℹ pass 3' >&2; exit 7";
        let mut screen = Vec::new();
        let (counts, ended_well) = stream(&duct::cmd!("sh", "-c", script), &mut screen).unwrap();
        assert_eq!((counts.passed, ended_well), (5, false));
        assert_eq!(screen.iter().filter(|&&byte| byte == b'\n').count(), 2);
    }
}
