//! What a response says of how long to wait, in whichever header it says it.

pub mod http_date;
pub mod rate_limit;
pub mod retry_after;

use crate::core::policy::Hints;

/// The head of a response. Headers are looked up only when they matter.
pub struct Head<'a> {
    /// The status; 0 for an opaque response.
    pub status: u16,
    /// Whether a redirect was followed.
    pub redirected: bool,
    /// The value of the header of this name, in lower case.
    pub header: &'a dyn Fn(&str) -> Option<String>,
    /// Whether the headers of hints are hidden from scripts of this origin.
    pub hidden: bool,
}

/// How long the server asks to wait: the first of the configured headers that holds a valid value.
/// RateLimit speaks last, since Retry-After must win over it (draft-ietf-httpapi-ratelimit-headers).
pub fn hint(hints: &Hints, head: &Head, wall: f64) -> Option<f64> {
    let find = |last: bool| {
        let mut names = hints.headers.iter().filter(|name| (*name == RATE_LIMIT) == last);
        names.find_map(|name| read(name, hints, head, wall))
    };
    find(false).or_else(|| find(true))
}

const RATE_LIMIT: &str = "ratelimit";

fn read(name: &str, hints: &Hints, head: &Head, wall: f64) -> Option<f64> {
    let value = (head.header)(name)?;
    if name == RATE_LIMIT {
        // An answer that a cache has held says nothing of the quota now.
        let cached = (head.header)("age").is_some_and(|age| age.trim_ascii() != "0");
        return if cached { None } else { rate_limit::wait(&value) };
    }
    if name.ends_with("-ms") {
        return retry_after::parse_ms(&value);
    }
    let mut now = wall;
    if hints.date_header
        && value.bytes().any(|byte| byte == b':')
        && let Some(date) = (head.header)("date")
    {
        now = http_date::parse(&date, wall).unwrap_or(wall);
    }
    retry_after::parse(&value, now)
}
