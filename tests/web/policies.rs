//! A policy is checked before anything is sent.

use super::support::*;
use js_sys::TypeError;
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// Nothing is sent, and the error says which field is wrong.
async fn assert_refused(policy: JsValue, field: &str, sentence: &str) {
    let script = Script::new("200");
    let error = fetch_js(script.url(), policy).await.unwrap_err();
    assert!(error.is_instance_of::<TypeError>(), "{error:?}");
    assert_eq!(text(&error, "field"), field);
    let message = text(&error, "message");
    assert!(message.starts_with("retry policy: ") && message.contains(sentence), "{message}");
    assert_eq!(script.journal().await.hits.len(), 0);
}

#[wasm_bindgen_test]
async fn a_bad_one_is_a_type_error_in_the_cores_words() {
    let bad: [(Value, &str, &str); 7] = [
        (json!({ "retries": -1 }), "retries", "retries is -1; allowed: a whole number from 0 to 1000"),
        (json!({ "retrys": 3 }), "retrys", "retries"),
        (json!({ "statuses": [503, "6xx"] }), "statuses[1]", "6xx"),
        (json!({ "attemptTimeout": "2m", "deadline": "1m" }), "attemptTimeout", "2m"),
        (json!({ "deadline": null }), "deadline", "null"),
        (json!("standart"), "preset", "standart"),
        (json!([503]), "", "an array"),
    ];
    for (data, field, sentence) in bad {
        assert_refused(object(data), field, sentence).await;
    }
    assert_refused(object(json!({ "retries": f64::NAN })), "retries", "").await;
    assert_refused(JsValue::NULL, "", "null").await;
}

#[wasm_bindgen_test]
async fn functions_polling_and_fallbacks_are_for_the_npm_package() {
    let function = || js_sys::eval("() => true").unwrap();
    for name in ["shouldRetry", "onEvent", "fetch", "backoff", "refresh"] {
        let written = object(json!({}));
        js_sys::Reflect::set(&written, &name.into(), &function()).unwrap();
        assert_refused(written, name, "a function").await;
    }
    let inner = object(json!({}));
    js_sys::Reflect::set(&inner, &"key".into(), &function()).unwrap();
    let written = object(json!({}));
    js_sys::Reflect::set(&written, &"breaker".into(), &inner).unwrap();
    assert_refused(written, "breaker.key", "a function").await;
    assert_refused(object(json!({ "until": "done" })), "until", "polling").await;
    assert_refused(object(json!({ "fallback": "cache" })), "fallback", "second-best").await;
}

#[wasm_bindgen_test]
async fn one_that_contains_itself_is_refused() {
    let written = object(json!({}));
    js_sys::Reflect::set(&written, &"backoff".into(), &written).unwrap();
    assert_refused(written, "backoff.backoff", "").await;
}
