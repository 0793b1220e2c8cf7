//! What calls of equal policies share: tokens for retries, and a circuit.

use super::support::*;
use holdfast_fetch::core::report::StopReason;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

/// Another test's policy must not say the same as this one's.
fn own(mut data: Value, cap: u32) -> Value {
    data["retryAfter"] = json!({ "cap": format!("{cap}s") });
    data
}

#[wasm_bindgen_test]
async fn without_a_token_nothing_is_sent_again() {
    let data = || own(json!({ "retries": 1, "budget": { "initial": 1 } }), 71);
    for (hits, sent) in [(2, "the only token"), (1, "none left")] {
        let script = Script::new("503");
        // Read anew: what says the same is the same policy.
        let response = fetch(script.url(), &policy(data())).await.unwrap();
        assert!(body_of(&response).await.unwrap().contains("attempt"), "the real answer, with its body");
        assert_eq!(script.journal().await.hits.len(), hits, "{sent}");
    }
    let (script, other) = (Script::new("503,200"), policy(own(json!({ "budget": { "initial": 1 } }), 72)));
    assert_eq!(fetch(script.url(), &other).await.unwrap().status(), 200, "another policy has its own");
}

#[wasm_bindgen_test]
async fn what_is_of_one_call_makes_no_other_policy() {
    let script = Script::new("503");
    for (deadline, hits) in [("41s", 2), ("42s", 3)] {
        let data = own(json!({ "deadline": deadline, "retries": 1, "budget": { "initial": 1 } }), 76);
        fetch(script.url(), &policy(data)).await.unwrap();
        assert_eq!(script.journal().await.hits.len(), hits, "{deadline}");
    }
}

#[wasm_bindgen_test]
async fn an_open_circuit_lets_nothing_through() {
    for (key, cap) in [("origin", 73), ("policy", 74)] {
        let breaker = json!({ "minimum": 2, "open": "10s", "key": key });
        let policy = policy(own(json!({ "retries": 0, "breaker": breaker }), cap));
        let script = Script::new("503");
        for _ in 0..2 {
            assert_eq!(fetch(script.url(), &policy).await.unwrap().status(), 503);
        }
        let end = failed(fetch(script.url(), &policy).await, StopReason::CircuitOpen);
        let probe_in = end.report.probe_in.unwrap();
        assert!((1.0..12_501.0).contains(&probe_in), "{probe_in}");
        assert!(end.to_string().ends_with("circuit-open (nothing was sent)"), "{end}");
        assert_eq!(script.journal().await.hits.len(), 2);
    }
}

#[wasm_bindgen_test]
async fn a_circuit_closes_when_a_probe_succeeds() {
    let breaker = json!({ "minimum": 2, "open": "100ms" });
    let policy = policy(own(json!({ "retries": 0, "breaker": breaker }), 75));
    let script = Script::new("2*503,200");
    for _ in 0..2 {
        fetch(script.url(), &policy).await.unwrap();
    }
    let end = loop {
        match fetch(script.url(), &policy).await {
            Ok(response) => break response.status(),
            refused => failed(refused, StopReason::CircuitOpen),
        };
        script.journal().await;
    };
    assert_eq!(end, 200);
    assert_eq!(fetch(script.url(), &policy).await.unwrap().status(), 200);
}
