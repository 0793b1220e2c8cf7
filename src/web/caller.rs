//! The caller's functions: told of events, and asked for decisions.

use crate::core::report::{Attempt, StopReason};
use crate::web::request::Request;
use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

#[wasm_bindgen(module = "/src/web/caller.js")]
extern "C" {
    #[wasm_bindgen(js_name = tell)]
    fn tell_js(
        listener: &Function,
        kind: &str,
        method: &str,
        url: &str,
        attempt: u32,
        elapsed: f64,
        status: u16,
        retry_after: f64,
        hint_hidden: bool,
        failure: &str,
        delay: f64,
        tier: u32,
        reason: &str,
        error: &JsValue,
    );

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
}

/// What is told besides the request, the attempt and the time.
pub enum Event<'a> {
    Attempt,
    Response(&'a Attempt),
    Failure(&'a Attempt, &'a JsValue),
    Wait { delay: f64, tier: usize },
    End(StopReason),
}

/// Tells `listener` of `event`.
pub fn tell(listener: &Function, request: &Request, number: u32, elapsed: f64, event: Event) {
    let none = (&Attempt::default(), &JsValue::UNDEFINED);
    let (kind, (attempt, error), delay, tier, reason) = match event {
        Event::Attempt => ("attempt", none, 0.0, 0, ""),
        Event::Response(attempt) => ("response", (attempt, none.1), 0.0, 0, ""),
        Event::Failure(attempt, error) => ("failure", (attempt, error), 0.0, 0, ""),
        Event::Wait { delay, tier } => ("wait", none, delay, tier, ""),
        Event::End(reason) => ("end", none, 0.0, 0, reason.as_str()),
    };
    tell_js(
        listener,
        kind,
        &request.method,
        &request.address(),
        number,
        elapsed,
        attempt.status.unwrap_or_default(),
        attempt.retry_after.unwrap_or(-1.0),
        attempt.hint_hidden,
        attempt.failure.map_or("", |failure| failure.as_str()),
        delay,
        tier as u32 + 1,
        reason,
        error,
    );
}
