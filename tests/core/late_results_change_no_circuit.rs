//! What was sent before the circuit changed says nothing of the server as it is after.

use crate::support::{Hand, network_error, policy};
use holdfast_fetch::core::breaker::CircuitState::{self, Closed, HalfOpen, Open};
use holdfast_fetch::core::call::{Input, Step};
use holdfast_fetch::core::report::StopReason;
use serde_json::json;

/// A call that is under way in a closed circuit.
fn early() -> Hand {
    let breaker = json!({ "consecutive": 1, "open": "10s" });
    let mut hand = Hand::new(policy(json!({ "retries": 0, "breaker": breaker })));
    hand.give(Input::Start);
    hand
}

/// Another call opens the circuit, and some seconds pass.
fn after_the_break(hand: &mut Hand, seconds: f64) -> CircuitState {
    let mut other = hand.beside();
    other.give(Input::Start);
    network_error().give_to(&mut other);
    hand.clock.run(seconds * 1000.0);
    hand.circuit().state
}

#[test]
fn a_success_from_before_the_break_does_not_close_it() {
    for (seconds, state) in [(1.0, Open), (12.0, HalfOpen)] {
        let mut call = early();
        assert_eq!(after_the_break(&mut call, seconds), state);
        assert_eq!(call.answer(200), Step::Finish(StopReason::Success), "the answer is good");
        assert_eq!(call.circuit().state, state);
    }
}

#[test]
fn a_failure_from_before_the_break_does_not_open_it_again() {
    let mut call = early();
    after_the_break(&mut call, 12.0);
    call.answer(503);
    assert_eq!(call.circuit().state, HalfOpen);

    let mut call = early();
    after_the_break(&mut call, 12.0);
    let mut probe = call.beside();
    probe.give(Input::Start);
    probe.answer(200);
    call.answer(503);
    assert_eq!((call.circuit().state, call.circuit().failures), (Closed, 0));
}

#[test]
fn nor_does_one_from_before_it_prolong_the_open_period() {
    let mut call = early();
    after_the_break(&mut call, 1.0);
    let probe_in = call.circuit().probe_in;
    call.answer(503);
    assert_eq!(call.circuit().probe_in, probe_in);
}

#[test]
fn a_first_attempt_counts_in_its_own_time_only() {
    let hand = early();
    let mut other = hand.beside();
    other.give(Input::Start);
    let mut late = hand.beside();
    late.give(Input::Start);
    other.answer(503);
    assert_eq!(other.circuit().state, Open, "it was sent through this circuit as it was");
    late.clock.run(12_000.0);
    late.answer(503);
    assert_eq!(late.circuit().state, HalfOpen, "and this one before it opened");
}
