//! Numbers, durations and values as people read them.
//!
//! Written by hand because the standard formatting of `f64` costs 14 kB of WebAssembly.

use super::value::Value;

/// Appends `part`. The one copy of the code that makes a text longer: inlined, it is 40 bytes each time.
#[inline(never)]
pub fn push(out: &mut String, part: &str) {
    out.push_str(part);
}

/// The parts as one text. `concat` on a slice does the same for any type, in three times the code.
pub fn concat(parts: &[&str]) -> String {
    let mut out = String::new();
    for part in parts {
        push(&mut out, part);
    }
    out
}

/// The first line of `text`, which is left with the others. `str::split` brings in searchers, and the
/// printing of numbers for their panics: 2 kB.
pub fn take_line<'a>(text: &mut &'a [u8]) -> &'a [u8] {
    let end = text.iter().position(|byte| *byte == b'\n').unwrap_or(text.len());
    let (line, rest) = text.split_at_checked(end).unwrap_or_default();
    *text = rest.get(1..).unwrap_or_default();
    line
}

/// Appends a whole number. The standard way brings in padding, signs and alignment: 2 kB.
pub fn push_whole(out: &mut String, number: u64) {
    if number > 9 {
        push_whole(out, number / 10);
    }
    let digit = (number % 10) as usize;
    push(out, "0123456789".get(digit..=digit).unwrap_or_default());
}

/// A whole number as text.
pub fn whole(number: u64) -> String {
    let mut out = String::new();
    push_whole(&mut out, number);
    out
}

/// Appends `number` with at most three decimals, as JavaScript would print it.
pub fn push_number(out: &mut String, number: f64) {
    if number.is_nan() {
        return push(out, "NaN");
    }
    if number < 0.0 {
        push(out, "-");
    }
    let magnitude = number.abs();
    // Beyond 2^53 / 1000 the thousandths are no longer exact.
    if magnitude > 9e12 {
        return push(out, if magnitude.is_infinite() { "Infinity" } else { "9000000000000 or more" });
    }
    let thousandths = (magnitude * 1000.0 + 0.5) as u64;
    push_whole(out, thousandths / 1000);
    let mut rest = thousandths % 1000;
    if rest > 0 {
        push(out, ".");
    }
    while rest > 0 {
        push_whole(out, rest / 100);
        rest = (rest % 100).saturating_mul(10);
    }
}

/// A unit of time: its milliseconds and its name.
type Unit = (f64, &'static str);

/// The unit in which a duration reads best: the largest of which there is exactly one, or enough.
fn unit(milliseconds: f64) -> Unit {
    /// The units, and how many of each are enough.
    const UNITS: [(Unit, f64); 4] = [
        ((86_400_000.0, " d"), 1.5),
        ((3_600_000.0, " h"), 2.0),
        ((60_000.0, " min"), 2.0),
        ((1000.0, " s"), 1.0),
    ];
    for (unit, enough) in UNITS {
        let count = milliseconds / unit.0;
        if count >= enough || count == 1.0 {
            return unit;
        }
    }
    (1.0, " ms")
}

/// Appends how many of a unit there are. Two decimals are as much as a reader wants of a large unit,
/// and none of a small one.
fn push_count(out: &mut String, milliseconds: f64, (size, _): Unit) {
    let precision = if size > 1.0 { 100.0 } else { 1.0 };
    push_number(out, (milliseconds / size * precision + 0.5).floor() / precision);
}

/// Appends a duration: `90500.0` → `90.5 s`.
pub fn push_duration(out: &mut String, milliseconds: f64) {
    let unit = unit(milliseconds);
    push_count(out, milliseconds, unit);
    push(out, unit.1);
}

/// A duration as text.
pub fn duration(milliseconds: f64) -> String {
    let mut out = String::new();
    push_duration(&mut out, milliseconds);
    out
}

/// Appends a share as people say it: `0.5` → `50 %`.
pub fn push_percent(out: &mut String, share: f64) {
    push_number(out, share * 100.0);
    push(out, " %");
}

/// Appends the next member of a list: after the words that lead to the list, or after a comma.
pub fn push_next(out: &mut String, lead: &mut &str, member: &str) {
    push(out, lead);
    push(out, member);
    *lead = ", ";
}

/// Appends `1 to 2 s`, which reads better than `1 s to 2 s`; or one duration where the two are the same.
pub fn push_span(out: &mut String, least: f64, longest: f64) {
    if longest - least >= 1.0 {
        let (low, high) = (unit(least), unit(longest));
        push_count(out, least, low);
        if least > 0.0 && low != high {
            push(out, low.1);
        }
        push(out, " to ");
    }
    push_duration(out, longest);
}

/// A value as an error message shows it: short, and in JavaScript's notation.
pub fn value(value: &Value) -> String {
    let mut out = String::new();
    let words = match value {
        Value::Number(number) => {
            push_number(&mut out, *number);
            ""
        }
        Value::Text(text) => {
            let start: String = text.chars().take(60).collect();
            return concat(&["\"", &start, "\""]);
        }
        Value::Null => "null",
        Value::Bool(true) => "true",
        Value::Bool(false) => "false",
        Value::List(values) if values.is_empty() => "an empty array",
        Value::List(_) => "an array",
        Value::Map(_) => "an object",
        Value::Function => "a function",
        Value::Foreign(name) => name,
    };
    push(&mut out, words);
    out
}

/// `a, b or c`.
pub fn alternatives(names: &[&str]) -> String {
    let mut out = String::new();
    let mut left = names.len();
    for name in names {
        push(&mut out, name);
        left = left.saturating_sub(1);
        push(
            &mut out,
            match left {
                0 => "",
                1 => " or ",
                _ => ", ",
            },
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(value: f64) -> String {
        let mut out = String::new();
        push_number(&mut out, value);
        out
    }

    #[test]
    fn lines_are_taken_one_by_one() {
        let mut text = &b"a\n\nb"[..];
        let lines = [take_line(&mut text), take_line(&mut text), take_line(&mut text), take_line(&mut text)];
        assert_eq!(lines, [&b"a"[..], b"", b"b", b""]);
    }

    #[test]
    fn numbers_read_as_in_javascript() {
        assert_eq!(number(0.0), "0");
        assert_eq!(number(-5.0), "-5");
        assert_eq!(number(0.25), "0.25");
        assert_eq!(number(1.005), "1.005");
        assert_eq!(number(0.05), "0.05");
        assert_eq!(number(1000.0), "1000");
        assert_eq!(number(f64::NAN), "NaN");
        assert_eq!(number(f64::NEG_INFINITY), "-Infinity");
        assert_eq!(number(1e300), "9000000000000 or more");
    }

    #[test]
    fn durations_take_the_unit_that_reads_best() {
        assert_eq!(duration(0.0), "0 ms");
        assert_eq!(duration(250.4), "250 ms");
        assert_eq!(duration(1500.0), "1.5 s");
        assert_eq!(duration(60_000.0), "1 min");
        assert_eq!(duration(64_000.0), "64 s");
        assert_eq!(duration(125_000.0), "2.08 min");
        assert_eq!(duration(86_400_000.0), "1 d");
        assert_eq!(duration(93_600_000.0), "26 h");
        assert_eq!(duration(144_000_000.0), "1.67 d");
        assert_eq!(duration(f64::INFINITY), "Infinity d");
    }

    #[test]
    fn lists_of_names() {
        assert_eq!(alternatives(&["a"]), "a");
        assert_eq!(alternatives(&["a", "b", "c"]), "a, b or c");
    }
}
