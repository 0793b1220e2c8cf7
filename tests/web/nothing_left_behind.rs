//! A call that has ended leaves no timer and no listener.

use super::support::*;
use js_sys::Promise;
use serde_json::json;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::AbortController;

/// Calls that end in every way that a caller's signal and a timer can be part of.
fn transports() -> [(&'static str, JsValue); 5] {
    [
        ("200", answers(&[200])),
        ("503 200", answers(&[503, 200])),
        ("503 503 503", answers(&[503])),
        (
            "network network network",
            function(|_| Promise::reject(&js_sys::TypeError::new("Failed to fetch")).into()),
        ),
        ("timeout timeout timeout", function(|_| Promise::new(&mut |_, _| ()).into())),
    ]
}

/// The history of a call, however it ended.
async fn history_of(policy: &JsValue, init: JsValue) -> String {
    fetch("http://mock/", policy, init).await.map_or_else(report, report).history()
}

#[wasm_bindgen_test]
async fn no_listener_stays_on_a_shared_signal() {
    let controller = AbortController::new().unwrap();
    let count = count_listeners(&controller.signal());
    for (history, transport) in transports() {
        let policy = with(quick(json!({ "retries": 2, "attemptTimeout": 5 })), "fetch", transport);
        for call in 0..20 {
            let ended = history_of(&policy, with(init(json!({})), "signal", controller.signal())).await;
            // A transport answers with its last status from then on.
            assert!(call > 0 || ended == history, "{ended}");
        }
        assert_eq!(count.call0(&JsValue::UNDEFINED).unwrap(), 0, "after {history}");
    }
}

#[wasm_bindgen_test]
async fn no_timer_runs_on() {
    for (history, transport) in transports() {
        let policy = with(quick(json!({ "retries": 2, "attemptTimeout": 5 })), "fetch", transport);
        let timers = watch_timers();
        let ended = history_of(&policy, JsValue::UNDEFINED).await;
        let left = timers.count();
        timers.restore();
        assert_eq!((ended.as_str(), left), (history, 0));
    }
}

#[wasm_bindgen_test]
async fn an_abort_clears_the_timer_of_a_wait() {
    let controller = AbortController::new().unwrap();
    let (listener, waiting) = first_event("wait");
    let policy = with(policy(json!({ "backoff": { "base": "20s" } })), "fetch", answers(&[503]));
    let policy = with(policy, "onEvent", listener);
    let timers = watch_timers();
    let init = with(init(json!({})), "signal", controller.signal());
    let call = begin("http://mock/", &policy, init);
    ended(waiting).await.unwrap();
    let before = timers.count();
    controller.abort();
    let outcome = ended(call).await;
    let left = timers.count();
    timers.restore();
    assert_eq!((before, left), (1, 0));
    assert_eq!(report(outcome.unwrap_err()).history(), "503");
}
