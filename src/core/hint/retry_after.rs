//! What a Retry-After header asks for: seconds or a date (RFC 9110, section 10.2.3), and what servers write in their place:
//! durations with units, dates of RFC 3339 or another zone, and seconds or milliseconds since 1970.
//!
//! The text comes from anyone and may be of any length. A value too large to hold is still a value:
//! dropping it, or letting it wrap around in a 32-bit timer, would turn "come back next year" into
//! "come back at once". What could mean several things is not read at all, as `Number("")` is 0 and
//! `Date.parse("-5")` a day in 2001.
//!
//! Of several values, which a platform joins with commas, the longest wait counts, if all can be read. `3,600` cannot: a platform puts a
//! space behind its comma, and an hour is not to become ten minutes.

pub use super::digits::LONGEST;
use super::digits::take_digits;
use super::{amount, http_date, known};

/// Milliseconds to wait from `now_ms` on; `None` if the header cannot be read. An instant in the past
/// asks for no wait.
pub fn parse(value: impl AsRef<[u8]>, now_ms: f64) -> Option<f64> {
    known(longest(value.as_ref(), 1000.0, now_ms))
}

/// The longest wait of a list; not a number if any member is none. `unit`: the milliseconds that a number without a unit
/// counts.
pub(super) fn longest(value: &[u8], unit: f64, now_ms: f64) -> f64 {
    let mut rest = value.trim_ascii();
    let mut longest = 0.0;
    loop {
        // A date first, since it holds a comma, and its year would be a number.
        let (mut wait, mut is_instant) = (http_date::take(&mut rest, now_ms), true);
        if wait.is_nan() {
            (wait, is_instant) = amount::take(&mut rest, unit);
        }
        if is_instant {
            wait -= now_ms;
        }
        // Without a clock, an instant says nothing.
        if wait.is_nan() || is_instant && wait.is_infinite() {
            return f64::NAN;
        }
        // An instant that is over asks for no wait.
        longest = wait.min(LONGEST).max(longest);
        rest = rest.trim_ascii_start();
        match rest.split_first() {
            None => return longest,
            // `3,600`: a list, or a thousand?
            Some((b',', after)) if take_digits(&mut { after }, 4).len() != 3 => {
                rest = after.trim_ascii_start()
            }
            _ => return f64::NAN,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By a header that counts in milliseconds, such as `retry-after-ms`.
    fn parse_ms(value: impl AsRef<[u8]>, now_ms: f64) -> Option<f64> {
        known(longest(value.as_ref(), 1.0, now_ms))
    }

    #[test]
    fn fractions_are_exact_and_rounded_up() {
        let cases = [
            ("0.07", 70.0),
            ("8.2", 8200.0),
            ("1.005", 1005.0),
            ("1.0001", 1001.0),
            ("1.0000", 1000.0),
            ("0.0000001", 1.0),
            ("0.0000000000001", 1.0),
            ("0.07m", 4200.0),
            ("1.5h", 5_400_000.0),
            ("0.00000001d", 1.0),
            ("1h0.0001ms", 3_600_001.0),
        ];
        for (value, milliseconds) in cases {
            assert_eq!(parse(value, 0.0), Some(milliseconds), "{value}");
        }
    }

    #[test]
    fn milliseconds_are_digits_with_an_optional_fraction() {
        for (value, milliseconds) in [("250", 250.0), ("0", 0.0), ("1.2", 2.0), (" 7\t", 7.0), ("3, 9", 9.0)]
        {
            assert_eq!(parse_ms(value, f64::NAN), Some(milliseconds), "{value}");
        }
        for value in ["", "-1", "1e3", "5,", ".5"] {
            assert_eq!(parse_ms(value, 0.0), None, "{value}");
        }
    }

    #[test]
    fn a_value_that_names_its_unit_is_believed() {
        assert_eq!(parse_ms("2s", 0.0), Some(2000.0));
        assert_eq!(parse_ms("Thu, 01 Jan 1970 00:00:09 GMT", 0.0), Some(9000.0));
    }

    #[test]
    fn what_would_be_a_wait_of_decades_is_an_instant() {
        let now = 1_787_400_000_000.0;
        for (value, milliseconds) in [
            ("999999999", 999_999_999_000.0),
            ("1000000000", 0.0),
            ("1787400030.25", 30_250.0),
            ("1787400030000.25", 30_001.0),
            ("99999999999", 98_212_599_999_000.0),
            ("100000000000", 100_000_000_000_000.0),
            ("1000000000000", 0.0),
            ("99999999999999", 98_212_599_999_999.0),
            ("100000000000000", LONGEST),
        ] {
            assert_eq!(parse(value, now), Some(milliseconds), "{value}");
        }
        // Eleven days of milliseconds are still a wait.
        assert_eq!(parse_ms("1000000000", now), Some(1e9));
        assert_eq!(parse_ms("1787400030000", now), Some(30_000.0));
    }

    #[test]
    fn any_number_of_digits_saturates() {
        let digits = "9".repeat(65_536);
        assert_eq!(parse(&digits, 0.0), Some(LONGEST));
        assert_eq!(parse_ms(&digits, 0.0), Some(LONGEST));
        assert_eq!(parse(digits.clone() + "h5s", 0.0), Some(LONGEST));
        assert_eq!(parse(&("0".repeat(65_536) + "." + &digits), 0.0), Some(1000.0));
    }

    #[test]
    fn an_instant_needs_a_clock() {
        for value in ["Sun, 06 Nov 1994 08:49:37 GMT", "2026-08-22T12:02:00Z", "1787400030"] {
            assert_eq!(parse(value, f64::NAN), None, "{value}");
        }
        assert_eq!(parse("7", f64::NAN), Some(7000.0));
    }
}
