//! Whoever listens hears of every attempt and decision.

use super::support::*;
use serde_json::json;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn events_come_in_order_and_say_what_happened() {
    let events = Events::new();
    let script = Script::new("503;retry-after-ms=20,200");
    let policy = with(quick(json!({ "retryAfter": { "jitter": "none" } })), "onEvent", &events.listener);
    let response = fetch(script.url(), &policy, init(json!({ "method": "put" }))).await.unwrap();

    assert_eq!(events.kinds(), "attempt response wait attempt response end");
    let numbers: Vec<_> = events.each("attempt").iter().filter_map(JsValue::as_f64).collect();
    assert_eq!(numbers, [1.0, 1.0, 1.0, 2.0, 2.0, 2.0]);
    let refusal = events.all.get(1);
    assert_eq!((get(&refusal, "status"), get(&refusal, "retryAfter")), (503.into(), 20.into()));
    let wait = events.all.get(2);
    assert_eq!((get(&wait, "delay"), get(&wait, "tier")), (20.into(), 1.into()));
    assert_eq!(text(&events.all.get(5), "reason"), "success");

    let elapsed: Vec<_> = events.each("elapsed").iter().filter_map(JsValue::as_f64).collect();
    assert!(elapsed.is_sorted() && elapsed[3] >= 18.0, "{elapsed:?}");
    assert!(report(&response).elapsed >= elapsed[5]);
}

#[wasm_bindgen_test]
async fn every_event_names_its_request_without_secrets() {
    let events = Events::new();
    let script = Script::new("200");
    let policy = with(policy(json!({})), "onEvent", &events.listener);
    fetch(format!("{}#secret", script.url()), &policy, init(json!({ "method": "delete" }))).await.unwrap();
    let address = script.url();
    let address = address.split('?').next().unwrap();
    assert!(events.each("method").iter().all(|method| *method == "DELETE"));
    assert!(events.each("url").iter().all(|url| *url == address), "{:?}", events.each("url"));
}

#[wasm_bindgen_test]
async fn a_failure_is_told_with_its_error() {
    let events = Events::new();
    let policy = with(quick(json!({ "retries": 0 })), "onEvent", &events.listener);
    let error = fetch("http://", &policy, JsValue::UNDEFINED).await.unwrap_err();
    assert_eq!(events.kinds(), "attempt failure end");
    let failure = events.all.get(1);
    assert_eq!(text(&failure, "failure"), "permanent");
    assert!(is_same(&get(&failure, "error"), &get(&error, "cause")));
}

#[wasm_bindgen_test]
async fn a_listener_that_throws_changes_nothing() {
    let events = Events::new();
    let list = events.all.clone();
    let listener = function(move |event| {
        list.push(&event);
        wasm_bindgen::throw_str("a listener that throws")
    });
    let script = Script::new("503,200");
    let policy = with(quick(json!({})), "onEvent", listener);
    let response = fetch(script.url(), &policy, JsValue::UNDEFINED).await.unwrap();
    assert_eq!(report(&response).history(), "503 200");
    assert_eq!(events.kinds(), "attempt response wait attempt response end");
}
