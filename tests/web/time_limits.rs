//! Time limits hold, for one attempt and for the whole call, and bound nothing but waiting.

use super::support::*;
use serde_json::json;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn an_attempt_that_hangs_is_given_up_and_retried() {
    let script = Script::new("hang,200");
    let response =
        fetch(script.url(), &quick(json!({ "attemptTimeout": 1000 })), JsValue::UNDEFINED).await.unwrap();
    assert_eq!(report(&response).history(), "timeout 200");
    let journal = script.journal_once("open=0").await;
    assert_eq!(journal.hits.len(), 2);
    assert_eq!(journal.hits[0].ended, "client-closed");
}

#[wasm_bindgen_test]
async fn when_every_attempt_hangs_the_error_says_so() {
    let script = Script::new("hang");
    let policy = quick(json!({ "attemptTimeout": 50, "retries": 1 }));
    let error = fetch(script.url(), &policy, JsValue::UNDEFINED).await.unwrap_err();
    assert_eq!((text(&error, "name"), text(&error, "reason")), ("RetryError".into(), "attempts".into()));
    assert_eq!(text(&get(&error, "cause"), "name"), "TimeoutError");
    assert_eq!(report(&error).history(), "timeout timeout");
}

#[wasm_bindgen_test]
async fn a_deadline_ends_a_hanging_call() {
    let script = Script::new("hang");
    let error =
        fetch(script.url(), &quick(json!({ "deadline": 1000 })), JsValue::UNDEFINED).await.unwrap_err();
    assert_eq!(text(&error, "name"), "RetryError");
    let report = report(&error);
    assert_eq!((report.reason.as_str(), report.history().as_str()), ("deadline", "timeout"));
    assert!(report.elapsed >= 998.0, "{report:?}");
    assert_eq!(script.journal_once("open=0").await.hits[0].ended, "client-closed");
}

#[wasm_bindgen_test]
async fn a_wait_beyond_the_deadline_is_not_begun() {
    let script = Script::new("503;retry-after=60");
    let response =
        fetch(script.url(), &quick(json!({ "deadline": "50s" })), JsValue::UNDEFINED).await.unwrap();
    assert!(body_of(&response).await.is_ok());
    let report = report(&response);
    assert_eq!((report.reason.as_str(), report.history().as_str()), ("deadline", "503"));
    assert_eq!((report.attempts[0].retry_after, report.attempts[0].wait), (Some(60_000.0), None));
}

#[wasm_bindgen_test]
async fn the_reading_of_a_good_body_is_not_limited() {
    let script = Script::new("503,200;slow;bytes=16;every=500");
    let policy = quick(json!({ "attemptTimeout": 1500, "deadline": 2000 }));
    let response = fetch(script.url(), &policy, JsValue::UNDEFINED).await.unwrap();
    let body = body_of(&response).await.unwrap();
    assert!(body.ends_with('}'), "{body}");
    let journal = script.journal_once("open=0").await;
    let hit = journal.hits.last().unwrap();
    assert_eq!(hit.ended, "completed");
    assert!(hit.ended_at.unwrap() - hit.at > 2000.0, "{hit:?}");
}

#[wasm_bindgen_test]
async fn without_limits_a_call_still_ends() {
    let script = Script::new("503,200");
    let policy = quick(json!({ "attemptTimeout": false, "deadline": false }));
    let response = fetch(script.url(), &policy, JsValue::UNDEFINED).await.unwrap();
    assert_eq!(report(&response).history(), "503 200");
}
