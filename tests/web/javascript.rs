//! The same call, as JavaScript makes it.

use super::support::*;
use holdfast_fetch::web::fetch_in_javascript;
use js_sys::Reflect;
use serde_json::json;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_policy_is_a_name_an_object_or_nothing() {
    let written = object(quick(json!({ "retries": 1 })));
    // As if it were not there.
    Reflect::set(&written, &"deadline".into(), &JsValue::UNDEFINED).unwrap();
    for (policy, steps, hits) in
        [(JsValue::UNDEFINED, "200", 1), ("zDirect".into(), "200", 1), (written, "503,200", 2)]
    {
        let script = Script::new(steps);
        assert_eq!(fetch_js(script.url(), policy).await.unwrap().status(), 200);
        assert_eq!(script.journal().await.hits.len(), hits);
    }
}

#[wasm_bindgen_test]
async fn a_request_and_an_init_are_those_of_fetch() {
    let script = Script::new("503,200");
    let given = request(&script.url(), json!({ "method": "PUT", "headers": { "x-order": "7" } }));
    let policy = object(quick(json!({})));
    let response =
        fetch_in_javascript(given.into(), policy, object(json!({ "body": "order" }))).await.unwrap();
    assert_eq!(response.status(), 200);
    let hits = script.journal().await.hits;
    let seen: Vec<_> =
        hits.iter().map(|hit| (&*hit.method, &*hit.headers["x-order"], hit.body_bytes)).collect();
    assert_eq!(seen, [("PUT", "7", 5); 2]);
}

#[wasm_bindgen_test]
async fn an_invalid_request_fails_as_in_fetch() {
    let end = fetch_in_javascript("http://".into(), JsValue::UNDEFINED, JsValue::UNDEFINED).await;
    assert_eq!(text(&end.unwrap_err(), "name"), "TypeError");
}

#[wasm_bindgen_test]
async fn the_error_of_a_call_tells_its_history() {
    let script = Script::new("503,reset");
    let error = fetch_js(script.url(), object(quick(json!({ "retries": 1 })))).await.unwrap_err();
    assert!(error.is_instance_of::<js_sys::Error>());
    assert_eq!((text(&error, "name"), text(&error, "reason")), ("RetryError".into(), "attempts".into()));
    let attempts: Vec<JsValue> = js_sys::Array::from(&get(&error, "attempts")).iter().collect();
    assert_eq!((get(&attempts[0], "status"), get(&attempts[0], "wait")), (503.into(), 1.into()));
    assert_eq!(text(&attempts[1], "failure"), "network");
    assert!(get(&error, "elapsed").as_f64().unwrap() >= 1.0);
    assert!(get(&error, "cause").is_instance_of::<js_sys::TypeError>());
}
