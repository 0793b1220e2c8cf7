//! `shouldRetry`: what it is asked, what its answers do, and what still bounds them.

use crate::support::{
    DIRECT_POST, POST, Reply, Simulation, Trace, network_error, offline, permanent_error, status, unsent,
};
use holdfast_fetch::core::call::Answer;
use holdfast_fetch::core::report::StopReason;
use serde_json::{Value, json};

/// A policy that asks, with waits of one second.
fn asking(mut options: Value) -> Simulation {
    options["shouldRetry"] = json!("<function>");
    options["backoff"] = json!({ "type": "constant", "base": "1s" });
    options["jitter"] = json!("none");
    Simulation::new(options).random(0.0)
}

fn answered(answer: Answer, reply: Reply) -> Trace {
    asking(json!({})).answers([answer]).replies([reply, status(200)]).run()
}

#[test]
fn it_is_told_what_the_policy_would_do() {
    let question = |simulation: Simulation| simulation.run().questions[0];
    assert_eq!(question(asking(json!({})).replies([status(503), status(200)])), None);
    assert_eq!(question(asking(json!({})).replies([network_error(), status(200)])), None);
    assert_eq!(question(asking(json!({})).replies([status(404)])), Some(StopReason::Status));
    assert_eq!(question(asking(json!({})).replies([permanent_error()])), Some(StopReason::Error));
    let post = asking(json!({})).request(POST).replies([status(503)]);
    assert_eq!(question(post), Some(StopReason::NotIdempotent));
}

#[test]
fn it_is_asked_of_every_failed_attempt_and_of_no_good_one() {
    let trace = asking(json!({})).replies([status(503), network_error(), status(200)]).run();
    assert_eq!((trace.questions.len(), trace.reason), (2, StopReason::Success));
}

#[test]
fn it_is_not_asked_when_nothing_could_come_of_it() {
    let asked = |reply: Reply| {
        let asked = asking(json!({ "retries": 2 })).answers([Answer::Retry(f64::NAN)]);
        let trace = asked.replies([reply]).run();
        (trace.questions.len(), trace.sends(), trace.reason)
    };
    assert_eq!(asked(status(503)), (2, 3, StopReason::Attempts));
    // Whatever the policy thinks of the last attempt: by the caller's word, more would follow.
    assert_eq!(asked(status(404)), (2, 3, StopReason::Attempts));
    assert_eq!(asked(permanent_error()), (2, 3, StopReason::Attempts));
    let none = asking(json!({ "retries": 0 })).replies([status(404)]).run();
    assert_eq!((none.questions.len(), none.reason), (0, StopReason::Status));
}

#[test]
fn its_wait_repeats_nothing_that_may_have_taken_effect() {
    let post = |answer, reply| {
        let trace = asking(json!({})).request(POST).answers([answer]).replies([reply, status(200)]).run();
        (trace.waits(), trace.reason)
    };
    for reply in [status(503), status(404), network_error(), permanent_error()] {
        let wait = Answer::RetryAfter(70.0);
        assert_eq!(post(wait, reply.clone()), (vec![], StopReason::NotIdempotent), "{reply:?}");
        // The caller says that this is harmless.
        assert_eq!(post(Answer::Retry(70.0), reply), (vec![70], StopReason::Success));
    }
    // The server did not act, so there is nothing to repeat.
    assert_eq!(post(Answer::RetryAfter(70.0), status(429)), (vec![70], StopReason::Success));
}

#[test]
fn its_wait_may_follow_an_attempt_that_no_server_has_begun_with() {
    let lost = json!({ "networkErrors": false });
    let call = asking(lost).request(DIRECT_POST).answers([Answer::RetryAfter(70.0)]);
    let trace = call.replies([unsent(), status(200)]).run();
    assert_eq!((trace.waits(), trace.reason), (vec![70], StopReason::Success));
}

#[test]
fn without_an_opinion_the_policy_decides() {
    let trace = answered(Answer::Policy, status(503));
    assert_eq!((trace.waits(), trace.reason), (vec![1000], StopReason::Success));
    let trace = answered(Answer::Policy, status(404));
    assert_eq!((trace.sends(), trace.reason), (1, StopReason::Status));
}

