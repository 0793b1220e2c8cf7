//! A body that is a stream cannot be sent again.

use crate::support::{POST, Simulation, network_error, silence, status};
use holdfast_fetch::core::call::Answer;
use holdfast_fetch::core::report::StopReason;
use holdfast_fetch::core::verdict::Request;
use serde_json::json;

const STREAM: Request = Request { replayable: false, ..Request::GET };

#[test]
fn a_failure_worth_a_retry_ends_with_reason_body() {
    for reply in [status(503), status(429).retry_after("1"), network_error(), silence()] {
        let trace = Simulation::new(json!({})).request(STREAM).replies([reply]).run();
        assert_eq!((trace.sends(), trace.reason), (1, StopReason::Body));
    }
}

#[test]
fn a_failure_that_is_not_worth_one_keeps_its_own_reason() {
    let stops = |reply| Simulation::new(json!({})).request(STREAM).replies([reply]).run().reason;
    assert_eq!(stops(status(404)), StopReason::Status);
    assert_eq!(stops(status(200)), StopReason::Success);
    assert_eq!(stops(crate::support::permanent_error()), StopReason::Error);
}

#[test]
fn what_is_unsafe_is_said_first() {
    let request = Request { replayable: false, ..POST };
    let trace = Simulation::new(json!({})).request(request).replies([status(503)]).run();
    assert_eq!(trace.reason, StopReason::NotIdempotent);
    let trace = Simulation::new(json!({})).request(request).replies([status(429)]).run();
    assert_eq!(trace.reason, StopReason::Body);
}

#[test]
fn the_caller_cannot_argue_with_it() {
    let asked = || Simulation::new(json!({ "shouldRetry": "<function>" })).request(STREAM);
    let trace = asked().answers([Answer::Retry(f64::NAN)]).replies([status(503)]).run();
    assert_eq!((trace.questions.len(), trace.sends(), trace.reason), (0, 1, StopReason::Body));
    let trace = asked().answers([Answer::RetryAfter(5.0)]).replies([status(404)]).run();
    assert_eq!((trace.questions.len(), trace.sends(), trace.reason), (0, 1, StopReason::Status));
}
