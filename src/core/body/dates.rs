//! Is a date a strong validator? One that is a minute older than the answer is.
//!
//! RFC 9110, 8.8.2.2, asks for a second and a reason to trust the clocks; the minute of RFC 7232 is that reason. To know it takes
//! no calendar, and [`http_date`](crate::core::http_date) would be a fifth of the module that continues bodies; tests hold this
//! to it.

use super::content_range::whole;

const MONTHS: &[u8; 36] = b"JanFebMarAprMayJunJulAugSepOctNovDec";
const MINUTE: f64 = 60.0;

/// Is `modified` at least a minute before `date`? Both in the form that servers must send: `Sun, 06 Nov 1994 08:49:37 GMT`. Other
/// forms are no dates here. In the first minute of a day, only dates of that day are told apart.
pub fn is_settled(modified: &[u8], date: &[u8]) -> bool {
    let (Some((modified_day, modified_at)), Some((day, at))) = (moment(modified), moment(date)) else {
        return false;
    };
    if day == modified_day { at - modified_at >= MINUTE } else { day > modified_day && at >= MINUTE }
}

/// A number that grows from day to day, and the seconds of the day.
fn moment(text: &[u8]) -> Option<(f64, f64)> {
    let number = |from: usize, to: usize| whole(text.get(from..to)?);
    let month = MONTHS.as_chunks::<3>().0.iter().position(|name| text.get(8..11) == Some(name))?;
    let day = (number(12, 16)? * 16.0 + month as f64) * 32.0 + number(5, 7)?;
    let second = (number(17, 19)? * 60.0 + number(20, 22)?) * 60.0 + number(23, 25)?;
    (text.len() == 29 && text.ends_with(b" GMT")).then_some((day, second))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::hint::http_date;

    /// Days and times at which a minute is easily got wrong.
    fn dates() -> Vec<String> {
        let days = [
            "31 Dec 1999",
            "01 Jan 2000",
            "28 Feb 2000",
            "29 Feb 2000",
            "01 Mar 2000",
            "30 Apr 2000",
            "01 May 2000",
        ];
        let times =
            ["00:00:00", "00:00:59", "00:01:00", "00:01:01", "12:34:56", "23:58:59", "23:59:00", "23:59:59"];
        days.iter().flat_map(|day| times.map(|time| format!("Sat, {day} {time} GMT"))).collect()
    }

    #[test]
    fn it_is_what_the_calendar_says_but_for_the_first_minute_of_a_day() {
        let dates = dates();
        let (mut settled, mut doubted) = (0, 0);
        for modified in &dates {
            for date in &dates {
                let time = |text: &String| http_date::parse(text, 0.0).unwrap();
                let expected = time(date) - time(modified) >= 60_000.0;
                let is_settled = is_settled(modified.as_bytes(), date.as_bytes());
                assert!(expected || !is_settled, "{modified} {date}");
                let is_doubted = date.contains(" 00:00:") && date[..16] != modified[..16];
                assert!(is_settled == expected || is_doubted, "{modified} {date}");
                settled += u32::from(is_settled);
                doubted += u32::from(is_settled != expected);
            }
        }
        assert!(settled > 1000 && doubted > 100, "{settled} {doubted}");
    }

    #[test]
    fn other_forms_are_no_dates() {
        let modified = b"Sun, 06 Nov 1994 08:49:37 GMT";
        assert!(is_settled(modified, b"Sun, 06 Nov 1994 08:50:37 GMT"));
        for date in [
            "",
            "soon",
            "Sun, 06 Nov 1994 08:50:37",
            "Sun, 06 Nov 1994 08:50:37 UTC",
            "Sun, 06 Nov 1994 08:50:37 GMT ",
            "Sun, 06 Xyz 1994 08:50:37 GMT",
            "Sun, 06 Nov 199x 08:50:37 GMT",
            "Sunday, 06-Nov-94 08:50:37 GMT",
            "Sun Nov  6 08:50:37 1994",
        ] {
            assert!(!is_settled(modified, date.as_bytes()), "{date}");
            assert!(!is_settled(date.as_bytes(), b"Sun, 06 Nov 2094 08:50:37 GMT"), "{date}");
        }
    }
}
