//! A server that asks for a wait in a way that nobody can read is at least loaded: the backoff is waited out whole.

use crate::support::{ALMOST_ONE, Simulation, network_error, status};
use holdfast_fetch::core::report::StopReason;
use serde_json::{Value, json};

/// The first wait after a Retry-After of this value, where the backoff is 10 s.
fn waited(value: &str, jitter: &Value, random: f64) -> u64 {
    let policy =
        json!({ "backoff": { "type": "constant", "base": "10s" }, "jitter": jitter, "deadline": false });
    Simulation::new(policy)
        .random(random)
        .replies([status(503).retry_after(value), status(200)])
        .run()
        .waits()[0]
}

#[test]
fn jitter_adds_what_it_would_have_taken_off() {
    for (jitter, longest) in [
        (json!("none"), 10_000),
        (json!("full"), 20_000),
        (json!("equal"), 15_000),
        (json!({ "proportional": 0.25 }), 12_500),
    ] {
        assert_eq!(waited("soon", &jitter, 0.0), longest, "{jitter}");
        for random in [0.0, 0.3, 0.5, 0.9, ALMOST_ONE] {
            let wait = waited("soon", &jitter, random);
            assert!((10_000..=longest).contains(&wait), "{jitter}: {wait}");
        }
    }
}

#[test]
fn jitter_that_never_shortens_stays_as_it_is() {
    for jitter in [json!({ "upward": 0.5 }), json!({ "add": ["1s", "4s"] }), json!("none")] {
        for random in [0.0, 0.5, ALMOST_ONE] {
            let unhinted = json!({ "backoff": { "type": "constant", "base": "10s" }, "jitter": jitter, "deadline": false });
            let trace = Simulation::new(unhinted).random(random).replies([status(503), status(200)]).run();
            assert_eq!(waited("soon", &jitter, random), trace.waits()[0], "{jitter}");
        }
    }
}

#[test]
fn a_wait_that_the_callers_function_computes_is_waited_out_whole() {
    for (random, wait) in [(0.0, 14_000), (0.5, 10_500), (ALMOST_ONE, 7000)] {
        let policy = json!({ "backoff": "<function>", "jitter": "full", "deadline": false });
        let simulation = Simulation::new(policy).delays([7000.0]).random(random);
        let trace = simulation.replies([status(503).retry_after("soon"), status(200)]).run();
        assert_eq!(trace.waits(), [wait]);
    }
}

#[test]
fn the_next_attempt_forgets_it() {
    let policy = json!({ "backoff": { "type": "constant", "base": "10s" }, "deadline": false });
    let replies = [status(503).retry_after("soon"), network_error(), status(503), status(200)];
    let trace = Simulation::new(policy).random(0.0).replies(replies).run();
    assert_eq!(trace.waits(), [20_000, 0, 0]);
    let unreadable: Vec<_> = trace.report.attempts.iter().map(|attempt| attempt.hint_unreadable).collect();
    assert_eq!(unreadable, [true, false, false, false]);
}

#[test]
fn a_poll_waits_its_whole_pace() {
    let policy = json!({ "until": { "not": [404], "backoff": { "type": "constant", "base": "10s" }, "jitter": "full" } });
    let replies = [status(404).retry_after("soon"), status(404), status(200)];
    let trace = Simulation::new(policy).random(0.0).replies(replies).run();
    assert_eq!(trace.waits(), [20_000, 0]);
}

#[test]
fn what_is_too_large_is_tried_again_since_the_server_means_to_say_when() {
    let policy = json!({ "statuses": [413] });
    let trace = Simulation::new(policy).replies([status(413).retry_after("soon"), status(200)]).run();
    assert_eq!((trace.sends(), trace.reason), (2, StopReason::Success));
}

#[test]
fn the_report_says_so_and_nothing_else() {
    let trace = Simulation::new(json!({ "retries": 1 }))
        .replies([status(503).retry_after("soon"), status(503)])
        .run();
    let told = serde_json::to_value(&trace.report.attempts).unwrap();
    assert_eq!(told[0]["hint"], json!("unreadable"));
    assert_eq!((told[0].get("retryAfter"), told[0].get("hintHidden")), (None, None));
    assert_eq!(told[1].get("hint"), None);
}
