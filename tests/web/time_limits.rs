//! An attempt is given up after its time, a call at its deadline.

use super::support::*;
use holdfast_fetch::core::report::StopReason;
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn an_attempt_that_hangs_is_given_up() {
    let script = Script::new("hang,200");
    let policy = policy(json!({ "timeouts": true, "attemptTimeout": "2s" }));
    assert_eq!(fetch(script.url(), &policy).await.unwrap().status(), 200);
    let hits = script.journal_once("hits=2&open=0").await.hits;
    assert_eq!((hits.len(), hits[0].ended.as_str()), (2, "client-closed"));
}

#[wasm_bindgen_test]
async fn a_deadline_holds_in_the_midst_of_an_attempt() {
    let script = Script::new("hang");
    let policy = policy(json!({ "timeouts": true, "attemptTimeout": "200ms", "deadline": "200ms" }));
    let end = failed(fetch(script.url(), &policy).await, StopReason::Deadline);
    assert_eq!(history(&end.report), "timeout");
    assert!(end.report.elapsed >= 199.0, "{}", end.report.elapsed);
    assert_eq!(script.journal_once("hits=1&open=0").await.hits[0].ended, "client-closed");
}

#[wasm_bindgen_test]
async fn a_wait_that_would_outlast_the_deadline_is_not_begun() {
    let script = Script::new("503;retry-after=60");
    let response = fetch(script.url(), &policy(json!({ "deadline": "30s" }))).await.unwrap();
    assert_eq!(response.status(), 503);
    assert_eq!(script.journal().await.hits.len(), 1);
}
