//! Header text comes from anyone: it never makes a parser fail, and what is read is finite and not
//! negative. Dates that were written are read back.

use holdfast_fetch::core::hint::{self, Hint, names};
use holdfast_fetch::core::network_error::{Failure, Raised, classify};
use holdfast_fetch::core::{http_date, rate_limit, retry_after, uuid};
use proptest::prelude::*;

/// Anything, and pieces of valid fields in any order.
fn text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "0",
        "9",
        "120",
        ".",
        ",",
        ";",
        " ",
        "\t",
        "-",
        "\"",
        "\"a\"",
        ";r=0",
        ";t=10",
        "=",
        ":",
        "@",
        "%",
        "?",
        "\\",
        "Sun",
        "Sunday",
        ", ",
        "06",
        " Nov ",
        "-Nov-",
        "1994",
        " 08:49:37",
        " GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "é",
        "\u{0}",
        "0123456789012345",
        "ms",
        "s",
        "1h",
        "2m",
        "+02:00",
        "1787400030",
        "2026-08-22T12:02:00",
        ".5",
        "Z",
    ]);
    prop_oneof![any::<String>(), prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat())]
}

/// A header that is looked for, or another.
fn name() -> impl Strategy<Value = &'static str> {
    let mut all = vec!["", "x-wait", "x-wait=ms", "x-wait=x"];
    all.extend(names::WAITS);
    all.extend(names::LIMITS);
    all.extend(names::WISHES);
    all.extend(names::BESIDE);
    prop::sample::select(all)
}

/// Year, month, day, hour, minute, second and weekday by the reverse of the usual day count
/// (Hinnant, "chrono-compatible low-level date algorithms"): another way than the parser's.
fn civil(seconds: i64) -> (i64, i64, i64, [i64; 3], i64) {
    let days = seconds.div_euclid(86_400);
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12;
    let year = year_of_era + era * 400 + i64::from(month < 2);
    let time = seconds.rem_euclid(86_400);
    (year, month, day, [time / 3600, time / 60 % 60, time % 60], (days + 3).rem_euclid(7))
}

/// The three forms of one moment.
fn written(seconds: i64) -> [String; 3] {
    let (year, month, day, [hour, minute, second], weekday) = civil(seconds);
    let month =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][month as usize];
    let long =
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][weekday as usize];
    let short = &long[..3];
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    [
        format!("{short}, {day:02} {month} {year:04} {time} GMT"),
        format!("{long}, {day:02}-{month}-{:02} {time} GMT", year % 100),
        format!("{short} {month} {day:2} {time} {year:04}"),
    ]
}

