//! What went wrong without a response: a fault of the network is retried, a mistake is not.

use super::support::*;
use serde_json::json;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// Browsers repeat a GET by themselves when its connection breaks, so faults are played to a POST.
fn post() -> JsValue {
    init(json!({ "method": "POST", "body": "hold fast" }))
}

#[wasm_bindgen_test]
async fn a_broken_connection_is_retried() {
    let script = Script::new("reset,drop,200");
    let response = fetch(script.url(), &quick(json!({ "idempotent": true })), post()).await.unwrap();
    assert_eq!(report(&response).history(), "network network 200");
    assert_eq!(script.journal().await.hits.len(), 3);
}

#[wasm_bindgen_test]
async fn when_nothing_answers_the_error_carries_the_history() {
    // The server listens on 127.0.0.1 only.
    let nobody = address().replace("127.0.0.1", "[::1]");
    let error =
        fetch(nobody.as_str(), &quick(json!({ "retries": 2 })), JsValue::UNDEFINED).await.unwrap_err();
    assert_eq!((text(&error, "name"), text(&error, "reason")), ("RetryError".into(), "attempts".into()));
    assert!(error.is_instance_of::<js_sys::Error>());
    assert!(get(&error, "cause").is_instance_of::<js_sys::TypeError>());
    assert!(get(&error, "response").is_undefined());
    assert!(text(&error, "message").contains("3 attempts"), "{}", text(&error, "message"));
    assert_eq!(report(&error).history(), "network network network");
}

#[wasm_bindgen_test]
async fn a_refusal_by_cors_looks_like_a_fault_of_the_network() {
    let script = Script::with_cors("200", "none");
    let outcome = fetch(script.url(), &quick(json!({ "retries": 1 })), JsValue::UNDEFINED).await;
    let history = outcome.map_or_else(|error| report(error).history(), |response| report(response).history());
    assert_eq!(history, if has_cors() { "network network" } else { "200" });
}

#[wasm_bindgen_test]
async fn an_invalid_address_is_tried_once() {
    for address in ["http://", "http://[", "http://mock:99999/"] {
        let error = fetch(address, &quick(json!({})), JsValue::UNDEFINED).await.unwrap_err();
        let report = report(&error);
        assert_eq!(
            (text(&error, "name"), report.reason.as_str()),
            ("RetryError".into(), "error"),
            "{address}"
        );
        assert_eq!(report.history(), "permanent", "{address}");
        assert!(get(&error, "cause").is_instance_of::<js_sys::TypeError>(), "{address}");
    }
}

#[wasm_bindgen_test]
async fn a_request_that_cannot_be_made_is_tried_once() {
    for wrong in
        [json!({ "method": "A B" }), json!({ "headers": { "a b": "c" } }), json!({ "body": "of a GET" })]
    {
        let script = Script::new("200");
        let error = fetch(script.url(), &quick(json!({})), init(wrong.clone())).await.unwrap_err();
        assert_eq!(
            (report(&error).reason.as_str(), report(&error).history().as_str()),
            ("error", "permanent"),
            "{wrong}"
        );
        assert_eq!(script.journal().await.hits.len(), 0);
    }
}

#[wasm_bindgen_test]
async fn failures_that_the_policy_leaves_alone_end_the_call() {
    let script = Script::new("reset,200");
    let policy = quick(json!({ "networkErrors": false, "idempotent": true }));
    let error = fetch(script.url(), &policy, post()).await.unwrap_err();
    assert_eq!((report(&error).reason.as_str(), report(&error).history().as_str()), ("error", "network"));
    let script = Script::new("hang,200");
    let policy = quick(json!({ "timeouts": false, "attemptTimeout": 50 }));
    let error = fetch(script.url(), &policy, JsValue::UNDEFINED).await.unwrap_err();
    assert_eq!((report(&error).reason.as_str(), report(&error).history().as_str()), ("error", "timeout"));
}
