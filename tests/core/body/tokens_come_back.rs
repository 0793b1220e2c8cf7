//! What a continuation took from the retry budget comes back when it was worth it: once, after 64 KiB new by a range.

use super::hand::{Hand, Headers, READ, TAGGED};
use holdfast_fetch::core::body::{Input, Step};

const LONG: Headers = &[("content-length", "1000000"), ("etag", "\"a\"")];

fn earned(step: Step) -> bool {
    matches!(step, Step::Read { earned: true, .. })
}

#[test]
fn once_for_each_break() {
    let mut hand = Hand::begun(200, LONG);
    hand.delivers(0, 100_000);
    for at in [100_000, 300_000, 500_000] {
        assert_eq!(hand.give(Input::Broken), Step::Again);
        hand.ask();
        assert_eq!(hand.range(LONG, 1_000_000), READ);
        assert!(!earned(hand.bytes(at - 1024, at + 65_535)), "65,535 are not enough");
        assert!(earned(hand.bytes(at + 65_535, at + 65_536)));
        assert!(!earned(hand.bytes(at + 65_536, at + 200_000)), "only once");
    }
}

#[test]
fn not_for_the_first_answer() {
    let mut hand = Hand::begun(200, LONG);
    for start in (0..1_000_000).step_by(100_000) {
        assert!(!earned(hand.bytes(start, start + 100_000)));
    }
}

#[test]
fn not_for_what_was_read_again() {
    for headers in [&[][..], TAGGED] {
        let mut hand = Hand::asked(headers, 1000);
        assert_eq!(hand.further(200, headers), READ);
        assert!(!earned(hand.bytes(0, 200_000)));
    }
}

#[test]
fn not_for_two_breaks_together() {
    let mut hand = Hand::asked(LONG, 1000);
    hand.range(LONG, 1_000_000);
    hand.bytes(0, 50_000);
    assert_eq!(hand.give(Input::Broken), Step::Again);
    hand.ask();
    hand.range(LONG, 1_000_000);
    assert!(!earned(hand.bytes(48_976, 100_000)));
    assert!(earned(hand.bytes(100_000, 120_000)));
}

#[test]
fn not_for_a_range_that_is_followed_by_reading_again() {
    let mut hand = Hand::asked(LONG, 1000);
    hand.range(LONG, 1_000_000);
    hand.bytes(0, 50_000);
    assert_eq!(hand.give(Input::Broken), Step::Again);
    hand.ask();
    assert_eq!(hand.further(200, LONG), READ);
    assert!(!earned(hand.bytes(0, 200_000)));
}
