//! The preset `zDirect`, step by step of its guide, "Error Handling".

use crate::support::{ALMOST_ONE, POST, Simulation, Trace, network_error, policy, silence, status};
use holdfast_fetch::core::report::StopReason;
use holdfast_fetch::core::verdict::Request;
use serde_json::json;

fn call() -> Simulation {
    Simulation::new(json!("zDirect"))
}

fn outage(random: f64) -> Trace {
    call().random(random).replies([status(503)]).run()
}

#[test]
fn a_503_was_not_accepted_so_any_method_is_sent_again() {
    for request in [Request::GET, POST] {
        let trace = call().request(request).replies([status(503), status(200)]).run();
        assert_eq!((trace.sends(), trace.reason), (2, StopReason::Success));
    }
}

#[test]
fn nothing_else_is_retried() {
    for code in (400..600).filter(|code| *code != 503) {
        let trace = call().replies([status(code)]).run();
        assert_eq!((trace.sends(), trace.reason), (1, StopReason::Status), "{code}");
    }
    for reply in [network_error(), silence()] {
        let trace = call().replies([reply]).run();
        assert_eq!((trace.sends(), trace.reason), (1, StopReason::Error));
    }
}

#[test]
fn step_2_retry_after_is_the_minimum() {
    let hinted = |seconds: &str, random| {
        let trace = call().random(random).replies([status(503).retry_after(seconds), status(200)]).run();
        trace.waits()[0]
    };
    assert_eq!(hinted("5", 0.0), 5000);
    assert_eq!(hinted("5", ALMOST_ONE), 7500);
    // The longer of the two: 2^1 seconds.
    assert_eq!(hinted("1", 0.0), 2000);
    assert_eq!(hinted("0", ALMOST_ONE), 3000);
}

#[test]
fn steps_3_to_5_wait_2_to_the_power_of_the_retry_from_1() {
    assert_eq!(outage(0.0).waits()[..6], [2000, 4000, 8000, 16_000, 32_000, 64_000]);
}

#[test]
fn the_random_milliseconds_are_below_1000_and_drawn_anew_each_time() {
    assert_eq!(outage(0.5).waits()[..6], [2500, 4500, 8500, 16_500, 32_500, 64_500]);
    assert_eq!(outage(ALMOST_ONE).waits()[..6], [3000, 5000, 9000, 17_000, 33_000, 65_000]);
    assert!(outage(ALMOST_ONE).waits.iter().all(|(_, length)| length.rem_euclid(1000.0) > 999.0));
    let trace = call().seed(7).replies([status(503)]).run();
    let mut parts: Vec<u64> = trace.waits().iter().map(|wait| wait % 1000).collect();
    parts.sort_unstable();
    parts.dedup();
    assert!(parts.len() > 5, "{parts:?}");
}

#[test]
fn steps_6_and_7_stop_growing_at_64_seconds() {
    assert_eq!(outage(0.0).waits()[5..], [64_000, 64_000, 64_000]);
}

#[test]
fn it_ends_after_a_finite_number_of_retries() {
    let trace = outage(ALMOST_ONE);
    assert_eq!((trace.sends(), trace.reason), (9, StopReason::Attempts));
}

#[test]
fn the_longest_waits_and_the_slowest_attempts_fit_before_the_deadline() {
    let trace = call().random(ALMOST_ONE).replies([status(503).after(29_999.0)]).run();
    assert_eq!((trace.sends(), trace.reason), (9, StopReason::Attempts));
}

#[test]
fn a_lone_call_has_the_tokens_for_all_of_its_8_retries() {
    let policy = policy(json!("zDirect"));
    assert_eq!(policy.most_requests(), 8 + 1);
    let budget = policy.budget;
    assert_eq!(((budget.from, budget.to), budget.ratio, budget.cap), ((8.0, 8.0), 0.4, 6.0));
    assert_eq!(policy.breaker.on, 0.0, "the guide has none");
}
