//! What a Retry-After header asks for (RFC 9110, section 10.2.3): seconds, or a date.
//!
//! The text comes from anyone and may be of any length. A value too large to hold is still a value:
//! dropping it, or letting it wrap around in a 32-bit timer, would turn "come back next year" into
//! "come back at once". Anything that is not to the letter is ignored, as `Number("")` is 0 and
//! `Date.parse("-5")` a day in 2001.
//!
//! Beyond the letter: a decimal fraction is read (rounded up, a hint is a floor), and of several
//! fields, which a platform joins with commas, the longest wait counts.

use super::{http_date, known};

/// Where waits saturate, in milliseconds: the largest whole number that an `f64` holds exactly.
pub const LONGEST: f64 = 9_007_199_254_740_991.0;

/// Milliseconds to wait from `now_ms` on; `None` if the header is to be ignored. A date in the past
/// asks for no wait.
pub fn parse(value: impl AsRef<[u8]>, now_ms: f64) -> Option<f64> {
    known(seconds_or_date(value.as_ref(), now_ms))
}

/// Milliseconds to wait by a header that counts in milliseconds, such as `retry-after-ms`.
pub fn parse_ms(value: impl AsRef<[u8]>) -> Option<f64> {
    known(longest(value.as_ref(), 0))
}

/// As [`parse`]; not a number for nothing.
pub(super) fn seconds_or_date(value: &[u8], now_ms: f64) -> f64 {
    let seconds = longest(value, 3);
    if !seconds.is_nan() {
        return seconds;
    }
    let wait = http_date::read(value.trim_ascii(), now_ms) - now_ms;
    if wait.is_finite() { wait.clamp(0.0, LONGEST) } else { f64::NAN }
}

/// The greatest number of a list, times 10^`places`; not a number if any member is none.
pub(super) fn longest(value: &[u8], places: u32) -> f64 {
    let mut longest = 0.0;
    for member in value.split(|byte| *byte == b',') {
        let number = scaled(member.trim_ascii(), places);
        if number.is_nan() {
            return number;
        }
        longest = number.max(longest);
    }
    longest
}

/// `12` or `12.5`, times 10^`places`, rounded up to a whole number. Digit by digit: multiplying the
/// nearest `f64` of `0.07` by a thousand and rounding up would give 71.
fn scaled(text: &[u8], places: u32) -> f64 {
    let mut number = 0.0;
    let mut above = 0.0;
    let mut after_digit = false;
    let mut after_point = false;
    // Digits after the point that still count.
    let mut left = places;
    for byte in text {
        let digit = f64::from(byte & 15);
        match byte {
            b'0'..=b'9' if after_point && left == 0 => above = digit.min(1.0).max(above),
            b'0'..=b'9' => {
                number = number * 10.0 + digit;
                left = left.saturating_sub(after_point.into());
            }
            b'.' if after_digit && !after_point => after_point = true,
            _ => return f64::NAN,
        }
        after_digit = *byte != b'.';
    }
    for _ in 0..left {
        number *= 10.0;
    }
    if after_digit { (number + above).min(LONGEST) } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_exact_and_rounded_up() {
        let cases = [
            ("0.07", 70.0),
            ("8.2", 8200.0),
            ("1.005", 1005.0),
            ("1.0001", 1001.0),
            ("1.0000", 1000.0),
            ("0.0000001", 1.0),
        ];
        for (value, milliseconds) in cases {
            assert_eq!(parse(value, 0.0), Some(milliseconds), "{value}");
        }
    }

    #[test]
    fn milliseconds_are_digits_with_an_optional_fraction() {
        for (value, milliseconds) in [("250", 250.0), ("0", 0.0), ("1.2", 2.0), (" 7\t", 7.0), ("3, 9", 9.0)]
        {
            assert_eq!(parse_ms(value), Some(milliseconds), "{value}");
        }
        for value in ["", "-1", "1e3", "Sun, 06 Nov 1994 08:49:37 GMT", "5,", ".5"] {
            assert_eq!(parse_ms(value), None, "{value}");
        }
    }

    #[test]
    fn any_number_of_digits_saturates() {
        let digits = "9".repeat(65_536);
        assert_eq!(parse(&digits, 0.0), Some(LONGEST));
        assert_eq!(parse_ms(&digits), Some(LONGEST));
        assert_eq!(parse(&("0".repeat(65_536) + "." + &digits), 0.0), Some(1000.0));
    }

    #[test]
    fn a_date_needs_a_clock() {
        assert_eq!(parse("Sun, 06 Nov 1994 08:49:37 GMT", f64::NAN), None);
        assert_eq!(parse("7", f64::NAN), Some(7000.0));
    }
}
