//! `statusOf`: an answer is judged by what it means, in all that follows from it.

use crate::support::{Hand, POST, Reply, Simulation, network_error, policy, status};
use holdfast_fetch::core::breaker::CircuitState;
use holdfast_fetch::core::call::{Head, Input, Step};
use holdfast_fetch::core::report::StopReason;
use serde_json::{Value, json};

fn options(mut more: Value) -> Value {
    more["statusOf"] = json!("<function>");
    more["jitter"] = json!("none");
    more
}

fn call(more: Value, replies: impl IntoIterator<Item = Reply>) -> Simulation {
    Simulation::new(options(more)).replies(replies)
}

#[test]
fn a_good_status_that_means_a_failure_is_retried_and_reported_as_one() {
    let trace = call(json!({}), [status(200).meaning(503), status(200).meaning(200)]).run();
    assert_eq!((trace.statuses(), trace.reason), (vec![503, 200], StopReason::Success));
}

#[test]
fn a_failure_that_means_an_answer_is_one() {
    let trace = call(json!({}), [status(500).meaning(200)]).run();
    assert_eq!((trace.statuses(), trace.reason), (vec![200], StopReason::Success));
    let trace = call(json!({}), [status(503).meaning(404)]).run();
    assert_eq!((trace.statuses(), trace.reason), (vec![404], StopReason::Status));
}

#[test]
fn its_hint_is_heeded() {
    let busy = status(200).retry_after("7").meaning(429);
    let trace = call(json!({ "retryAfter": { "jitter": "none" } }), [busy, status(200).meaning(200)]).run();
    assert_eq!((trace.waits(), trace.reason), (vec![7000], StopReason::Success));
    let trace = call(json!({}), [status(200).retry_after("7").meaning(200)]).run();
    assert_eq!((trace.waits(), trace.report.attempts[0].retry_after), (vec![], None));
}

#[test]
fn it_is_safe_to_repeat_by_what_it_means() {
    let post = |means| {
        let trace =
            call(json!({}), [status(200).meaning(means), status(200).meaning(200)]).request(POST).run();
        (trace.sends(), trace.reason)
    };
    assert_eq!(post(429), (2, StopReason::Success));
    assert_eq!(post(503), (1, StopReason::NotIdempotent));
}

#[test]
fn the_budget_earns_nothing_by_it() {
    let scarce = json!({ "retries": 9, "budget": { "initial": 1, "ratio": 1, "cap": 5 } });
    let trace = call(scarce, [status(200).meaning(503)]).run();
    assert_eq!((trace.sends(), trace.reason), (2, StopReason::Budget));
}

#[test]
fn the_circuit_counts_it_as_a_failure() {
    let mut hand = asked(json!({ "retries": 0, "breaker": { "consecutive": 1 } }));
    hand.give(response(500));
    assert_eq!(hand.circuit().state, CircuitState::Open);
}

#[test]
fn polls_refresh_and_fallback_go_by_it() {
    let trace = call(json!({ "until": "found" }), [status(200).meaning(404), status(200).meaning(200)]).run();
    assert_eq!((trace.sends(), trace.reason), (2, StopReason::Success));
    let renewed = [status(200).meaning(401), status(200).meaning(200)];
    assert_eq!(call(json!({ "refresh": "<function>" }), renewed).run().refreshes, 1);
    let trace = call(json!({ "fallback": "<function>", "retries": 0 }), [status(200).meaning(503)]).run();
    assert_eq!(trace.fallbacks, [StopReason::Attempts]);
}

/// A call whose first answer came after 40 ms, and is being asked about.
fn asked(more: Value) -> Hand {
    let mut hand = Hand::new(policy(options(more)));
    hand.give(Input::Start);
    hand.clock.run(40.0);
    assert_eq!(hand.give(Input::Answered(200)), Step::AskStatus);
    hand
}

fn response(status: u16) -> Input {
    Input::Response(Head { status, ..Head::default() })
}

#[test]
fn the_time_that_the_callers_function_takes_is_not_the_servers() {
    let mut hand = asked(json!({}));
    assert!(!hand.call.is_settled(), "nobody knows yet what came of it");
    hand.clock.run(900.0);
    hand.give(response(200));
    let report = hand.report();
    assert_eq!((report.attempts[0].duration, report.elapsed), (40.0, 940.0));
}

#[test]
fn an_answer_that_comes_after_the_deadline_is_followed_by_no_attempt() {
    let mut hand = asked(json!({ "deadline": "1s" }));
    hand.clock.run(2000.0);
    assert_eq!(hand.give(response(503)), Step::Finish(StopReason::Deadline));
    assert_eq!(hand.report().attempts[0].status, Some(503));
}

#[test]
fn an_abort_or_a_throw_meanwhile_ends_the_call_with_the_answer_as_it_came() {
    for (input, reason) in [(Input::Aborted, StopReason::Aborted), (Input::Broken, StopReason::Error)] {
        let mut hand = asked(json!({}));
        assert_eq!(hand.give(input), Step::Finish(reason));
        let attempts = hand.report().attempts;
        assert_eq!((attempts.len(), attempts[0].status, attempts[0].duration), (1, Some(200), 40.0));
    }
}

#[test]
fn a_probe_that_is_given_up_meanwhile_gives_its_place_back() {
    let breaker =
        json!({ "retries": 0, "attemptTimeout": "5s", "breaker": { "consecutive": 1, "open": "10s" } });
    let mut first = asked(breaker);
    first.give(response(500));
    let mut probe = first.beside();
    probe.clock.run(12_000.0);
    probe.give(Input::Start);
    probe.give(Input::Answered(200));
    assert_eq!(probe.circuit().probing, 1);
    probe.give(Input::Aborted);
    assert_eq!(probe.circuit().probing, 0);
}

#[test]
fn nobody_is_asked_about_an_attempt_without_an_answer() {
    let trace = call(json!({}), [network_error(), status(200).meaning(200)]).run();
    assert_eq!((trace.statuses(), trace.reason), (vec![0, 200], StopReason::Success));
}

#[test]
fn out_of_turn_it_is_heard_as_little_as_anything_else() {
    let mut hand = asked(json!({}));
    assert_eq!(hand.give(Input::Answered(200)), Step::Finish(StopReason::Error));
    let mut hand = Hand::new(policy(options(json!({}))));
    assert_eq!(hand.give(Input::Answered(200)), Step::Finish(StopReason::Error));
}
