//! A retry token pays for one retry that fails. One that succeeds, or is never sent, costs nothing.

use crate::support::{Hand, Simulation, policy, status};
use holdfast_fetch::core::call::{Input, Step};
use holdfast_fetch::core::report::StopReason;
use serde_json::{Value, json};

/// What a retry under way holds.
const HELD: f64 = 0.05;

/// Waits of ten seconds, and two tokens. No good answer earns one.
fn options(more: Value) -> Value {
    let mut options = json!({
        "backoff": { "type": "constant", "base": "10s" },
        "jitter": "none",
        "budget": { "initial": 2, "ratio": 0 },
    });
    options.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    options
}

/// A call that has failed once, and the wait that it is told to make.
fn failed(more: Value) -> (Hand, Step) {
    let mut hand = Hand::new(policy(options(more)));
    let before = hand.tokens();
    hand.give(Input::Start);
    assert_eq!(hand.tokens(), before, "a first attempt costs nothing");
    let step = hand.answer(503);
    (hand, step)
}

#[test]
fn each_failed_retry_costs_one_and_without_one_the_call_ends_at_once_with_what_it_has() {
    let (mut call, mut step) = failed(json!({}));
    for left in [1.0, 0.0] {
        assert!(matches!(call.wait(step), Step::Send { .. }));
        step = call.answer(503);
        assert_eq!(call.tokens(), if left > 0.0 { left - HELD } else { left });
    }
    assert_eq!(step, Step::Finish(StopReason::Budget));
    let report = call.report();
    assert_eq!((report.attempts.len(), report.elapsed), (3, 20_000.0));
    assert_eq!(report.attempts[2].status, Some(503));

    let mut next = call.beside();
    assert!(matches!(next.give(Input::Start), Step::Send { .. }), "a first attempt needs none");
    assert_eq!(next.answer(503), Step::Finish(StopReason::Budget));
}

#[test]
fn a_retry_that_succeeds_costs_nothing_whatever_failed_before() {
    let (mut call, mut step) = failed(json!({}));
    call.wait(step);
    step = call.answer(503);
    call.wait(step);
    assert_eq!(call.tokens(), 1.0 - HELD, "it is not known yet");
    assert_eq!(call.answer(200), Step::Finish(StopReason::Success));
    assert_eq!(call.tokens(), 1.0);
}

#[test]
fn an_answer_that_is_the_callers_mistake_shows_that_the_server_lives() {
    for (status, left) in [(404, 2.0), (429, 1.0), (500, 1.0)] {
        let (mut call, step) = failed(json!({ "retries": 1 }));
        call.wait(step);
        call.answer(status);
        assert_eq!(call.tokens(), left, "{status}");
    }
}

#[test]
fn good_answers_earn_them_back() {
    let budget = json!({ "budget": { "initial": 0, "ratio": 0.5 } });
    let mut call = Hand::new(policy(options(budget)));
    call.give(Input::Start);
    for _ in 0..2 {
        assert_eq!(call.beside().tokens().floor(), 0.0);
        let mut other = call.beside();
        other.give(Input::Start);
        other.answer(200);
    }
    assert!(matches!(call.answer(503), Step::Wait { .. }));
    assert_eq!(call.tokens(), 1.0 - HELD);
}

#[test]
fn a_retry_under_way_holds_a_part_of_a_token_so_that_there_is_an_end_to_those_at_once() {
    let (first, _) = failed(json!({ "budget": { "initial": 1, "ratio": 0 } }));
    let mut second = first.beside();
    second.give(Input::Start);
    assert_eq!(second.answer(503), Step::Finish(StopReason::Budget), "no whole token is left");
    let (mut all, _) = failed(json!({}));
    let mut begun = 1;
    loop {
        all = all.beside();
        all.give(Input::Start);
        match all.answer(503) {
            Step::Wait { .. } => begun += 1,
            end => break assert_eq!(end, Step::Finish(StopReason::Budget)),
        }
    }
    assert_eq!(begun, 21, "of two tokens, one is needed whole, and the other holds twenty");
}

