//! The smaller exports of the package.

use crate::core::report::CallReport;
use crate::core::retry_after;
use crate::web::end;
use crate::web::response;
use js_sys::Array;
use wasm_bindgen::prelude::*;

/// The history behind a response or error that this package returned.
#[wasm_bindgen(js_name = reportOf)]
pub fn report_of(outcome: &JsValue) -> JsValue {
    let known = end::recall(outcome);
    match known.as_f64() {
        Some(elapsed) => {
            end::to_js(&CallReport::first_try(response::status(outcome), elapsed), &Array::new())
        }
        None => known,
    }
}

/// The milliseconds that a Retry-After value asks for, or `null`; also for a header that is not there.
#[wasm_bindgen(js_name = parseRetryAfter)]
pub fn parse_retry_after(value: &JsValue, now: Option<f64>) -> JsValue {
    let now = now.unwrap_or_else(js_sys::Date::now);
    let value = value.as_string();
    value.and_then(|value| retry_after::parse(&value, now)).map_or(JsValue::NULL, JsValue::from)
}
