//! Clients that fail together must not come back together.

use super::support::*;
use holdfast_fetch::core::report::StopReason;
use serde_json::json;
use std::collections::BTreeSet;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn waits_differ() {
    let policy = policy(json!({ "backoff": { "base": 20 }, "jitter": "full", "retries": 1 }));
    let mut waits = BTreeSet::new();
    for _ in 0..20 {
        let script = Script::new("503,reset");
        let end = failed(fetch(script.url(), &policy).await, StopReason::Attempts);
        let wait = end.report.attempts[0].wait.unwrap();
        assert!((0.0..=20.0).contains(&wait), "{wait}");
        waits.insert(wait.to_bits());
    }
    assert!(waits.len() >= 19, "only {} of 20 waits differ", waits.len());
}