#[test]
fn an_abort_during_the_wait_gives_it_back() {
    let (mut call, _) = failed(json!({}));
    call.give(Input::Aborted);
    assert_eq!(call.tokens(), 2.0);
}

#[test]
fn an_abort_of_the_retry_itself_does_not() {
    let (mut call, step) = failed(json!({}));
    call.wait(step);
    call.give(Input::Aborted);
    assert_eq!(call.tokens(), 1.0);
}

#[test]
fn a_circuit_that_opens_during_the_wait_gives_it_back() {
    let (mut call, step) = failed(json!({ "breaker": { "consecutive": 2, "open": "1m" } }));
    let mut other = call.beside();
    other.give(Input::Start);
    other.answer(503);
    assert_eq!(call.tokens(), 2.0 - HELD, "the other one ended without a wait");
    assert_eq!(call.wait(step), Step::Finish(StopReason::CircuitOpen));
    assert_eq!(call.tokens(), 2.0);
}

#[test]
fn a_deadline_that_passes_while_the_tab_is_frozen_gives_it_back() {
    let (mut call, step) = failed(json!({ "deadline": "1m" }));
    call.clock.run(60_000.0);
    assert_eq!(call.wait(step), Step::Finish(StopReason::Deadline));
    assert_eq!(call.tokens(), 2.0);
}

#[test]
fn a_refusal_by_the_throttle_gives_it_back() {
    let (mut call, step) = failed(json!({ "throttle": { "k": 1, "cap": 1 } }));
    for _ in 0..100 {
        call.commons.throttle.as_ref().unwrap().borrow_mut().settle(call.clock.now().monotonic, false);
    }
    assert_eq!(call.wait(step), Step::Finish(StopReason::Throttled));
    assert_eq!(call.tokens(), 2.0);
}

#[test]
fn a_shell_that_loses_its_place_gives_it_back() {
    let (mut call, _) = failed(json!({}));
    assert_eq!(call.give(Input::Start), Step::Finish(StopReason::Error));
    assert_eq!(call.tokens(), 2.0);
}

#[test]
fn a_machine_that_slept_pays_once() {
    let (mut call, step) = failed(json!({ "deadline": false }));
    call.clock.sleep(1e6);
    let again = call.wait(step);
    assert!(matches!(again, Step::Wait { .. }), "spread once more");
    assert!(matches!(call.wait(again), Step::Send { .. }));
    assert_eq!(call.tokens(), 2.0 - HELD);
}

#[test]
fn a_wait_that_does_not_begin_costs_nothing() {
    let refused = |more: Value, hint: &str| {
        let mut hand = Hand::new(policy(options(more)));
        hand.give(Input::Start);
        let step = status(503).retry_after(hint).give_to(&mut hand);
        (step, hand.tokens())
    };
    let end = |reason| (Step::Finish(reason), 2.0);
    assert_eq!(refused(json!({ "deadline": "1m" }), "60"), end(StopReason::Deadline));
    assert_eq!(refused(json!({ "retryAfter": { "cap": "1m" } }), "61"), end(StopReason::HintTooLong));
    assert_eq!(
        refused(json!({ "breaker": { "consecutive": 1, "open": "1m" } }), "1"),
        end(StopReason::CircuitOpen)
    );
    assert_eq!(refused(json!({ "retries": 0 }), "1"), end(StopReason::Attempts));
}

#[test]
fn polls_and_renewals_are_no_retries() {
    let trace = Simulation::new(options(json!({ "until": "found", "refresh": "<function>" })))
        .replies([status(401), status(404), status(404), status(404), status(404), status(200)])
        .run();
    assert_eq!((trace.reason, trace.sends(), trace.refreshes), (StopReason::Success, 6, 1));
}

#[test]
fn not_even_the_caller_gets_a_retry_without_one() {
    use holdfast_fetch::core::call::Answer;
    let trace = Simulation::new(options(json!({ "shouldRetry": "<function>" })))
        .answers([Answer::RetryAfter(5.0)])
        .replies([status(503)])
        .run();
    assert_eq!((trace.reason, trace.sends()), (StopReason::Budget, 3));
}
