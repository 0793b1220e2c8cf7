//! Tiers: when one series of retries is used up, the next begins.

use crate::support::{ALMOST_ONE, Hand, Simulation, network_error, offline, policy, status};
use holdfast_fetch::core::report::StopReason;
use serde_json::json;

#[test]
fn each_tier_counts_its_retries_from_one() {
    let policy = json!({
        "retries": 2,
        "backoff": { "base": "1s", "cap": "2s" },
        "jitter": "none",
        "tiers": [
            { "retries": 3, "backoff": { "type": "linear", "base": "1m" } },
            { "retries": 1, "backoff": { "list": ["1h", "2h"] } },
        ],
        "deadline": false,
    });
    let trace = Simulation::new(policy).replies([status(503)]).run();
    assert_eq!(trace.waits(), [1000, 2000, 60_000, 120_000, 180_000, 3_600_000]);
    let tiers: Vec<u32> = trace.report.attempts.iter().map(|attempt| attempt.tier).collect();
    // The tier of an attempt is that of the retry it was.
    assert_eq!(tiers, [1, 1, 1, 2, 2, 2, 3]);
    assert_eq!((trace.sends(), trace.reason), (7, StopReason::Attempts));
}

#[test]
fn a_tier_has_minutes_and_the_first_ones_jitter_unless_told_otherwise() {
    let policy = json!({
        "retries": 0,
        "jitter": { "upward": 0.1 },
        "tiers": [{ "retries": 3 }, { "retries": 1, "jitter": "none" }],
        "deadline": false,
    });
    let trace = Simulation::new(policy).random(ALMOST_ONE).replies([status(503)]).run();
    assert_eq!(trace.waits(), [132_000, 264_000, 528_000, 120_000]);
}

#[test]
fn without_retries_in_the_first_the_second_begins_at_once() {
    let policy = json!({ "retries": 0, "jitter": "none", "tiers": [{ "retries": 1 }] });
    let trace = Simulation::new(policy).replies([status(503)]).run();
    assert_eq!((trace.waits(), trace.reason), (vec![120_000], StopReason::Attempts));
    assert_eq!(trace.report.attempts.last().unwrap().tier, 2);
}

#[test]
fn decorrelated_jitter_starts_afresh_in_each_tier() {
    let policy = json!({
        "retries": 3,
        "backoff": { "base": "1s" },
        "jitter": "decorrelated",
        "tiers": [{ "retries": 2, "backoff": { "base": "1m" } }],
        "deadline": false,
    });
    let trace = Simulation::new(policy).random(ALMOST_ONE).replies([status(503)]).run();
    assert_eq!(trace.waits(), [3000, 9000, 20_000, 180_000, 540_000]);
}

#[test]
fn written_tiers_replace_those_of_the_preset() {
    let policy = json!({ "preset": "livePerson", "tiers": [] });
    let trace = Simulation::new(policy).random(0.0).replies([status(503)]).run();
    assert_eq!(trace.waits(), [5000, 10_000, 15_000]);
}

#[test]
fn a_success_in_any_tier_ends_the_call() {
    let mut replies = vec![network_error(); 5];
    replies.push(status(200));
    let trace = Simulation::new(json!("livePerson")).replies(replies).run();
    assert_eq!((trace.sends(), trace.reason), (6, StopReason::Success));
    assert_eq!(trace.report.attempts.last().unwrap().tier, 2);
}

#[test]
fn being_offline_is_the_reason_only_when_the_last_tier_is_used_up() {
    let policy = json!({ "retries": 1, "tiers": [{ "retries": 1 }], "deadline": false });
    let trace = Simulation::new(policy).replies([offline()]).run();
    assert_eq!((trace.sends(), trace.reason), (3, StopReason::Offline));
}

#[test]
fn the_shell_knows_before_each_attempt_whether_another_may_follow() {
    let mut hand = Hand::new(policy(json!({ "retries": 1, "backoff": { "base": 0 } })));
    assert!(hand.call.may_repeat(&hand.policy));
    hand.give(holdfast_fetch::core::call::Input::Start);
    hand.answer(503);
    assert!(!hand.call.may_repeat(&hand.policy));
    // shouldRetry is bound by the number of retries as well.
    for none in [json!({ "retries": 0 }), json!({ "retries": 0, "shouldRetry": "<function>" })] {
        let hand = Hand::new(policy(none));
        assert!(!hand.call.may_repeat(&hand.policy));
    }
    let later = Hand::new(policy(json!({ "retries": 0, "tiers": [{ "retries": 1 }] })));
    assert!(later.call.may_repeat(&later.policy));
}
