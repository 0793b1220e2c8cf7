//! Says what is being done and how long it took.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use anyhow::Result;

/// Runs one named step between a line that announces it and a line with its time.
pub fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("{} {what}", paint("36", "==>"));
    let begun = Instant::now();
    let outcome = work();
    let (colour, word) = if outcome.is_ok() { ("32", "done") } else { ("31", "FAILED") };
    eprintln!("    {} {what}, {}", paint(colour, word), seconds(begun.elapsed()));
    outcome
}

/// A line that stands out between steps.
pub fn headline(text: &str) {
    eprintln!("\n{}", paint("1", &format!("== {text} ==")));
}

/// `12.3 s`, or `2 min 05 s` from a minute on.
pub fn seconds(time: Duration) -> String {
    if time.as_secs() < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", time.as_secs() / 60, time.as_secs() % 60)
    }
}

fn paint(code: &str, text: &str) -> String {
    if std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        format!("\x1b[{code}m{text}\x1b[0m")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::seconds;
    use std::time::Duration;

    #[test]
    fn times_read_well() {
        assert_eq!(seconds(Duration::from_millis(340)), "0.3 s");
        assert_eq!(seconds(Duration::from_secs(125)), "2 min 05 s");
    }
}
