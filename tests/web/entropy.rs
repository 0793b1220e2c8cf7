//! Clients that fail together must not come back together.

use super::support::*;
use holdfast_fetch::web::RetryPolicy;
use serde_json::json;
use std::collections::BTreeSet;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn first_waits_are_spread_over_their_whole_range() {
    let policy = RetryPolicy::new(&JsValue::UNDEFINED).unwrap();
    let first = |_| policy.delays(&JsValue::UNDEFINED).unwrap().get(0).as_f64().unwrap();
    let draws: Vec<f64> = (0..1000).map(first).collect();
    assert!(draws.iter().all(|wait| (0.0..=500.0).contains(wait)));
    let distinct: BTreeSet<u64> = draws.iter().map(|wait| wait.to_bits()).collect();
    assert!(distinct.len() > 990, "only {} of 1000 draws differ", distinct.len());
    // Each tenth of the range gets 100 on average; fewer than 50 happen once in 30 million runs.
    for tenth in 0..10 {
        let range = f64::from(tenth) * 50.0..f64::from(tenth + 1) * 50.0;
        let count = draws.iter().filter(|wait| range.contains(wait)).count();
        assert!(count >= 50, "{count} of 1000 draws in {range:?}");
    }
}

#[wasm_bindgen_test]
async fn calls_spread_as_well() {
    let policy = policy(json!({ "backoff": { "base": 20 }, "retries": 1 }));
    let mut waits = BTreeSet::new();
    for _ in 0..20 {
        let policy = with(policy.clone(), "fetch", answers(&[503, 200]));
        let response = fetch("http://mock/", &policy, JsValue::UNDEFINED).await.unwrap();
        waits.insert(report(&response).attempts[0].wait.unwrap().to_bits());
    }
    assert!(waits.len() >= 19, "only {} of 20 waits differ", waits.len());
}

#[wasm_bindgen_test]
fn an_injected_generator_is_the_only_source() {
    let policy = RetryPolicy::new(&with(policy(json!({})), "random", function(|_| 0.5.into()))).unwrap();
    let delays = |options: &JsValue| -> Vec<f64> {
        policy.delays(options).unwrap().iter().filter_map(|delay| delay.as_f64()).collect()
    };
    assert_eq!(delays(&JsValue::UNDEFINED), [250.0, 500.0, 1000.0]);
    let own = with(init(json!({})), "random", function(|_| 0.0.into()));
    assert_eq!(delays(&own), [0.0, 0.0, 0.0]);
}

#[wasm_bindgen_test]
async fn every_call_has_a_key_of_its_own() {
    let policy = policy(json!({ "idempotencyKey": true }));
    let script = Script::new("200");
    for _ in 0..5 {
        fetch(script.url(), &policy, init(json!({ "method": "POST" }))).await.unwrap();
    }
    let journal = script.journal().await;
    let keys: BTreeSet<&str> =
        journal.hits.iter().map(|hit| hit.headers["idempotency-key"].as_str()).collect();
    assert_eq!(keys.len(), 5, "{keys:?}");
    assert!(keys.iter().all(|key| is_random_uuid(key)), "{keys:?}");
}

/// RFC 9562: version 4 and its variant, in lower case.
fn is_random_uuid(key: &str) -> bool {
    let fits = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        14 => byte == b'4',
        19 => b"89ab".contains(&byte),
        _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
    };
    key.len() == 36 && key.bytes().enumerate().all(fits)
}
