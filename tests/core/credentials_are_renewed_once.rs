//! 401 and 403: the credentials are renewed, once for each call, and the request is sent again at once.

use crate::support::{Hand, POST, Simulation, policy, status};
use holdfast_fetch::core::call::{Answer, Input, Step};
use holdfast_fetch::core::report::StopReason;
use holdfast_fetch::core::verdict::Request;
use serde_json::{Value, json};

fn options(more: Value) -> Value {
    let mut options = json!({ "refresh": "<function>" });
    options.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    options
}

fn call() -> Simulation {
    Simulation::new(options(json!({})))
}

const STREAM: Request = Request { replayable: false, ..Request::GET };

#[test]
fn the_request_follows_without_a_wait() {
    for code in [401, 403] {
        let trace = call().replies([status(code).after(5.0), status(200)]).run();
        assert_eq!((trace.reason, trace.refreshes), (StopReason::Success, 1));
        assert_eq!((trace.starts, trace.waits), (vec![0.0, 5.0], vec![]), "{code}");
    }
}

#[test]
fn a_server_that_says_when_is_not_asked_earlier() {
    let slow_down = status(403).retry_after("20");
    let trace = call().replies([slow_down.clone(), status(200)]).run();
    assert_eq!((trace.reason, trace.refreshes, trace.waits()), (StopReason::Success, 1, vec![25_000]));
    let capped = Simulation::new(options(json!({ "retryAfter": { "cap": "10s" } })));
    let trace = capped.replies([slow_down]).run();
    assert_eq!((trace.reason, trace.sends()), (StopReason::HintTooLong, 1));
}

#[test]
fn a_server_whose_word_cannot_be_read_is_not_asked_at_once() {
    let unclear = || [status(401).retry_after("soon"), status(200)];
    // Its backoff, with what the jitter would have taken off.
    let paced = json!({ "backoff": { "type": "constant", "base": "3s" }, "jitter": "none", "retries": 0 });
    let trace = Simulation::new(options(paced)).replies(unclear()).run();
    assert_eq!((trace.reason, trace.waits()), (StopReason::Success, vec![3000]));
    let own = json!({ "backoff": "<function>", "jitter": "none" });
    let trace = Simulation::new(options(own)).delays([700.0]).replies(unclear()).run();
    assert_eq!((trace.reason, trace.waits()), (StopReason::Success, vec![700]));
}

#[test]
fn a_write_too_since_the_server_did_not_act() {
    let trace = call().request(POST).replies([status(401), status(200)]).run();
    assert_eq!((trace.reason, trace.refreshes), (StopReason::Success, 1));
}

#[test]
fn whoever_is_refused_again_stays_refused() {
    for codes in [[401, 401], [401, 403], [403, 401]] {
        let trace = call().replies(codes.map(status)).run();
        assert_eq!((trace.reason, trace.refreshes, trace.sends()), (StopReason::Status, 1, 2));
    }
    let late = [status(401), status(503), status(401)];
    let trace = call().replies(late).run();
    assert_eq!((trace.reason, trace.refreshes, trace.sends()), (StopReason::Status, 1, 3));
}

#[test]
fn it_is_no_retry() {
    let trace = Simulation::new(options(json!({ "retries": 0 }))).replies([status(401), status(200)]).run();
    assert_eq!((trace.reason, trace.sends()), (StopReason::Success, 2));
    // Nor does it make the retries that follow any fewer.
    let trace = call().replies([status(401), status(503)]).run();
    assert_eq!((trace.reason, trace.sends()), (StopReason::Attempts, 5));
}

#[test]
fn it_can_come_after_retries() {
    let trace = call().replies([status(503), status(401), status(503), status(200)]).run();
    assert_eq!((trace.reason, trace.refreshes), (StopReason::Success, 1));
}

#[test]
fn credentials_that_were_not_renewed_leave_the_answer_as_it_is() {
    let trace = call().refreshed(false).replies([status(401)]).run();
    assert_eq!((trace.reason, trace.refreshes, trace.sends()), (StopReason::Status, 1, 1));
    // The policy, or the caller, may have something to say about it.
    let retried = options(json!({ "statuses": [401] }));
    let trace = Simulation::new(retried).refreshed(false).replies([status(401), status(200)]).run();
    assert_eq!((trace.reason, trace.waits.len()), (StopReason::Success, 1));
    let asked = Simulation::new(options(json!({ "shouldRetry": "<function>" })));
    let trace =
        asked.refreshed(false).answers([Answer::Retry(f64::NAN)]).replies([status(401), status(200)]).run();
    assert_eq!((trace.reason, trace.questions), (StopReason::Success, vec![Some(StopReason::Status)]));
}

#[test]
fn a_stream_that_is_gone_is_not_worth_new_credentials() {
    let trace = call().request(STREAM).replies([status(401)]).run();
    assert_eq!((trace.reason, trace.refreshes), (StopReason::Status, 0));
}

#[test]
fn after_a_redirect_the_first_server_has_acted() {
    let redirected = || [status(401).after_redirect(), status(200)];
    let trace = call().request(POST).replies(redirected()).run();
    assert_eq!((trace.reason, trace.refreshes), (StopReason::Status, 0));
    for request in [Request::GET, Request { keyed: true, ..POST }] {
        let trace = call().request(request).replies(redirected()).run();
        assert_eq!((trace.reason, trace.refreshes), (StopReason::Success, 1));
    }
}

#[test]
fn without_the_option_a_refusal_is_an_answer() {
    let trace = Simulation::new(json!({})).replies([status(401)]).run();
    assert_eq!((trace.reason, trace.refreshes), (StopReason::Status, 0));
}

/// A call whose credentials are being renewed.
fn renewing(more: Value) -> Hand {
    let mut hand = Hand::new(policy(options(more)));
    hand.give(Input::Start);
    assert_eq!(hand.answer(401), Step::Refresh);
    hand
}

#[test]
fn the_deadline_holds_it_too() {
    let mut call = renewing(json!({ "deadline": "1m" }));
    call.clock.run(60_000.0);
    assert_eq!(call.give(Input::Refreshed(true)), Step::Finish(StopReason::Deadline));
}

#[test]
fn so_does_the_circuit() {
    let mut call = renewing(json!({ "breaker": { "consecutive": 1 } }));
    let mut other = call.beside();
    other.give(Input::Start);
    other.answer(503);
    assert_eq!(call.give(Input::Refreshed(true)), Step::Finish(StopReason::CircuitOpen));
}

#[test]
fn a_refusal_is_a_good_answer_for_the_circuit() {
    let call = renewing(json!({ "breaker": { "consecutive": 1 } }));
    assert_eq!((call.circuit().calls, call.circuit().failures), (1, 0));
}

#[test]
fn an_abort_ends_it() {
    let mut call = renewing(json!({}));
    assert_eq!(call.give(Input::Aborted), Step::Finish(StopReason::Aborted));
    assert_eq!(call.give(Input::Refreshed(true)), Step::Finish(StopReason::Aborted));
}
