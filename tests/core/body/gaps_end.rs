//! A body that breaks again and again with little between is given up; one that gets on is not.

use super::hand::{Hand, LIMITS, READ, TAGGED};
use holdfast_fetch::core::body::{Input, Limits, Refusal, Step};

const SIZE: usize = 200_000;

/// Breaks, and goes on by a range that brings so many bytes.
fn continued(hand: &mut Hand, new: usize) {
    assert_eq!(hand.give(Input::Broken), Step::Again);
    hand.ask();
    let at = hand.0.delivered() as usize;
    assert_eq!(hand.range(TAGGED, SIZE), READ);
    hand.bytes(at.saturating_sub(1024), at + new);
    assert_eq!(hand.0.delivered() as usize, at + new);
}

#[test]
fn so_many_breaks_in_a_row_and_no_more() {
    for fruitless in [0, 1, 3] {
        let mut hand = Hand::begun_within(Limits { fruitless, ..LIMITS }, 200, TAGGED);
        hand.delivers(0, 10);
        for _ in 0..fruitless {
            continued(&mut hand, 100);
        }
        assert_eq!(hand.give(Input::Broken), Step::Refuse(Refusal::Fruitless), "{fruitless}");
    }
}

#[test]
fn progress_begins_the_row_anew() {
    let mut hand = Hand::begun_within(Limits { fruitless: 2, ..LIMITS }, 200, TAGGED);
    hand.delivers(0, 10);
    for new in [10, 65_536, 10, 65_535, 10] {
        continued(&mut hand, new);
    }
    assert_eq!(hand.give(Input::Broken), Step::Refuse(Refusal::Fruitless), "65,535 are not enough");
}

#[test]
fn bytes_that_are_read_again_are_no_progress() {
    let mut hand = Hand::begun_within(Limits { fruitless: 1, ..LIMITS }, 200, &[]);
    hand.delivers(0, 100_000);
    for expected in [Step::Again, Step::Again] {
        assert_eq!(hand.give(Input::Broken), expected);
        hand.ask();
        hand.further(200, &[]);
        hand.bytes(0, 99_000);
    }
    assert_eq!(hand.give(Input::Broken), Step::Refuse(Refusal::Fruitless));
}

#[test]
fn answers_of_no_use_are_for_the_call_to_count() {
    let mut hand = Hand::asked(TAGGED, 1000);
    for _ in 0..100 {
        assert_eq!(hand.further(503, &[]), Step::Judge);
        hand.ask();
    }
    assert_eq!(hand.range(TAGGED, SIZE), READ);
}
