//! Nothing takes effect twice: what may have been done is sent again only if that is safe.

use super::support::*;
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// The server acts, and the connection breaks before the answer.
const LOST_ANSWER: &str = "drop,200;effect";

fn post(headers: Value) -> JsValue {
    init(json!({ "method": "POST", "body": "hold fast", "headers": headers }))
}

#[wasm_bindgen_test]
async fn a_post_whose_answer_is_lost_is_sent_once() {
    let script = Script::new(LOST_ANSWER);
    let error = fetch(script.url(), &quick(json!({})), post(json!({}))).await.unwrap_err();
    assert_eq!(text(&error, "name"), "RetryError");
    let report = report(&error);
    assert_eq!((report.reason.as_str(), report.history().as_str()), ("not-idempotent", "network"));
    let journal = script.journal().await;
    assert_eq!((journal.hits.len(), journal.effects), (1, 1));
}

#[wasm_bindgen_test]
async fn a_refused_post_is_returned_unless_the_server_did_not_act() {
    for (status, reason, history) in [(503, "not-idempotent", "503"), (429, "success", "429 200")] {
        let script = Script::new(&format!("{status},200"));
        let response = fetch(script.url(), &quick(json!({})), post(json!({}))).await.unwrap();
        let report = report(&response);
        assert_eq!((report.reason.as_str(), report.history().as_str()), (reason, history));
        assert_eq!(script.journal().await.hits.len(), report.attempts.len());
    }
}

/// A browser sends such a request without the headers that would make it safe.
#[wasm_bindgen_test]
async fn what_no_cors_strips_does_not_make_it_safe() {
    let script = Script::new(LOST_ANSWER);
    let policy = quick(json!({ "idempotencyKey": true }));
    let headers = json!({ "if-match": "\"v1\"" });
    let request =
        init(json!({ "method": "POST", "body": "hold fast", "mode": "no-cors", "headers": headers }));
    let error = fetch(script.url(), &policy, request).await.unwrap_err();
    assert_eq!(report(&error).reason, "not-idempotent");
    assert_eq!(script.journal().await.hits.len(), 1);
}

#[wasm_bindgen_test]
async fn with_a_key_the_same_key_goes_with_every_attempt_and_acts_once() {
    let script = Script::new("2*drop,200;effect");
    let policy = quick(json!({ "idempotencyKey": true }));
    let response = fetch(script.url(), &policy, post(json!({}))).await.unwrap();
    assert_eq!(report(&response).history(), "network network 200");
    assert_eq!(header(&response, "idempotent-replay").as_deref(), Some("true"));
    let journal = script.journal().await;
    assert_eq!((journal.hits.len(), journal.effects), (3, 1));
    let keys: Vec<_> = journal.hits.iter().map(|hit| &hit.headers["idempotency-key"]).collect();
    assert!(!keys[0].is_empty() && keys.iter().all(|key| *key == keys[0]), "{keys:?}");
    // Nothing but the header is added to the caller's request.
    assert!(journal.hits.iter().all(|hit| hit.method == "POST" && hit.body_bytes == 9));
}

#[wasm_bindgen_test]
async fn a_key_costs_a_preflight_and_its_absence_none() {
    for (key, preflights) in [(true, u32::from(has_cors())), (false, 0)] {
        let script = Script::new("200");
        fetch(script.url(), &policy(json!({ "idempotencyKey": key })), post(json!({}))).await.unwrap();
        assert_eq!(script.journal().await.preflights, preflights);
    }
}

#[wasm_bindgen_test]
async fn a_key_or_precondition_of_the_callers_own_makes_it_safe() {
    for (name, value) in [("Idempotency-Key", "mine"), ("If-Match", "\"v1\"")] {
        let script = Script::new(LOST_ANSWER);
        let response = fetch(script.url(), &quick(json!({})), post(json!({ name: value }))).await.unwrap();
        assert_eq!(report(&response).history(), "network 200");
        let journal = script.journal().await;
        assert!(journal.hits.iter().all(|hit| hit.headers[&name.to_lowercase()] == value));
    }
}

#[wasm_bindgen_test]
async fn a_key_can_be_the_callers_and_be_quoted() {
    let policy = quick(json!({ "idempotencyKey": { "key": "an \"order\"", "format": "quoted" } }));
    let script = Script::new(LOST_ANSWER);
    fetch(script.url(), &policy, post(json!({ "X-Own": "kept" }))).await.unwrap();
    let journal = script.journal().await;
    assert_eq!((journal.hits.len(), journal.effects), (2, 1));
    for hit in &journal.hits {
        assert_eq!(hit.headers["idempotency-key"], r#""an \"order\"""#);
        assert_eq!(hit.headers["x-own"], "kept");
    }
}
