//! The deadline holds the retries, these the circuit, this the attempt with its time limit.

use crate::support::{Hand, Simulation, network_error, policy, silence, status};
use holdfast_fetch::core::breaker::CircuitState::{HalfOpen, Open};
use holdfast_fetch::core::call::{Input, Step};
use holdfast_fetch::core::report::StopReason;
use serde_json::json;

#[test]
fn every_attempt_of_a_call_counts_in_the_circuit() {
    let breaker = json!({ "breaker": { "minimum": 100 } });
    let (_, hand) =
        Simulation::new(breaker).replies([status(503), network_error(), status(200)]).run_and_keep();
    assert_eq!((hand.circuit().calls, hand.circuit().failures), (3, 2));
}

#[test]
fn an_attempt_that_runs_out_of_time_is_a_failure_in_the_circuit() {
    let policy = json!({ "retries": 0, "attemptTimeout": "1s", "breaker": { "consecutive": 1 } });
    let (trace, hand) = Simulation::new(policy).replies([silence()]).run_and_keep();
    assert_eq!((trace.reason, trace.elapsed), (StopReason::Attempts, 1000.0));
    assert_eq!(hand.circuit().state, Open);
}

#[test]
fn so_is_one_that_the_deadline_ends() {
    let policy = json!({ "deadline": "1s", "breaker": { "consecutive": 1 } });
    let (trace, hand) = Simulation::new(policy).replies([silence()]).run_and_keep();
    assert_eq!((trace.reason, trace.elapsed), (StopReason::Deadline, 1000.0));
    assert_eq!(hand.circuit().state, Open);
}

#[test]
fn where_neither_time_nor_circuit_allows_a_retry_it_is_for_want_of_time() {
    let policy = policy(json!({
        "deadline": "5s",
        "backoff": { "type": "constant", "base": "10s" },
        "jitter": "none",
        "breaker": { "consecutive": 1, "open": "1m" },
    }));
    let mut call = Hand::new(policy);
    call.give(Input::Start);
    assert_eq!(call.answer(503), Step::Finish(StopReason::Deadline));
    assert_eq!(call.call.probe_in(), None);
}

/// A call that waits, in a circuit that can be opened.
fn waiting() -> (Hand, Step) {
    let mut call = Hand::new(policy(json!({
        "deadline": "1m",
        "backoff": { "type": "constant", "base": "10s" },
        "jitter": "none",
        "breaker": { "consecutive": 2, "open": "1s" },
    })));
    call.give(Input::Start);
    let step = call.answer(503);
    let mut other = call.beside();
    other.give(Input::Start);
    other.answer(503);
    assert_eq!(call.circuit().state, Open);
    (call, step)
}

#[test]
fn a_call_that_was_frozen_past_its_deadline_takes_nobodys_place_as_a_probe() {
    let (mut call, step) = waiting();
    call.clock.run(60_000.0);
    assert_eq!(call.wait(step), Step::Finish(StopReason::Deadline));
    let mut other = call.beside();
    assert!(matches!(other.give(Input::Start), Step::Send { .. }));
    assert_eq!((other.circuit().state, other.circuit().probing), (HalfOpen, 1));
}

#[test]
fn a_probe_has_no_more_time_than_its_call() {
    let (mut call, step) = waiting();
    call.wait(step);
    call.give(Input::Aborted);
    let mut probe = call.beside();
    let Step::Send { limit } = probe.give(Input::Start) else { panic!("not sent") };
    assert_eq!(limit, 30_000.0, "its own limit, which is nearer than its deadline");
    // One that never reports holds the others up for not much longer than that.
    let mut other = probe.beside();
    other.clock.run(limit + 10_000.0);
    assert!(matches!(other.give(Input::Start), Step::Send { .. }));
}
