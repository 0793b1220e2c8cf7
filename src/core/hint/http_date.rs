//! Dates as HTTP writes them: the three forms of RFC 9110, section 5.6.7, and that of RFC 3339, which many services send.
//!
//! `Date.parse` cannot stand in for this. It reads the asctime form as local time, `06-Nov-51` as
//! 1951, `31 Feb` as 3 March and `-5` as a day in 2001.
//!
//! Three things are forgiven, because servers do them and nothing else can be meant: letters in the
//! wrong case, a day of one digit, and another zone than GMT, as long as it is UTC or a number: `EST` is more than one. A
//! weekday has to be there but is not checked against the date.

use super::digits::{decimal, fraction, share, take_digits};
use super::known;

const DAYS: &[u8] = b"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday";
const MONTHS: &[u8] = b"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec";

/// IMF-fixdate, rfc850-date, asctime-date, and the form of RFC 3339. What stands for their parts is in [`Part`].
const FORMS: [&[u8]; 4] = [b"0, 2 4 5 7:8:9 Z", b"1, 2-4-6 7:8:9 Z", b"0 4 3 7:8:9 5", b"5-M-2T7:8:9FZ"];

/// What the digits and some letters of [`FORMS`] mean.
struct Part;

impl Part {
    /// The first three letters of its name.
    const WEEKDAY: u8 = b'0';
    const LONG_WEEKDAY: u8 = b'1';
    const DAY: u8 = b'2';
    /// With a space in place of a zero.
    const PADDED_DAY: u8 = b'3';
    const MONTH: u8 = b'4';
    const YEAR: u8 = b'5';
    /// Its last two digits.
    const SHORT_YEAR: u8 = b'6';
    const HOUR: u8 = b'7';
    const MINUTE: u8 = b'8';
    /// A minute that ends in a leap second has a second 60.
    const SECOND: u8 = b'9';
    /// As a number.
    const MONTH_NUMBER: u8 = b'M';
    /// Of a second; there may be none.
    const FRACTION: u8 = b'F';
    const ZONE: u8 = b'Z';
}

/// Milliseconds since 1970, rounded up, or `None` if the text is not a date of one of the four forms.
///
/// `now_ms` settles the century of a two-digit year.
pub fn parse(text: impl AsRef<[u8]>, now_ms: f64) -> Option<f64> {
    let mut rest = text.as_ref();
    // Of most responses no date is read, and to look for one in each form takes as long as all else that a success does here.
    if rest.is_empty() {
        return None;
    }
    let date = take(&mut rest, now_ms);
    if rest.is_empty() { known(date) } else { None }
}

/// Takes a date off the front; where there is none, nothing, and gives not a number.
pub(super) fn take(rest: &mut &[u8], now_ms: f64) -> f64 {
    for form in FORMS {
        let mut after = *rest;
        let date = in_form(form, &mut after, now_ms);
        if !date.is_nan() {
            *rest = after;
            return date;
        }
    }
    f64::NAN
}

/// What is not of this form becomes no number, and so does all that is reckoned with it.
fn in_form(form: &[u8], rest: &mut &[u8], now_ms: f64) -> f64 {
    let (mut year, mut month, mut day, mut time) = (0.0, 0.0, 0.0, 0.0);
    let mut is_short = false;
    for part in form {
        match *part {
            Part::WEEKDAY => time += name(rest, DAYS, 3) * 0.0,
            Part::LONG_WEEKDAY => time += name(rest, DAYS, 9) * 0.0,
            Part::PADDED_DAY if rest.first() == Some(&b' ') => {
                *rest = rest.get(1..).unwrap_or_default();
                day = number(rest, 1, 1);
            }
            Part::DAY | Part::PADDED_DAY => day = number(rest, 1, 2),
            Part::MONTH => month = name(rest, MONTHS, 3),
            Part::YEAR => year = number(rest, 4, 4),
            Part::SHORT_YEAR => {
                year = number(rest, 2, 2);
                is_short = true;
            }
            Part::HOUR | Part::MINUTE | Part::SECOND => {
                let (end, length) = match *part {
                    Part::HOUR => (24.0, 3_600_000.0),
                    Part::MINUTE => (60.0, 60_000.0),
                    _ => (61.0, 1000.0),
                };
                time += below(number(rest, 2, 2), end) * length;
            }
            Part::MONTH_NUMBER => month = below(number(rest, 2, 2) - 1.0, 12.0),
            Part::FRACTION => time += share(fraction(rest), 1000.0),
            Part::ZONE => time -= zone(rest),
            letter => {
                let (first, after) = rest.split_first().unwrap_or((&0, &[]));
                if !first.eq_ignore_ascii_case(&letter) {
                    return f64::NAN;
                }
                *rest = after;
            }
        }
    }
    let at = |year: f64| (month_start(year, month) + day - 1.0) * 86_400_000.0 + time;
    if is_short {
        // The latest such year that is not more than 50 years in the future.
        year += 9900.0;
        while year >= 1900.0 && !at(year - 50.0).le(&now_ms) {
            year -= 100.0;
        }
        if year < 1900.0 {
            return f64::NAN;
        }
    }
    let length = month_start(year, month + 1.0) - month_start(year, month);
    if (1.0..=length).contains(&day) { at(year) } else { f64::NAN }
}

