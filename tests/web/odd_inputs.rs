//! Whatever is passed in, a call settles: never pending, never thrown, never a panic of the core.

use super::support::*;
use holdfast_fetch::web::{RetryPolicy, create_fetch, report_of};
use js_sys::Array;
use serde_json::json;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(module = "/tests/web/odd.js")]
extern "C" {
    fn inputs() -> Array;
    fn inits() -> Array;
    fn transports() -> Array;
    fn functions() -> Array;
    fn questions() -> Array;
    fn policies() -> Array;
}

/// The names and values of a list of odd things.
fn each(list: &Array) -> impl Iterator<Item = (String, JsValue)> {
    list.iter().map(|pair| {
        let pair: Array = pair.unchecked_into();
        (pair.get(0).as_string().unwrap(), pair.get(1))
    })
}

/// The ways through the shell: the first attempt without a future, all with one, and without any time limit.
fn ways(transport: &JsValue) -> [(&'static str, JsValue); 3] {
    let limited = || quick(json!({ "retries": 1, "attemptTimeout": 200 }));
    let unlimited = quick(json!({ "retries": 1, "attemptTimeout": false, "deadline": false }));
    [
        ("", with(limited(), "fetch", transport)),
        (", watched", with(with(limited(), "fetch", transport), "onEvent", function(|_| JsValue::UNDEFINED))),
        (", unlimited", with(unlimited, "fetch", transport)),
    ]
}

/// What is wrong with the end of a call, if anything.
async fn complaint(what: String, input: JsValue, policy: JsValue, init: JsValue) -> Option<String> {
    let (how, value) = settled(move || begin(input.clone(), &policy, init.clone()).into()).await;
    let is_sensible = match how.as_str() {
        "fulfilled" => true,
        "rejected" => !is_crash(&value) && value.is_instance_of::<js_sys::Error>(),
        _ => false,
    };
    if is_sensible { None } else { Some(format!("{what}: {how} {}", shown(&value))) }
}

fn shown(value: &JsValue) -> String {
    format!("{} {}", text(value, "name"), text(value, "message"))
}

fn assert_none(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}

#[wasm_bindgen_test]
async fn odd_inputs() {
    let mut complaints = Vec::new();
    for (what, input) in each(&inputs()) {
        for (way, policy) in ways(&answers(&[503])) {
            complaints
                .extend(complaint(format!("{what}{way}"), input.clone(), policy, JsValue::UNDEFINED).await);
        }
    }
    assert_none(complaints);
}

#[wasm_bindgen_test]
async fn odd_inits() {
    let mut complaints = Vec::new();
    for (what, init) in each(&inits()) {
        for (way, policy) in ways(&answers(&[503])) {
            complaints
                .extend(complaint(format!("{what}{way}"), "http://mock/".into(), policy, init.clone()).await);
        }
    }
    assert_none(complaints);
}

#[wasm_bindgen_test]
async fn odd_things_for_the_platforms_own_fetch() {
    let mut complaints = Vec::new();
    let script = Script::new("200");
    let policy = quick(json!({ "retries": 1, "attemptTimeout": 1000 }));
    for (what, input) in each(&inputs()) {
        complaints.extend(complaint(what, input, policy.clone(), JsValue::UNDEFINED).await);
    }
    for (what, init) in each(&inits()) {
        complaints.extend(complaint(what, script.url().into(), policy.clone(), init).await);
    }
    assert_none(complaints);
}

#[wasm_bindgen_test]
async fn odd_transports() {
    let mut complaints = Vec::new();
    for (what, transport) in each(&transports()) {
        for (way, policy) in ways(&transport) {
            let get = || {
                complaint(format!("{what}{way}"), "http://mock/".into(), policy.clone(), JsValue::UNDEFINED)
            };
            complaints.extend(get().await);
        }
    }
    assert_none(complaints);
}

#[wasm_bindgen_test]
async fn odd_callbacks() {
    let mut complaints = Vec::new();
    let (told, asked) = (functions(), questions());
    let callbacks = [
        ("now", &told),
        ("random", &told),
        ("onEvent", &asked),
        ("idempotencyKey", &told),
        ("shouldRetry", &asked),
        ("backoff", &asked),
    ];
    for (name, list) in callbacks {
        for (what, callback) in each(list) {
            let policy = quick(json!({ "retries": 1, "idempotent": true }));
            let policy = with(with(policy, "fetch", answers(&[503])), name, callback);
            let post = init(json!({ "method": "POST" }));
            complaints
                .extend(complaint(format!("{name}: {what}"), "http://mock/".into(), policy, post).await);
        }
    }
    assert_none(complaints);
}

#[wasm_bindgen_test]
async fn odd_policies() {
    let mut complaints = Vec::new();
    for (what, policy) in each(&policies()) {
        let own = policy.clone();
        let (how, error) = settled(move || begin("http://mock/", &own, JsValue::UNDEFINED).into()).await;
        if how != "rejected" || is_crash(&error) || !error.is_instance_of::<js_sys::Error>() {
            complaints.push(format!("{what}: {how} {}", shown(&error)));
        }
    }
    assert_none(complaints);
}

#[wasm_bindgen_test]
async fn odd_policies_of_a_created_fetch() {
    let created = create_fetch(&with(policy(json!({})), "fetch", answers(&[200]))).unwrap();
    let mut complaints = Vec::new();
    for (what, policy) in each(&policies()) {
        let (created, init) = (created.clone(), with(init(json!({})), "retry", policy));
        let (how, error) = settled(move || {
            created.call2(&JsValue::UNDEFINED, &"http://mock/".into(), &init).unwrap_or_default()
        })
        .await;
        // Other clients read a number or a boolean there: those are for them.
        let expected =
            if matches!(what.as_str(), "zero" | "NaN" | "true") { "fulfilled" } else { "rejected" };
        if how != expected || is_crash(&error) {
            complaints.push(format!("{what}: {how} {}", shown(&error)));
        }
    }
    assert_none(complaints);
}

#[wasm_bindgen_test]
fn a_report_of_nothing_is_undefined() {
    for (_, value) in each(&inputs()).filter(|(what, _)| what != "revoked proxy") {
        assert!(report_of(&value).is_undefined());
    }
}

#[wasm_bindgen_test]
async fn the_core_still_works_after_all_of_this() {
    let script = Script::new("503,200");
    let policy = JsValue::from(RetryPolicy::new(&quick(json!({}))).unwrap());
    let response = fetch(script.url(), &policy, JsValue::UNDEFINED).await.unwrap();
    assert_eq!(report(&response).history(), "503 200");
}
