//! Nobody waits for a retry that could not be sent.

use crate::support::{Hand, policy, status};
use holdfast_fetch::core::breaker::CircuitState::{Closed, HalfOpen, Open};
use holdfast_fetch::core::call::{Input, Step};
use holdfast_fetch::core::report::StopReason;
use serde_json::{Value, json};

/// Waits of a second; the third failure in a row opens the circuit for `open`.
fn call(open: Value) -> Hand {
    Hand::new(policy(json!({
        "backoff": { "type": "constant", "base": "1s" },
        "jitter": "none",
        "retryAfter": { "jitter": "none" },
        "breaker": { "consecutive": 3, "open": open },
    })))
}

fn fail(hand: &mut Hand) {
    hand.give(Input::Start);
    hand.answer(503);
}

#[test]
fn it_ends_with_the_failure_that_opened_it() {
    let mut call = call(json!("10s"));
    call.give(Input::Start);
    for _ in 0..2 {
        let step = call.answer(503);
        assert!(matches!(call.wait(step), Step::Send { .. }));
    }
    assert_eq!(call.answer(503), Step::Finish(StopReason::CircuitOpen));
    let report = call.report();
    assert_eq!((report.attempts.len(), report.elapsed, report.probe_in), (3, 2000.0, Some(11_250.0)));
    assert_eq!(report.attempts[2].wait, None);
}

#[test]
fn so_does_the_failure_of_a_call_from_before_the_break() {
    let mut early = call(json!("10s"));
    early.give(Input::Start);
    (0..3).for_each(|_| fail(&mut early.beside()));
    assert_eq!(early.circuit().state, Open);
    assert_eq!(early.answer(503), Step::Finish(StopReason::CircuitOpen));
}

#[test]
fn a_retry_that_comes_after_the_open_period_is_the_probe() {
    let mut call = call(json!("500ms"));
    call.give(Input::Start);
    (0..2).for_each(|_| fail(&mut call.beside()));
    let step = call.answer(503);
    assert_eq!(call.circuit().state, Open);
    assert!(matches!(call.wait(step), Step::Send { .. }));
    assert_eq!((call.circuit().state, call.circuit().probing), (HalfOpen, 1));
    call.answer(200);
    assert_eq!(call.circuit().state, Closed);
}

#[test]
fn a_server_that_says_when_it_will_be_back_is_asked_then() {
    let mut call = call(json!("10s"));
    call.give(Input::Start);
    (0..2).for_each(|_| fail(&mut call.beside()));
    let step = status(503).retry_after("60").give_to(&mut call);
    assert_eq!(call.circuit().probe_in, 60_000.0, "the hint is a floor of the open period too");
    assert!(matches!(call.wait(step), Step::Send { .. }));
    assert_eq!(call.clock.passed(), 60_000.0);
}

#[test]
fn if_it_opens_during_the_wait_nothing_is_sent_after_it() {
    let mut call = call(json!("10s"));
    call.give(Input::Start);
    let step = call.answer(503);
    (0..2).for_each(|_| fail(&mut call.beside()));
    assert_eq!(call.wait(step), Step::Finish(StopReason::CircuitOpen));
    let report = call.report();
    assert_eq!((report.attempts.len(), report.probe_in), (1, Some(10_250.0)));
}

#[test]
fn if_it_opens_and_closes_during_the_wait_the_retry_is_sent() {
    let mut call = call(json!("500ms"));
    call.give(Input::Start);
    let step = call.answer(503);
    (0..2).for_each(|_| fail(&mut call.beside()));
    let mut probe = call.beside();
    probe.clock.run(700.0);
    probe.give(Input::Start);
    probe.answer(200);
    assert!(matches!(call.wait(step), Step::Send { .. }));
}

#[test]
fn a_poll_that_would_find_it_open_ends_too() {
    let breaker = json!({ "consecutive": 1, "open": "10s" });
    let mut call = Hand::new(policy(json!({ "until": "found", "breaker": breaker })));
    call.give(Input::Start);
    fail(&mut call.beside());
    assert_eq!(call.answer(404), Step::Finish(StopReason::CircuitOpen));
}
