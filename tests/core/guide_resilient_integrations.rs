//! The preset `resilientIntegrations`, section by section of its guide, "Building Resilient
//! Integrations with Retry Logic".

use crate::support::{ALMOST_ONE, POST, Simulation, Trace, network_error, policy, silence, status};
use holdfast_fetch::core::policy::KeySource;
use holdfast_fetch::core::report::StopReason;
use holdfast_fetch::core::verdict::Request;
use serde_json::json;

/// What the shell sends of a POST under this preset.
const POST_WITH_KEY: Request = Request { keyed: true, ..POST };

fn call() -> Simulation {
    Simulation::new(json!("resilientIntegrations"))
}

fn outage(random: f64) -> Trace {
    call().random(random).replies([status(500)]).run()
}

#[test]
fn transient_errors_5xx_are_retried() {
    for code in 500..600 {
        let trace = call().replies([status(code), status(200)]).run();
        assert_eq!((trace.sends(), trace.reason), (2, StopReason::Success), "{code}");
    }
}

#[test]
fn network_timeouts_and_errors_are_retried() {
    for reply in [silence(), network_error()] {
        let trace = call().replies([reply, status(200)]).run();
        assert_eq!((trace.sends(), trace.reason), (2, StopReason::Success));
    }
}

#[test]
fn client_errors_4xx_are_not() {
    for code in 400..500 {
        let trace = call().replies([status(code)]).run();
        assert_eq!((trace.sends(), trace.reason), (1, StopReason::Status), "{code}");
    }
}

#[test]
fn delays_are_1_2_4_8_seconds_give_or_take_a_quarter() {
    assert_eq!(outage(0.0).waits(), [750, 1500, 3000, 6000]);
    assert_eq!(outage(0.5).waits(), [1000, 2000, 4000, 8000]);
    assert_eq!(outage(ALMOST_ONE).waits(), [1250, 2500, 5000, 10_000]);
}

#[test]
fn it_ends_after_the_fourth_retry() {
    let trace = outage(0.5);
    assert_eq!((trace.sends(), trace.reason), (5, StopReason::Attempts));
}

#[test]
fn the_longest_waits_and_the_slowest_attempts_fit_before_the_deadline() {
    let trace = call().random(ALMOST_ONE).replies([status(500).after(29_999.0)]).run();
    assert_eq!((trace.sends(), trace.reason), (5, StopReason::Attempts));
}

#[test]
fn writes_carry_an_idempotency_key_that_is_a_uuid() {
    let policy = policy(json!("resilientIntegrations"));
    assert_eq!(policy.key.on, 1.0);
    assert_eq!(policy.text(policy.key.header), "Idempotency-Key");
    assert_eq!(policy.key_source(), KeySource::Random);
    assert_eq!(policy.texts(policy.key.methods), ["POST", "PUT", "PATCH", "DELETE"]);
    let key = "8e03978e-40d5-43dd-bc93-6894a57f9324";
    assert_eq!(policy.format_key(key), key);
}

#[test]
fn a_key_of_ones_own_keeps_the_methods_and_the_horizon() {
    let preset = policy(json!("resilientIntegrations"));
    for key in [json!(true), json!("order-7"), json!("<function>"), json!({ "header": "X-Key" })] {
        let own = policy(json!({ "preset": "resilientIntegrations", "idempotencyKey": key }));
        assert_eq!(own.key.horizon, preset.key.horizon, "{key}");
        assert_eq!(own.text(own.key.methods), preset.text(preset.key.methods), "{key}");
    }
}

#[test]
fn a_write_with_its_key_is_retried_and_without_it_is_not() {
    let trace = call().request(POST_WITH_KEY).replies([status(503)]).run();
    assert_eq!((trace.sends(), trace.reason), (5, StopReason::Attempts));
    let trace = call().request(POST).replies([status(503)]).run();
    assert_eq!((trace.sends(), trace.reason), (1, StopReason::NotIdempotent));
}

#[test]
fn a_conflict_with_the_first_try_of_the_same_key_is_waited_for() {
    let call = call().request(POST_WITH_KEY);
    let trace = call.replies([silence(), status(409), status(200)]).run();
    assert_eq!((trace.sends(), trace.reason), (3, StopReason::Success));
}

#[test]
fn duplicates_are_recognized_within_24_hours_and_none_is_sent_later() {
    const HOUR: f64 = 3_600_000.0;
    let policy = json!({
        "preset": "resilientIntegrations",
        "deadline": false,
        "retries": 100,
        "backoff": { "type": "constant", "base": "1h" },
        "jitter": "none",
    });
    let trace = Simulation::new(policy.clone()).request(POST_WITH_KEY).replies([status(503)]).run();
    assert_eq!((trace.sends(), trace.reason), (24, StopReason::Deadline));
    assert_eq!(trace.starts.last(), Some(&(23.0 * HOUR)));
    // A request without a key has nothing that could be forgotten.
    let trace = Simulation::new(policy).replies([status(503)]).run();
    assert_eq!((trace.sends(), trace.reason), (101, StopReason::Attempts));
}

/// What the guide says of circuits: the failure rate in a sliding window, its threshold, and a single
/// test request periodically.
#[test]
fn a_circuit_opens_at_half_of_the_requests_over_30_seconds_and_one_probe_closes_it() {
    let policy = policy(json!("resilientIntegrations"));
    let breaker = policy.breaker;
    assert_eq!((breaker.on, breaker.failure_rate, breaker.window), (1.0, 0.5, 30_000.0));
    assert_eq!((breaker.slow_rate, breaker.consecutive), (f64::INFINITY, 0.0), "nothing else opens it");
    let open: Vec<f64> = (1..=5).map(|times| policy.wait(&breaker.open, times)).collect();
    assert_eq!(open, [30_000.0; 5], "periodically");
    assert_eq!(breaker.probes, 1.0);
    assert_eq!(breaker.key, 0.0, "an origin's requests share it");
}

#[test]
fn no_call_opens_its_own_circuit_or_runs_out_of_tokens() {
    for retries in [0, 4, 9, 50] {
        let policy = policy(json!({ "preset": "resilientIntegrations", "retries": retries }));
        assert!(policy.breaker.minimum > policy.most_requests().into(), "{retries}");
        assert!(policy.budget.from >= f64::from(retries).max(4.0), "{retries}");
    }
}

#[test]
fn where_the_guide_wants_cached_data_or_a_graceful_fallback_either_can_be_had() {
    let fallback =
        |written| policy(json!({ "preset": "resilientIntegrations", "fallback": written })).fallback.on;
    assert_eq!(fallback(json!("cache")), 1.0);
    assert_eq!(fallback(json!("<function>")), 2.0);
}

#[test]
fn cached_data_is_returned_when_there_is_no_good_answer() {
    let cached = policy(json!("resilientIntegrations")).fallback;
    assert_eq!((cached.on, cached.max_age), (1.0, 86_400_000.0));
    let trace = outage(0.5);
    assert_eq!((trace.fallbacks.as_slice(), trace.report.fallback), (&[StopReason::Attempts][..], true));
}
