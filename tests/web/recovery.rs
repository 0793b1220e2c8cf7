//! What a call does about an answer that is not good, or not there yet.

use super::support::*;
use holdfast_fetch::web::RetryPolicy;
use js_sys::Promise;
use serde_json::json;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(module = "/tests/web/recovery.js")]
extern "C" {
    #[wasm_bindgen(js_name = hasCaches)]
    fn has_caches() -> Promise;

    #[wasm_bindgen(js_name = isKept)]
    fn is_kept(name: &str, url: &str) -> Promise;

    fn forget(name: &str) -> Promise;
}

#[wasm_bindgen_test]
async fn calls_that_are_refused_together_renew_their_credentials_once() {
    let asked = Rc::new(Cell::new(0));
    let count = Rc::clone(&asked);
    let refresh = function(move |_| {
        count.set(count.get() + 1);
        init(json!({ "authorization": "Bearer new" }))
    });
    let policy = JsValue::from(RetryPolicy::new(&with(quick(json!({})), "refresh", refresh)).unwrap());
    let scripts: Vec<Script> = (0..5).map(|_| Script::new("401,200")).collect();
    let old = || init(json!({ "headers": { "authorization": "Bearer old", "x-order": "7" } }));
    let calls: Vec<Promise> = scripts.iter().map(|script| begin(script.url(), &policy, old())).collect();
    for (call, script) in calls.into_iter().zip(scripts) {
        assert_eq!(report(ended(call).await.unwrap()).history(), "401 200");
        let hits = script.journal().await.hits;
        let headers: Vec<_> =
            hits.iter().map(|hit| (&*hit.headers["authorization"], &*hit.headers["x-order"])).collect();
        assert_eq!(headers, [("Bearer old", "7"), ("Bearer new", "7")]);
    }
    assert_eq!(asked.get(), 1);
}

#[wasm_bindgen_test]
async fn what_was_accepted_is_asked_for_at_its_location() {
    let status = Script::new("2*202,200");
    // Other origins see a Location only if they are told that they may.
    let headers = json!({ "location": status.path(), "access-control-expose-headers": "location" });
    let order = Script::of_json(json!([{ "status": 202, "headers": headers }])).await;
    let until = json!({ "not": 202, "backoff": { "type": "constant", "base": 1 }, "jitter": "none" });
    let request = init(json!({ "method": "POST", "body": "order" }));
    let response = fetch(order.url(), &quick(json!({ "until": until })), request).await.unwrap();
    assert_eq!(report(&response).history(), "202 202 202 200");
    assert!(response.url().contains("/play/"));
    let orders = order.journal().await.hits;
    assert_eq!((orders.len(), orders[0].method.as_str(), orders[0].body_bytes), (1, "POST", 5));
    let polls = status.journal().await.hits;
    assert!(polls.iter().all(|hit| hit.method == "GET" && hit.body_bytes == 0), "{polls:?}");
    assert_eq!(polls.len(), 3);
}

#[wasm_bindgen_test]
async fn what_is_not_there_yet_is_asked_for_until_it_is() {
    let script = Script::new("2*404,503,404,200");
    let until = json!({ "not": 404, "backoff": { "type": "constant", "base": 1 }, "jitter": "none" });
    let response = fetch(script.url(), &quick(json!({ "until": until, "retries": 1 })), JsValue::UNDEFINED)
        .await
        .unwrap();
    assert_eq!(report(&response).history(), "404 404 503 404 200");
}

#[wasm_bindgen_test]
async fn the_last_good_answer_comes_from_the_platforms_cache() {
    let name = format!("holdfast-test-{}", js_sys::Math::random());
    // The server forbids it to be kept, unless it is told otherwise.
    let good = json!({ "status": 200, "headers": { "cache-control": "max-age=0" } });
    let script = Script::of_json(json!([good, "503"])).await;
    let policy = quick(json!({ "retries": 0, "fallback": { "cache": name } }));
    let fresh = fetch(script.url(), &policy, JsValue::UNDEFINED).await.unwrap();
    let body = body_of(&fresh).await.unwrap();
    assert!(body.contains(r#""attempt":1"#));
    if !JsFuture::from(has_caches()).await.unwrap().is_truthy() {
        // Node has none: the call ends as it would have without a fallback.
        assert!(!has_cors(), "browsers have caches on this origin");
        assert_eq!(fetch(script.url(), &policy, JsValue::UNDEFINED).await.unwrap().status(), 503);
        return;
    }
    ended(is_kept(&name, &script.url())).await.unwrap();
    let kept = fetch(script.url(), &policy, JsValue::UNDEFINED).await.unwrap();
    assert_eq!((kept.status(), body_of(&kept).await.unwrap()), (200, body));
    assert_eq!((report(&kept).reason.as_str(), report(&kept).history().as_str()), ("attempts", "503"));
    assert_eq!(script.journal().await.hits.len(), 2);
    JsFuture::from(forget(&name)).await.unwrap();
}

#[wasm_bindgen_test]
async fn a_function_has_a_second_best_answer() {
    let script = Script::new("503");
    let fallback = function(|context| {
        assert_eq!(text(&context, "reason"), "attempts");
        get(&context, "response")
    });
    let policy = with(quick(json!({ "retries": 1 })), "fallback", fallback);
    let response = fetch(script.url(), &policy, JsValue::UNDEFINED).await.unwrap();
    assert!(body_of(&response).await.unwrap().contains(r#""attempt":2"#), "its body is still there");
}
