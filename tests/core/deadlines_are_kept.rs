//! Never late: no attempt begins and no wait ends after the deadline.

use crate::support::{
    Hand, POST, Reply, Simulation, network_error, permanent_error, policy, silence, status, timeout,
};
use holdfast_fetch::core::call::{Input, Step};
use holdfast_fetch::core::network_error::Failure;
use holdfast_fetch::core::report::StopReason;
use holdfast_fetch::core::verdict::Request;
use serde_json::json;

fn every_4_seconds(deadline: &str) -> serde_json::Value {
    json!({
        "retries": 10,
        "backoff": { "type": "constant", "base": "4s" },
        "jitter": "none",
        "deadline": deadline,
    })
}

#[test]
fn a_wait_that_would_not_end_before_it_is_not_begun() {
    let trace = Simulation::new(every_4_seconds("10s")).replies([status(503)]).run();
    assert_eq!((trace.waits(), trace.reason), (vec![4000, 4000], StopReason::Deadline));
    assert_eq!(trace.elapsed, 8000.0, "the call fails at once with what it has");
    assert_eq!(trace.report.attempts.last().unwrap().wait, None);
}

#[test]
fn a_wait_that_would_end_just_then_is_not_begun() {
    let trace = Simulation::new(every_4_seconds("8s")).replies([status(503)]).run();
    assert_eq!((trace.sends(), trace.elapsed, trace.reason), (2, 4000.0, StopReason::Deadline));
    let trace = Simulation::new(every_4_seconds("8001ms")).replies([status(503)]).run();
    assert_eq!((trace.sends(), trace.elapsed, trace.reason), (3, 8000.0, StopReason::Deadline));
}

#[test]
fn a_retry_after_of_60_seconds_and_10_seconds_to_go_ends_the_call_at_once() {
    let trace = Simulation::new(json!({ "deadline": "10s" })).replies([status(503).retry_after("60")]).run();
    assert_eq!((trace.sends(), trace.elapsed, trace.reason), (1, 0.0, StopReason::Deadline));
    assert_eq!(trace.report.attempts[0].retry_after, Some(60_000.0));
}

#[test]
fn a_retry_after_as_long_as_the_deadline_is_too_long() {
    for (hint, sends) in [("9", 2), ("10", 1), ("11", 1)] {
        let policy = json!({ "deadline": "10s", "retries": 1 });
        let trace = Simulation::new(policy).replies([status(503).retry_after(hint)]).run();
        assert_eq!(trace.sends(), sends, "{hint}");
    }
}

#[test]
fn an_attempt_may_take_the_smaller_of_its_own_limit_and_the_rest() {
    let policy = json!({
        "attemptTimeout": "4s",
        "deadline": "10s",
        "backoff": { "type": "constant", "base": "500ms" },
        "jitter": "none",
    });
    let trace = Simulation::new(policy).amid_good_answers(20).replies([silence()]).run();
    assert_eq!(trace.limits, [4000.0, 4000.0, 1000.0]);
    assert_eq!((trace.elapsed, trace.reason), (10_000.0, StopReason::Deadline));
}

#[test]
fn an_attempt_without_a_limit_of_its_own_has_that_of_the_deadline() {
    for policy in [json!({ "deadline": "10s" }), json!({ "deadline": "10s", "attemptTimeout": false })] {
        let trace = Simulation::new(policy).replies([silence()]).run();
        assert_eq!((trace.limits, trace.reason), (vec![10_000.0], StopReason::Deadline));
    }
}

#[test]
fn without_deadline_and_limit_an_attempt_takes_as_long_as_it_takes() {
    let policy = json!({ "deadline": false, "attemptTimeout": false });
    let trace = Simulation::new(policy).replies([status(200).after(1e12)]).run();
    assert_eq!((trace.limits, trace.reason), (vec![f64::INFINITY], StopReason::Success));
}

#[test]
fn running_out_of_time_is_the_reason_whatever_else_would_be() {
    let unwanted = json!({ "deadline": "1s", "timeouts": false });
    let trace = Simulation::new(unwanted).replies([silence()]).run();
    assert_eq!(trace.reason, StopReason::Deadline);
    for request in [POST, Request { replayable: false, ..POST }] {
        let trace = Simulation::new(json!({ "deadline": "1s" })).request(request).replies([silence()]).run();
        assert_eq!(trace.reason, StopReason::Deadline);
    }
}

