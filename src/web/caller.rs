//! The caller's functions: told, and asked.

use crate::core::breaker::{Change, CircuitState};
use crate::core::duration;
use crate::core::report::{Attempt, StopReason};
use crate::core::text;
use crate::core::value::Value;
use crate::web::request::Request;
use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

#[wasm_bindgen(module = "/src/web/channel.js")]
extern "C" {
    /// Does anybody outside listen to all calls?
    #[wasm_bindgen(js_name = isWatched)]
    pub fn is_watched() -> bool;
}

#[wasm_bindgen(module = "/src/web/caller.js")]
extern "C" {
    #[wasm_bindgen(js_name = tell)]
    fn tell_js(
        listener: Option<&Function>,
        kind: &str,
        id: u32,
        method: &str,
        url: &str,
        attempt: u32,
        elapsed: f64,
        number: f64,
        other: f64,
        flag: bool,
        text: &str,
        from: &str,
        to: &str,
        error: &JsValue,
    );

    #[wasm_bindgen(js_name = askNumber)]
    fn ask_number(source: &Function) -> JsValue;

    /// Asks `shouldRetry`.
    pub fn ask(
        should_retry: &Function,
        attempt: u32,
        elapsed: f64,
        stop: Option<&str>,
        response: &JsValue,
        error: &JsValue,
        limit: f64,
        caller: Option<&AbortSignal>,
    ) -> Promise;

    /// Asks a backoff function.
    #[wasm_bindgen(js_name = askDelay)]
    pub fn ask_delay(
        backoff: &Function,
        retry: u32,
        attempt: u32,
        elapsed: f64,
        limit: f64,
        caller: Option<&AbortSignal>,
    ) -> Promise;

    /// Asks a function of the response.
    #[wasm_bindgen(js_name = askOf)]
    pub fn ask_of(
        question: &Function,
        response: &JsValue,
        limit: f64,
        caller: Option<&AbortSignal>,
    ) -> Promise;

    /// Asks a fallback function.
    #[wasm_bindgen(js_name = askFallback)]
    pub fn ask_fallback(
        fallback: &Function,
        reason: &str,
        probe_in: f64,
        attempts: &JsValue,
        response: &JsValue,
        error: &JsValue,
        limit: f64,
        caller: Option<&AbortSignal>,
    ) -> Promise;

    /// How often this function has renewed the credentials for an origin.
    pub fn renewals(refresh: &Function, origin: &str) -> u32;

    /// Renews them.
    pub fn renew(
        refresh: &Function,
        origin: &str,
        response: &JsValue,
        seen: u32,
        limit: f64,
        caller: Option<&AbortSignal>,
    ) -> Promise;
}

/// What the caller's clock or generator says; `None` without one, and if it says nothing of use.
pub fn number(source: Option<&Function>) -> Option<f64> {
    ask_number(source?).as_f64()
}

/// What is told besides the request, the attempt and the time.
pub enum Event<'a> {
    Attempt,
    Response(&'a Attempt),
    Failure(&'a Attempt, &'a JsValue),
    Wait { delay: f64, tier: usize },
    Circuit(&'a str, &'a Change),
    Refresh(u16),
    Fallback(StopReason),
    End { reason: StopReason, fallback: bool, probe_in: Option<f64> },
}

/// The call of which something is told.
pub struct Of<'a> {
    pub id: u32,
    pub request: &'a Request,
    /// The number of the attempt.
    pub attempt: u32,
    pub elapsed: f64,
}

/// Tells `listener`, and whoever watches, of `event`.
pub fn tell(listener: Option<&Function>, of: Of, event: Event) {
    let mut number = -1.0;
    let mut other = -1.0;
    let mut flag = false;
    let (mut text, mut from, mut to) = ("", "", "");
    let none = &JsValue::UNDEFINED;
    let (kind, error) = match event {
        Event::Attempt => ("attempt", none),
        Event::Response(attempt) => {
            number = attempt.status.unwrap_or_default().into();
            other = attempt.retry_after.unwrap_or(-1.0);
            flag = attempt.hint_hidden;
            ("response", none)
        }
        Event::Failure(attempt, error) => {
            text = attempt.failure.map_or("", |failure| failure.as_str());
            ("failure", error)
        }
        Event::Wait { delay, tier } => {
            (number, other) = (delay, tier as f64 + 1.0);
            ("wait", none)
        }
        Event::Circuit(key, change) => {
            (text, from, to) = (key, change.from.as_str(), change.to.as_str());
            if change.to == CircuitState::Open {
                number = change.probe_in;
            }
            ("circuit", none)
        }
        Event::Refresh(status) => {
            number = status.into();
            ("refresh", none)
        }
        Event::Fallback(reason) => {
            text = reason.as_str();
            ("fallback", none)
        }
        Event::End { reason, fallback, probe_in } => {
            (text, flag, number) = (reason.as_str(), fallback, probe_in.unwrap_or(-1.0));
            ("end", none)
        }
    };
    let Request { method, .. } = of.request;
    let address = of.request.address();
    tell_js(
        listener, kind, of.id, method, &address, of.attempt, of.elapsed, number, other, flag, text, from, to,
        error,
    );
}

/// The duration that a callback returned.
///
/// # Errors
/// A `TypeError`, if it is none.
pub fn duration(value: &JsValue, callback: &str, or: &str) -> Result<f64, JsValue> {
    let plain = match (value.as_f64(), value.as_string()) {
        (Some(number), _) => Value::Number(number),
        (None, Some(text)) => Value::Text(text),
        (None, None) => Value::Null,
    };
    duration::read(&plain).ok_or_else(|| unfit(callback, &text::concat(&[or, duration::ALLOWED])))
}

/// A callback returned something else than what is allowed.
pub fn unfit(callback: &str, allowed: &str) -> JsValue {
    js_sys::TypeError::new(&text::concat(&[callback, ": the function must return ", allowed])).into()
}
