//! Entropy from the platform's crypto.

use crate::core::random::SplitMix64;
use crate::core::uuid;
use crate::web::clock;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

thread_local! {
    // One seed for each instance of this module: two never share a sequence.
    static GENERATOR: RefCell<SplitMix64> = RefCell::new(SplitMix64::new(seed()));
}

/// A number in [0, 1).
pub fn next() -> f64 {
    GENERATOR.with_borrow_mut(SplitMix64::next_f64)
}

/// A random UUID.
///
/// # Errors
/// Where the platform has no crypto: a key that another client may guess is worse than none.
pub fn uuid() -> Result<String, JsValue> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| {
        js_sys::Error::new("idempotencyKey: this platform has no crypto; give a key or a function")
    })?;
    Ok(uuid::v4(bytes))
}

fn seed() -> u64 {
    // Node 18 has no global crypto. For spreading waits, the sub-millisecond parts of two clocks do.
    getrandom::u64().unwrap_or_else(|_| {
        let now = clock::now();
        now.wall.to_bits() ^ now.monotonic.to_bits().rotate_left(32)
    })
}
