//! A call that is to bring the rest of a body begins with an attempt that has failed, and is a call like any other from there on.

use crate::support::{Hand, policy};
use holdfast_fetch::core::breaker::CircuitState;
use holdfast_fetch::core::call::{Input, Step};
use holdfast_fetch::core::network_error::Failure;
use holdfast_fetch::core::report::StopReason;
use serde_json::{Value, json};

const CUT: Input = Input::Resume { cut: true };
const NEXT: Input = Input::Resume { cut: false };
const LOST: Input = Input::Failed(Failure::Network);

fn hand(options: Value) -> Hand {
    let mut whole = json!({ "jitter": "none", "backoff": { "type": "constant", "base": "10s" } });
    whole.as_object_mut().unwrap().extend(options.as_object().unwrap().clone());
    Hand::new(policy(whole))
}

/// One whose body broke, and the step that follows.
fn cut(options: Value) -> (Hand, Step) {
    let mut hand = hand(options);
    assert!(matches!(hand.give(CUT), Step::Send { .. }));
    let step = hand.give(LOST);
    (hand, step)
}

#[test]
fn it_waits_as_after_a_first_attempt_that_failed() {
    for options in [json!({}), json!({ "retries": 1 }), json!({ "deadline": "5s" }), json!({ "retries": 0 })]
    {
        let (resumed, step) = cut(options.clone());
        let mut begun = hand(options.clone());
        begun.give(Input::Start);
        assert_eq!(step, begun.give(LOST), "{options}");
        assert_eq!(resumed.report().attempts, begun.report().attempts, "{options}");
    }
}

#[test]
fn its_retries_are_numbered_after_the_attempt_that_was_cut() {
    let (mut hand, step) = cut(json!({ "retries": 2 }));
    let step = {
        assert!(matches!(hand.wait(step), Step::Send { .. }));
        hand.answer(503)
    };
    assert!(matches!(hand.wait(step), Step::Send { .. }));
    assert_eq!(hand.answer(206), Step::Finish(StopReason::Success));
    let numbers: Vec<u32> = hand.report().attempts.iter().map(|attempt| attempt.number).collect();
    assert_eq!(numbers, [1, 2, 3]);
}

#[test]
fn a_body_that_breaks_is_a_failure_for_the_circuit() {
    let hand = hand(json!({ "breaker": { "consecutive": 2 }, "retries": 0 }));
    for state in [CircuitState::Closed, CircuitState::Open] {
        let mut next = hand.beside();
        next.give(CUT);
        next.give(LOST);
        assert_eq!(hand.circuit().state, state);
    }
    // An open circuit lets nothing through, and learns nothing from what was sent before.
    let mut third = hand.beside();
    assert!(matches!(third.give(CUT), Step::Send { .. }));
    assert_eq!(third.give(LOST), Step::Finish(StopReason::Attempts));
}

#[test]
fn a_body_that_breaks_is_no_probe() {
    let mut hand = hand(json!({ "breaker": { "consecutive": 1, "open": "10s" }, "retries": 0 }));
    hand.give(Input::Start);
    hand.give(LOST);
    hand.clock.run(15_000.0);
    for _ in 0..3 {
        let mut rest = hand.beside();
        rest.give(CUT);
        rest.give(LOST);
    }
    let mut probe = hand.beside();
    assert!(matches!(probe.give(Input::Start), Step::Send { .. }));
    probe.answer(200);
    assert_eq!(hand.circuit().state, CircuitState::Closed);
}

#[test]
fn the_rest_is_not_asked_for_through_an_open_circuit() {
    let (hand, step) = cut(json!({ "breaker": { "consecutive": 1, "open": "1m" } }));
    assert_eq!(step, Step::Finish(StopReason::CircuitOpen));
    assert!(hand.call.probe_in().is_some());
}

#[test]
fn what_brings_the_rest_costs_a_token_that_may_be_given_back() {
    let (mut hand, step) = cut(json!({ "budget": { "initial": 2, "ratio": 0 } }));
    assert!(matches!(hand.wait(step), Step::Send { .. }));
    assert_eq!(hand.answer(206), Step::Finish(StopReason::Success));
    assert_eq!((hand.tokens(), hand.call.paid()), (1.0, 1e6));
    hand.commons.budget.as_ref().unwrap().borrow_mut().repay(hand.call.paid());
    assert_eq!(hand.tokens(), 2.0);
}

#[test]
fn a_range_that_follows_as_the_server_meant_it_to_costs_nothing() {
    let mut hand = hand(json!({ "budget": { "initial": 2, "ratio": 0 } }));
    assert!(matches!(hand.give(CUT), Step::Send { .. }));
    assert_eq!(hand.answer(206), Step::Finish(StopReason::Success));
    assert_eq!((hand.tokens(), hand.call.paid()), (2.0, 0.0));
}

#[test]
fn silence_in_the_midst_of_an_answer_is_vouched_for_by_that_answer() {
    let mut hand = hand(json!({ "budget": { "initial": 2, "ratio": 0 } }));
    // Long after the last good answer of anybody.
    hand.give(Input::Start);
    hand.answer(200);
    hand.clock.run(300_000.0);
    let mut rest = hand.beside();
    rest.give(CUT);
    let step = rest.give(Input::Failed(Failure::Timeout));
    assert!(matches!(rest.wait(step), Step::Send { .. }), "{step:?}");
    // The next silence is that of a server that has said nothing.
    assert_eq!(rest.give(Input::Failed(Failure::Timeout)), Step::Finish(StopReason::Budget));
}

#[test]
fn no_fallback_and_no_poll_becomes_the_rest_of_a_body() {
    let options = json!({ "fallback": "<function>", "until": "done", "retries": 0 });
    let ends = |begin| {
        let mut hand = hand(options.clone());
        hand.give(begin);
        hand.answer(503)
    };
    assert_eq!(ends(Input::Start), Step::Fallback(StopReason::Attempts));
    assert_eq!(ends(CUT), Step::Finish(StopReason::Attempts));
    let poll = |begin| {
        let mut hand = hand(options.clone());
        hand.give(begin);
        hand.answer(202)
    };
    assert!(matches!(poll(Input::Start), Step::Wait { poll: true, .. }));
    assert_eq!(poll(NEXT), Step::Finish(StopReason::Success));
}

#[test]
fn a_bad_status_is_an_error_whatever_the_policy_says() {
    let (mut hand, step) = cut(json!({ "throwOnStatus": false }));
    hand.wait(step);
    hand.answer(404);
    assert!(hand.call.throws(&hand.policy));
    let mut first = hand.beside();
    first.give(Input::Start);
    first.answer(404);
    assert!(!first.call.throws(&first.policy));
}
