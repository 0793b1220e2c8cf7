//! `250`, `"250ms"`, `"1.5s"`, `"2m"`, `"1h"`, `"1d"`: lengths of time as policies write them.

use super::value::Value;

/// What an error says of a duration.
pub const ALLOWED: &str =
    r#"a duration of 0 or more: milliseconds, or a string such as "250ms", "5s", "2m", "1h", "1d""#;

/// The longest duration that makes sense here: a hundred years of 365 days.
pub const MAX: f64 = 100.0 * 365.0 * 86_400_000.0;

/// Reads a duration in milliseconds; `None` if it is not one, or longer than [`MAX`].
pub fn read(value: &Value) -> Option<f64> {
    let milliseconds = match value {
        Value::Number(number) => *number,
        Value::Text(text) => parse(text)?,
        _ => return None,
    };
    // False for NaN as well.
    (0.0..=MAX).contains(&milliseconds).then_some(milliseconds)
}

fn parse(text: &str) -> Option<f64> {
    let unit_at = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at_checked(unit_at)?;
    let factor = match unit {
        "ms" => 1.0,
        "s" => 1000.0,
        "m" => 60_000.0,
        "h" => 3_600_000.0,
        "d" => 86_400_000.0,
        _ => return None,
    };
    Some(decimal(number)? * factor)
}

/// `12` or `12.5`: digits on both sides of a point, no sign, no exponent. The standard parser
/// accepts more and costs several kilobytes.
pub fn decimal(text: &str) -> Option<f64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let mut number = digits(whole)?;
    let mut place = 0.1;
    digits(fraction)?;
    for digit in fraction.bytes() {
        number += f64::from(digit & 15) * place;
        place /= 10.0;
    }
    Some(number)
}

fn digits(text: &str) -> Option<f64> {
    let all = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all.then(|| text.bytes().fold(0.0, |number, digit| number * 10.0 + f64::from(digit & 15)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_and_units() {
        let cases = [
            ("250ms", 250.0),
            ("5s", 5000.0),
            ("1.5s", 1500.0),
            ("2m", 120_000.0),
            ("1h", 3.6e6),
            ("1d", 8.64e7),
            ("0s", 0.0),
        ];
        for (text, milliseconds) in cases {
            assert_eq!(read(&Value::Text(text.into())), Some(milliseconds), "{text}");
        }
        assert_eq!(read(&Value::Number(12.5)), Some(12.5));
    }

    #[test]
    fn refuses_everything_else() {
        for text in [
            "",
            "5",
            "s",
            "5 s",
            "-5s",
            "+5s",
            "5S",
            "5sec",
            ".5s",
            "5.s",
            "1e3s",
            "5s5s",
            "99999999d",
            "５s",
        ] {
            assert_eq!(read(&Value::Text(text.into())), None, "{text}");
        }
        for number in [-1.0, f64::NAN, f64::INFINITY, MAX * 2.0] {
            assert_eq!(read(&Value::Number(number)), None, "{number}");
        }
        assert_eq!(read(&Value::Bool(true)), None);
    }
}