#[test]
fn a_timer_that_fires_a_millisecond_early_makes_no_difference() {
    let mut hand = Hand::new(policy(json!({ "deadline": "1s", "backoff": { "base": 0 } })));
    hand.request = POST;
    assert_eq!(hand.give(Input::Start), Step::Send { limit: 1000.0 });
    hand.clock.run(999.1);
    assert_eq!(hand.give(Input::Failed(Failure::Timeout)), Step::Finish(StopReason::Deadline));
}

#[test]
fn a_failure_of_another_kind_in_the_last_moment_keeps_its_reason() {
    let at_the_last = |reply: Reply| {
        let call = Simulation::new(json!({ "deadline": "1s" })).request(POST);
        call.replies([reply.after(999.0)]).run().reason
    };
    assert_eq!(at_the_last(permanent_error()), StopReason::Error);
    assert_eq!(at_the_last(network_error()), StopReason::NotIdempotent);
    assert_eq!(at_the_last(timeout()), StopReason::Deadline);
}

#[test]
fn an_attempts_own_limit_is_not_the_deadline() {
    let policy = json!({ "attemptTimeout": "1s", "deadline": "10s" });
    let trace = Simulation::new(policy).request(POST).replies([silence()]).run();
    assert_eq!((trace.elapsed, trace.reason), (1000.0, StopReason::NotIdempotent));
}

#[test]
fn a_good_answer_that_comes_too_late_is_still_a_good_answer() {
    let late = status(200).after(5000.0).while_asleep(3_600_000.0);
    let trace = Simulation::new(json!({ "deadline": "10s" })).replies([late]).run();
    assert_eq!(trace.reason, StopReason::Success);
}

#[test]
fn a_tenth_of_it_is_kept_for_the_fallback_and_no_more_than_a_second() {
    for (deadline, limit) in [("2s", 1800.0), ("20s", 19_000.0)] {
        for fallback in [json!("<function>"), json!("cache")] {
            let mut hand = Hand::new(policy(
                json!({ "deadline": deadline, "attemptTimeout": false, "fallback": fallback }),
            ));
            assert_eq!(hand.give(Input::Start), Step::Send { limit });
            let left = |hand: &Hand| hand.call.remaining_for_fallback(&hand.policy, hand.clock.now());
            hand.clock.run(limit);
            assert_eq!(hand.give(Input::Failed(Failure::Timeout)), Step::Fallback(StopReason::Deadline));
            assert_eq!(left(&hand), (limit / 9.0).clamp(200.0, 1000.0));
            hand.clock.run(3000.0);
            assert_eq!(left(&hand), 0.0, "not a moment beyond the deadline");
        }
    }
    let trace = Simulation::new(
        json!({ "deadline": "1s", "backoff": { "base": 950 }, "jitter": "none", "fallback": "<function>" }),
    )
    .replies([status(503)])
    .run();
    assert_eq!(
        (trace.elapsed, trace.reason),
        (0.0, StopReason::Deadline),
        "a wait that would use it up is not begun"
    );
}

#[test]
fn a_fallback_goes_by_the_deadline_alone() {
    let keyed = json!({ "idempotencyKey": { "horizon": "1s" }, "deadline": false, "fallback": "<function>" });
    let hand = Hand::new(policy(keyed));
    assert_eq!(hand.call.remaining_for_fallback(&hand.policy, hand.clock.now()), f64::INFINITY);
}

// Of a machine that slept meanwhile, the one after it: see a_machine_that_slept.
#[test]
fn a_bad_answer_that_comes_too_late_is_the_last_but_one() {
    for late in [status(503), network_error()] {
        let late = late.while_asleep(3_600_000.0);
        let trace = Simulation::new(json!({ "deadline": "10s" })).replies([late]).run();
        assert_eq!((trace.sends(), trace.reason), (2, StopReason::Deadline));
    }
}

#[test]
fn the_time_that_the_callers_functions_take_counts() {
    let policy = json!({ "deadline": "10s", "shouldRetry": "<function>" });
    let trace = Simulation::new(policy).thinking(9_900.0).replies([status(503)]).run();
    assert_eq!((trace.sends(), trace.elapsed, trace.reason), (1, 9_900.0, StopReason::Deadline));
}

#[test]
fn a_call_that_is_started_after_its_deadline_sends_nothing() {
    let mut hand = Hand::new(policy(json!({ "deadline": "1s" })));
    hand.clock.run(1000.0);
    assert_eq!(hand.give(Input::Start), Step::Finish(StopReason::Deadline));
    assert_eq!(hand.report().attempts, []);
}
