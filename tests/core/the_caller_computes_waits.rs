//! A backoff function: when it is asked, and what becomes of its answers.

use crate::support::{ALMOST_ONE, Simulation, status};
use holdfast_fetch::core::call::Answer;
use holdfast_fetch::core::report::StopReason;
use serde_json::{Value, json};

fn computing(mut options: Value) -> Simulation {
    options["backoff"] = json!("<function>");
    Simulation::new(options).replies([status(503)])
}

#[test]
fn it_is_asked_before_every_wait() {
    let trace = computing(json!({})).delays([10.0, 20.0, 30.0]).run();
    assert_eq!(trace.delays_asked, [(1, 0), (2, 0), (3, 0)]);
    assert_eq!((trace.waits(), trace.reason), (vec![10, 20, 30], StopReason::Attempts));
}

#[test]
fn it_counts_from_one_in_each_tier() {
    let policy = json!({
        "retries": 1,
        "tiers": [{ "retries": 1 }, { "retries": 2, "backoff": "<function>" }],
        "deadline": false,
    });
    let trace = computing(policy).random(ALMOST_ONE).delays([10.0, 20.0, 30.0]).run();
    assert_eq!(trace.delays_asked, [(1, 0), (1, 2), (2, 2)]);
    // The second tier takes over the first one's jitter, and a function has none.
    assert_eq!(trace.waits(), [10, 120_000, 20, 30]);
}

#[test]
fn its_waits_are_spread_only_if_jitter_is_asked_for() {
    let upward = json!({ "jitter": { "upward": 0.5 } });
    let trace = computing(upward).random(ALMOST_ONE).delays([1000.0]).run();
    assert_eq!(trace.waits(), [1500; 3]);
    let decorrelated = json!({ "jitter": "decorrelated" });
    let trace = computing(decorrelated).random(ALMOST_ONE).delays([1000.0]).run();
    assert_eq!(trace.waits(), [3000, 9000, 27_000]);
}

#[test]
fn a_hint_stays_a_floor_under_its_waits() {
    let trace = computing(json!({}))
        .random(0.0)
        .delays([10.0, 10_000.0])
        .replies([status(503).retry_after("5")])
        .run();
    assert_eq!(trace.waits(), [5000, 10_000, 10_000]);
}

#[test]
fn the_deadline_bounds_it() {
    let trace = computing(json!({ "deadline": "10s" })).delays([4000.0]).run();
    assert_eq!((trace.waits(), trace.reason), (vec![4000, 4000], StopReason::Deadline));
}

#[test]
fn an_answer_that_is_no_wait_is_none() {
    for delay in [f64::NAN, -1.0, f64::NEG_INFINITY] {
        let trace = computing(json!({})).delays([delay]).run();
        assert_eq!((trace.waits(), trace.reason), (vec![0; 3], StopReason::Attempts), "{delay}");
    }
    let trace = computing(json!({ "deadline": false })).delays([f64::INFINITY]).run();
    assert!(trace.waits.iter().all(|(_, length)| length.is_finite() && *length > 1e12));
}

#[test]
fn a_wait_that_should_retry_has_chosen_needs_no_function() {
    let trace = computing(json!({ "shouldRetry": "<function>" })).answers([Answer::RetryAfter(7.0)]).run();
    assert_eq!((trace.delays_asked, trace.waits.len()), (vec![], 3));
    let trace = computing(json!({ "shouldRetry": "<function>" })).answers([Answer::Retry(f64::NAN)]).run();
    assert_eq!(trace.delays_asked.len(), 3);
}
