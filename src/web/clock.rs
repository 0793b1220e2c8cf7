//! The platform's clocks, read anew each time so that fake timers are seen.

use crate::core::call::Now;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn monotonic() -> f64;

    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn wall() -> f64;
}

/// The time now.
pub fn now() -> Now {
    Now { monotonic: monotonic(), wall: wall() }
}
