//! What a response says of how long to wait, in whichever header it says it, and whether to repeat the request at all.

mod amount;
mod digits;
pub mod http_date;
pub mod names;
pub mod rate_limit;
pub mod retry_after;

use crate::core::duration;
use crate::core::policy::Policy;
use crate::core::text::take_line;

/// What a response asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Hint {
    /// How long to wait, in milliseconds.
    pub wait: Option<f64>,
    /// It says how long to wait, and it cannot be read.
    pub unreadable: bool,
    /// Whether to repeat the request, if it says so.
    pub again: Option<bool>,
}

/// What the server asks for. `lines` are headers as `name:value`, names in lower case, perhaps with the unit of their numbers
/// behind them (`x-wait=ms:1500`): those that may hold a hint, in the order in which they count, then `date` and `age`. See [`names`].
///
/// Of headers that were `chosen` the first that can be read is the hint. Of the others it is the first of
/// [`names::WAITS`], and if there is none of those the longest wait until a limit that is used up is full again. RateLimit
/// speaks last, since Retry-After must win over it (draft-ietf-httpapi-ratelimit-headers).
///
/// `corrects`: instants are read by the response's own clock. `wall`: this machine's, in milliseconds since 1970.
pub fn read(lines: &[u8], chosen: bool, corrects: bool, wall: f64) -> Hint {
    let date = if corrects { http_date::parse(find(lines, b"date"), wall) } else { None };
    let now = date.unwrap_or(wall);
    let (mut told, mut limit) = (f64::NAN, f64::NAN);
    let (mut is_told, mut is_limited, mut is_left) = (false, false, false);
    let mut again = None;
    let mut rest = lines;
    while !rest.is_empty() {
        let (name, unit, value) = take_header(&mut rest);
        let wait =
            || retry_after::longest(value, duration::unit(unit).unwrap_or_else(|| names::unit(name)), now);
        match name {
            b"date" | b"age" => {}
            RATE_LIMIT => {
                // An answer that a cache has held says nothing of the quota now.
                if matches!(find(lines, b"age").trim_ascii(), b"" | b"0") {
                    limit = limit.max(rate_limit::wait(value).unwrap_or(f64::NAN));
                }
            }
            _ if names::is_wish(name) => {
                // It may have been sent twice.
                let word = split(value, b',').0.trim_ascii();
                if word.eq_ignore_ascii_case(b"true") {
                    again = Some(true);
                } else if word.eq_ignore_ascii_case(b"false") {
                    again = Some(false);
                }
            }
            _ if chosen || names::is_wait(name) => {
                is_told = true;
                if told.is_nan() {
                    told = wait();
                }
            }
            _ if unit == names::LEFT.as_bytes() => is_left = wait() > 0.0,
            _ if is_left => {}
            _ => {
                is_limited = true;
                limit = limit.max(wait());
            }
        }
    }
    // What is written in Retry-After is the server's word on it, even where it cannot be read.
    let wait = known(if is_told && !(chosen && told.is_nan()) { told } else { limit });
    Hint { wait, unreadable: wait.is_none() && (is_told || is_limited), again }
}

const RATE_LIMIT: &[u8] = names::RATE_LIMIT.as_bytes();

/// The same, of a response whose headers are looked up by their names, in lower case. Nothing if the policy ignores hints.
pub fn of(policy: &Policy, status: u16, header: &dyn Fn(&str) -> Option<String>, wall: f64) -> Hint {
    if policy.hints.on == 0.0 {
        return Hint::default();
    }
    let mut names = policy.texts(policy.hints.headers);
    let chosen = !names.is_empty();
    let mut add = |more: &[&str]| names.extend(more.iter().map(|name| (*name).to_owned()));
    if !chosen {
        add(&names::WAITS);
    }
    if policy.heeds_limits(status) {
        add(&names::LIMITS);
    }
    add(&names::WISHES);
    add(&names::BESIDE);
    let mut lines = String::new();
    for name in names {
        let (header_name, unit) = name.split_once(':').unwrap_or((&name, ""));
        let value = header(header_name);
        if value.is_some() || unit == names::LEFT {
            lines.extend([header_name, "=", unit, ":", &value.unwrap_or_default(), "\n"]);
        }
    }
    read(lines.as_bytes(), chosen, policy.hints.date > 0.0, wall)
}

/// The value of the first header of this name; empty if there is none.
fn find<'a>(mut lines: &'a [u8], wanted: &[u8]) -> &'a [u8] {
    while !lines.is_empty() {
        let (name, _, value) = take_header(&mut lines);
        if name == wanted {
            return value;
        }
    }
    &[]
}

/// Name, unit and value of the first line, which is taken off.
fn take_header<'a>(lines: &mut &'a [u8]) -> (&'a [u8], &'a [u8], &'a [u8]) {
    let (named, value) = split(take_line(lines), b':');
    let (name, unit) = split(named, b'=');
    (name, unit, value)
}

