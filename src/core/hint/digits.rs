//! Digits of which each counts.
//!
//! What is rounded is rounded up, digit by digit, since a hint is a floor: multiplying the nearest `f64` of `0.07` by a
//! thousand and rounding up would give 71.

/// Where waits saturate, in milliseconds: the largest whole number that an `f64` holds exactly.
pub const LONGEST: f64 = 9_007_199_254_740_991.0;

/// The value of ASCII digits; infinite if there are more than an `f64` can hold.
pub(super) fn decimal(digits: &[u8]) -> f64 {
    digits.iter().fold(0.0, |number, digit| number * 10.0 + f64::from(digit & 15))
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