proptest! {
    #[test]
    fn whatever_is_read_is_a_wait(text in text(), now in prop_oneof![any::<f64>(), 0.0..1e13]) {
        let waits = [retry_after::parse(&text, now), rate_limit::wait(&text)];
        for wait in waits.into_iter().flatten() {
            prop_assert!(wait.is_finite() && wait >= 0.0, "{wait}");
        }
        prop_assert!(http_date::parse(&text, now).is_none_or(f64::is_finite));
    }

    #[test]
    fn any_rejection_has_a_kind(texts in prop::array::uniform5(text())) {
        let [name, message, code, cause_message, calls] = texts.each_ref().map(|text| text.as_bytes());
        let raised = Raised { name, message, code, cause_message, calls };
        prop_assert_ne!(classify(&raised), Failure::Offline);
    }

    #[test]
    fn headers_of_any_bytes_give_a_hint_or_none(
        lines in prop::collection::vec((name(), prop::collection::vec(any::<u8>(), 0..40), text()), 0..8),
        chosen: bool,
        corrects: bool,
        now in prop_oneof![any::<f64>(), 0.0..1e13],
    ) {
        let mut block = Vec::new();
        for (name, bytes, text) in lines {
            block.extend([name.as_bytes(), b":", &bytes, text.as_bytes(), b"\n"].concat());
        }
        let Hint { wait, unreadable, .. } = hint::read(&block, chosen, corrects, now);
        prop_assert!(wait.is_none_or(|wait| wait.is_finite() && wait >= 0.0), "{wait:?}");
        prop_assert!(!unreadable || wait.is_none(), "{wait:?}");
    }

    #[test]
    fn a_whole_number_of_seconds_is_read_back(seconds in 0..1_000_000_000u64) {
        prop_assert_eq!(retry_after::parse(seconds.to_string(), 0.0), Some(seconds as f64 * 1000.0));
    }

    #[test]
    fn an_instant_is_read_back_in_all_ways_to_write_it(
        now in 1_500_000_000_000..4_000_000_000_000i64, wait in 0..4_000_000_000i64, zone in -1439..1440i64,
    ) {
        let at = now + wait;
        let sign = if zone < 0 { '-' } else { '+' };
        let offset = |colon| format!("{sign}{:02}{colon}{:02}", zone.abs() / 60, zone.abs() % 60);
        let local = at.div_euclid(1000) + zone * 60;
        let (year, month, day, [hour, minute, second], _) = civil(local);
        let rfc3339 = format!(
            "{year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}{}", month + 1, at.rem_euclid(1000), offset(":"),
        );
        let fixdate = written(local)[0].replace("GMT", &offset(""));
        let read = |value: &str| retry_after::parse(value, now as f64);
        prop_assert_eq!(read(&rfc3339), Some(wait as f64), "{}", rfc3339);
        prop_assert_eq!(read(&at.to_string()), Some(wait as f64));
        prop_assert_eq!(read(&format!("{}.{:03}", at / 1000, at % 1000)), Some(wait as f64));
        let whole = at.div_euclid(1000) * 1000;
        prop_assert_eq!(read(&fixdate), Some((whole - now).max(0) as f64), "{}", fixdate);
        prop_assert_eq!(read(&format!("{fixdate}, 0,{rfc3339}")), Some(wait as f64));
    }

    #[test]
    fn a_duration_is_never_read_as_less_than_it_is(
        numbers in prop::collection::vec(0..100_000u64, 5), units in prop::sample::subsequence(vec![0, 1, 2, 3, 4], 1..=5),
        fraction in "(\\.[0-9]{1,20})?",
    ) {
        const UNITS: [(&str, u128); 5] =
            [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];
        let mut text = String::new();
        // In units of 10^-20 milliseconds.
        let mut exact = 0;
        for (place, unit) in units.iter().enumerate() {
            let (name, size) = UNITS[*unit];
            let is_last = place + 1 == units.len();
            let part = if is_last { fraction.as_str() } else { "" };
            text += &format!("{}{part}{name}", numbers[*unit]);
            let parts: u128 = format!("{:0<20}", part.trim_start_matches('.')).parse().unwrap();
            exact += (u128::from(numbers[*unit]) * 10u128.pow(20) + parts) * size;
        }
        let read = retry_after::parse(&text, 0.0).unwrap() as u128;
        let least = exact.div_ceil(10u128.pow(20));
        // Digits beyond the eighth count as one in its place.
        prop_assert!(read == least || read == least + 1 && fraction.len() > 9, "{text}: {read} instead of {least}");
    }

    #[test]
    fn of_several_values_the_longest_counts_and_none_if_one_cannot_be_read(
        seconds in prop::collection::vec(0..1_000_000_000u64, 1..6), place in 0..6usize, space in "[ \t]{0,2}",
    ) {
        let mut values: Vec<String> = seconds.iter().map(u64::to_string).collect();
        let longest = *seconds.iter().max().unwrap() as f64 * 1000.0;
        prop_assert_eq!(retry_after::parse(values.join(&format!("{space},{space}")), 0.0), Some(longest));
        values.insert(place.min(values.len()), "5x".into());
        prop_assert_eq!(retry_after::parse(values.join(&format!("{space},{space}")), 0.0), None);
    }

    #[test]
    fn a_fraction_is_never_read_as_less_than_it_is(whole in 0..1_000_000u64, fraction in "[0-9]{1,12}") {
        let read = retry_after::parse(format!("{whole}.{fraction}"), 0.0).unwrap() as u128;
        // In units of 10^-12 seconds.
        let exact = u128::from(whole) * 10u128.pow(12) + format!("{fraction:0<12}").parse::<u128>().unwrap();
        prop_assert_eq!(read, exact.div_ceil(10u128.pow(9)));
    }

    #[test]
    fn a_written_date_is_read_back(seconds in -62_135_596_800..253_402_300_800i64) {
        let at = seconds as f64 * 1000.0;
        let [fixdate, _, asctime] = written(seconds);
        prop_assert_eq!(http_date::parse(&fixdate, 0.0), Some(at), "{}", fixdate);
        prop_assert_eq!(http_date::parse(&asctime, 0.0), Some(at), "{}", asctime);
    }

    #[test]
    fn a_date_of_two_digits_is_read_back_within_fifty_years(
        now in 946_684_800..4_102_444_800i64, offset in -1_570_000_000..1_570_000_000i64,
    ) {
        let [_, rfc850, _] = written(now + offset);
        let read = http_date::parse(&rfc850, now as f64 * 1000.0);
        prop_assert_eq!(read, Some((now + offset) as f64 * 1000.0), "{}", rfc850);
    }

    #[test]
    fn a_uuid_has_its_shape_and_keeps_122_bits(bytes in any::<[u8; 16]>()) {
        let text = uuid::v4(bytes);
        let groups: Vec<usize> = text.split('-').map(str::len).collect();
        prop_assert_eq!(groups, [8, 4, 4, 4, 12]);
        let bits = u128::from_str_radix(&text.replace('-', ""), 16).unwrap();
        let fixed = 0xf000_c000_0000_0000_0000u128;
        prop_assert_eq!(bits & fixed, 0x4000_8000_0000_0000_0000);
        prop_assert_eq!(bits & !fixed, u128::from_be_bytes(bytes) & !fixed);
    }
}
