//! Odds and ends of JavaScript, with types.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Response};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch)]
    pub fn platform_fetch(url: &str) -> Promise;

    #[wasm_bindgen(js_namespace = Object, js_name = is)]
    pub fn is_same(one: &JsValue, other: &JsValue) -> bool;
}

#[wasm_bindgen(module = "/tests/web/support/javascript.js")]
extern "C" {
    /// Counts the listeners on a signal from now on: the function tells how many there are.
    #[wasm_bindgen(js_name = countListeners)]
    pub fn count_listeners(signal: &AbortSignal) -> Function;

    /// Refuses every connection, until the function is called.
    #[wasm_bindgen(js_name = refuseConnections)]
    pub fn refuse_connections() -> Function;

    pub type Timers;

    /// Counts the timers of at least this many milliseconds that are set from now on.
    #[wasm_bindgen(js_name = watchTimers)]
    pub fn watch_timers(milliseconds: f64) -> Timers;

    /// Those that have neither fired nor been cleared.
    #[wasm_bindgen(method)]
    pub fn count(this: &Timers) -> u32;

    /// Gives the platform's own back.
    #[wasm_bindgen(method)]
    pub fn restore(this: &Timers);
}

/// A property, or `undefined`.
pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}

/// A property that is a text, or nothing.
pub fn text(object: &JsValue, name: &str) -> String {
    get(object, name).as_string().unwrap_or_default()
}

/// The body.
pub async fn body_of(response: &Response) -> Result<String, JsValue> {
    Ok(JsFuture::from(response.text()?).await?.as_string().unwrap())
}
