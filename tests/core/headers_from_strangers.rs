//! Header text comes from anyone: it never makes a parser fail, and what is read is finite and not
//! negative. Dates that were written are read back.

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
    ]);
    prop_oneof![any::<String>(), prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat())]
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
        let waits = [retry_after::parse(&text, now), retry_after::parse_ms(&text), rate_limit::wait(&text)];
        for wait in waits.into_iter().flatten() {
            prop_assert!(wait.is_finite() && wait >= 0.0, "{wait}");
        }
        prop_assert!(http_date::parse(&text, now).is_none_or(f64::is_finite));
    }

    #[test]
    fn any_rejection_has_a_kind(name in text(), message in text(), code in text(), cause_message in text()) {
        let [name, message, code, cause_message] = [&name, &message, &code, &cause_message].map(|text| text.as_bytes());
        let raised = Raised { name, message, code, cause_message };
        prop_assert_ne!(classify(&raised), Failure::Offline);
    }

    #[test]
    fn a_whole_number_of_seconds_is_read_back(seconds in 0..9_000_000_000_000u64) {
        prop_assert_eq!(retry_after::parse(seconds.to_string(), 0.0), Some(seconds as f64 * 1000.0));
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
