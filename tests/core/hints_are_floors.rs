//! Never early: a server's hint is a floor. It is lengthened, never shortened.

use crate::support::{ALMOST_ONE, Simulation, Trace, status};
use holdfast_fetch::core::report::StopReason;
use serde_json::json;

/// Backoff of exactly 10 s, so that what the hint adds shows.
fn after_10_seconds(hints: serde_json::Value) -> Simulation {
    Simulation::new(json!({
        "backoff": { "type": "constant", "base": "10s" },
        "jitter": "none",
        "deadline": false,
        "retries": 1,
        "retryAfter": hints,
    }))
}

fn hinted(hint: &str, random: f64) -> Trace {
    after_10_seconds(json!(true)).random(random).replies([status(503).retry_after(hint)]).run()
}

#[test]
fn the_longer_of_hint_and_backoff_counts() {
    assert_eq!(hinted("3", 0.0).waits(), [10_000]);
    assert_eq!(hinted("30", 0.0).waits(), [30_000]);
    assert_eq!(hinted("30", 0.0).report.attempts[0].wait, Some(30_000.0));
    // Up to 13 s by the hint and its spread, but 10 by the backoff.
    assert_eq!(hinted("9", 0.0).waits(), [10_000]);
    assert_eq!(hinted("9", ALMOST_ONE).waits(), [13_500]);
}

#[test]
fn a_hint_of_zero_leaves_the_backoff() {
    assert_eq!(hinted("0", ALMOST_ONE).waits(), [10_000]);
}

#[test]
fn the_spread_is_half_the_hint_and_at_least_1_and_at_most_60_seconds() {
    let spread = |hint: &str| {
        [0.0, 0.5, ALMOST_ONE].map(|random| {
            let policy = json!({ "backoff": { "base": 0 }, "deadline": false, "retries": 1 });
            Simulation::new(policy).random(random).replies([status(503).retry_after(hint)]).run().waits()[0]
        })
    };
    assert_eq!(spread("0"), [0, 500, 1000]);
    assert_eq!(spread("1"), [1000, 1500, 2000]);
    assert_eq!(spread("20"), [20_000, 25_000, 30_000]);
    assert_eq!(spread("120"), [120_000, 150_000, 180_000]);
    assert_eq!(spread("3600"), [3_600_000, 3_630_000, 3_660_000]);
}

#[test]
fn the_spread_can_be_switched_off() {
    let exact = |random| after_10_seconds(json!({ "jitter": "none" })).random(random);
    for random in [0.0, 0.5, ALMOST_ONE] {
        let trace = exact(random).replies([status(503).retry_after("30")]).run();
        assert_eq!(trace.waits(), [30_000]);
    }
}

#[test]
fn near_the_deadline_the_spread_shrinks_and_the_hint_does_not() {
    let wait = |random| {
        let policy = json!({ "deadline": "61s", "retries": 1 });
        let trace = Simulation::new(policy).random(random).replies([status(503).retry_after("60")]).run();
        assert_eq!((trace.sends(), trace.reason), (2, StopReason::Attempts), "{random}");
        trace.waits[0].1
    };
    assert_eq!(wait(0.0), 60_000.0);
    // Over half of the time that is left: the attempt needs the rest.
    assert_eq!(wait(0.5), 60_250.0);
    assert!((60_490.0..=60_500.0).contains(&wait(ALMOST_ONE)));
}

#[test]
fn random_numbers_that_are_none_do_not_shorten_it() {
    for random in [-1.0, f64::NEG_INFINITY, f64::NAN, 1.0, 17.0, f64::INFINITY] {
        for hint in ["1", "30", "9999999"] {
            let trace = hinted(hint, random);
            assert!(trace.waits[0].1 >= hint.parse::<f64>().unwrap() * 1000.0, "{hint} {random}");
        }
    }
}

#[test]
fn a_hint_of_months_is_waited_for_to_the_second() {
    let trace = hinted("9999999", 0.0);
    assert_eq!((trace.waits(), trace.sends()), (vec![9_999_999_000], 2));
}

#[test]
fn a_hint_too_large_to_hold_saturates_and_is_never_none() {
    for digits in ["9007199254740993", "99999999999999999999", &"9".repeat(400)] {
        let trace = hinted(digits, ALMOST_ONE);
        assert!(trace.waits[0].1 >= 9e15, "{digits}: {:?}", trace.waits);
        assert!(trace.waits[0].1.is_finite());
    }
    let within_3_minutes =
        Simulation::new(json!({})).replies([status(503).retry_after("99999999999999999999")]);
    let trace = within_3_minutes.run();
    assert_eq!((trace.sends(), trace.reason), (1, StopReason::Deadline));
}

#[test]
fn a_hint_above_the_cap_ends_the_call_with_that_reason() {
    let capped = |hint: &str| {
        after_10_seconds(json!({ "cap": "30s" })).random(0.0).replies([status(503).retry_after(hint)]).run()
    };
    assert_eq!((capped("30").waits(), capped("30").reason), (vec![30_000], StopReason::Attempts));
    assert_eq!((capped("31").sends(), capped("31").reason), (1, StopReason::HintTooLong));
    assert_eq!((capped("9999999").sends(), capped("9999999").reason), (1, StopReason::HintTooLong));
    assert_eq!(capped("31").report.attempts[0].retry_after, Some(31_000.0));
}

#[test]
fn the_cap_bounds_the_hint_and_not_the_spread_after_it() {
    let trace = after_10_seconds(json!({ "cap": "30s" }))
        .random(ALMOST_ONE)
        .replies([status(503).retry_after("30")])
        .run();
    assert_eq!(trace.waits(), [45_000]);
}

#[test]
fn a_hint_counts_for_the_next_wait_only() {
    let policy =
        json!({ "backoff": { "type": "constant", "base": "1s" }, "jitter": "none", "deadline": false });
    let replies = [status(503).retry_after("30"), status(503), status(503), status(200)];
    let trace = Simulation::new(policy).random(0.0).replies(replies).run();
    assert_eq!(trace.waits(), [30_000, 1000, 1000]);
}

#[test]
fn decorrelated_jitter_builds_on_its_own_waits_and_not_on_hints() {
    let policy = json!({ "backoff": { "base": "1s" }, "jitter": "decorrelated", "deadline": false });
    let trace = Simulation::new(policy)
        .random(ALMOST_ONE)
        .replies([status(503).retry_after("1000"), status(503)])
        .run();
    assert_eq!(trace.waits(), [1_060_000, 9000, 20_000]);
}
