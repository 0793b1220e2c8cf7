//! A second-best answer is asked for when there could have been a good one, and for no other reason.

use crate::support::{
    Hand, POST, Simulation, Trace, aborted, network_error, offline, permanent_error, policy, silence, status,
};
use holdfast_fetch::core::call::{Answer, Input, Step};
use holdfast_fetch::core::report::StopReason::{self, *};
use holdfast_fetch::core::verdict::Request;
use serde_json::{Value, json};

fn call(mut options: Value) -> Simulation {
    options["fallback"] = json!("<function>");
    Simulation::new(options)
}

/// Was it asked for once, and for the reason that the call ended for?
fn is_asked(simulation: Simulation, reason: StopReason) {
    let trace = simulation.run();
    assert_eq!((trace.reason, &trace.fallbacks[..]), (reason, &[reason][..]), "{trace:?}");
    assert!(trace.report.fallback);
}

fn is_not_asked(simulation: Simulation, reason: StopReason) {
    let trace = simulation.run();
    assert_eq!((trace.reason, &trace.fallbacks[..]), (reason, &[][..]), "{trace:?}");
    assert!(!trace.report.fallback);
}

#[test]
fn for_a_server_that_fails() {
    is_asked(call(json!({})).replies([status(503)]), Attempts);
    is_asked(call(json!({ "deadline": "1s" })).replies([silence()]), Deadline);
    let capped = json!({ "retryAfter": { "cap": "5s" } });
    is_asked(call(capped).replies([status(503).retry_after("6")]), HintTooLong);
    let poor = json!({ "budget": { "initial": 1 } });
    is_asked(call(poor).replies([status(503)]), Budget);
    is_asked(call(json!({})).replies([offline()]), Offline);
}

#[test]
fn for_a_request_that_cannot_be_sent_again() {
    is_asked(call(json!({})).request(POST).replies([status(503)]), NotIdempotent);
    let stream = Request { replayable: false, ..Request::GET };
    is_asked(call(json!({})).request(stream).replies([status(503)]), Body);
    let asking = json!({ "shouldRetry": "<function>" });
    is_asked(call(asking).answers([Answer::Stop]).replies([status(503)]), Veto);
}

#[test]
fn for_a_failure_that_the_policy_leaves_alone() {
    let alone = json!({ "networkErrors": false, "timeouts": false, "attemptTimeout": "1s" });
    for reply in [network_error(), offline(), silence()] {
        is_asked(call(alone.clone()).replies([reply]), Error);
    }
}

#[test]
fn for_a_request_that_was_never_sent() {
    let refusals = [
        (json!({ "breaker": { "consecutive": 1 } }), CircuitOpen),
        (json!({ "throttle": { "k": 1, "cap": 1 } }), Throttled),
    ];
    for (mut options, reason) in refusals {
        options["retries"] = json!(0);
        options["fallback"] = json!("<function>");
        let mut first = Hand::new(policy(options));
        for _ in 0..2 {
            first = first.beside();
            first.give(Input::Start);
            first.answer(503);
        }
        let mut refused = first.beside();
        assert_eq!(refused.give(Input::Start), Step::Fallback(reason));
        assert_eq!(refused.give(Input::Fallback(true)), Step::Finish(reason));
        let report = refused.report();
        assert!(report.fallback && report.attempts.is_empty(), "{reason:?}");
        assert_eq!(report.probe_in.is_some(), reason == CircuitOpen);
    }
}

#[test]
fn not_for_an_answer_that_is_no_failure() {
    is_not_asked(call(json!({})).replies([status(200)]), Success);
    for code in [400, 401, 403, 404, 409, 410, 422] {
        is_not_asked(call(json!({})).replies([status(code)]), Status);
    }
    let asking = || call(json!({ "shouldRetry": "<function>" })).answers([Answer::Stop]);
    is_not_asked(asking().replies([status(404)]), Status);
}

#[test]
fn not_for_a_bug_nor_for_a_caller_who_has_gone() {
    is_not_asked(call(json!({})).replies([permanent_error()]), Error);
    is_not_asked(call(json!({})).replies([aborted()]), Error);
    is_not_asked(call(json!({})).replies([silence()]).abort_at(5.0), Aborted);
    is_not_asked(call(json!({})).replies([status(503)]).abort_at(5.0).random(0.9), Aborted);

    let mut hand = Hand::new(policy(json!({ "fallback": "<function>", "shouldRetry": "<function>" })));
    hand.give(Input::Start);
    hand.answer(503);
    assert_eq!(hand.give(Input::Broken), Step::Finish(Error), "a callback threw");
}

#[test]
fn without_the_option_nobody_is_asked() {
    is_not_asked(Simulation::new(json!({})).replies([status(503)]), Attempts);
    is_not_asked(Simulation::new(json!({ "deadline": "1s" })).replies([silence()]), Deadline);
}

#[test]
fn where_there_is_none_the_call_ends_as_it_would_have() {
    let without = |simulation: Simulation| -> Trace { simulation.replies([status(503)]).run() };
    let plain = without(Simulation::new(json!({})));
    let trace = without(call(json!({})).fallback(false));
    assert_eq!(trace.fallbacks, [Attempts]);
    assert_eq!(trace.report, plain.report);
}

#[test]
fn a_caller_who_leaves_while_it_is_asked_for_gets_none() {
    let mut hand = Hand::new(policy(json!({ "retries": 0, "fallback": "<function>" })));
    hand.give(Input::Start);
    assert_eq!(hand.answer(503), Step::Fallback(Attempts));
    assert_eq!(hand.give(Input::Aborted), Step::Finish(Aborted));
    assert!(!hand.report().fallback);
}
