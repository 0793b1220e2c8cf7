//! One hour of calls to one server, as data: the same for the core alone and, as tests/package/support/hour.js, for the whole package.
//!
//! No two calls ever do something at the same moment: each has a fraction of a millisecond of its own,
//! and everything that it waits for takes whole milliseconds. So the order of events follows from the
//! times alone, and not from whose timer was set first.
#![allow(dead_code, reason = "each test file uses another part of this")]

use holdfast_fetch::core::random::SplitMix64;
use std::fmt::{Display, Formatter, Result};

/// Of the random numbers that the calls draw.
pub const SEED: u64 = 42;

/// In seconds since the start.
pub const FAILING: f64 = 900.0;
pub const REFUSING: f64 = 1080.0;
pub const OVERLOADED: f64 = 1320.0;
pub const RECOVERED: f64 = 1440.0;
pub const SILENT: f64 = 1980.0;
pub const ANSWERING: f64 = 2040.0;
pub const WOBBLING: f64 = 2700.0;
pub const STEADY: f64 = 2725.0;
pub const LENGTH: f64 = 3600.0;

/// From this second on, a call every so many milliseconds.
const TRAFFIC: [(f64, f64); 11] = [
    (0.0, 20_000.0),
    (540.0, 1000.0),
    (570.0, 15_000.0),
    (870.0, 900.0),
    (1020.0, 1700.0),
    (1320.0, 2300.0),
    (1500.0, 12_000.0),
    (1950.0, 1900.0),
    (2130.0, 15_000.0),
    (2670.0, 500.0),
    (2760.0, 20_000.0),
];

/// How the server does.
#[derive(Clone, Copy)]
enum Mood {
    Well,
    /// Answers this share of requests with a 500, 502 or 503.
    Failing(f64),
    /// Accepts no connection.
    Refusing,
    /// Refuses all with a 503, most of them with a Retry-After.
    Overloaded,
    /// Takes requests, and says nothing for longer than anybody waits.
    Silent,
}

/// From this second on.
const SERVER: [(f64, Mood); 9] = [
    (0.0, Mood::Well),
    (FAILING, Mood::Failing(0.6)),
    (REFUSING, Mood::Refusing),
    (OVERLOADED, Mood::Overloaded),
    (RECOVERED, Mood::Well),
    (SILENT, Mood::Silent),
    (ANSWERING, Mood::Well),
    (WOBBLING, Mood::Failing(0.25)),
    (STEADY, Mood::Well),
];

/// The latest entry at this time.
fn at<T: Copy>(script: &[(f64, T)], milliseconds: f64) -> T {
    let begun = script.iter().take_while(|(from, _)| from * 1000.0 <= milliseconds);
    begun.last().expect("an entry for the start").1
}

/// When each call begins, in milliseconds. Calls are counted from 0.
pub fn starts() -> Vec<f64> {
    let mut starts = Vec::new();
    let mut time = 1000.0;
    while time < LENGTH * 1000.0 {
        // Binary fractions: sums of them are exact.
        starts.push(time + starts.len() as f64 / 1024.0);
        time += at(&TRAFFIC, time);
    }
    assert!(starts.len() < 1024, "more calls than fractions");
    starts
}

/// Every third call is a write.
pub fn method(call: u32) -> &'static str {
    if call % 3 == 2 { "POST" } else { "GET" }
}

/// What the server does with one request.
pub struct Answer {
    /// Milliseconds, whole ones.
    pub after: f64,
    /// `None`: the connection is refused.
    pub status: Option<u16>,
    /// Seconds.
    pub retry_after: Option<u32>,
}

/// The answer to an attempt that is sent at this time. Nothing before it matters, so that the answers
/// are the same in whatever order requests arrive.
pub fn answer(time: f64, call: u32, attempt: u32) -> Answer {
    let mut random = SplitMix64::new(u64::from(call) << 8 | u64::from(attempt));
    let mut from = |least: f64, most: f64| (least + random.next_f64() * (most - least)).floor();
    let answer = |after, status| Answer { after, status: Some(status), retry_after: None };
    match at(&SERVER, time) {
        Mood::Well => answer(from(40.0, 160.0), 200),
        Mood::Failing(share) => {
            let after = from(60.0, 400.0);
            let status = [500, 502, 503][from(0.0, 3.0) as usize];
            answer(after, if from(0.0, 100.0) < share * 100.0 { status } else { 200 })
        }
        Mood::Refusing => Answer { status: None, ..answer(from(2.0, 20.0), 0) },
        Mood::Overloaded => {
            let hint = [None, Some(5), Some(40), Some(90)][from(0.0, 4.0) as usize];
            Answer { retry_after: hint, ..answer(from(10.0, 50.0), 503) }
        }
        Mood::Silent => answer(from(40_000.0, 50_000.0), 200),
    }
}

/// What `onEvent` tells.
#[derive(Clone, Debug, Default)]
pub struct Event {
    pub r#type: String,
    pub method: String,
    pub attempt: u32,
    pub elapsed: f64,
    pub status: u16,
    pub retry_after: Option<f64>,
    pub failure: String,
    pub delay: f64,
    pub from: String,
    pub to: String,
    pub probe_in: Option<f64>,
    pub reason: String,
    pub fallback: bool,
}

impl Display for Event {
    fn fmt(&self, text: &mut Formatter) -> Result {
        let Event { r#type, method, elapsed, status, failure, delay, from, to, reason, .. } = self;
        text.write_str(r#type)?;
        match r#type.as_str() {
            "attempt" => write!(text, " {method}")?,
            "response" => write!(text, " {status}")?,
            "failure" => write!(text, " {failure}")?,
            "wait" => write!(text, " {delay:.3}")?,
            "circuit" => write!(text, " {from} > {to}")?,
            "fallback" => write!(text, " {reason}")?,
            "end" => write!(text, " {reason} after {elapsed}")?,
            other => panic!("no event of this hour: {other}"),
        }
        if let Some(hint) = self.retry_after {
            write!(text, ", retry after {hint}")?;
        }
        if self.fallback {
            text.write_str(", fallback")?;
        }
        match self.probe_in {
            Some(probe_in) => write!(text, ", probe in {probe_in:.3}"),
            None => Ok(()),
        }
    }
}

/// One event as a line: `time call.attempt what`.
pub fn line(time: f64, call: u32, event: &Event) -> String {
    let number = format!("{call}.{}", event.attempt);
    format!("{:>7} {number:>6} {event}", time.floor())
}

const HEAD: &str = "\
# One hour of calls to one server under the preset resilientIntegrations, with a fallback.
# Each line: time in ms, call.attempt, event. What the server does when: tests/support/hour.rs.
# Read by tests/core/golden_hour.rs and tests/package/golden-hour.test.js. To write it anew:
# HOLDFAST_WRITE_GOLDEN=1 cargo test --test core golden_hour
";

/// The golden file.
pub fn text(lines: &[String]) -> String {
    let mut text = String::from(HEAD);
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// Where two texts begin to differ, for people to read.
pub fn first_difference(found: &str, expected: &str) -> Option<String> {
    let (mut found, mut expected) = (found.lines(), expected.lines());
    for number in 1.. {
        let pair = (found.next(), expected.next());
        if pair.0 != pair.1 {
            let [found, expected] = [pair.0, pair.1].map(|line| line.unwrap_or("nothing more"));
            return Some(format!("line {number}: {found:?}, but in the golden file {expected:?}"));
        }
        if pair.0.is_none() {
            break;
        }
    }
    None
}
