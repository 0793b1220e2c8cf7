//! Calls as the tests make them.

use holdfast_fetch::core::history::CallReport;
use holdfast_fetch::core::policy::Policy;
use holdfast_fetch::core::report::StopReason;
use holdfast_fetch::web::{Failed, RetryError, fetch_in_javascript, fetch_with_retry};
use serde::Serialize;
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use web_sys::{Request, RequestInit, Response};

/// A policy, from its data. It waits no longer than a millisecond and has no budget, unless it says otherwise: all tests
/// call one server, and would share its tokens.
pub fn policy(data: Value) -> Policy {
    Policy::read(serde_json::from_value(quick(data)).unwrap()).unwrap()
}

/// The same as an object of JavaScript.
pub fn object(data: Value) -> JsValue {
    data.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap()
}

/// Data of a policy that waits no longer than a millisecond and has no budget, but for what `data` says.
pub fn quick(mut data: Value) -> Value {
    let entries = data.as_object_mut().unwrap();
    entries.entry("backoff").or_insert(json!({ "type": "constant", "base": 1 }));
    entries.entry("jitter").or_insert(json!("none"));
    entries.entry("budget").or_insert(json!(false));
    data
}

/// A request with this init.
pub fn request(url: &str, init: Value) -> Request {
    Request::new_with_str_and_init(url, &object(init).unchecked_into::<RequestInit>()).unwrap()
}

/// One call of a GET, to its end.
pub async fn fetch(url: String, policy: &Policy) -> Result<Response, RetryError> {
    fetch_with_retry(&request(&url, json!({})), policy).await
}

/// One call as from JavaScript.
pub async fn fetch_js(url: String, policy: JsValue) -> Result<Response, JsValue> {
    fetch_in_javascript(url.into(), policy, JsValue::UNDEFINED).await
}

/// The end of a call that has failed, with a certain reason.
pub fn failed(end: Result<Response, RetryError>, reason: StopReason) -> Box<Failed> {
    match end {
        Err(RetryError::Failed(end)) => {
            assert_eq!(end.report.reason, reason, "{end}");
            end
        }
        other => panic!("{reason:?} was expected, not {other:?}"),
    }
}

/// The statuses and failures, one after the other: `503 timeout 200`.
pub fn history(report: &CallReport) -> String {
    let one = |attempt: &holdfast_fetch::core::report::Attempt| match (attempt.status, attempt.failure) {
        (Some(status), None) => status.to_string(),
        (None, Some(failure)) => failure.as_str().to_owned(),
        both => panic!("an attempt has a status or a failure, not {both:?}"),
    };
    report.attempts.iter().map(one).collect::<Vec<_>>().join(" ")
}
