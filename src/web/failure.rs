//! What JavaScript threw, as the core understands it; what the core refuses, as JavaScript expects it.

use crate::core::error::PolicyError;
use crate::core::network_error::{Failure, Raised, classify};
use crate::core::text::take_line;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/web/error.js")]
extern "C" {
    #[wasm_bindgen(js_name = policyError)]
    fn new_policy_error(message: &str, field: &str, allowed: &str) -> JsValue;

    fn raised(error: &JsValue) -> String;

    #[wasm_bindgen(js_name = isOffline)]
    fn is_offline() -> bool;
}

/// The `TypeError` of a refused policy.
pub fn policy_error(error: &PolicyError) -> JsValue {
    new_policy_error(&error.message(), &error.field, &error.allowed)
}

/// What kind of failure `fetch` rejected with.
pub fn kind(error: &JsValue) -> Failure {
    let traits = raised(error);
    let mut traits = traits.as_str();
    let mut next = || take_line(&mut traits);
    match classify(&Raised { name: next(), message: next(), code: next(), cause_message: next() }) {
        Failure::Network if is_offline() => Failure::Offline,
        failure => failure,
    }
}
