//! Amounts of time as servers write them: `120`, `1.5`, `2m59.56s`, and seconds or milliseconds since 1970.
//!
//! What is rounded is rounded up, digit by digit, since a hint is a floor: multiplying the nearest `f64` of `0.07` by a
//! thousand and rounding up would give 71. No sign, no exponent, no spaces: what could mean several things means nothing.

use super::http_date::decimal;
use super::retry_after::LONGEST;
use crate::core::duration;

/// A number without a unit that would be a wait of this or more is an instant: nobody asks for a wait of 31 years.
const TOO_LONG: f64 = 1e12;

/// Takes an amount off the front, and gives the milliseconds from `now_ms` on; not a number if there is none. `unit`: the
/// milliseconds that a number without a unit counts.
///
/// Of several numbers each has a unit, the largest first, and only the last may have a fraction.
pub(super) fn take(rest: &mut &[u8], unit: f64, now_ms: f64) -> f64 {
    let mut sum = 0.0;
    let mut before = f64::INFINITY;
    loop {
        let digits = take_digits(rest, usize::MAX);
        let has_fraction = rest.first() == Some(&b'.');
        let parts = fraction(rest);
        // A fraction belongs to a number.
        let whole = if digits.is_empty() { f64::NAN } else { decimal(digits) };
        let number = |unit: f64| whole * unit + share(parts, unit);
        let letters = rest.iter().take_while(|byte| byte.is_ascii_lowercase()).count();
        let (name, after) = rest.split_at_checked(letters).unwrap_or_default();
        let Some(named) = duration::unit(name) else {
            let wait = number(unit);
            // Since 1970, in seconds or milliseconds.
            let instant = number(if whole < 1e11 { 1000.0 } else { 1.0 });
            return if before.is_finite() {
                f64::NAN
            } else if wait >= TOO_LONG && instant >= TOO_LONG && instant < 1e14 {
                until(instant, now_ms)
            } else {
                saturating(wait)
            };
        };
        if named >= before {
            return f64::NAN;
        }
        *rest = after;
        before = named;
        sum += number(named);
        if has_fraction || !rest.first().is_some_and(u8::is_ascii_digit) {
            return saturating(sum);
        }
    }
}

/// The wait until an instant. One that is over asks for none; without a clock it cannot be told.
pub(super) fn until(instant: f64, now_ms: f64) -> f64 {
    let wait = instant - now_ms;
    if wait.is_finite() { wait.clamp(0.0, LONGEST) } else { f64::NAN }
}

/// `f64::min` would make a number of what is none.
fn saturating(wait: f64) -> f64 {
    if wait > LONGEST { LONGEST } else { wait }
}

/// So many make a whole: as many as can be multiplied by the milliseconds of a day without loss.
const PARTS: f64 = 1e8;

/// Takes a point and the digits after it off the front: [`PARTS`], rounded up. None if there is no point, not a number if no
/// digit follows it.
pub(super) fn fraction(rest: &mut &[u8]) -> f64 {
    let [b'.', after @ ..] = *rest else { return 0.0 };
    *rest = after;
    let digits = take_digits(rest, usize::MAX);
    if digits.is_empty() {
        return f64::NAN;
    }
    let (mut parts, mut above, mut weight) = (0.0, 0.0, PARTS);
    for digit in digits {
        let digit = f64::from(digit & 15);
        weight /= 10.0;
        if weight >= 1.0 {
            parts += digit * weight;
        } else if digit > 0.0 {
            above = 1.0;
        }
    }
    parts + above
}

/// The milliseconds of a fraction, rounded up. `unit`: those of a whole.
pub(super) fn share(parts: f64, unit: f64) -> f64 {
    (parts * unit / PARTS).ceil()
}

/// Takes digits off the front.
pub(super) fn take_digits<'a>(rest: &mut &'a [u8], most: usize) -> &'a [u8] {
    let length = rest.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, after) = rest.split_at_checked(length).unwrap_or_default();
    *rest = after;
    digits
}
