//! The preset `statusCodes`, row by row of its guide, "HTTP Status Codes and Retry".

use crate::support::{ALMOST_ONE, POST, Simulation, Trace, network_error, policy, status};
use holdfast_fetch::core::report::StopReason;
use serde_json::json;

fn call() -> Simulation {
    Simulation::new(json!("statusCodes"))
}

fn is_retried(code: u16) {
    let trace = call().replies([status(code), status(200)]).run();
    assert_eq!((trace.sends(), trace.reason), (2, StopReason::Success), "{code}");
}

fn is_not_retried(code: u16) {
    let trace = call().replies([status(code)]).run();
    assert_eq!((trace.sends(), trace.reason), (1, StopReason::Status), "{code}");
}

fn outage(random: f64) -> Trace {
    call().random(random).replies([status(502)]).run()
}

#[test]
fn row_408_request_timeout() {
    is_retried(408);
}

#[test]
fn row_429_after_the_delay_of_retry_after() {
    is_retried(429);
    let trace = call().random(0.0).replies([status(429).retry_after("17"), status(200)]).run();
    assert_eq!(trace.waits(), [17_000]);
    let trace = call().request(POST).replies([status(429), status(200)]).run();
    assert_eq!(trace.reason, StopReason::Success, "a request that was limited was not worked on");
}

#[test]
fn row_500_is_on_and_optional() {
    is_retried(500);
    let without = json!({ "preset": "statusCodes", "statuses": [408, 429, 502, 503, 504] });
    let trace = Simulation::new(without).replies([status(500)]).run();
    assert_eq!((trace.sends(), trace.reason), (1, StopReason::Status));
}

#[test]
fn row_502_bad_gateway() {
    is_retried(502);
}

#[test]
fn row_503_service_unavailable() {
    is_retried(503);
}

#[test]
fn row_504_gateway_timeout() {
    is_retried(504);
}

#[test]
fn row_400_bad_request() {
    is_not_retried(400);
}

#[test]
fn row_401_unauthorized() {
    is_not_retried(401);
}

#[test]
fn row_403_forbidden() {
    is_not_retried(403);
}

#[test]
fn rows_401_and_403_but_for_renewed_credentials() {
    for code in [401, 403] {
        let renewing = json!({ "preset": "statusCodes", "refresh": "<function>" });
        let trace = Simulation::new(renewing).replies([status(code), status(200)]).run();
        assert_eq!((trace.refreshes, trace.reason), (1, StopReason::Success), "{code}");
    }
}

#[test]
fn row_404_not_found() {
    is_not_retried(404);
}

#[test]
fn row_404_unless_it_becomes_available_later() {
    let waiting = json!({ "preset": "statusCodes", "until": "found" });
    let trace = Simulation::new(waiting).replies([status(404), status(404), status(200)]).run();
    assert_eq!((trace.waits(), trace.reason), (vec![1000, 1500], StopReason::Success));
}

#[test]
fn row_405_method_not_allowed() {
    is_not_retried(405);
}

#[test]
fn row_409_conflict() {
    is_not_retried(409);
}

#[test]
fn row_422_unprocessable_entity() {
    is_not_retried(422);
}

#[test]
fn statuses_the_guide_does_not_name_are_not_retried() {
    let named = [408, 429, 500, 502, 503, 504];
    (400..600).filter(|code| !named.contains(code)).for_each(is_not_retried);
}

#[test]
fn backoff_is_exponential_and_retries_have_a_limit() {
    assert_eq!(outage(0.0).waits(), [0, 0, 0]);
    assert_eq!(outage(0.5).waits(), [250, 500, 1000]);
    assert_eq!(outage(ALMOST_ONE).waits(), [500, 1000, 2000]);
    assert_eq!((outage(0.5).sends(), outage(0.5).reason), (4, StopReason::Attempts));
}

#[test]
fn where_the_guide_is_silent_network_errors_are_retried() {
    let trace = call().replies([network_error(), status(200)]).run();
    assert_eq!((trace.sends(), trace.reason), (2, StopReason::Success));
}

#[test]
fn a_lone_call_has_the_tokens_for_all_of_its_3_retries() {
    let policy = policy(json!("statusCodes"));
    assert_eq!(policy.most_requests(), 3 + 1);
    let budget = policy.budget;
    assert_eq!(((budget.from, budget.to), budget.ratio, budget.cap), ((3.0, 3.0), 0.4, 6.0));
    assert_eq!(policy.breaker.on, 0.0, "the guide has none");
}
