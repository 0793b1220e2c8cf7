//! What `fetch` rejected with, as the core tells faults of the network from mistakes.

use crate::core::network_error::{Failure, Raised, classify};
use js_sys::Reflect;
use wasm_bindgen::prelude::*;

/// What kind of failure this was.
pub fn kind(error: &JsValue) -> Failure {
    let cause = get(error, "cause");
    // Node hides the code in the cause.
    let code = text(&cause, "code").or_else(|| text(error, "code")).unwrap_or_default();
    let [name, message] = ["name", "message"].map(|part| text(error, part).unwrap_or_default());
    let cause_message = text(&cause, "message").unwrap_or_default();
    let raised = Raised {
        name: name.as_bytes(),
        message: message.as_bytes(),
        code: code.as_bytes(),
        cause_message: cause_message.as_bytes(),
    };
    match classify(&raised) {
        // The platform is sure only of being offline, never of being online.
        Failure::Network if get(&get(&js_sys::global(), "navigator"), "onLine") == JsValue::FALSE => {
            Failure::Offline
        }
        kind => kind,
    }
}

/// A property; `undefined` where there is none, or where it cannot be read.
pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}

fn text(object: &JsValue, name: &str) -> Option<String> {
    get(object, name).as_string()
}
