//! How a call ends badly, for Rust and for JavaScript.

use super::failure::get;
use crate::core::error::PolicyError;
use crate::core::history::CallReport;
use crate::core::network_error::Failure;
use js_sys::{Object, Reflect};
use std::fmt;
use wasm_bindgen::prelude::*;
use web_sys::Response;

/// Why there is no response.
#[derive(Debug)]
#[non_exhaustive]
pub enum RetryError {
    /// The policy is refused; nothing was sent.
    Policy(Box<PolicyError>),
    /// The request is none that could be sent, as the platform says; nothing was.
    Request(JsValue),
    /// The caller's signal was aborted.
    Aborted {
        /// The signal's.
        reason: JsValue,
        /// What happened before.
        report: CallReport,
    },
    /// Retries did not help, or were not allowed.
    Failed(Box<Failed>),
}

/// The end of a call without a good answer.
#[derive(Debug)]
pub struct Failed {
    /// Method and address, without query and credentials.
    pub request: String,
    /// Why it ended, and every attempt with the wait after it.
    pub report: CallReport,
    /// The last response, if there was one. Its body is there only with `throwOnStatus`.
    pub response: Option<Response>,
    /// What `fetch` rejected with at the last attempt.
    pub cause: Option<JsValue>,
}

impl fmt::Display for RetryError {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            RetryError::Policy(error) => error.fmt(out),
            RetryError::Request(error) => {
                out.write_str(&get(error, "message").as_string().unwrap_or_else(|| format!("{error:?}")))
            }
            RetryError::Aborted { .. } => out.write_str("the call was aborted"),
            RetryError::Failed(end) => end.fmt(out),
        }
    }
}

impl fmt::Display for Failed {
    /// Not in the platform's words, which may hold the whole address: those are in the cause.
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let CallReport { reason, attempts, .. } = &self.report;
        write!(out, "{}: {} (", self.request, reason.as_str())?;
        let Some(last) = attempts.last() else { return out.write_str("nothing was sent)") };
        match attempts.len() {
            1 => write!(out, "1 attempt: ")?,
            count => write!(out, "{count} attempts, the last: ")?,
        }
        match last.status {
            Some(status) => write!(out, "{status})"),
            None => write!(out, "{})", last.failure.map_or("", Failure::as_str)),
        }
    }
}

impl std::error::Error for RetryError {}

impl From<RetryError> for JsValue {
    /// A `TypeError` for a refused policy; what the platform or the caller said, for a request or an abort; else an error
    /// of the name `RetryError` with `reason`, `attempts`, `elapsed`, and `response`, `cause` and `probeIn` if there are.
    fn from(error: RetryError) -> JsValue {
        match error {
            RetryError::Policy(error) => {
                let thrown = js_sys::TypeError::new(&error.message()).into();
                set(&thrown, "field", &error.field.into());
                set(&thrown, "allowed", &error.allowed.into());
                thrown
            }
            RetryError::Request(error) | RetryError::Aborted { reason: error, .. } => error,
            RetryError::Failed(end) => {
                let thrown = js_sys::Error::new(&end.to_string());
                thrown.set_name("RetryError");
                let report = serde_wasm_bindgen::to_value(&end.report).unwrap_or_default();
                let thrown = JsValue::from(Object::assign(&thrown, report.unchecked_ref()));
                for (name, value) in [("response", end.response.map(JsValue::from)), ("cause", end.cause)] {
                    value.inspect(|value| set(&thrown, name, value));
                }
                thrown
            }
        }
    }
}

fn set(object: &JsValue, name: &str, value: &JsValue) {
    // An object of its own refuses nothing.
    let _ = Reflect::set(object, &name.into(), value);
}
