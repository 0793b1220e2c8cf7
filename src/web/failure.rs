//! What `fetch` rejected with, as the core tells faults of the network from mistakes.

use crate::core::network_error::{Failure, LAYER, Raised, classify};
use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;

/// What kind of failure this was.
pub fn kind(error: &JsValue) -> Failure {
    let cause = get(error, "cause");
    // Node hides the code in the cause.
    let source = if get(&cause, "code").is_undefined() { error } else { &cause };
    let code = text(source, "code").unwrap_or_default();
    let errors = get(source, "errors");
    let mut tried = if Array::is_array(&errors) { Array::from(&errors).to_vec() } else { Vec::new() };
    if tried.is_empty() {
        tried.push(source.clone());
    }
    let call = |one: &JsValue| text(one, "syscall").or_else(|| text(one, "code")).unwrap_or_default();
    let mut calls: Vec<_> = tried.iter().map(call).collect();
    let [name, message] = ["name", "message"].map(|part| text(error, part).unwrap_or_default());
    if name == LAYER {
        calls.push(LAYER.into());
    }
    let calls = calls.join("\n");
    let cause_message = text(&cause, "message").unwrap_or_default();
    let raised = Raised {
        name: name.as_bytes(),
        message: message.as_bytes(),
        code: code.as_bytes(),
        cause_message: cause_message.as_bytes(),
        calls: calls.as_bytes(),
    };
    match classify(&raised) {
        // The platform is sure only of being offline, never of being online.
        Failure::Network | Failure::Unsent
            if get(&get(&js_sys::global(), "navigator"), "onLine") == JsValue::FALSE =>
        {
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
