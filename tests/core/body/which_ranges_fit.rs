//! A 206 is believed if it is the range that was asked for, of the same representation, from the same place.

use super::hand::{Hand, Headers, READ, TAGGED, answer, text, with};
use holdfast_fetch::core::body::head::Answer;
use holdfast_fetch::core::body::{Difference, Input, Question, Refusal, Step};

const CUT: usize = 100_000;
const DATED: Headers = &[
    ("content-length", "200000"),
    ("last-modified", "Sun, 06 Nov 1994 08:49:37 GMT"),
    ("date", "Mon, 07 Nov 1994 08:49:37 GMT"),
];
const OF_OTHER_TAG: Step = Step::Refuse(Refusal::Changed(Difference::Tag));

#[test]
fn one_that_fits_is_compared_and_goes_on() {
    for size in ["200000", "*"] {
        let mut hand = Hand::asked(TAGGED, CUT);
        let range = format!("bytes 98976-199999/{size}");
        assert_eq!(hand.further(206, &[("etag", "\"a\""), ("content-range", &range)]), READ);
        // The seam may lie anywhere in a piece.
        assert_eq!(hand.bytes(98_976, 99_000), Step::Read { skip: 24, earned: false });
        assert_eq!(hand.0.delivered(), CUT as f64);
        assert_eq!(hand.bytes(99_000, 100_010), Step::Read { skip: 1000, earned: false });
        assert_eq!(hand.0.delivered(), CUT as f64 + 10.0);
        assert!(matches!(hand.bytes(100_010, 200_000), Step::Read { skip: 0, .. }));
        assert_eq!(hand.give(Input::End), Step::Close { earned: false });
        assert_eq!(hand.0.reread(), 0.0, "an overlap is not reading again");
    }
}

#[test]
fn one_that_does_not_fit_is_of_no_use_and_ranges_are_not_asked_for_again() {
    let cases = [
        "",
        "bytes 98975-199999/200000",
        "bytes 98977-199999/200000",
        "bytes 100000-199999/200000",
        "bytes 0-199999/200000",
        "bytes 98976-99999/200000",
        "bytes 98976-200000/200001",
        "bytes 98976-199999/200001",
        "bytes 98976-200000/*",
        "bytes */200000",
        "pages 98976-199999/200000",
    ];
    for range in cases {
        let mut hand = Hand::asked(TAGGED, CUT);
        let headers = with(TAGGED, &[("content-range", range)]);
        assert_eq!(hand.further(206, &headers), Step::Useless, "{range}");
        assert_eq!(hand.ask(), Question::Again, "{range}");
    }
}

#[test]
fn one_of_unknown_size_fits_only_where_the_length_is_known() {
    let tag: Headers = &[("etag", "\"a\"")];
    let mut hand = Hand::asked(tag, CUT);
    let unknown = with(tag, &[("content-range", "bytes 98976-199999/*")]);
    assert_eq!(hand.further(206, &unknown), Step::Useless);
    let mut hand = Hand::asked(tag, CUT);
    assert_eq!(hand.range(tag, 200_000), READ);
    assert_eq!(hand.0.total(), Some(200_000.0));
}

#[test]
fn one_that_holds_nothing_new_fits_where_only_the_end_was_missing() {
    let tag: Headers = &[("etag", "\"a\"")];
    let mut hand = Hand::asked(tag, CUT);
    assert_eq!(hand.range(tag, CUT), READ);
    assert_eq!(hand.bytes(98_976, CUT), Step::Read { skip: 1024, earned: false });
    assert_eq!(hand.give(Input::End), Step::Close { earned: true });
    // Its bytes are compared all the same.
    let mut hand = Hand::asked(tag, CUT);
    assert_eq!(hand.range(tag, CUT), READ);
    assert_eq!(hand.bytes(0, 1024), Step::Refuse(Refusal::Changed(Difference::Bytes)));
}