/// What stands before the first of these bytes, and after it.
fn split(text: &[u8], at: u8) -> (&[u8], &[u8]) {
    let place = text.iter().position(|byte| *byte == at).unwrap_or(text.len());
    let (before, after) = text.split_at_checked(place).unwrap_or_default();
    (before, after.get(1..).unwrap_or_default())
}

/// A number that is one.
fn known(number: f64) -> Option<f64> {
    if number.is_nan() { None } else { Some(number) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(lines: &str) -> Hint {
        read(lines.as_bytes(), false, true, 0.0)
    }

    fn hint(lines: &str) -> Option<f64> {
        asked(lines).wait
    }

    fn chosen(lines: &str) -> Option<f64> {
        read(lines.as_bytes(), true, true, 0.0).wait
    }

    const UNREADABLE: Hint = Hint { wait: None, unreadable: true, again: None };

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
        assert_eq!(chosen(&[quota, "retry-after:soon\n"].concat()), Some(5000.0));
        assert_eq!(
            asked("ratelimit:\"a\";r=0"),
            Hint::default(),
            "it says how much is left, and not how long to wait"
        );
    }

    #[test]
    fn what_is_there_and_cannot_be_read_is_told() {
        for lines in
            ["retry-after:soon", "retry-after:", "retry-after-ms:-5\nretry-after:x", "x-ratelimit-reset:soon"]
        {
            assert_eq!(asked(lines), UNREADABLE, "{lines:?}");
        }
        assert_eq!(read(b"x-wait:soon", true, true, 0.0), UNREADABLE);
        assert_eq!(asked(""), Hint::default());
        assert_eq!(asked("date:soon\nage:old"), Hint::default());
    }

    #[test]
    fn limits_count_where_nothing_is_left_of_them_and_nothing_else_is_said() {
        let both = |requests: &str, tokens: &str| {
            hint(
                &[
                    "x-ratelimit-remaining-requests=left:",
                    requests,
                    "\nx-ratelimit-reset-requests:2m59.56s\n",
                    "x-ratelimit-remaining-tokens=left:",
                    tokens,
                    "\nx-ratelimit-reset-tokens:370ms\n",
                ]
                .concat(),
            )
        };
        assert_eq!(both("0", "0"), Some(179_560.0));
        assert_eq!(both("59", "0"), Some(370.0));
        assert_eq!(both("0", "0.5"), Some(179_560.0));
        assert_eq!(both("59", "7"), None);
        assert_eq!(
            hint("x-ratelimit-remaining=left:0\nx-ratelimit-reset-after:1.25\nx-ratelimit-reset:60"),
            Some(60_000.0)
        );
        assert_eq!(hint("x-ratelimit-remaining=left:1\nx-ratelimit-reset-after:1.25"), None);
        assert_eq!(hint("x-ratelimit-reset:60\nretry-after:1"), Some(1000.0));
        assert_eq!(asked("x-ratelimit-reset:60\nretry-after:soon"), UNREADABLE);
        assert_eq!(hint("x-ratelimit-reset:60\nx-rate-limit-reset:soon"), Some(60_000.0));
    }

    #[test]
    fn a_header_that_was_chosen_counts_whatever_is_left() {
        assert_eq!(chosen("x-ratelimit-remaining:7\nx-ratelimit-reset:60"), Some(7000.0));
        assert_eq!(chosen("x-ratelimit-reset:60\nx-ratelimit-remaining:7"), Some(60_000.0));
    }

    #[test]
    fn a_unit_may_stand_behind_the_name() {
        for (line, milliseconds) in [
            ("x-wait:7", 7000.0),
            ("x-wait=:7", 7000.0),
            ("x-wait=ms:7", 7.0),
            ("retry-after-ms=s:7", 7000.0),
            ("x-wait=h:1.5", 5.4e6),
        ] {
            assert_eq!(chosen(line), Some(milliseconds), "{line}");
        }
        assert_eq!(chosen("x-wait:ms:7"), None);
    }

    #[test]
    fn a_server_may_say_whether_to_repeat_the_request() {
        for (value, again) in
            [("true", Some(true)), (" False ", Some(false)), ("", None), ("TRUE", Some(true)), ("1", None)]
        {
            for name in names::WISHES {
                assert_eq!(
                    asked(&[name, ":", value].concat()),
                    Hint { again, ..Hint::default() },
                    "{name}: {value}"
                );
            }
        }
    }

    #[test]
    fn dates_are_read_by_the_servers_clock_if_it_tells_the_time() {
        let lines = "retry-after:Thu, 01 Jan 1970 00:01:00 GMT\ndate:Thu, 01 Jan 1970 00:00:50 GMT\n";
        assert_eq!(hint(lines), Some(10_000.0));
        assert_eq!(read(lines.as_bytes(), false, false, 0.0).wait, Some(60_000.0));
    }
}
