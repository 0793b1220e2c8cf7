//! Amounts of time as servers write them: `120`, `1.5`, `2m59.56s`, and seconds or milliseconds since 1970.
//!
//! No sign, no exponent, no spaces: what could mean several things means nothing.

use super::digits::{decimal, fraction, share, take_digits};
use crate::core::duration;

/// A number without a unit that would be a wait of this or more is an instant: nobody asks for a wait of 31 years.
const TOO_LONG: f64 = 1e12;

/// Takes an amount off the front: milliseconds, and whether they are an instant, counted from 1970. Not a number if there is
/// none. `unit`: the milliseconds that a number without a unit counts.
///
/// Of several numbers each has a unit, the largest first, and only the last may have a fraction.
pub(super) fn take(rest: &mut &[u8], unit: f64) -> (f64, bool) {
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
            let is_instant = wait >= TOO_LONG && (TOO_LONG..1e14).contains(&instant);
            // It stands alone.
            sum += if before.is_finite() {
                f64::NAN
            } else if is_instant {
                instant
            } else {
                wait
            };
            return (sum, is_instant);
        };
        if named >= before {
            return (f64::NAN, false);
        }
        *rest = after;
        before = named;
        sum += number(named);
        if has_fraction || !rest.first().is_some_and(u8::is_ascii_digit) {
            return (sum, false);
        }
    }
}
