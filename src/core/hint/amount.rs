//! Amounts of time as servers write them: `120`, `1.5`, `2m59.56s`, and seconds or milliseconds since 1970.
//!
//! No sign, no exponent, no spaces: what could mean several things means nothing.

use super::digits::{LONGEST, decimal, fraction, share, take_digits};
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
            } else if wait >= TOO_LONG && (TOO_LONG..1e14).contains(&instant) {
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
