//! Where there is no range to be had, an answer from the beginning goes on only if its prefix is what was delivered.

use super::hand::{Hand, Headers, LIMITS, READ, TAGGED, answer, bytes, text, with};
use holdfast_fetch::core::body::head::Answer;
use holdfast_fetch::core::body::{Difference, Input, Limits, NoRange, Question, Refusal, Step};

const CUT: usize = 100_000;
const WEAK: Headers = &[("content-length", "200000"), ("etag", "W/\"a\""), ("content-type", "text/plain")];

fn changed(what: Difference) -> Step {
    Step::Refuse(Refusal::Changed(what))
}

#[test]
fn the_same_prefix_goes_on() {
    for (headers, piece) in [(WEAK, 1), (WEAK, 7), (TAGGED, 4096), (&[], 100_001), (&[], 200_000)] {
        let mut hand = Hand::asked(headers, CUT);
        assert_eq!(hand.further(200, headers), READ);
        let mut delivered = bytes(0, CUT);
        for chunk in bytes(0, 200_000).chunks(piece) {
            let Step::Read { skip, earned } = hand.give(Input::Bytes(chunk)) else { panic!("{headers:?}") };
            assert!(!earned, "reading again pays");
            delivered.extend(&chunk[skip as usize..]);
        }
        assert_eq!(hand.give(Input::End), Step::Close { earned: false });
        assert_eq!(delivered, bytes(0, 200_000));
        assert_eq!(hand.0.reread(), CUT as f64);
    }
}

#[test]
fn the_first_answers_marks_are_not_those_of_an_answer_without_them() {
    let untagged = with(TAGGED, &[("etag", "")]);
    for (headers, same, asks_range) in
        [(TAGGED, true, true), (&untagged, true, false), (TAGGED, false, false)]
    {
        let mut hand = Hand::asked(TAGGED, CUT);
        let head = text(headers);
        assert_eq!(hand.0.advance(Input::Further(&Answer { same, ..answer(200, &head) })), READ);
        assert!(matches!(hand.bytes(0, CUT + 50_000), Step::Read { .. }));
        assert_eq!(hand.give(Input::Broken), Step::Again);
        let Step::Ask(question) = hand.give(Input::Ask) else { panic!() };
        assert_eq!(question != Question::Again, asks_range, "{headers:?} {same}");
    }
}

#[test]
fn another_prefix_is_another_representation() {
    for wrong in [0, 5000, CUT - 1] {
        let mut hand = Hand::asked(WEAK, CUT);
        assert_eq!(hand.further(200, WEAK), READ);
        let mut piece = bytes(0, 150_000);
        piece[wrong] ^= 128;
        assert_eq!(hand.give(Input::Bytes(&piece)), changed(Difference::Bytes), "{wrong}");
        assert_eq!(hand.0.delivered(), CUT as f64);
    }
    // What differs beyond the cut is nobody's business: nothing of it was delivered.
    let mut hand = Hand::asked(WEAK, CUT);
    hand.further(200, WEAK);
    let mut piece = bytes(0, 150_000);
    piece[CUT] ^= 1;
    assert_eq!(hand.give(Input::Bytes(&piece)), Step::Read { skip: CUT as u32, earned: false });
}

#[test]
fn what_its_head_says_must_be_the_same() {
    let cases: [(Headers, Headers, Step); 10] = [
        (WEAK, &[], READ),
        (WEAK, &[("etag", "")], READ),
        (WEAK, &[("etag", "W/\"b\"")], changed(Difference::Tag)),
        (WEAK, &[("etag", "\"b\""), ("content-encoding", "gzip")], READ),
        (WEAK, &[("content-length", "200001")], changed(Difference::Length)),
        (WEAK, &[("content-length", "200001"), ("content-encoding", "gzip")], READ),
        (WEAK, &[("content-length", "")], READ),
        (WEAK, &[("content-type", "text/html")], changed(Difference::Kind)),
        (&[], &[("content-length", "99999")], changed(Difference::Length)),
        (&[], &[("content-length", "100000")], READ),
    ];
    for (headers, changes, expected) in cases {
        let mut hand = Hand::asked(headers, CUT);
        assert_eq!(hand.further(200, &with(headers, changes)), expected, "{headers:?} {changes:?}");
    }
}

#[test]
fn a_tag_is_of_one_address() {
    let mut hand = Hand::asked(WEAK, CUT);
    let text = text(&with(WEAK, &[("etag", "\"mirror\"")]));
    let elsewhere = Answer { same: false, ..answer(200, &text) };
    assert_eq!(hand.give(Input::Further(&elsewhere)), READ);
}

#[test]
fn a_range_that_was_not_heeded_is_read_from_the_beginning() {
    let mut hand = Hand::asked(TAGGED, CUT);
    assert_eq!(hand.further(200, TAGGED), READ);
    assert_eq!(hand.bytes(0, CUT + 1), Step::Read { skip: CUT as u32, earned: false });
    let mut hand = Hand::asked(TAGGED, CUT);
    let other = with(TAGGED, &[("etag", "\"b\"")]);
    assert_eq!(hand.further(200, &other), changed(Difference::Tag));
}

