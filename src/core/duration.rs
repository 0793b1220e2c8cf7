//! `250`, `"250ms"`, `"1.5s"`, `"2m"`, `"1h"`, `"1d"`: lengths of time as policies write them.

use super::value::Value;

/// What an error says of a duration.
pub const ALLOWED: &str =
    r#"a duration from 0 to 100 years: milliseconds, or a string such as "250ms", "5s", "2m", "1h", "1d""#;

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

/// Digits, perhaps a point between them, and a unit. No sign, no exponent: the standard parser of
/// numbers accepts more and costs several kilobytes.
fn parse(text: &str) -> Option<f64> {
    let mut rest = text.as_bytes();
    let mut digits = 0.0;
    let mut scale = None;
    let mut after_digit = false;
    while let [byte, after @ ..] = rest {
        match byte {
            b'0'..=b'9' => {
                digits = digits * 10.0 + f64::from(byte & 15);
                scale = scale.map(|scale: f64| scale * 10.0);
                after_digit = true;
            }
            b'.' if after_digit && scale.is_none() => {
                scale = Some(1.0);
                after_digit = false;
            }
            _ => break,
        }
        rest = after;
    }
    if !after_digit {
        return None;
    }
    Some(digits / scale.unwrap_or(1.0) * unit(rest)?)
}

/// The milliseconds of a unit.
pub fn unit(name: &[u8]) -> Option<f64> {
    // By single bytes, since to compare texts is several times the code.
    match *name {
        [b'm', b's'] => Some(1.0),
        [b's'] => Some(1000.0),
        [b'm'] => Some(60_000.0),
        [b'h'] => Some(3_600_000.0),
        [b'd'] => Some(86_400_000.0),
        _ => None,
    }
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
