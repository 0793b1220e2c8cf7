//! A request that the circuit refuses was never sent: it is no attempt, and takes no time.

use crate::support::{Hand, policy};
use holdfast_fetch::core::breaker::CircuitState::{Closed, HalfOpen, Open};
use holdfast_fetch::core::call::{Input, Step};
use holdfast_fetch::core::report::StopReason;
use serde_json::json;

/// A call that has just failed, and with that has opened its circuit for ten seconds and a bit.
fn broken() -> Hand {
    let breaker = json!({ "consecutive": 1, "open": "10s" });
    let mut hand = Hand::new(policy(json!({ "retries": 0, "breaker": breaker })));
    hand.give(Input::Start);
    hand.answer(503);
    assert_eq!(hand.circuit().state, Open);
    hand
}

const OPEN: f64 = 11_250.0;

#[test]
fn it_ends_at_once_without_one() {
    let mut call = broken().beside();
    assert_eq!(call.give(Input::Start), Step::Finish(StopReason::CircuitOpen));
    let report = call.report();
    assert_eq!((report.reason, report.attempts.len(), report.elapsed), (StopReason::CircuitOpen, 0, 0.0));
    assert_eq!(call.call.sent(), 0);
}

#[test]
fn the_report_says_when_it_will_be_asked_again() {
    let broken = broken();
    let mut call = broken.beside();
    call.give(Input::Start);
    assert_eq!(call.report().probe_in, Some(OPEN));
    let mut later = broken.beside();
    later.clock.run(10_000.0);
    later.give(Input::Start);
    assert_eq!(later.report().probe_in, Some(OPEN - 10_000.0));
}

#[test]
fn what_was_not_sent_is_not_counted() {
    let broken = broken();
    let before = broken.circuit();
    for _ in 0..100 {
        broken.beside().give(Input::Start);
    }
    assert_eq!(broken.circuit(), before);
}

#[test]
fn nor_does_the_throttle_count_it() {
    let mut hand = Hand::new(policy(json!({
        "retries": 0,
        "breaker": { "consecutive": 1, "open": "10s" },
        "throttle": { "k": 2, "cap": 1 },
    })));
    hand.give(Input::Start);
    hand.answer(503);
    for _ in 0..100 {
        assert_eq!(hand.beside().give(Input::Start), Step::Finish(StopReason::CircuitOpen));
    }
    hand.clock.run(OPEN);
    assert!(
        matches!(hand.beside().give(Input::Start), Step::Send { .. }),
        "the probe is not refused for them"
    );
}

#[test]
fn a_probe_that_the_throttle_refuses_leaves_its_place() {
    let mut hand = Hand::new(policy(json!({
        "retries": 0,
        "breaker": { "consecutive": 3, "open": "10s" },
        "throttle": { "k": 1, "cap": 1 },
    })));
    for _ in 0..3 {
        let mut call = hand.beside();
        call.random = Box::new(|| 0.9);
        call.give(Input::Start);
        call.answer(503);
    }
    hand.clock.run(20_000.0);
    assert_eq!(hand.beside().give(Input::Start), Step::Finish(StopReason::Throttled));
    assert_eq!((hand.circuit().state, hand.circuit().probing), (HalfOpen, 0));
}

#[test]
fn the_first_call_after_the_open_period_is_the_probe_and_the_second_one_is_refused() {
    let mut probe = broken().beside();
    probe.clock.run(OPEN);
    let mut other = probe.beside();
    assert!(matches!(probe.give(Input::Start), Step::Send { .. }));
    assert_eq!(other.give(Input::Start), Step::Finish(StopReason::CircuitOpen));
    assert_eq!((probe.circuit().state, probe.circuit().probing), (HalfOpen, 1));

    assert_eq!(probe.answer(200), Step::Finish(StopReason::Success));
    assert_eq!(probe.circuit().state, Closed);
    assert!(matches!(probe.beside().give(Input::Start), Step::Send { .. }));
}

#[test]
fn nobody_waits_for_an_isolated_circuit() {
    let mut hand = broken();
    hand.commons.breaker.as_ref().unwrap().borrow_mut().isolate(hand.clock.now().monotonic);
    hand.clock.run(1e9);
    let mut call = hand.beside();
    assert_eq!(call.give(Input::Start), Step::Finish(StopReason::CircuitOpen));
    assert_eq!(call.call.probe_in(), Some(f64::INFINITY));
}
