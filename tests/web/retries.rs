//! A request outlives what goes wrong, and what comes back is the platform's own response.

use super::support::*;
use holdfast_fetch::web::create_fetch;
use js_sys::{Function, Promise};
use serde_json::json;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Response;

#[wasm_bindgen_test]
async fn a_request_survives_two_refusals() {
    let script = Script::new("2*503,200");
    let response = fetch(script.url(), &quick(json!({})), JsValue::UNDEFINED).await.unwrap();
    assert!(response.is_instance_of::<Response>());
    assert!(response.ok());
    assert!(body_of(&response).await.unwrap().contains(r#""attempt":3"#));
    let report = report(&response);
    assert_eq!((report.reason.as_str(), report.history().as_str()), ("success", "503 503 200"));
    let waits: Vec<Option<f64>> = report.attempts.iter().map(|attempt| attempt.wait).collect();
    assert_eq!(waits, [Some(1.0), Some(1.0), None]);
    assert_eq!(script.journal().await.hits.len(), 3);
}

#[wasm_bindgen_test]
async fn a_first_try_that_succeeds_is_reported_too() {
    let script = Script::new("200");
    let response = fetch(script.url(), &JsValue::UNDEFINED, JsValue::UNDEFINED).await.unwrap();
    let report = report(&response);
    assert_eq!((report.reason.as_str(), report.history().as_str()), ("success", "200"));
    assert!(report.elapsed > 0.0);
    assert_eq!(script.journal().await.hits.len(), 1);
}

#[wasm_bindgen_test]
async fn the_last_refusal_is_readable() {
    let script = Script::new("503");
    let response = fetch(script.url(), &quick(json!({ "retries": 2 })), JsValue::UNDEFINED).await.unwrap();
    assert_eq!((response.status(), response.ok()), (503, false));
    assert!(body_of(&response).await.unwrap().contains(r#""attempt":3"#));
    let report = report(&response);
    assert_eq!((report.reason.as_str(), report.history().as_str()), ("attempts", "503 503 503"));
}

#[wasm_bindgen_test]
async fn what_is_not_worth_a_retry_is_returned_as_it_is() {
    let script = Script::new("404,200");
    let response = fetch(script.url(), &quick(json!({})), JsValue::UNDEFINED).await.unwrap();
    assert_eq!(response.status(), 404);
    assert!(body_of(&response).await.unwrap().contains(r#""attempt":1"#));
    assert_eq!(report(&response).reason, "status");
}

#[wasm_bindgen_test]
async fn a_status_can_be_thrown_with_its_response() {
    let script = Script::new("503");
    let policy = quick(json!({ "retries": 1, "throwOnStatus": true }));
    let error = fetch(script.url(), &policy, JsValue::UNDEFINED).await.unwrap_err();
    assert_eq!(text(&error, "name"), "RetryError");
    assert_eq!(text(&error, "reason"), "attempts");
    assert_eq!(report(&error).history(), "503 503");
    let response: Response = get(&error, "response").dyn_into().unwrap();
    assert!(body_of(&response).await.unwrap().contains(r#""attempt":2"#));
}

#[wasm_bindgen_test]
async fn an_endless_refusal_does_not_delay_the_retry() {
    let script = Script::new("endless;every=10,200");
    let response = fetch(script.url(), &quick(json!({})), JsValue::UNDEFINED).await.unwrap();
    assert_eq!(report(&response).history(), "503 200");
    let journal = script.journal_once("hits=2&open=0").await;
    assert_eq!(journal.open_connections, 0);
    assert_eq!(journal.hits[0].ended, "client-closed");
}

#[wasm_bindgen_test]
async fn a_created_fetch_stands_in_for_fetch() {
    let fetch = create_fetch(&quick(json!({ "retries": 1 }))).unwrap();
    for (retry, history) in
        [(json!({}), "503 503"), (json!({ "retries": 0 }), "503"), (json!("standard"), "503 200")]
    {
        let script = Script::new(if history.ends_with("200") { "503,200" } else { "503" });
        let response = created(&fetch, &script.url(), &init(json!({ "retry": retry }))).await.unwrap();
        assert_eq!(report(&response).history(), history);
    }
}

#[wasm_bindgen_test]
async fn a_created_fetch_refuses_a_bad_change() {
    let fetch = create_fetch(&JsValue::UNDEFINED).unwrap();
    let script = Script::new("200");
    let error =
        created(&fetch, &script.url(), &init(json!({ "retry": { "retries": -1 } }))).await.unwrap_err();
    assert!(error.is_instance_of::<js_sys::TypeError>());
    assert_eq!(text(&error, "field"), "retries");
    assert_eq!(script.journal().await.hits.len(), 0);
}

async fn created(fetch: &Function, url: &str, init: &JsValue) -> Result<JsValue, JsValue> {
    let promise: Promise = fetch.call2(&JsValue::UNDEFINED, &url.into(), init)?.unchecked_into();
    ended(promise).await
}
