//! The head of a platform `Response`, as the core reads it.

use crate::core::call::Head;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/web/response.js")]
extern "C" {
    fn head(response: &JsValue) -> u32;

    fn header(response: &JsValue, name: &str) -> Option<String>;

    /// What of an operation's outcome can be judged like a response.
    pub fn judged(outcome: &JsValue, is_error: bool) -> JsValue;
}

const REDIRECTED: u32 = 1 << 16;
const HIDDEN: u32 = 1 << 17;

/// Its status; 0 where it has none.
pub fn status(response: &JsValue) -> u16 {
    head(response) as u16
}

/// Shows the head to `read`.
pub fn with_head<T>(response: &JsValue, read: impl FnOnce(Head) -> T) -> T {
    let head = head(response);
    let header = |name: &str| header(response, name);
    read(Head {
        status: head as u16,
        redirected: head & REDIRECTED != 0,
        hidden: head & HIDDEN != 0,
        header: &header,
    })
}
