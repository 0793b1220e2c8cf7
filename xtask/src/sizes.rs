//! What the package costs to download.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use duct::cmd;

use crate::project::root;

/// Prints a row for each file: raw, gzip, brotli.
pub fn print(files: &[(&str, PathBuf)]) -> Result<()> {
    let mut arguments = vec![root().join("xtask/js/compressed-sizes.js")];
    arguments.extend(files.iter().map(|(_, path)| path.clone()));
    let printed =
        cmd("node", arguments).read().context("could not measure the files; Node's message is above")?;
    let rows: Vec<&str> = printed.lines().collect();
    ensure!(
        rows.len() == files.len(),
        "compressed-sizes.js printed {} rows for {} files",
        rows.len(),
        files.len()
    );

    println!("{:<36}{:>10}{:>10}{:>10}", "bytes", "raw", "gzip", "brotli");
    for ((name, _), row) in files.iter().zip(rows) {
        let numbers: String = row.split(' ').map(|number| format!("{:>10}", grouped(number))).collect();
        println!("{name:<36}{numbers}");
    }
    Ok(())
}

/// `31523` → `31,523`
fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_are_grouped() {
        for (digits, expected) in [("7", "7"), ("999", "999"), ("31523", "31,523"), ("1000000", "1,000,000")]
        {
            assert_eq!(grouped(digits), expected);
        }
    }
}
