//! A server's hint is a floor, whatever form it has; where CORS hides hints, the report says so.

use super::support::*;
use serde_json::json;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_hint_is_a_floor() {
    let script = Script::new("503;retry-after-ms=300,200");
    // The lowest draw still spreads upward.
    let policy = with(quick(json!({})), "random", function(|_| 0.0.into()));
    let response = fetch(script.url(), &policy, JsValue::UNDEFINED).await.unwrap();
    let attempt = &report(&response).attempts[0];
    assert_eq!((attempt.retry_after, attempt.wait), (Some(300.0), Some(300.0)));
    let hits = script.journal().await.hits;
    assert!(hits[1].at - hits[0].at >= 298.0, "{hits:?}");
}

#[wasm_bindgen_test]
async fn a_hint_that_is_too_long_ends_the_call() {
    let script = Script::new("503;retry-after=3600");
    let policy = quick(json!({ "retryAfter": { "cap": "1m" } }));
    let response = fetch(script.url(), &policy, JsValue::UNDEFINED).await.unwrap();
    assert_eq!(response.status(), 503);
    let report = report(&response);
    assert_eq!(report.reason, "hint-too-long");
    assert_eq!((report.attempts[0].retry_after, report.attempts[0].wait), (Some(3_600_000.0), None));
}

#[wasm_bindgen_test]
async fn a_date_counts_from_the_servers_own_clock() {
    // An hour slow and a day fast: our own clock would say "now" or "tomorrow".
    for skew in [-3600, 86_400] {
        for form in ["imf", "rfc850", "asctime"] {
            let script = Script::new(&format!("503;retry-after={form}:1200;clock-skew={skew}"));
            let policy = quick(json!({ "retryAfter": { "cap": "1m" } }));
            let response = fetch(script.url(), &policy, JsValue::UNDEFINED).await.unwrap();
            let report = report(&response);
            assert_eq!(report.attempts[0].retry_after, Some(1_200_000.0), "{form} {skew}");
            assert_eq!(report.reason, "hint-too-long");
        }
    }
}

#[wasm_bindgen_test]
async fn a_date_counts_from_our_clock_if_that_is_asked_for() {
    let script = Script::new("503;retry-after=imf:1200;clock-skew=-3600,200");
    let policy = quick(json!({ "retryAfter": { "dateHeader": false, "jitter": "none" } }));
    let response = fetch(script.url(), &policy, JsValue::UNDEFINED).await.unwrap();
    // It lies 40 minutes in our past.
    assert_eq!(report(&response).attempts[0].retry_after, Some(0.0));
    assert_eq!(response.status(), 200);
}

#[wasm_bindgen_test]
async fn a_hint_that_cors_hides_is_reported_as_hidden() {
    for (cors, is_hidden) in [("exposed", false), ("hidden", has_cors())] {
        let events = Events::new();
        let script = Script::with_cors("503;retry-after=0,200", cors);
        let policy = quick(json!({ "retryAfter": { "jitter": "none" } }));
        let policy = with(policy, "onEvent", &events.listener);
        let response = fetch(script.url(), &policy, JsValue::UNDEFINED).await.unwrap();
        let report = report(&response);
        assert_eq!(report.history(), "503 200", "{cors}");
        let refused = &report.attempts[0];
        assert_eq!(refused.hint_hidden, is_hidden, "{cors}");
        assert_eq!(refused.retry_after, if is_hidden { None } else { Some(0.0) }, "{cors}");
        // Of a good answer there is nothing to hint at.
        assert!(!report.attempts[1].hint_hidden, "{cors}");
        assert_eq!(get(&events.all.get(1), "hintHidden").is_truthy(), is_hidden, "{cors}");
    }
}
