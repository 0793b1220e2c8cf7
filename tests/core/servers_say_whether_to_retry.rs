//! `x-should-retry`: the server's own word on whether a request is to be repeated. It makes no request safe, and no room.

use crate::support::{Simulation, Trace, network_error, status};
use holdfast_fetch::core::call::Answer;
use holdfast_fetch::core::report::StopReason;
use holdfast_fetch::core::verdict::Request;
use serde_json::{Value, json};

const POST: Request = Request { idempotent: false, ..Request::GET };

fn policy(more: Value) -> Simulation {
    let mut policy = json!({ "backoff": { "base": 0 }, "deadline": false, "retries": 2 });
    for (name, value) in more.as_object().unwrap() {
        policy[name] = value.clone();
    }
    Simulation::new(policy).amid_good_answers(10).random(0.0)
}

fn told(code: u16, word: &str) -> Trace {
    policy(json!({})).replies([status(code).header("x-should-retry", word), status(200)]).run()
}

#[test]
fn false_ends_the_call_whatever_the_status() {
    for code in [408, 425, 429, 500, 502, 503, 504] {
        let trace = told(code, "false");
        assert_eq!((trace.sends(), trace.reason), (1, StopReason::Status), "{code}");
        assert_eq!(told(code, "perhaps").sends(), 2, "{code}");
    }
    let stripes = status(503).header("stripe-should-retry", "false");
    assert_eq!(policy(json!({})).replies([stripes, status(200)]).run().sends(), 1);
}

#[test]
fn false_leaves_a_good_answer_good() {
    let no = || [status(202).header("x-should-retry", "false"), status(200)];
    for asks in [json!({ "statuses": [202] }), json!({ "statuses": [202], "shouldRetry": "<function>" })] {
        let trace = policy(asks).answers([Answer::Stop]).replies(no()).run();
        assert_eq!((trace.sends(), trace.reason), (1, StopReason::Success));
    }
}

#[test]
fn it_is_understood_in_any_case_and_sent_twice() {
    for word in ["False", "FALSE", "false, false", "false,False", "false, true"] {
        assert_eq!(told(503, word).sends(), 1, "{word}");
    }
    for word in ["TRUE", "true, True", "true, false"] {
        assert_eq!(told(409, word).sends(), 2, "{word}");
    }
}

#[test]
fn true_makes_a_status_one_that_is_retried() {
    for code in [400, 404, 409, 413, 501] {
        assert_eq!(told(code, "true").reason, StopReason::Success, "{code}");
        assert_eq!(told(code, "perhaps").reason, StopReason::Status, "{code}");
    }
}

#[test]
fn it_still_needs_attempts_time_and_tokens() {
    let always =
        |more: Value| policy(more).replies(vec![status(409).header("x-should-retry", "true"); 9]).run();
    let attempts = always(json!({}));
    assert_eq!((attempts.sends(), attempts.reason), (3, StopReason::Attempts));
    let none = always(json!({ "retries": 0 }));
    assert_eq!((none.sends(), none.reason), (1, StopReason::Attempts));
    let late = always(
        json!({ "deadline": "5s", "backoff": { "type": "constant", "base": "9s" }, "jitter": "none" }),
    );
    assert_eq!((late.sends(), late.reason), (1, StopReason::Deadline));
    let hint = status(409).header("x-should-retry", "true").retry_after("99");
    let trace = policy(json!({ "retryAfter": { "cap": "9s" } })).replies([hint]).run();
    assert_eq!(trace.reason, StopReason::HintTooLong);
}

#[test]
fn true_makes_no_unsafe_request_safe() {
    let wish = |code| status(code).header("x-should-retry", "true");
    for code in [400, 409, 500, 503] {
        let trace = policy(json!({})).request(POST).replies([wish(code), status(200)]).run();
        assert_eq!((trace.sends(), trace.reason), (1, StopReason::NotIdempotent), "{code}");
    }
    assert_eq!(
        policy(json!({})).request(POST).replies([wish(429), status(200)]).run().sends(),
        2,
        "it did not act"
    );
    let redirected = wish(429).after_redirect();
    assert_eq!(policy(json!({})).request(POST).replies([redirected, status(200)]).run().sends(), 1);
}

#[test]
fn the_caller_still_has_the_last_word() {
    let no = status(503).header("x-should-retry", "false");
    let trace = policy(json!({ "shouldRetry": "<function>" }))
        .answers([Answer::Retry(f64::NAN)])
        .replies([no, status(200)])
        .run();
    assert_eq!(trace.reason, StopReason::Success);
    let yes = status(409).header("x-should-retry", "true");
    let trace = policy(json!({ "shouldRetry": "<function>" }))
        .answers([Answer::Stop])
        .replies([yes, status(200)])
        .run();
    assert_eq!(trace.reason, StopReason::Veto);
}

#[test]
fn it_is_a_hint_like_the_others() {
    let ignored = policy(json!({ "retryAfter": false }));
    let no = || status(503).header("x-should-retry", "false");
    assert_eq!(ignored.replies([no(), status(200)]).run().sends(), 2);
    let named = policy(json!({ "retryAfter": { "headers": ["x-wait"] } }));
    assert_eq!(named.replies([no(), status(200)]).run().sends(), 1, "headers name those that hold waits");
    let good = status(200).header("x-should-retry", "true");
    assert_eq!(policy(json!({})).replies([good]).run().sends(), 1);
    let lost = policy(json!({})).replies([
        status(409).header("x-should-retry", "true"),
        network_error(),
        status(409),
    ]);
    assert_eq!(lost.run().reason, StopReason::Status, "of the attempt that it came with");
}

#[test]
fn credentials_are_renewed_all_the_same() {
    let no = status(401).header("x-should-retry", "false");
    let trace = policy(json!({ "refresh": "<function>" })).refreshed(true).replies([no, status(200)]).run();
    assert_eq!((trace.sends(), trace.reason), (2, StopReason::Success));
}

#[test]
fn what_is_polled_for_is_asked_for_all_the_same() {
    let no = || status(404).header("x-should-retry", "false");
    let trace = policy(json!({ "until": "found" })).replies([no(), no(), status(200)]).run();
    assert_eq!((trace.sends(), trace.reason), (3, StopReason::Success));
}