/// The days from 1 January 1970 to the first of a month, counted from 0. Months beyond December are the next year's.
fn month_start(year: f64, month: f64) -> f64 {
    // A year that begins with March ends with its leap day.
    let months = year * 12.0 + month - 2.0;
    let years = (months / 12.0).floor();
    let leap_days = (years / 4.0).floor() - (years / 100.0).floor() + (years / 400.0).floor();
    let days = ((months - years * 12.0) * 30.6 + 0.5).floor();
    years * 365.0 + leap_days + days - 719_468.0
}

fn below(number: f64, end: f64) -> f64 {
    if number < end { number } else { f64::NAN }
}

/// Takes a zone off the front: the milliseconds by which its clocks are ahead of UTC.
fn zone(rest: &mut &[u8]) -> f64 {
    let sign = match rest.first() {
        Some(b'+') => 60_000.0,
        Some(b'-') => -60_000.0,
        _ => return name(rest, b"GMT|UTC|Z", 3) * 0.0,
    };
    *rest = rest.get(1..).unwrap_or_default();
    let hours = below(number(rest, 2, 2), 24.0);
    if let [b':', after @ ..] = *rest {
        *rest = after;
    }
    (hours * 60.0 + below(number(rest, 2, 2), 60.0)) * sign
}

/// Takes one of `names` off the front, in any case, or so many of its letters. Which one?
fn name(rest: &mut &[u8], names: &[u8], letters: usize) -> f64 {
    let mut number = 0.0;
    for name in names.split(|byte| *byte == b'|') {
        let name = name.get(..letters).unwrap_or(name);
        let (front, back) = rest.split_at_checked(name.len()).unwrap_or_default();
        if front.eq_ignore_ascii_case(name) {
            *rest = back;
            return number;
        }
        number += 1.0;
    }
    f64::NAN
}

/// Takes a number of `least` to `most` digits off the front.
fn number(rest: &mut &[u8], least: usize, most: usize) -> f64 {
    let digits = take_digits(rest, most);
    if digits.len() < least { f64::NAN } else { decimal(digits) }
}

#[cfg(test)]
mod tests {
    use super::parse;

    const NOW: f64 = 1_787_400_000_000.0; // 22 August 2026, 12:00

    #[test]
    fn the_examples_of_the_rfc_agree() {
        for text in
            ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"]
        {
            assert_eq!(parse(text, NOW), Some(784_111_777_000.0), "{text}");
        }
    }

    #[test]
    fn every_day_of_a_gregorian_cycle_follows_the_one_before() {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let mut expected = 946_684_800_000.0; // 1 January 2000
        for year in 2000..2400 {
            for month in months {
                let days = (1..=31)
                    .filter_map(|day| parse(format!("Mon, {day:02} {month} {year} 00:00:00 GMT"), NOW));
                for at in days {
                    assert_eq!(at, expected, "{month} {year}");
                    expected += 86_400_000.0;
                }
            }
        }
        assert_eq!(expected, 13_569_465_600_000.0); // 1 January 2400
    }

    #[test]
    fn two_digit_years_follow_the_clock() {
        const YEAR: f64 = 31_556_952_000.0;
        let years_since_1970 = |text: &str, now| (parse(text, now).unwrap() / YEAR).round();
        let in_2090 = NOW + 64.0 * YEAR;
        assert_eq!(years_since_1970("Friday, 01-Jan-10 00:00:00 GMT", NOW), 40.0);
        assert_eq!(years_since_1970("Friday, 01-Jan-10 00:00:00 GMT", in_2090), 140.0);
        assert_eq!(years_since_1970("Friday, 01-Jan-70 00:00:00 GMT", 0.0), 0.0);
    }

    #[test]
    fn a_leap_day_fifty_years_ahead_is_not_too_far() {
        let leap_2076 = parse("Sat, 29 Feb 2076 00:00:00 GMT", NOW);
        assert!(leap_2076.is_some());
        assert_eq!(parse("Saturday, 29-Feb-76 00:00:00 GMT", NOW), leap_2076);
        assert_eq!(parse("Saturday, 29-Feb-75 00:00:00 GMT", NOW), None);
    }

    #[test]
    fn nothing_else_is_a_date() {
        let cases = [
            "",
            "Sun",
            "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 GMT ",
            " Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06 Nov 1994 08:49:37 GMT",
            "Sun, 06-Nov-94 08:49:37 GMT",
            "Sun, 006 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 8:49:37 GMT",
            "Sun, 06 November 1994 08:49:37 GMT",
            "Xyz, 06 Nov 1994 08:49:37 GMT",
            "Sun, 06 Xyz 1994 08:49:37 GMT",
            "Sun Nov   6 08:49:37 1994",
            "Sun Nov  16 08:49:37 1994",
            "Sun, ０６ Nov 1994 08:49:37 GMT",
            "Fri, 29 Feb 2100 00:00:00 GMT",
        ];
        for text in cases {
            assert_eq!(parse(text, NOW), None, "{text}");
        }
    }
}
