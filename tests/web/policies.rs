//! Policies are checked before anything is sent, and are data.

use super::support::*;
use holdfast_fetch::web::{RetryPolicy, create_fetch, parse_retry_after};
use js_sys::{Function, JSON, TypeError};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

fn new(data: Value) -> RetryPolicy {
    RetryPolicy::new(&init(data)).unwrap()
}

fn data_of(policy: &RetryPolicy) -> String {
    JSON::stringify(&policy.to_json().unwrap()).unwrap().into()
}

#[wasm_bindgen_test]
async fn a_bad_policy_is_a_type_error_that_names_the_field() {
    let bad = [
        (json!({ "retries": -1 }), "retries", "-1"),
        (json!({ "retries": "3" }), "retries", "\"3\""),
        (json!({ "retrys": 3 }), "retrys", "retries"),
        (json!({ "backoff": { "base": "5 parsecs" } }), "backoff.base", "5 parsecs"),
        (json!({ "statuses": [503, "6xx"] }), "statuses[1]", "6xx"),
        (json!({ "tiers": [{ "retries": 0 }] }), "tiers[0].retries", "0"),
        (json!({ "attemptTimeout": "2m", "deadline": "1m" }), "attemptTimeout", "2m"),
        (json!({ "fetch": true }), "fetch", "true"),
        (json!("standart"), "preset", "standart"),
        (json!(null), "", "null"),
        (json!([503]), "", "an array"),
    ];
    let script = Script::new("200");
    for (data, field, given) in bad {
        let bad = policy(data.clone());
        let thrown = [
            RetryPolicy::new(&bad).err().unwrap(),
            create_fetch(&bad).unwrap_err(),
            fetch(script.url(), &bad, JsValue::UNDEFINED).await.unwrap_err(),
        ];
        for error in thrown {
            assert!(error.is_instance_of::<TypeError>(), "{data}");
            assert_eq!(text(&error, "field"), field, "{data}");
            let message = text(&error, "message");
            assert!(message.contains(field) && message.contains(given), "{data}: {message}");
            assert!(!text(&error, "allowed").is_empty(), "{data}");
        }
    }
    assert_eq!(script.journal().await.hits.len(), 0);
}

#[wasm_bindgen_test]
fn a_changed_policy_is_another_one() {
    let first = new(json!({ "preset": "zDirect", "retries": 5 }));
    let changes = init(json!({ "retries": 1, "deadline": "2m" }));
    let second = first.with(&changes).unwrap();
    assert_eq!(data_of(&first), r#"{"preset":"zDirect","retries":5}"#);
    assert_eq!(data_of(&second), r#"{"preset":"zDirect","retries":1,"deadline":"2m"}"#);
    let error = first.with(&policy(json!({ "retries": 1001 }))).err().unwrap();
    assert_eq!(text(&error, "field"), "retries");
}

#[wasm_bindgen_test]
fn its_data_means_the_same_policy_again() {
    let first =
        new(json!({ "preset": "livePerson", "retries": 2, "statuses": ["5xx", 429], "jitter": "none" }));
    let again = RetryPolicy::new(&first.to_json().unwrap()).unwrap();
    assert_eq!(again.explain().unwrap(), first.explain().unwrap());
    assert_eq!(data_of(&again), data_of(&first));
    // Later changes to the data are no changes to the policy.
    let data = first.to_json().unwrap();
    with(data, "retries", JsValue::from(9));
    assert_eq!(data_of(&first), data_of(&again));
}

#[wasm_bindgen_test]
fn functions_stay_outside_the_data() {
    let policy = with(init(json!({ "retries": 1 })), "onEvent", function(|_| JsValue::UNDEFINED));
    assert_eq!(data_of(&RetryPolicy::new(&policy).unwrap()), r#"{"retries":1}"#);
}

#[wasm_bindgen_test]
fn it_says_what_it_will_do() {
    let policy =
        new(json!({ "retries": 2, "backoff": { "type": "list", "list": ["1s", "5s"] }, "jitter": "none" }));
    let delays: Vec<_> = policy.delays(&JsValue::UNDEFINED).unwrap().iter().collect();
    assert_eq!(delays, [1000, 5000]);
    let words = policy.explain().unwrap();
    for expected in ["503", "1 s", "5 s", "3 requests"] {
        assert!(words.contains(expected), "no {expected:?} in: {words}");
    }
}

#[wasm_bindgen_test]
async fn one_policy_serves_many_calls() {
    let policy = JsValue::from(RetryPolicy::new(&quick(json!({ "retries": 1 }))).unwrap());
    for _ in 0..3 {
        let script = Script::new("503,200");
        let response = fetch(script.url(), &policy, JsValue::UNDEFINED).await.unwrap();
        assert_eq!(report(&response).history(), "503 200");
    }
}

/// wasm-bindgen gives its classes a `free`; calls under way share a policy, so it does nothing.
#[wasm_bindgen_test]
async fn a_policy_outlives_being_freed() {
    let policy = JsValue::from(new(json!({ "retries": 1, "backoff": { "base": 1 } })));
    let script = Script::new("503,503,200");
    let call = begin(script.url(), &policy, JsValue::UNDEFINED);
    call_method(&policy, "free").unwrap();
    let first = ended(call).await.unwrap();
    assert_eq!(report(&first).history(), "503 503");
    let second = fetch(script.url(), &policy, JsValue::UNDEFINED).await.unwrap();
    assert_eq!(report(&second).history(), "200");
    assert!(call_method(&policy, "explain").is_ok());
}

fn call_method(object: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    let method: Function = get(object, name).dyn_into()?;
    method.call0(object)
}

#[wasm_bindgen_test]
fn retry_after_values_are_read_to_the_letter() {
    let read = |value: &str, now| parse_retry_after(&value.into(), now);
    let now = Some(784_111_777_000.0);
    assert_eq!(read("120", now), 120_000);
    assert_eq!(read("Sun, 06 Nov 1994 08:49:47 GMT", now), 10_000);
    assert_eq!(read("Sun, 06 Nov 1994 08:49:27 GMT", now), 0);
    for ignored in ["", "-5", "1e3", "soon", "1994-11-06"] {
        assert!(read(ignored, now).is_null(), "{ignored}");
    }
    // Without a time it is now.
    assert_eq!(read("Sun, 06 Nov 1994 08:49:37 GMT", None), 0);
    assert!(parse_retry_after(&JsValue::NULL, None).is_null(), "a header that is not there");
}
