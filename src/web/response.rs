//! What the core has to know of a response, and letting go of one.

use super::failure::get;
use crate::core::call::Head;
use crate::core::hint::{self, Hint};
use crate::core::policy::Policy;
use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Response, ResponseType};

/// What matters of its head.
pub fn head(response: &Response, policy: &Policy, wall: f64) -> Head {
    let headers = response.headers();
    let header = |name: &str| headers.get(name).ok().flatten();
    // Date is on every answer, and exposed to other origins only together with what hints need.
    let hidden = response.type_() == ResponseType::Cors && header("date").is_none();
    let status = response.status();
    Head {
        status,
        redirected: response.redirected(),
        located: header("location").is_some(),
        hidden,
        hint: if policy.heeds_hints(status) {
            hint::of(policy, status, &header, wall)
        } else {
            Hint::default()
        },
    }
}

/// Cancels the body of a request or response that nobody will read, without waiting for that.
pub fn release(holder: &JsValue) {
    let body = get(holder, "body");
    let Ok(cancel) = get(&body, "cancel").dyn_into::<Function>() else { return };
    if let Ok(cancelled) = cancel.call0(&body) {
        spawn_local(async move {
            // A body that is being read refuses.
            let _ = JsFuture::from(Promise::resolve(&cancelled)).await;
        });
    }
}
