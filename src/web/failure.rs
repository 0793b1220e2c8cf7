//! What JavaScript threw, as the core understands it; what the core refuses, as JavaScript expects it.

use crate::core::error::PolicyError;
use crate::core::network_error::{Failure, Raised, classify};
use js_sys::Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/web/error.js")]
extern "C" {
    #[wasm_bindgen(js_name = policyError)]
    fn new_policy_error(message: &str, field: &str, allowed: &str) -> JsValue;

    fn raised(error: &JsValue) -> Array;

    #[wasm_bindgen(js_name = isOffline)]
    fn is_offline() -> bool;
}

/// The `TypeError` of a refused policy.
pub fn policy_error(error: Box<PolicyError>) -> JsValue {
    new_policy_error(&error.message(), &error.field, &error.allowed)
}

/// The message of an error, or what it is instead of one.
pub fn message(error: &JsValue) -> String {
    error.as_string().unwrap_or_else(|| raised(error).get(1).as_string().unwrap_or_default())
}

/// What kind of failure `fetch` rejected with.
pub fn kind(error: &JsValue) -> Failure {
    let traits: Vec<String> = raised(error).iter().map(|part| part.as_string().unwrap_or_default()).collect();
    let [name, message, code, cause_message] = traits.as_slice() else { return Failure::Permanent };
    match classify(&Raised { name, message, code, cause_message }) {
        Failure::Network if is_offline() => Failure::Offline,
        failure => failure,
    }
}