#[test]
fn it_can_veto_a_retry() {
    for reply in [status(503), status(429).retry_after("5"), network_error()] {
        let trace = answered(Answer::Stop, reply);
        assert_eq!((trace.sends(), trace.reason, trace.elapsed), (1, StopReason::Veto, 0.0));
    }
}

#[test]
fn a_veto_of_what_would_stop_anyway_leaves_the_reason() {
    assert_eq!(answered(Answer::Stop, status(404)).reason, StopReason::Status);
    assert_eq!(answered(Answer::Stop, permanent_error()).reason, StopReason::Error);
    let trace = asking(json!({})).request(POST).answers([Answer::Stop]).replies([status(503)]).run();
    assert_eq!(trace.reason, StopReason::NotIdempotent);
}

#[test]
fn it_can_overrule_a_stop() {
    for reply in [status(404), permanent_error()] {
        let trace = answered(Answer::Retry(f64::NAN), reply);
        assert_eq!((trace.waits(), trace.reason), (vec![1000], StopReason::Success));
    }
    let post = asking(json!({})).request(POST).answers([Answer::Retry(f64::NAN)]);
    let trace = post.replies([status(503), status(200)]).run();
    assert_eq!((trace.sends(), trace.reason), (2, StopReason::Success));
}

#[test]
fn it_can_choose_the_wait() {
    for wait in [0.0, 5.0, 90_000.0] {
        let trace = answered(Answer::RetryAfter(wait), status(503));
        assert_eq!((trace.waits[0].1, trace.reason), (wait, StopReason::Success));
    }
    let trace = answered(Answer::RetryAfter(70.0), status(404));
    assert_eq!((trace.waits(), trace.reason), (vec![70], StopReason::Success));
}

#[test]
fn a_hint_stays_a_floor_under_its_wait() {
    let trace = answered(Answer::RetryAfter(5.0), status(503).retry_after("30"));
    assert_eq!(trace.waits(), [30_000]);
    let trace = answered(Answer::RetryAfter(40_000.0), status(503).retry_after("30"));
    assert_eq!(trace.waits(), [40_000]);
}

#[test]
fn a_hint_above_the_cap_stops_it() {
    let capped = asking(json!({ "retryAfter": { "cap": "10s" } })).answers([Answer::RetryAfter(5.0)]);
    let trace = capped.replies([status(503).retry_after("30")]).run();
    assert_eq!((trace.sends(), trace.reason), (1, StopReason::HintTooLong));
}

#[test]
fn the_number_of_retries_bounds_it() {
    let ever = || asking(json!({ "retries": 5 })).answers([Answer::Retry(f64::NAN)]);
    let trace = ever().replies([status(503)]).run();
    assert_eq!((trace.sends(), trace.reason), (6, StopReason::Attempts));
    let trace = ever().replies([status(404)]).run();
    assert_eq!((trace.sends(), trace.reason), (6, StopReason::Attempts));
    let trace = ever().replies([offline()]).run();
    assert_eq!((trace.sends(), trace.reason), (6, StopReason::Offline));
}

#[test]
fn the_deadline_bounds_it() {
    let trace = answered(Answer::RetryAfter(180_000.0), status(503));
    assert_eq!((trace.sends(), trace.reason), (1, StopReason::Deadline));
}

#[test]
fn a_wait_that_is_none_is_no_wait() {
    for wait in [-1.0, f64::NEG_INFINITY] {
        let trace = answered(Answer::RetryAfter(wait), status(503));
        assert_eq!((trace.waits[0].1, trace.reason), (0.0, StopReason::Success), "{wait}");
    }
}

#[test]
fn a_wait_for_ever_is_a_very_long_one() {
    let endless = || asking(json!({ "deadline": false })).answers([Answer::RetryAfter(f64::INFINITY)]);
    let trace = endless().replies([status(503), status(200)]).run();
    assert!(trace.waits[0].1.is_finite() && trace.waits[0].1 > 1e12);
    assert_eq!(trace.reason, StopReason::Success);
}

#[test]
fn its_waits_count_as_retries_of_the_tier() {
    let answers = [Answer::RetryAfter(7.0), Answer::Policy];
    let trace = asking(json!({ "retries": 3 })).answers(answers).replies([status(503)]).run();
    assert_eq!((trace.waits(), trace.reason), (vec![7, 1000, 1000], StopReason::Attempts));
}
