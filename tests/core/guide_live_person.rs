//! The preset `livePerson`, row by row of its guide, "Retry and KeepAlive Best Practices".

use crate::support::{ALMOST_ONE, POST, Simulation, Trace, network_error, policy, status};
use holdfast_fetch::core::report::StopReason;
use serde_json::json;

fn call() -> Simulation {
    Simulation::new(json!("livePerson"))
}

fn outage(random: f64) -> Trace {
    call().random(random).replies([status(503)]).run()
}

#[test]
fn row_4xx_do_not_retry() {
    for code in 400..500 {
        // Even if the server says when to come back.
        let trace = call().replies([status(code).retry_after("1")]).run();
        assert_eq!((trace.sends(), trace.reason), (1, StopReason::Status), "{code}");
    }
}

#[test]
fn row_5xx_retry_3_times_with_5_10_15_seconds_between() {
    assert_eq!(outage(0.0).waits()[..3], [5000, 10_000, 15_000]);
    for code in 500..600 {
        let trace = call().replies([status(code), status(200)]).run();
        assert_eq!((trace.sends(), trace.reason), (2, StopReason::Success), "{code}");
    }
}

#[test]
fn a_longer_interval_follows_2_4_8_minutes() {
    assert_eq!(outage(0.0).waits()[3..], [120_000, 240_000, 480_000]);
}

#[test]
fn intervals_are_floors_lengthened_by_up_to_a_tenth() {
    assert_eq!(outage(0.0).waits(), [5000, 10_000, 15_000, 120_000, 240_000, 480_000]);
    assert_eq!(outage(0.5).waits(), [5250, 10_500, 15_750, 126_000, 252_000, 504_000]);
    assert_eq!(outage(ALMOST_ONE).waits(), [5500, 11_000, 16_500, 132_000, 264_000, 528_000]);
}

#[test]
fn or_every_2_minutes() {
    let policy = json!({
        "preset": "livePerson",
        "tiers": [{ "retries": 4, "backoff": { "type": "constant", "base": "2m" } }],
    });
    let trace = Simulation::new(policy).random(0.0).replies([status(503)]).run();
    assert_eq!(trace.waits(), [5000, 10_000, 15_000, 120_000, 120_000, 120_000, 120_000]);
}

#[test]
fn a_network_hiccup_is_retried_like_a_5xx() {
    let trace = call().random(0.0).replies([network_error(), network_error(), status(200)]).run();
    assert_eq!((trace.waits(), trace.reason), (vec![5000, 10_000], StopReason::Success));
}

#[test]
fn it_ends_after_both_series_with_the_servers_answer() {
    let trace = outage(ALMOST_ONE);
    assert_eq!((trace.sends(), trace.reason), (7, StopReason::Attempts));
    assert_eq!(trace.statuses(), [503; 7]);
    let tiers: Vec<u32> = trace.report.attempts.iter().map(|attempt| attempt.tier).collect();
    assert_eq!(tiers, [1, 1, 1, 1, 2, 2, 2]);
}

#[test]
fn the_longest_waits_and_the_slowest_attempts_fit_before_the_deadline() {
    let trace = call().random(ALMOST_ONE).replies([status(503).after(29_999.0)]).run();
    assert_eq!((trace.sends(), trace.reason), (7, StopReason::Attempts));
}

#[test]
fn where_the_guide_is_silent_writes_are_sent_once() {
    let trace = call().request(POST).replies([status(503)]).run();
    assert_eq!((trace.sends(), trace.reason), (1, StopReason::NotIdempotent));
}

#[test]
fn a_lone_call_has_the_tokens_for_all_of_its_6_retries() {
    let policy = policy(json!("livePerson"));
    assert_eq!(policy.most_requests(), 6 + 1);
    let budget = policy.budget;
    assert_eq!(((budget.from, budget.to), budget.ratio, budget.cap), ((6.0, 6.0), 0.4, 6.0));
    assert_eq!(policy.breaker.on, 0.0, "the guide has none");
}

#[test]
fn faults_and_failing_operations_are_logged() {
    assert_eq!(policy(json!("livePerson")).logs, 1.0);
    assert_eq!(policy(json!({ "preset": "livePerson", "log": false })).logs, 0.0);
    assert_eq!(policy(json!("standard")).logs, 0.0);
}
