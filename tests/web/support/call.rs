//! Calls as the tests make them, and what they leave behind.

use super::javascript::ended;
use holdfast_fetch::web::{fetch_with_retry, report_of};
use js_sys::{Promise, Reflect};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use web_sys::Response;

/// A report, read back from JavaScript.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    pub reason: String,
    pub attempts: Vec<Attempt>,
    pub elapsed: f64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    pub status: Option<u16>,
    pub failure: Option<String>,
    pub retry_after: Option<f64>,
    #[serde(default)]
    pub hint_hidden: bool,
    pub wait: Option<f64>,
}

impl Report {
    /// The statuses and failures, one after the other: `503 timeout 200`.
    pub fn history(&self) -> String {
        let one = |attempt: &Attempt| match (attempt.status, &attempt.failure) {
            (Some(status), None) => status.to_string(),
            (None, Some(failure)) => failure.clone(),
            both => panic!("an attempt has a status or a failure, not {both:?}"),
        };
        self.attempts.iter().map(one).collect::<Vec<_>>().join(" ")
    }
}

/// A policy, from its data. Without a budget, unless it says otherwise: all tests call one server, and would share its tokens.
pub fn policy(mut data: Value) -> JsValue {
    if let Some(entries) = data.as_object_mut() {
        entries.entry("budget").or_insert(json!(false));
    }
    object(data)
}

fn object(data: Value) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    data.serialize(&serializer).unwrap()
}

/// A policy that waits no longer than a millisecond, but for what `data` says.
pub fn quick(mut data: Value) -> JsValue {
    let entries = data.as_object_mut().unwrap();
    entries.entry("backoff").or_insert(json!({ "type": "constant", "base": 1 }));
    entries.entry("jitter").or_insert(json!("none"));
    policy(data)
}

/// The second argument of `fetch`, but for what is not plain data.
pub fn init(data: Value) -> JsValue {
    object(data)
}

/// The same object with one entry more.
pub fn with(object: JsValue, name: &str, value: impl AsRef<JsValue>) -> JsValue {
    Reflect::set(&object, &name.into(), value.as_ref()).unwrap();
    object
}

/// Begins a call.
pub fn begin(input: impl Into<JsValue>, policy: &JsValue, init: impl Into<JsValue>) -> Promise {
    fetch_with_retry(&input.into(), policy, &init.into())
}

/// One call, to its end.
pub async fn fetch(
    input: impl Into<JsValue>,
    policy: &JsValue,
    init: impl Into<JsValue>,
) -> Result<Response, JsValue> {
    ended(begin(input, policy, init)).await.map(JsCast::unchecked_into)
}

/// The report behind a response or error.
pub fn report(outcome: impl AsRef<JsValue>) -> Report {
    serde_wasm_bindgen::from_value(report_of(outcome.as_ref())).expect("an outcome with a report")
}
