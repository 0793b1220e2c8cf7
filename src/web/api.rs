//! What the package exports, besides the classes.

use crate::core::report::CallReport;
use crate::core::retry_after;
use crate::web::end;
use crate::web::flight::take_off;
use crate::web::policy::resolve;
use crate::web::response;
use js_sys::{Function, Promise, Reflect};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// `fetch`, retried as the policy says.
#[wasm_bindgen(js_name = fetchWithRetry)]
pub fn fetch_with_retry(input: JsValue, policy: &JsValue, init: JsValue) -> Promise {
    match resolve(policy) {
        Ok(bound) => take_off(bound, input, init),
        Err(error) => Promise::reject(&error),
    }
}

/// A `fetch` with a policy built in.
#[wasm_bindgen(js_name = createFetch)]
pub fn create_fetch(policy: &JsValue) -> Result<Function, JsValue> {
    let bound = resolve(policy)?;
    let fetch = Closure::<dyn Fn(JsValue, JsValue) -> Promise>::new(move |input: JsValue, init: JsValue| {
        let changes =
            if init.is_object() { Reflect::get(&init, &"retry".into()) } else { Ok(JsValue::UNDEFINED) };
        let own = match changes {
            Ok(none) if none.is_undefined() => Ok(Rc::clone(&bound)),
            // A whole policy stands in for this one; options change it.
            Ok(policy) if policy.is_string() || crate::web::policy::is_policy(&policy) => resolve(&policy),
            Ok(changes) => bound.with(&changes).map(Rc::new),
            Err(error) => Err(error),
        };
        match own {
            Ok(own) => take_off(own, input, init),
            Err(error) => Promise::reject(&error),
        }
    });
    Ok(fetch.into_js_value().unchecked_into())
}

/// The history behind a response or error that this package returned.
#[wasm_bindgen(js_name = reportOf)]
pub fn report_of(outcome: &JsValue) -> JsValue {
    let known = end::recall(outcome);
    match known.as_f64() {
        Some(elapsed) => {
            end::to_js(&CallReport::first_try(response::status(outcome), elapsed), &[])
        }
        None => known,
    }
}

/// The milliseconds that a Retry-After value asks for, or `null`.
#[wasm_bindgen(js_name = parseRetryAfter)]
pub fn parse_retry_after(value: &str, now: Option<f64>) -> JsValue {
    let now = now.unwrap_or_else(js_sys::Date::now);
    retry_after::parse(value, now).map_or(JsValue::NULL, JsValue::from)
}