#[test]
fn one_must_carry_the_mark() {
    let cases: [(Headers, Headers, Step); 9] = [
        (TAGGED, &[("etag", "\"a\"")], READ),
        (TAGGED, &[("etag", "\"b\"")], OF_OTHER_TAG),
        (TAGGED, &[("etag", "W/\"a\"")], Step::Useless),
        (TAGGED, &[("etag", "")], Step::Useless),
        (TAGGED, &[("etag", "\"a\""), ("content-encoding", "gzip")], Step::Useless),
        (DATED, &[("last-modified", "Sun, 06 Nov 1994 08:49:37 GMT")], READ),
        (DATED, &[("last-modified", "Sun, 06 Nov 1994 08:49:38 GMT")], Step::Useless),
        (DATED, &[("last-modified", "")], READ),
        (DATED, &[("last-modified", ""), ("etag", "\"new\"")], READ),
    ];
    for (headers, changes, expected) in cases {
        let mut hand = Hand::asked(headers, CUT);
        assert_eq!(hand.range(&with(headers, changes), 200_000), expected, "{changes:?}");
    }
}

#[test]
fn a_date_may_be_missing_only_if_it_was_asked_about() {
    let mut hand = Hand::asked(DATED, CUT);
    let text = text(&[("content-range", "bytes 98976-199999/200000")]);
    let unasked = Answer { held: false, ..answer(206, &text) };
    assert_eq!(hand.give(Input::Further(&unasked)), Step::Useless);
}

#[test]
fn one_from_another_address_is_not_believed_whatever_its_tag() {
    for tag in ["\"a\"", "\"b\""] {
        let mut hand = Hand::asked(TAGGED, CUT);
        let text = text(&[("content-range", "bytes 98976-199999/200000"), ("etag", tag)]);
        let elsewhere = Answer { same: false, ..answer(206, &text) };
        assert_eq!(hand.give(Input::Further(&elsewhere)), Step::Useless);
    }
}

#[test]
fn one_whose_bytes_differ_in_the_overlap_is_of_another_representation() {
    for wrong in [0, 500, 1023] {
        let mut hand = Hand::asked(TAGGED, CUT);
        assert_eq!(hand.range(TAGGED, 200_000), READ);
        let mut piece = super::hand::bytes(98_976, 120_000);
        piece[wrong] ^= 1;
        assert_eq!(
            hand.give(Input::Bytes(&piece)),
            Step::Refuse(Refusal::Changed(Difference::Bytes)),
            "{wrong}"
        );
        assert_eq!(hand.0.delivered(), CUT as f64);
    }
}

#[test]
fn one_that_holds_more_than_it_says_is_too_long() {
    let mut hand = Hand::asked(TAGGED, CUT);
    let short = with(TAGGED, &[("content-range", "bytes 98976-109999/200000")]);
    assert_eq!(hand.further(206, &short), READ);
    assert_eq!(hand.bytes(98_976, 110_001), Step::Refuse(Refusal::TooLong));
}

#[test]
fn one_that_is_shorter_on_purpose_is_followed_by_the_next_at_once() {
    let mut hand = Hand::asked(TAGGED, 1000);
    let until = |last: usize, from: usize| format!("bytes {from}-{last}/200000");
    assert_eq!(hand.further(206, &with(TAGGED, &[("content-range", &until(66_535, 0))])), READ);
    let step = hand.bytes(0, 66_536);
    assert_eq!(step, Step::Read { skip: 1000, earned: true });
    assert_eq!(hand.give(Input::End), Step::Next);
    hand.ask();
    // 64 KiB are the least: less is a break.
    assert_eq!(hand.further(206, &with(TAGGED, &[("content-range", &until(132_070, 65_512))])), READ);
    assert_eq!(hand.bytes(65_512, 132_071), Step::Read { skip: 1024, earned: false });
    assert_eq!(hand.give(Input::End), Step::Again);
    // One that breaks is no shorter one.
    hand.ask();
    assert_eq!(hand.further(206, &with(TAGGED, &[("content-range", &until(198_000, 131_047))])), READ);
    assert!(matches!(hand.bytes(131_047, 198_001), Step::Read { skip: 1024, earned: true }));
    assert_eq!(hand.give(Input::Broken), Step::Again);
}
