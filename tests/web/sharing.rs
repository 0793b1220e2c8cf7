//! What the calls of a policy to one origin share: a circuit, and tokens for retries.

use super::support::*;
use holdfast_fetch::web::{CircuitBreaker, RetryPolicy};
use js_sys::{Array, Promise};
use serde_json::json;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// A circuit breaker whose clock is set by hand.
fn circuit_breaker(options: serde_json::Value) -> (CircuitBreaker, Rc<Cell<f64>>) {
    let time = Rc::new(Cell::new(0.0));
    let clock = Rc::clone(&time);
    let options = with(init(options), "now", function(move |_| clock.get().into()));
    (CircuitBreaker::new(&options).unwrap(), time)
}

/// A policy of single attempts through `breaker`.
fn guarded(breaker: &JsValue) -> JsValue {
    RetryPolicy::new(&with(quick(json!({ "retries": 0 })), "breaker", breaker)).unwrap().into()
}

#[wasm_bindgen_test]
async fn an_open_circuit_ends_calls_at_once() {
    let (breaker, _) = circuit_breaker(json!({ "minimum": 2, "open": "10s" }));
    let breaker = JsValue::from(breaker);
    let policy = guarded(&breaker);
    let script = Script::new("503");
    for _ in 0..2 {
        assert_eq!(fetch(script.url(), &policy, JsValue::UNDEFINED).await.unwrap().status(), 503);
    }
    assert_eq!(text(&breaker, "state"), "open");
    let error = fetch(script.url(), &policy, JsValue::UNDEFINED).await.unwrap_err();
    assert_eq!(text(&error, "reason"), "circuit-open");
    assert!(get(&error, "probeIn").as_f64().is_some_and(|probe_in| (10_000.0..12_500.0).contains(&probe_in)));
    assert_eq!(script.journal().await.hits.len(), 2);
}

#[wasm_bindgen_test]
async fn a_half_open_circuit_lets_one_of_many_calls_through() {
    let (breaker, time) = circuit_breaker(json!({ "minimum": 2, "open": "10s" }));
    let breaker = JsValue::from(breaker);
    let policy = guarded(&breaker);
    let failing = Script::new("503");
    for _ in 0..2 {
        fetch(failing.url(), &policy, JsValue::UNDEFINED).await.unwrap();
    }
    time.set(12_500.0);
    let script = Script::new("200;delay=50,200");
    let calls: Array = (0..20).map(|_| begin(script.url(), &policy, JsValue::UNDEFINED)).collect();
    let ends: Array = ended(Promise::all_settled(&calls)).await.unwrap().unchecked_into();
    let refused = |end: &JsValue| text(&get(end, "reason"), "reason") == "circuit-open";
    assert_eq!(ends.iter().filter(refused).count(), 19);
    assert_eq!(script.journal().await.hits.len(), 1);
    assert_eq!(text(&breaker, "state"), "closed");
    let calls: Array = (0..3).map(|_| begin(script.url(), &policy, JsValue::UNDEFINED)).collect();
    ended(Promise::all(&calls)).await.unwrap();
}

#[wasm_bindgen_test]
async fn a_call_without_a_token_ends_with_its_real_response() {
    let policy = quick(json!({ "retries": 1, "budget": { "initial": 1 } }));
    let policy = JsValue::from(RetryPolicy::new(&policy).unwrap());
    for (history, reason) in [("503 503", "attempts"), ("503", "budget")] {
        let script = Script::new("503");
        let response = fetch(script.url(), &policy, JsValue::UNDEFINED).await.unwrap();
        let report = report(&response);
        assert_eq!((report.history().as_str(), report.reason.as_str()), (history, reason));
        assert!(body_of(&response).await.unwrap().contains("attempt"));
    }
}

#[wasm_bindgen_test]
async fn literals_that_say_the_same_share_tokens() {
    let literal = || quick(json!({ "retries": 1, "budget": { "initial": 1 }, "deadline": "77s" }));
    for history in ["503 503", "503"] {
        let script = Script::new("503");
        let response = fetch(script.url(), &literal(), JsValue::UNDEFINED).await.unwrap();
        assert_eq!(report(&response).history(), history);
    }
}
