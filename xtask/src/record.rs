//! What ran in which engine and what came of it, kept for the table of platforms.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::json;

use crate::platforms::RECORDS;
use crate::project::root;

/// One command of a group of tests.
pub struct Record {
    pub ran: String,
    pub passed: bool,
    pub time: Duration,
}

/// Writes the rows of a group, in place of those of its last run.
pub fn write(group: &str, tool: &str, version: &str, records: &[Record]) -> Result<()> {
    let dir = root().join(RECORDS);
    fs::create_dir_all(&dir).with_context(|| format!("could not make {RECORDS}"))?;
    let path = dir.join(format!("{group}.json"));
    fs::write(&path, text(tool, version, records))
        .with_context(|| format!("could not write {}", path.display()))
}

fn text(tool: &str, version: &str, records: &[Record]) -> String {
    let row = |Record { ran, passed, time }: &Record| {
        let result = if *passed { "passed" } else { "failed" };
        let seconds = (time.as_secs_f64() * 10.0).round() / 10.0;
        json!({ "kind": "Engines", "tool": tool, "version": version, "ran": ran, "result": result, "seconds": seconds })
    };
    let rows: Vec<_> = records.iter().map(row).collect();
    format!("{:#}\n", json!(rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_what_ran_where_and_how_it_ended() {
        let time = Duration::from_millis(1260);
        let records = [
            Record { ran: "in a page".to_owned(), passed: true, time },
            Record { ran: "in a worker".to_owned(), passed: false, time },
        ];
        let rows: serde_json::Value = serde_json::from_str(&text("Firefox", "153.8.0", &records)).unwrap();
        let row = |ran: &str, result: &str| {
            json!({ "kind": "Engines", "tool": "Firefox", "version": "153.8.0", "ran": ran, "result": result,
                    "seconds": 1.3 })
        };
        assert_eq!(rows, json!([row("in a page", "passed"), row("in a worker", "failed")]));
    }
}