#[test]
fn a_length_counts_only_once_it_is_proved() {
    let mut hand = Hand::asked(&[], CUT);
    assert_eq!(hand.further(200, &[("content-length", "120000")]), READ);
    assert_eq!(hand.bytes(0, 50_000), Step::Read { skip: 50_000, earned: false });
    assert_eq!(hand.give(Input::Broken), Step::Again);
    assert_eq!(hand.0.total(), None, "it may have been of another representation");
    hand.ask();
    assert_eq!(hand.further(200, &[("content-length", "130000")]), READ);
    hand.bytes(0, CUT);
    assert_eq!(hand.0.total(), Some(130_000.0));
    assert_eq!(hand.bytes(CUT, 130_001), Step::Refuse(Refusal::TooLong));
}

#[test]
fn one_that_ends_within_the_proof_is_a_break() {
    for input in [Input::End, Input::Broken] {
        let mut hand = Hand::asked(WEAK, CUT);
        hand.further(200, WEAK);
        hand.bytes(0, 90_000);
        assert_eq!(hand.give(input), Step::Again);
        assert_eq!(hand.0.reread(), 90_000.0);
        assert_eq!(hand.0.delivered(), CUT as f64);
    }
}

#[test]
fn the_callers_own_range_is_read_again_as_it_was() {
    let own = |range| -> Vec<(&str, &str)> { vec![("content-range", range), ("etag", "W/\"a\"")] };
    let begun = || {
        let mut hand = Hand::begun(206, &own("bytes 500-1499/2000"));
        hand.delivers(0, 700);
        assert_eq!(hand.give(Input::Broken), Step::Again);
        assert_eq!(hand.ask(), Question::Again);
        hand
    };
    let cases = [
        ("bytes 500-1499/2000", READ),
        ("bytes 500-1499/*", READ),
        ("bytes 501-1500/2000", changed(Difference::Length)),
        ("bytes 500-1498/2000", changed(Difference::Length)),
        ("bytes 500-1499/2001", changed(Difference::Length)),
        ("", Step::Useless),
    ];
    for (range, expected) in cases {
        assert_eq!(begun().further(206, &own(range)), expected, "{range}");
    }
    assert_eq!(begun().further(200, &[]), Step::Useless, "all of it is not what was asked for");
    let coded = with(&[("content-encoding", "gzip")], &[("content-range", "bytes 500-1499/2000")]);
    assert_eq!(begun().further(206, &coded), Step::Useless);
    let mut hand = begun();
    hand.further(206, &own("bytes 500-1499/2000"));
    assert_eq!(hand.bytes(0, 1000), Step::Read { skip: 700, earned: false });
    assert_eq!(hand.give(Input::End), Step::Close { earned: false });
}

#[test]
fn what_it_costs_is_limited_in_all() {
    let limits = Limits { reread: 150_000.0, ..LIMITS };
    let mut hand = Hand::begun_within(limits, 200, WEAK);
    hand.delivers(0, CUT);
    assert_eq!(hand.give(Input::Broken), Step::Again);
    hand.ask();
    hand.further(200, WEAK);
    hand.bytes(0, 50_000);
    // 50,000 were read again, and 100,000 may be.
    assert_eq!(hand.give(Input::Broken), Step::Again);
    hand.ask();
    assert_eq!(hand.further(200, WEAK), READ);
    hand.bytes(0, 1);
    assert_eq!(hand.give(Input::Broken), Step::Refuse(Refusal::Expensive(NoRange::Unmarked)));
}

#[test]
fn a_refusal_says_why_there_is_no_range() {
    let none = Limits { reread: 0.0, ..LIMITS };
    let little = Limits { reread: 5.0, ..LIMITS };
    let coded = with(TAGGED, &[("content-encoding", "gzip")]);
    for (headers, why) in [(WEAK, NoRange::Unmarked), (&coded[..], NoRange::Coded)] {
        for (limits, expected) in [(none, Refusal::NotResumable(why)), (little, Refusal::Expensive(why))] {
            let mut hand = Hand::begun_within(limits, 200, headers);
            hand.delivers(0, CUT);
            assert_eq!(hand.give(Input::Broken), Step::Refuse(expected));
        }
    }
    let mut asked = Hand::begun_within(none, 200, TAGGED);
    asked.delivers(0, CUT);
    assert_eq!(asked.give(Input::Broken), Step::Again, "a range costs nothing");
    asked.ask();
    let mut ignored = asked.clone();
    let expected = Refusal::NotResumable(NoRange::Ignored);
    assert_eq!(ignored.further(200, TAGGED), Step::Refuse(expected));
    assert_eq!(asked.further(206, TAGGED), Step::Useless);
    asked.ask();
    assert_eq!(asked.further(200, TAGGED), Step::Refuse(Refusal::NotResumable(NoRange::Misfit)));
}

#[test]
fn what_was_never_delivered_is_read_again_for_nothing() {
    let mut hand = Hand::begun_within(Limits { reread: 0.0, ..LIMITS }, 200, WEAK);
    assert_eq!(hand.give(Input::Broken), Step::Again);
    assert_eq!(hand.ask(), Question::Again);
    assert_eq!(hand.further(200, WEAK), READ);
    hand.delivers(0, 200_000);
    assert_eq!(hand.give(Input::End), Step::Close { earned: false });
}
