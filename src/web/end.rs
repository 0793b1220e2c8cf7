//! How a call ends for its caller: a response, the caller's own abort reason, or a `RetryError`.

use crate::core::report::{CallReport, StopReason};
use crate::core::text;
use crate::web::failure;
use crate::web::request::Request;
use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::Response;

#[wasm_bindgen(module = "/src/web/attempt.js")]
extern "C" {
    /// Cancels the body, without waiting for that.
    pub fn release(response: &JsValue);

    /// Ties a report to a response or error.
    pub fn remember(outcome: &JsValue, report: &JsValue);

    /// What was tied to it: the time of a first-try success, or a report.
    pub fn recall(outcome: &JsValue) -> JsValue;
}

#[wasm_bindgen(module = "/src/web/error.js")]
extern "C" {
    // The package exports this class.
    #[wasm_bindgen(extends = js_sys::Error, reexport)]
    type RetryError;

    #[wasm_bindgen(constructor)]
    fn new(message: &str, report: &JsValue, response: Option<&Response>, cause: &JsValue) -> RetryError;
}

/// The last outcome of a call.
pub enum Outcome {
    /// Nothing was sent.
    None,
    Response(Response),
    /// A response whose body is gone, since another attempt was certain.
    Released(Response),
    Error(JsValue),
}

/// A report as JavaScript sees it, with the errors that the core does not know.
pub fn to_js(report: &CallReport, errors: &[(u32, JsValue)]) -> JsValue {
    let value = serde_wasm_bindgen::to_value(report).unwrap_or_default();
    let attempts: Array = Reflect::get(&value, &"attempts".into()).unwrap_or_default().unchecked_into();
    for (number, error) in errors {
        let _ = Reflect::set(&attempts.get(number - 1), &"error".into(), error);
    }
    value
}

/// What the caller's promise settles with.
pub fn settle(
    outcome: Outcome,
    report: &CallReport,
    errors: &[(u32, JsValue)],
    request: &Request,
    throw_on_status: bool,
) -> Result<JsValue, JsValue> {
    let history = to_js(report, errors);
    let result = match (outcome, &request.signal) {
        (_, Some(signal)) if report.reason == StopReason::Aborted => Err(signal.reason()),
        (Outcome::Response(response), _) if !(throw_on_status && response.status() >= 400) => {
            Ok(response.into())
        }
        (outcome, _) => Err(error(outcome, report, &history, request)),
    };
    remember(result.as_ref().unwrap_or_else(|error| error), &history);
    result
}

fn error(outcome: Outcome, report: &CallReport, history: &JsValue, request: &Request) -> JsValue {
    let (response, cause) = match outcome {
        Outcome::Response(response) | Outcome::Released(response) => (Some(response), JsValue::UNDEFINED),
        Outcome::Error(error) => (None, error),
        Outcome::None => (None, JsValue::UNDEFINED),
    };
    let detail = match &response {
        Some(response) => ["status ", &text::whole(response.status().into())].concat(),
        None => failure::message(&cause),
    };
    let message = [&request.method, " ", &request.address, ": ", &summary(report), ": ", &detail].concat();
    RetryError::new(message.trim_end_matches([':', ' ']), history, response.as_ref(), &cause).into()
}

fn summary(report: &CallReport) -> String {
    let why = match report.reason {
        StopReason::Deadline => "no time left before the deadline",
        StopReason::HintTooLong => "the server asks to wait longer than retryAfter.cap",
        StopReason::NotIdempotent => "not sent again, which might repeat its effect",
        StopReason::Body => "not sent again, since its body is a stream",
        StopReason::Veto => "shouldRetry said no",
        StopReason::Offline => "offline",
        StopReason::Error => "an error that is not retried",
        _ => "failed",
    };
    match report.attempts.len() {
        0 => why.into(),
        1 => [why, " (1 attempt)"].concat(),
        count => [why, " (", &text::whole(count as u64), " attempts)"].concat(),
    }
}
