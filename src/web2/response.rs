//! What the core has to know of a response, and letting go of one.

use super::failure::get;
use crate::core::call::Head;
use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Response, ResponseType};

/// Shows the head to `read`. `names`: headers with hints, looked up before, so that nothing of the page's runs while the
/// core decides.
pub fn with_head<T>(response: &Response, names: &[String], read: impl FnOnce(Head) -> T) -> T {
    let headers = response.headers();
    let look_up = |name: &str| headers.get(name).ok().flatten();
    let others = ["date", "age"].map(str::to_owned);
    let found: Vec<(&str, String)> =
        names.iter().chain(&others).filter_map(|name| Some((name.as_str(), look_up(name)?))).collect();
    let header =
        |wanted: &str| found.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.clone());
    // Date is on every answer, and exposed to other origins only together with what hints need.
    let hidden = response.type_() == ResponseType::Cors && header("date").is_none();
    read(Head { status: response.status(), redirected: response.redirected(), header: &header, hidden })
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
