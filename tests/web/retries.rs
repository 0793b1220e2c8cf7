//! What is tried again, and what comes out of it.

use super::support::*;
use holdfast_fetch::core::report::StopReason;
use js_sys::TypeError;
use serde_json::json;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_good_answer_is_asked_for_once() {
    let script = Script::new("200");
    let response = fetch(script.url(), &policy(json!({}))).await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(body_of(&response).await.unwrap().contains(r#""attempt":1"#));
    assert_eq!(script.journal().await.hits.len(), 1);
}

#[wasm_bindgen_test]
async fn a_busy_server_is_asked_again() {
    let script = Script::new("2*503,200");
    let response = fetch(script.url(), &policy(json!({}))).await.unwrap();
    assert!(body_of(&response).await.unwrap().contains(r#""attempt":3"#));
    assert_eq!(script.journal().await.hits.len(), 3);
}

#[wasm_bindgen_test]
async fn an_answer_that_no_retry_mends_is_handed_over() {
    let script = Script::new("404");
    assert_eq!(fetch(script.url(), &policy(json!({}))).await.unwrap().status(), 404);
    assert_eq!(script.journal().await.hits.len(), 1);
}

#[wasm_bindgen_test]
async fn when_retries_are_used_up_the_last_response_can_be_read() {
    let script = Script::new("503");
    let response = fetch(script.url(), &policy(json!({ "retries": 2 }))).await.unwrap();
    assert_eq!(response.status(), 503);
    assert!(body_of(&response).await.unwrap().contains(r#""attempt":3"#));
}

#[wasm_bindgen_test]
async fn a_status_is_an_error_for_who_wants_it() {
    let script = Script::new("503,404");
    let end = fetch(script.url(), &policy(json!({ "throwOnStatus": true }))).await;
    let end = failed(end, StopReason::Status);
    assert_eq!(history(&end.report), "503 404");
    assert!(end.to_string().ends_with(": status (2 attempts, the last: 404)"), "{end}");
    assert!(!end.to_string().contains("script="), "the query may be secret");
    let response = end.response.unwrap();
    assert!(body_of(&response).await.unwrap().contains(r#""attempt":2"#));
}

#[wasm_bindgen_test]
async fn a_connection_that_breaks_is_made_again() {
    let script = Script::new("reset,drop,200");
    let response = fetch(script.url(), &policy(json!({}))).await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(script.journal_once("hits=3").await.hits.len(), 3);
}

#[wasm_bindgen_test]
async fn one_that_breaks_each_time_is_the_cause_of_an_error() {
    let script = Script::new("reset");
    let end = failed(fetch(script.url(), &policy(json!({ "retries": 1 }))).await, StopReason::Attempts);
    assert_eq!(history(&end.report), "network network");
    assert!(end.cause.unwrap().is_instance_of::<TypeError>());
}

#[wasm_bindgen_test]
async fn a_hint_is_a_floor() {
    let script = Script::new("503;retry-after=1,200");
    fetch(script.url(), &policy(json!({}))).await.unwrap();
    let hits = script.journal().await.hits;
    let pause = hits[1].at - hits[0].ended_at.unwrap();
    assert!(pause >= 999.0, "asked to wait a second, came back {pause} ms later");
}

#[wasm_bindgen_test]
async fn a_hint_beyond_the_cap_ends_the_call() {
    let script = Script::new("503;retry-after=60");
    let policy = policy(json!({ "retryAfter": { "cap": "59s" }, "deadline": false }));
    assert_eq!(fetch(script.url(), &policy).await.unwrap().status(), 503);
    assert_eq!(script.journal().await.hits.len(), 1);
}
