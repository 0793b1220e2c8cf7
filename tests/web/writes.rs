//! A write takes effect once, however often it is sent.

use super::support::*;
use holdfast_fetch::core::report::StopReason;
use holdfast_fetch::web::{RetryError, fetch_with_retry};
use serde_json::json;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_post_whose_answer_is_lost_is_not_sent_again() {
    let script = Script::new("drop,200;effect");
    let post = request(&script.url(), json!({ "method": "POST", "body": "order" }));
    let end = failed(fetch_with_retry(&post, &policy(json!({}))).await, StopReason::NotIdempotent);
    assert_eq!(history(&end.report), "network");
    let journal = script.journal_once("hits=1&open=0").await;
    assert_eq!((journal.hits.len(), journal.effects), (1, 1));
}

#[wasm_bindgen_test]
async fn a_post_that_never_left_is_sent_again_where_no_redirect_can_have_been_followed() {
    let restore = refuse_connections();
    let mut sent = Vec::new();
    for redirect in ["follow", "error", "manual"] {
        let init = json!({ "method": "POST", "body": "order", "redirect": redirect });
        let post = request("http://server.test/", init);
        let Err(RetryError::Failed(end)) = fetch_with_retry(&post, &policy(json!({ "retries": 2 }))).await
        else {
            panic!("{redirect}");
        };
        sent.push((end.report.reason, history(&end.report)));
    }
    restore.call0(&JsValue::NULL).unwrap();
    let thrice = (StopReason::Attempts, "network network network".to_owned());
    assert_eq!(sent, [(StopReason::NotIdempotent, "network".to_owned()), thrice.clone(), thrice]);
}

#[wasm_bindgen_test]
async fn a_call_within_a_call_is_not_believed_that_it_never_left() {
    let restore = refuse_connections();
    let nested = js_sys::Function::new_no_args(
        "const refuse = globalThis.fetch;
        globalThis.fetch = () => refuse().catch((cause) => {
            throw Object.assign(new Error('2 attempts', { cause }), { name: 'RetryError' });
        });",
    );
    nested.call0(&JsValue::NULL).unwrap();
    let init = json!({ "method": "POST", "body": "order", "redirect": "error" });
    let post = request("http://server.test/", init);
    let outcome = fetch_with_retry(&post, &policy(json!({ "retries": 2 }))).await;
    restore.call0(&JsValue::NULL).unwrap();
    let end = failed(outcome, StopReason::NotIdempotent);
    assert_eq!(history(&end.report), "network");
}

#[wasm_bindgen_test]
async fn with_a_key_it_is_whole_and_with_the_same_key() {
    let script = Script::new("drop,503,200;effect");
    let policy = policy(json!({ "idempotencyKey": true }));
    for _ in 0..2 {
        let post = request(&script.url(), json!({ "method": "POST", "body": "order" }));
        assert_eq!(fetch_with_retry(&post, &policy).await.unwrap().status(), 200);
    }
    let journal = script.journal_once("hits=4").await;
    let keys: Vec<&str> = journal.hits.iter().map(|hit| &*hit.headers["idempotency-key"]).collect();
    assert_eq!((keys[0].len(), journal.effects), (36, 2));
    assert_eq!(&keys[1..3], [keys[0]; 2]);
    assert_ne!(keys[3], keys[0], "another call has another key");
    assert!(
        journal.hits.iter().all(|hit| hit.body_bytes == 5 && hit.body_sha256 == journal.hits[0].body_sha256)
    );
}

#[wasm_bindgen_test]
async fn a_key_of_the_callers_is_kept() {
    let script = Script::new("503,200");
    let init = json!({ "method": "POST", "headers": { "Idempotency-Key": "order-7" } });
    let policy = policy(json!({ "idempotencyKey": true }));
    fetch_with_retry(&request(&script.url(), init), &policy).await.unwrap();
    let hits = script.journal().await.hits;
    assert!(
        hits.len() == 2 && hits.iter().all(|hit| hit.headers["idempotency-key"] == "order-7"),
        "{hits:?}"
    );
}

#[wasm_bindgen_test]
async fn a_precondition_makes_it_safe_as_well() {
    let script = Script::new("503,200");
    let init = json!({ "method": "PATCH", "headers": { "If-Match": "\"7\"" }, "body": "change" });
    fetch_with_retry(&request(&script.url(), init), &policy(json!({}))).await.unwrap();
    assert_eq!(script.journal().await.hits.len(), 2);
}

#[wasm_bindgen_test]
async fn a_request_is_used_up() {
    let script = Script::new("200");
    let put = request(&script.url(), json!({ "method": "PUT", "body": "order" }));
    fetch_with_retry(&put, &policy(json!({}))).await.unwrap();
    assert!(put.body_used());
    let again = fetch_with_retry(&put, &policy(json!({}))).await;
    assert!(matches!(again, Err(RetryError::Request(_))), "{again:?}");
    assert_eq!(script.journal().await.hits.len(), 1);
}
