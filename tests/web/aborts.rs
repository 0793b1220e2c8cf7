//! An abort ends a call at once, wherever it is, with the caller's own reason.

use super::support::*;
use js_sys::{Object, Promise};
use serde_json::json;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{AbortController, Request, RequestInit};

/// Reasons of every kind; a text or `null` can carry no report.
fn reasons() -> [JsValue; 4] {
    [js_sys::Error::new("enough").into(), Object::new().into(), "enough".into(), JsValue::NULL]
}

fn start(url: &str, policy: &JsValue, controller: &AbortController) -> Promise {
    let init = with(init(json!({})), "signal", controller.signal());
    begin(url, policy, init)
}

/// Rejects with exactly `reason`, whose report is `history`.
async fn assert_aborted(call: Promise, reason: &JsValue, history: &str) {
    let error = ended(call).await.unwrap_err();
    assert!(is_same(&error, reason), "{error:?} is not {reason:?}");
    if reason.is_object() {
        let report = report(reason);
        assert_eq!((report.reason.as_str(), report.history().as_str()), ("aborted", history));
    }
}

#[wasm_bindgen_test]
async fn before_the_start_nothing_is_sent() {
    for reason in reasons() {
        let script = Script::new("200");
        let controller = AbortController::new().unwrap();
        controller.abort_with_reason(&reason);
        assert_aborted(start(&script.url(), &JsValue::UNDEFINED, &controller), &reason, "").await;
        assert_eq!(script.journal().await.hits.len(), 0);
    }
}

#[wasm_bindgen_test]
async fn while_an_attempt_hangs() {
    for reason in reasons() {
        let script = Script::new("hang");
        let controller = AbortController::new().unwrap();
        let call = start(&script.url(), &quick(json!({})), &controller);
        script.journal_once("hits=1").await;
        controller.abort_with_reason(&reason);
        assert_aborted(call, &reason, "aborted").await;
        let journal = script.journal_once("open=0").await;
        assert_eq!(journal.hits.len(), 1);
        assert_eq!(journal.hits[0].ended, "client-closed");
    }
}

#[wasm_bindgen_test]
async fn while_a_later_attempt_hangs() {
    for reason in reasons() {
        let script = Script::new("503,hang");
        let controller = AbortController::new().unwrap();
        let call = start(&script.url(), &quick(json!({})), &controller);
        script.journal_once("hits=2").await;
        controller.abort_with_reason(&reason);
        assert_aborted(call, &reason, "503 aborted").await;
        assert_eq!(script.journal_once("open=0").await.hits[1].ended, "client-closed");
    }
}

#[wasm_bindgen_test]
async fn during_a_wait() {
    for reason in reasons() {
        let script = Script::new("503;retry-after=60");
        let controller = AbortController::new().unwrap();
        let (listener, waiting) = first_event("wait");
        let call = start(&script.url(), &with(quick(json!({})), "onEvent", listener), &controller);
        ended(waiting).await.unwrap();
        controller.abort_with_reason(&reason);
        assert_aborted(call, &reason, "503").await;
        assert_eq!(script.journal().await.hits.len(), 1);
    }
}

#[wasm_bindgen_test]
async fn from_within_any_event() {
    for (kind, history, hits) in [("attempt", "aborted", 0), ("response", "503", 1), ("wait", "503", 1)] {
        let script = Script::new("503");
        let controller = AbortController::new().unwrap();
        let reason = JsValue::from(Object::new());
        let (own, why) = (controller.clone(), reason.clone());
        let listener = function(move |event| {
            if text(&event, "type") == kind {
                own.abort_with_reason(&why);
            }
            JsValue::UNDEFINED
        });
        let call = start(&script.url(), &with(quick(json!({})), "onEvent", listener), &controller);
        assert_aborted(call, &reason, history).await;
        assert_eq!(script.journal().await.hits.len(), hits, "{kind}");
    }
}

#[wasm_bindgen_test]
async fn while_the_caller_is_asked() {
    for name in ["shouldRetry", "backoff"] {
        let script = Script::new("503");
        let controller = AbortController::new().unwrap();
        let reason = JsValue::from(Object::new());
        let (own, why) = (controller.clone(), reason.clone());
        let never_answers = function(move |_| {
            own.abort_with_reason(&why);
            Promise::new(&mut |_, _| ()).into()
        });
        let call = start(&script.url(), &with(policy(json!({})), name, never_answers), &controller);
        assert_aborted(call, &reason, "503").await;
    }
}

#[wasm_bindgen_test]
async fn the_signal_of_a_request_counts_as_well() {
    let script = Script::new("hang");
    let controller = AbortController::new().unwrap();
    let reason = JsValue::from(Object::new());
    let request_init = RequestInit::new();
    request_init.set_signal(Some(&controller.signal()));
    let request = Request::new_with_str_and_init(&script.url(), &request_init).unwrap();
    let call = begin(request, &quick(json!({})), JsValue::UNDEFINED);
    script.journal_once("hits=1").await;
    controller.abort_with_reason(&reason);
    assert_aborted(call, &reason, "aborted").await;
}

#[wasm_bindgen_test]
async fn an_abort_without_a_reason_is_an_abort_error() {
    let script = Script::new("hang");
    let controller = AbortController::new().unwrap();
    let call = start(&script.url(), &quick(json!({})), &controller);
    script.journal_once("hits=1").await;
    controller.abort();
    let error = ended(call).await.unwrap_err();
    assert_eq!(text(&error, "name"), "AbortError");
    assert!(is_same(&error, &controller.signal().reason()));
}

#[wasm_bindgen_test]
async fn after_the_headers_it_stops_the_body() {
    // With a refusal first, the response takes another way through the shell.
    for steps in ["endless;every=10", "reset,endless;every=10"] {
        let script = Script::new(steps);
        let controller = AbortController::new().unwrap();
        // Its status is 503: the policy retries nothing of that, and so returns it.
        let policy = quick(json!({ "statuses": [], "idempotent": true }));
        let own = with(init(json!({ "method": "POST" })), "signal", controller.signal());
        let response = fetch(script.url(), &policy, own).await.unwrap();
        let reason = JsValue::from(js_sys::Error::new("enough"));
        let body = response.text().unwrap();
        controller.abort_with_reason(&reason);
        ended(body).await.unwrap_err();
        let journal = script.journal_once("open=0").await;
        assert_eq!(journal.hits.last().unwrap().ended, "client-closed");
    }
}
