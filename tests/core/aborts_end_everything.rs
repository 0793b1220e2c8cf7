//! Never stuck: an abort ends a call at once, in whatever state it is.

use crate::support::{Simulation, Stage, silence, stages, status};
use holdfast_fetch::core::call::{Input, Step};
use holdfast_fetch::core::network_error::Failure;
use holdfast_fetch::core::report::StopReason;
use serde_json::json;

#[test]
fn in_every_state_but_the_last() {
    for Stage { name, mut hand, .. } in stages() {
        let expected = if name == "ended" { StopReason::Success } else { StopReason::Aborted };
        assert_eq!(hand.give(Input::Aborted), Step::Finish(expected), "{name}");
        assert_eq!(hand.report().reason, expected, "{name}");
    }
}

#[test]
fn an_attempt_under_way_is_reported_as_aborted_and_no_other() {
    for Stage { name, mut hand, under_way } in stages() {
        hand.give(Input::Aborted);
        let report = hand.report();
        assert_eq!(report.attempts.len(), hand.call.sent() as usize, "{name}");
        let last = report.attempts.last().and_then(|attempt| attempt.failure);
        assert_eq!(last == Some(Failure::Aborted), under_way, "{name}");
    }
}

#[test]
fn nothing_follows() {
    for Stage { name, mut hand, .. } in stages() {
        let end = hand.give(Input::Aborted);
        assert_eq!(hand.give(Input::Woke), end, "{name}");
        assert_eq!(hand.give(Input::Start), end, "{name}");
        assert_eq!(hand.answer(503), end, "{name}");
    }
}

#[test]
fn before_the_start_nothing_is_sent() {
    let trace = Simulation::new(json!({})).abort_at(0.0).run();
    assert_eq!((trace.sends(), trace.reason), (0, StopReason::Aborted));
}

#[test]
fn during_an_attempt_a_wait_and_a_question() {
    let call = || {
        Simulation::new(json!({
            "shouldRetry": "<function>",
            "backoff": { "type": "constant", "base": "10s" },
            "jitter": "none",
        }))
        .thinking(50.0)
        .replies([status(503).after(20.0), silence()])
    };
    for (moment, sends) in
        [(0.5, 1), (19.0, 1), (20.5, 1), (69.0, 1), (70.5, 1), (10_069.0, 1), (10_071.0, 2)]
    {
        let trace = call().abort_at(moment).run();
        assert_eq!((trace.sends(), trace.reason, trace.elapsed), (sends, StopReason::Aborted, moment));
        assert_eq!(trace.report.elapsed, moment);
    }
}

#[test]
fn an_aborted_wait_stays_in_the_history() {
    let policy = json!({ "backoff": { "type": "constant", "base": "10s" }, "jitter": "none" });
    let trace = Simulation::new(policy).replies([status(503)]).abort_at(300.0).run();
    assert_eq!(trace.report.attempts[0].wait, Some(10_000.0));
    assert_eq!(trace.report.attempts[0].status, Some(503));
}
