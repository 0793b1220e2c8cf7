//! What the caller's `onEvent` is told. Nothing here runs without one.

use crate::core::report::{Attempt, StopReason};
use crate::web::request::Request;
use js_sys::{Function, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/web/error.js")]
extern "C" {
    fn complain(error: &JsValue);
}

/// One event. Which of the optional parts are there depends on `type`.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Event<'a> {
    pub r#type: &'static str,
    pub method: &'a str,
    pub url: &'a str,
    pub attempt: u32,
    pub elapsed: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<f64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub hint_hidden: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<StopReason>,
}

impl<'a> Event<'a> {
    /// An event of `kind` in the life of `request`.
    pub fn new(kind: &'static str, request: &'a Request, attempt: u32, elapsed: f64) -> Self {
        Event {
            r#type: kind,
            method: &request.method,
            url: &request.address,
            attempt,
            elapsed,
            ..Event::default()
        }
    }

    /// With what became of an attempt.
    pub fn of_attempt(self, attempt: &Attempt) -> Self {
        Event {
            status: attempt.status,
            retry_after: attempt.retry_after,
            hint_hidden: attempt.hint_hidden,
            failure: attempt.failure.map(|failure| failure.as_str()),
            ..self
        }
    }

    /// Tells `listener`. What it throws is its own affair.
    pub fn tell(self, listener: &Function, error: Option<&JsValue>) {
        let Ok(event) = serde_wasm_bindgen::to_value(&self) else { return };
        if let Some(error) = error {
            let _ = Reflect::set(&event, &"error".into(), error);
        }
        if let Err(error) = listener.call1(&JsValue::UNDEFINED, &event) {
            complain(&error);
        }
    }
}
