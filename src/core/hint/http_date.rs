//! Dates as HTTP writes them: the three forms of RFC 9110, section 5.6.7.
//!
//! `Date.parse` cannot stand in for this. It reads the asctime form as local time, `06-Nov-51` as
//! 1951, `31 Feb` as 3 March and `-5` as a day in 2001.
//!
//! Two things are forgiven, because servers do them and nothing else can be meant: letters in the
//! wrong case, and a day of one digit. A weekday has to be there but is not checked against the date.

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

const MONTHS: [(&str, u16); 12] = [
    ("Jan", 31),
    ("Feb", 28),
    ("Mar", 31),
    ("Apr", 30),
    ("May", 31),
    ("Jun", 30),
    ("Jul", 31),
    ("Aug", 31),
    ("Sep", 30),
    ("Oct", 31),
    ("Nov", 30),
    ("Dec", 31),
];

/// IMF-fixdate, rfc850-date and asctime-date, in the letters of C's `strftime`.
const FORMS: [&str; 3] = ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];

/// Milliseconds since 1970, or `None` if the text is not a date of one of the three forms.
///
/// `now_ms` settles the century of a two-digit year.
pub fn parse(text: impl AsRef<[u8]>, now_ms: f64) -> Option<f64> {
    FORMS.iter().find_map(|form| read(form, text.as_ref()))?.timestamp(now_ms)
}

#[derive(Default)]
struct Fields {
    year: f64,
    century_unknown: bool,
    /// From 0, an index into [`MONTHS`].
    month: usize,
    day: f64,
    milliseconds: f64,
}

fn read(form: &str, mut rest: &[u8]) -> Option<Fields> {
    let mut fields = Fields::default();
    let mut form = form.bytes();
    while let Some(expected) = form.next() {
        if expected != b'%' {
            rest = rest.split_first().filter(|(byte, _)| byte.eq_ignore_ascii_case(&expected))?.1;
            continue;
        }
        match form.next()? {
            b'a' => DAYS.iter().find_map(|day| name(&mut rest, day.get(..3)?))?,
            b'A' => DAYS.iter().find_map(|day| name(&mut rest, day))?,
            b'b' => fields.month = MONTHS.iter().position(|(month, _)| name(&mut rest, month).is_some())?,
            b'e' if rest.first() == Some(&b' ') => {
                rest = rest.get(1..)?;
                fields.day = number(&mut rest, 1, 1)?;
            }
            b'd' | b'e' => fields.day = number(&mut rest, 1, 2)?,
            b'Y' => fields.year = number(&mut rest, 4, 4)?,
            b'y' => {
                fields.year = number(&mut rest, 2, 2)?;
                fields.century_unknown = true;
            }
            unit => {
                // A minute that ends in a leap second has a second 60.
                let (most, length) = match unit {
                    b'H' => (23.0, 3_600_000.0),
                    b'M' => (59.0, 60_000.0),
                    _ => (60.0, 1000.0),
                };
                fields.milliseconds += number(&mut rest, 2, 2).filter(|number| *number <= most)? * length;
            }
        }
    }
    rest.is_empty().then_some(fields)
}

impl Fields {
    fn timestamp(&self, now_ms: f64) -> Option<f64> {
        let year = if self.century_unknown {
            // The latest such year that is not more than 50 years in the future.
            let mut years = (19..100).rev().map(|century| f64::from(century) * 100.0 + self.year);
            years.find(|year| self.in_year(year - 50.0) <= now_ms)?
        } else {
            self.year
        };
        let leap_day = self.month == 1 && days_before(year + 1.0) - days_before(year) > 365.0;
        let length = f64::from(MONTHS.get(self.month)?.1) + f64::from(leap_day);
        (1.0..=length).contains(&self.day).then(|| self.in_year(year))
    }

    /// This month, day and time in the given year, in milliseconds since 1970.
    fn in_year(&self, year: f64) -> f64 {
        // From March on, the leap day of a leap year has gone by.
        let start = if self.month < 2 { days_before(year) } else { days_before(year + 1.0) - 365.0 };
        let months: u16 = MONTHS.iter().take(self.month).map(|(_, length)| length).sum();
        let days = start - days_before(1970.0) + f64::from(months) + self.day - 1.0;
        days * 86_400_000.0 + self.milliseconds
    }
}

/// The days from 1 January of year 1 to 1 January of `year`.
fn days_before(year: f64) -> f64 {
    let years = year - 1.0;
    years * 365.0 + (years / 4.0).floor() - (years / 100.0).floor() + (years / 400.0).floor()
}

/// Takes `name` off the front, in any case.
fn name(rest: &mut &[u8], name: &str) -> Option<()> {
    let (front, back) = rest.split_at_checked(name.len())?;
    front.eq_ignore_ascii_case(name.as_bytes()).then(|| *rest = back)
}

/// Takes a number of `least` to `most` digits off the front.
fn number(rest: &mut &[u8], least: usize, most: usize) -> Option<f64> {
    let length = rest.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, back) = rest.split_at_checked(length)?;
    *rest = back;
    (length >= least).then(|| decimal(digits))
}

/// The value of ASCII digits; infinite if there are more than an `f64` can hold.
pub(super) fn decimal(digits: &[u8]) -> f64 {
    digits.iter().fold(0.0, |number, digit| number * 10.0 + f64::from(digit & 15))
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
