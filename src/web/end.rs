//! How a call ends for its caller: a response, the caller's own abort reason, or a `RetryError`.

use crate::core::network_error::Failure;
use crate::core::report::{Attempt, CallReport, StopReason};
use crate::core::text;
use crate::web::request::Request;
use crate::web::{response, rows};
use js_sys::Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/web/attempt.js")]
extern "C" {
    /// Cancels the body, without waiting for that.
    pub fn release(response: &JsValue);

    /// The same for a response that gave way to an answer, unless its body is the answer's.
    #[wasm_bindgen(js_name = releaseFor)]
    pub fn release_for(response: &JsValue, answer: &JsValue);
}

#[wasm_bindgen(module = "/src/web/report.js")]
extern "C" {
    fn remember(outcome: &JsValue, report: &JsValue);

    /// What was tied to an outcome: a report, or for a success at once the time it took.
    pub fn recall(outcome: &JsValue) -> JsValue;

    #[wasm_bindgen(js_name = newAttempts)]
    fn new_attempts(rows: &JsValue, errors: &Array) -> JsValue;

    #[wasm_bindgen(js_name = newReport)]
    fn new_report(
        reason: &str,
        elapsed: f64,
        ambiguous: bool,
        fallback: bool,
        probe_in: f64,
        rows: &JsValue,
        errors: &Array,
    ) -> JsValue;
}

#[wasm_bindgen(module = "/src/web/error.js")]
extern "C" {
    // The package exports this class.
    #[wasm_bindgen(extends = js_sys::Error, reexport)]
    type RetryError;

    #[wasm_bindgen(constructor)]
    fn new(request: &str, report: &JsValue, response: &JsValue, cause: &JsValue) -> RetryError;
}

/// The last outcome of a call.
pub enum Outcome {
    /// Nothing was sent.
    None,
    Response(JsValue),
    /// A response whose body is gone, since another attempt was certain.
    Released(JsValue),
    Error(JsValue),
    /// A callback threw, after this response.
    Broken(JsValue, JsValue),
    /// The second-best answer.
    Fallback(JsValue),
}

impl Outcome {
    /// As callbacks are given it: a response and an error, each `none` if there is none.
    pub fn as_arguments<'a>(&'a self, none: &'a JsValue) -> (&'a JsValue, &'a JsValue) {
        match self {
            Outcome::Response(response) => (response, none),
            Outcome::Error(error) => (none, error),
            _ => (none, none),
        }
    }
}

fn table(attempts: &[Attempt]) -> JsValue {
    let mut rows = Vec::new();
    for attempt in attempts {
        let numbers = vec![
            attempt.number.into(),
            attempt.tier.into(),
            attempt.started_at,
            attempt.duration,
            attempt.status.map_or(-1.0, f64::from),
            attempt.retry_after.unwrap_or(-1.0),
            attempt.hint_hidden.into(),
            attempt.wait.unwrap_or(-1.0),
        ];
        rows.push((String::new(), attempt.failure.map_or("", Failure::as_str), numbers));
    }
    rows::to_js(&rows)
}

/// A report as JavaScript sees it, with the errors that the core does not know, by attempt.
pub fn to_js(report: &CallReport, errors: &Array) -> JsValue {
    let CallReport { reason, attempts, elapsed, ambiguous, fallback, probe_in } = report;
    let probe_in = probe_in.unwrap_or(-1.0);
    new_report(reason.as_str(), *elapsed, *ambiguous, *fallback, probe_in, &table(attempts), errors)
}

/// The attempts so far, as JavaScript sees them.
pub fn attempts_to_js(attempts: &[Attempt], errors: &Array) -> JsValue {
    new_attempts(&table(attempts), errors)
}

/// What the caller's promise settles with.
pub fn settle(
    outcome: Outcome,
    report: &CallReport,
    errors: &Array,
    request: &Request,
    throw_on_status: bool,
) -> Result<JsValue, JsValue> {
    let history = to_js(report, errors);
    let aborted = report.reason == StopReason::Aborted;
    // What an operation returns is its own affair, unless it is a response.
    let judged = |outcome: &JsValue| match request.is_operation {
        true => response::judged(outcome, false),
        false => outcome.clone(),
    };
    let is_failure = |response| throw_on_status && response::status(&judged(response)) >= 400;
    let none = JsValue::UNDEFINED;
    let (response, cause) = match outcome {
        Outcome::None => (none.clone(), none),
        Outcome::Error(error) => (none, error),
        Outcome::Broken(response, error) => (response, error),
        Outcome::Fallback(response) => {
            remember(&response, &history);
            return Ok(response);
        }
        Outcome::Response(response) if !aborted && !is_failure(&response) => {
            if !judged(&response).is_undefined() {
                remember(&response, &history);
            }
            return Ok(response);
        }
        Outcome::Response(response) | Outcome::Released(response) => (response, none),
    };
    let error = match &request.signal {
        Some(signal) if aborted => signal.reason(),
        _ => {
            let request = text::concat(&[&request.method, " ", &request.address()]);
            RetryError::new(&request, &history, &response, &cause).into()
        }
    };
    remember(&error, &history);
    Err(error)
}
