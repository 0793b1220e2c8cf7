//! Entropy of the platform's crypto.

use crate::core::random::SplitMix64;
use crate::core::uuid;
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
    let no_crypto = |_| js_sys::Error::new("idempotencyKey: this platform has no crypto; give a key").into();
    getrandom::fill(&mut bytes).map(|()| uuid::v4(bytes)).map_err(no_crypto)
}

fn seed() -> u64 {
    // Node 18 has no global crypto. For spreading waits, the engine's own seed will do.
    getrandom::u64().unwrap_or_else(|_| js_sys::Math::random().to_bits())
}
