//! The preset `copyleaks`, step by step of its guide, "Handling Failures".

use crate::support::{ALMOST_ONE, POST, Simulation, Trace, network_error, policy, status};
use holdfast_fetch::core::report::StopReason;
use serde_json::json;

fn call() -> Simulation {
    Simulation::new(json!("copyleaks"))
}

fn outage(random: f64) -> Trace {
    call().random(random).replies([status(503)]).run()
}

#[test]
fn code_503_maintenance_is_retried() {
    let trace = call().replies([status(503), status(200)]).run();
    assert_eq!((trace.sends(), trace.reason), (2, StopReason::Success));
}

#[test]
fn code_5xx_service_or_network_is_retried() {
    for code in 500..600 {
        let trace = call().replies([status(code), status(200)]).run();
        assert_eq!((trace.sends(), trace.reason), (2, StopReason::Success), "{code}");
    }
    let trace = call().random(0.0).replies([network_error(), status(200)]).run();
    assert_eq!((trace.waits(), trace.reason), (vec![2000], StopReason::Success));
}

#[test]
fn code_429_is_retried_whatever_the_method() {
    for request in [holdfast_fetch::core::verdict::Request::GET, POST] {
        let trace = call().request(request).replies([status(429), status(200)]).run();
        assert_eq!((trace.sends(), trace.reason), (2, StopReason::Success));
    }
}

#[test]
fn code_429_is_never_asked_again_sooner_than_the_server_says() {
    let trace = call().random(0.0).replies([status(429).retry_after("40"), status(200)]).run();
    assert_eq!(trace.waits(), [40_000]);
}

#[test]
fn other_4xx_are_not_retried() {
    for code in (400..500).filter(|code| *code != 429) {
        let trace = call().replies([status(code)]).run();
        assert_eq!((trace.sends(), trace.reason), (1, StopReason::Status), "{code}");
    }
}

#[test]
fn steps_2_to_6_wait_1_2_4_and_so_on_plus_1_to_10_seconds() {
    assert_eq!(outage(0.0).waits()[..6], [2000, 3000, 5000, 9000, 17_000, 33_000]);
    assert_eq!(outage(0.5).waits()[..6], [6500, 7500, 9500, 13_500, 21_500, 37_500]);
    assert_eq!(outage(ALMOST_ONE).waits()[..6], [11_000, 12_000, 14_000, 18_000, 26_000, 42_000]);
}

#[test]
fn step_7_waits_max_time_of_60_seconds_and_still_spreads() {
    assert_eq!(outage(0.0).waits()[6..], [51_000, 51_000]);
    assert_eq!(outage(0.5).waits()[6..], [55_500, 55_500]);
    assert_eq!(outage(ALMOST_ONE).waits()[6..], [60_000, 60_000]);
}

#[test]
fn never_above_60_seconds_however_many_retries() {
    let policy = json!({ "preset": "copyleaks", "retries": 1000, "deadline": false });
    let trace = Simulation::new(policy).random(ALMOST_ONE).replies([status(503)]).run();
    assert_eq!(trace.sends(), 1001);
    assert!(trace.waits.iter().all(|(_, length)| *length <= 60_000.0));
}

#[test]
fn the_random_part_is_drawn_anew_for_each_wait() {
    let policy = json!({ "preset": "copyleaks", "retries": 50, "deadline": false });
    let trace = Simulation::new(policy).seed(1).replies([status(503)]).run();
    let mut at_the_cap = trace.waits()[6..].to_vec();
    at_the_cap.sort_unstable();
    at_the_cap.dedup();
    assert!(at_the_cap.len() > 40, "{at_the_cap:?}");
    assert!(at_the_cap.iter().all(|wait| (51_000..=60_000).contains(wait)));
}

#[test]
fn it_ends_after_n_retries_8_by_default() {
    let trace = outage(ALMOST_ONE);
    assert_eq!((trace.sends(), trace.reason), (9, StopReason::Attempts));
    let policy = json!({ "preset": "copyleaks", "retries": 2 });
    let trace = Simulation::new(policy).replies([status(503)]).run();
    assert_eq!((trace.sends(), trace.reason), (3, StopReason::Attempts));
}

#[test]
fn the_longest_waits_and_the_slowest_attempts_fit_before_the_deadline() {
    let trace = call().random(ALMOST_ONE).replies([status(503).after(29_999.0)]).run();
    assert_eq!((trace.sends(), trace.reason), (9, StopReason::Attempts));
}

#[test]
fn a_lone_call_has_the_tokens_for_all_of_its_8_retries() {
    let policy = policy(json!("copyleaks"));
    assert_eq!(policy.most_requests(), 8 + 1);
    let budget = policy.budget;
    assert_eq!(((budget.from, budget.to), budget.ratio, budget.cap), ((8.0, 8.0), 0.4, 6.0));
    assert_eq!(policy.breaker.on, 0.0, "the guide has none");
}
