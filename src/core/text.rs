//! Numbers, durations and values as people read them.
//!
//! Written by hand because the standard formatting of `f64` costs 14 kB of WebAssembly.

use super::value::Value;

/// Appends a whole number. The standard way brings in padding, signs and alignment: 2 kB.
pub fn push_whole(out: &mut String, number: u64) {
    if number > 9 {
        push_whole(out, number / 10);
    }
    out.push(char::from(b"0123456789".get((number % 10) as usize).copied().unwrap_or_default()));
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
        return out.push_str("NaN");
    }
    if number < 0.0 {
        out.push('-');
    }
    let magnitude = number.abs();
    // Beyond 2^53 / 1000 the thousandths are no longer exact.
    if magnitude > 9e12 {
        return out.push_str(if magnitude.is_infinite() { "Infinity" } else { "9000000000000 or more" });
    }
    let thousandths = (magnitude * 1000.0 + 0.5) as u64;
    push_whole(out, thousandths / 1000);
    let rest = thousandths % 1000;
    if rest > 0 {
        let digits = whole(rest.saturating_add(1000));
        out.push('.');
        out.push_str(digits.get(1..).unwrap_or_default().trim_end_matches('0'));
    }
}

/// `90500.0` → `90.5 s`: the largest unit of which there are two, or exactly one.
pub fn duration(milliseconds: f64) -> String {
    const UNITS: [(f64, &str); 4] =
        [(86_400_000.0, " d"), (3_600_000.0, " h"), (60_000.0, " min"), (1000.0, " s")];
    let fits = |size: f64| {
        milliseconds >= 2.0 * size || milliseconds == size || size == 1000.0 && milliseconds >= size
    };
    let (size, name) = UNITS.into_iter().find(|(size, _)| fits(*size)).unwrap_or((1.0, " ms"));
    // Two decimals are as much as a reader wants of a large unit, and none of a small one.
    let precision = if size > 1.0 { 100.0 } else { 1.0 };
    let scaled = milliseconds / size * precision + 0.5;
    let mut out = String::new();
    push_number(&mut out, if scaled < 9e15 { (scaled as u64) as f64 / precision } else { scaled });
    out.push_str(name);
    out
}

/// A value as an error message shows it: short, and in JavaScript's notation.
pub fn value(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => push_number(&mut out, *number),
        Value::Text(text) => {
            out.push('"');
            out.extend(text.chars().take(60));
            out.push('"');
        }
        Value::List(values) if values.is_empty() => out.push_str("an empty array"),
        Value::List(_) => out.push_str("an array"),
        Value::Map(_) => out.push_str("an object"),
        Value::Function => out.push_str("a function"),
        Value::Foreign(name) => out.push_str(name),
    }
    out
}

/// `a, b or c`.
pub fn alternatives(names: &[&str]) -> String {
    let mut out = String::new();
    let last = names.len().saturating_sub(1);
    for (position, name) in names.iter().enumerate() {
        if position > 0 {
            out.push_str(if position == last { " or " } else { ", " });
        }
        out.push_str(name);
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
        assert_eq!(duration(f64::INFINITY), "Infinity d");
    }

    #[test]
    fn lists_of_names() {
        assert_eq!(alternatives(&["a"]), "a");
        assert_eq!(alternatives(&["a", "b", "c"]), "a, b or c");
    }
}
