//! A caller who gives up is obeyed at once, and nothing is left behind.

use super::support::*;
use holdfast_fetch::core::policy::Policy;
use holdfast_fetch::web::{RetryError, fetch_with_retry};
use js_sys::Object;
use serde_json::json;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{AbortController, Request, RequestInit, Response};

type End = Result<Response, RetryError>;

async fn call(url: &str, controller: &AbortController, policy: Policy) -> End {
    let init = RequestInit::new();
    init.set_signal(Some(&controller.signal()));
    fetch_with_retry(&Request::new_with_str_and_init(url, &init).unwrap(), &policy).await
}

/// Drives the call until something else has happened, which has to be first.
async fn until<T>(mut call: Pin<&mut impl Future<Output = End>>, event: impl Future<Output = T>) -> T {
    let mut event = pin!(event);
    poll_fn(|context| match (call.as_mut().poll(context), event.as_mut().poll(context)) {
        (_, Poll::Ready(happened)) => Poll::Ready(happened),
        (Poll::Ready(end), _) => panic!("the call has ended: {end:?}"),
        _ => Poll::Pending,
    })
    .await
}

fn assert_aborted(end: End, with: &JsValue, before: &str) {
    match end {
        Err(RetryError::Aborted { reason, report }) => {
            assert!(is_same(&reason, with), "{reason:?} is not {with:?}");
            assert_eq!(history(&report), before);
        }
        other => panic!("an abort was expected, not {other:?}"),
    }
}

#[wasm_bindgen_test]
async fn before_the_start_nothing_is_sent() {
    let (script, controller) = (Script::new("200"), AbortController::new().unwrap());
    let reason = JsValue::from("enough");
    controller.abort_with_reason(&reason);
    assert_aborted(call(&script.url(), &controller, policy(json!({}))).await, &reason, "");
    assert_eq!(script.journal().await.hits.len(), 0);
}

#[wasm_bindgen_test]
async fn an_attempt_under_way_is_cancelled() {
    let (script, controller) = (Script::new("503,hang"), AbortController::new().unwrap());
    let url = script.url();
    let mut call = pin!(call(&url, &controller, policy(json!({}))));
    until(call.as_mut(), script.journal_once("hits=2")).await;
    let reason = JsValue::from(Object::new());
    controller.abort_with_reason(&reason);
    assert_aborted(call.await, &reason, "503 aborted");
    let journal = script.journal_once("open=0").await;
    assert_eq!((journal.hits.len(), journal.hits[1].ended.as_str()), (2, "client-closed"));
}

#[wasm_bindgen_test]
async fn a_wait_ends_at_once() {
    let (script, controller) = (Script::new("503;retry-after=20"), AbortController::new().unwrap());
    let url = script.url();
    let listeners = count_listeners(&controller.signal());
    let timers = watch_timers(20_000.0);
    let policy = policy(json!({ "attemptTimeout": "9s" }));
    let mut call = Box::pin(call(&url, &controller, policy));
    until(call.as_mut(), async {
        while timers.count() == 0 {
            script.journal_once("hits=1").await;
        }
    })
    .await;
    controller.abort();
    let end = call.await;
    let left = timers.count();
    timers.restore();
    assert_aborted(end, &controller.signal().reason(), "503");
    assert_eq!((left, listeners.call0(&JsValue::UNDEFINED).unwrap()), (0, JsValue::from(0)));
    assert_eq!(script.journal().await.hits.len(), 1);
}

#[wasm_bindgen_test]
async fn a_future_that_is_dropped_cancels_its_attempt() {
    let (script, controller) = (Script::new("hang"), AbortController::new().unwrap());
    let url = script.url();
    let timers = watch_timers(9000.0);
    let mut call = Box::pin(call(&url, &controller, policy(json!({ "attemptTimeout": "9s" }))));
    until(call.as_mut(), script.journal_once("hits=1")).await;
    let before = timers.count();
    drop(call);
    let left = timers.count();
    timers.restore();
    assert_eq!((before, left), (1, 0));
    assert_eq!(script.journal_once("open=0").await.hits[0].ended, "client-closed");
}

#[wasm_bindgen_test]
async fn after_the_headers_the_signal_governs_the_body() {
    let (script, controller) = (Script::new("reset,endless;every=10"), AbortController::new().unwrap());
    // Its status is 503: the policy retries nothing of that, and so returns it.
    let response = call(&script.url(), &controller, policy(json!({ "statuses": [] }))).await.unwrap();
    let body = body_of(&response);
    controller.abort();
    body.await.unwrap_err();
    let journal = script.journal_once("open=0").await;
    assert_eq!(journal.hits.last().unwrap().ended, "client-closed");
}
