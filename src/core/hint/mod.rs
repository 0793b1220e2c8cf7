//! What a response says of how long to wait, in whichever header it says it.

pub mod http_date;
pub mod rate_limit;
pub mod retry_after;

use crate::core::policy::Policy;
use crate::core::text::take_line;

/// How long the server asks to wait. `lines` are headers as `name:value`, names in lower case: those that may hold a hint, in
/// the order in which they count, then `date` and `age`. The first of the others that is valid is the hint. RateLimit speaks
/// last, since Retry-After must win over it (draft-ietf-httpapi-ratelimit-headers).
///
/// `corrects`: dates are read by the response's own clock. `wall`: this machine's, in milliseconds since 1970.
pub fn read(lines: &[u8], corrects: bool, wall: f64) -> Option<f64> {
    let mut quota = None;
    let mut rest = lines;
    while !rest.is_empty() {
        let (name, value) = take_header(&mut rest);
        let hint = match name {
            b"date" | b"age" => f64::NAN,
            RATE_LIMIT => {
                // An answer that a cache has held says nothing of the quota now.
                let age = find(lines, b"age").trim_ascii();
                if quota.is_none() && matches!(age, b"" | b"0") {
                    quota = rate_limit::wait(value);
                }
                f64::NAN
            }
            _ if name.ends_with(b"-ms") => retry_after::longest(value, 0),
            _ => {
                let date = if corrects { http_date::read(find(lines, b"date"), wall) } else { f64::NAN };
                retry_after::seconds_or_date(value, if date.is_nan() { wall } else { date })
            }
        };
        if !hint.is_nan() {
            return Some(hint);
        }
    }
    quota
}

const RATE_LIMIT: &[u8] = b"ratelimit";

/// The same, of a response whose headers are looked up by their names, in lower case. `None` too if the policy ignores hints.
pub fn of(policy: &Policy, header: &dyn Fn(&str) -> Option<String>, wall: f64) -> Option<f64> {
    if policy.hints.on == 0.0 {
        return None;
    }
    let mut lines = String::new();
    let mut names = policy.texts(policy.hints.headers);
    names.extend(["date".into(), "age".into()]);
    for name in names {
        if let Some(value) = header(&name) {
            lines.extend([&name, ":", &value, "\n"]);
        }
    }
    read(lines.as_bytes(), policy.hints.date > 0.0, wall)
}

/// The value of the first header of this name; empty if there is none.
fn find<'a>(mut lines: &'a [u8], wanted: &[u8]) -> &'a [u8] {
    while !lines.is_empty() {
        let (name, value) = take_header(&mut lines);
        if name == wanted {
            return value;
        }
    }
    &[]
}

/// The name and the value of the first line, which is taken off.
fn take_header<'a>(lines: &mut &'a [u8]) -> (&'a [u8], &'a [u8]) {
    let line = take_line(lines);
    let colon = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
    let (name, value) = line.split_at_checked(colon).unwrap_or_default();
    (name, value.get(1..).unwrap_or_default())
}

/// A number that is one.
fn known(number: f64) -> Option<f64> {
    if number.is_nan() { None } else { Some(number) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(lines: &str) -> Option<f64> {
        read(lines.as_bytes(), true, 0.0)
    }

    #[test]
    fn the_first_valid_header_is_the_hint() {
        assert_eq!(hint("retry-after-ms: 250\nretry-after:3\n"), Some(250.0));
        assert_eq!(hint("retry-after-ms:soon\nretry-after:3"), Some(3000.0));
        assert_eq!(hint("date:Thu, 01 Jan 1970 00:00:09 GMT\nage:7\n"), None);
        assert_eq!(hint("retry-after\n\n:\n"), None);
        assert_eq!(hint(""), None);
    }

    #[test]
    fn a_quota_speaks_last_and_only_for_the_server_itself() {
        let quota = "ratelimit:\"a\";r=0;t=5\n";
        assert_eq!(hint(quota), Some(5000.0));
        assert_eq!(hint(&[quota, "retry-after:3\n"].concat()), Some(3000.0));
        assert_eq!(hint(&[quota, "age: 0\n"].concat()), Some(5000.0));
        assert_eq!(hint(&[quota, "age:1\n"].concat()), None);
    }

    #[test]
    fn dates_are_read_by_the_servers_clock_if_it_tells_the_time() {
        let lines = "retry-after:Thu, 01 Jan 1970 00:01:00 GMT\ndate:Thu, 01 Jan 1970 00:00:50 GMT\n";
        assert_eq!(hint(lines), Some(10_000.0));
        assert_eq!(read(lines.as_bytes(), false, 0.0), Some(60_000.0));
    }
}
