//! Bad options are refused by a sentence, odd ones never break the core.

use super::stage::stop;
use crate::support::*;
use holdfast_fetch::web::keep_alive;
use js_sys::Array;
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(module = "/tests/web/odd.js")]
extern "C" {
    fn inputs() -> Array;
    fn inits() -> Array;
    fn functions() -> Array;
    fn policies() -> Array;
}

#[wasm_bindgen_test]
fn bad_options_are_refused_before_anything_starts() {
    let refusal = |target: JsValue, options: Value| {
        let error = keep_alive(&target, &init(options)).unwrap_err();
        assert!(error.is_instance_of::<js_sys::TypeError>());
        (text(&error, "field"), text(&error, "message"))
    };
    let (field, message) = refusal("/".into(), json!({ "interval": 0 }));
    assert_eq!(field, "interval");
    assert!(message.starts_with("keepAlive: interval is 0; allowed: a duration from 1 s"), "{message}");
    let (field, message) = refusal("/".into(), json!({ "interval": "30s", "policy": { "retries": -1 } }));
    assert_eq!(field, "retries");
    assert!(message.starts_with("retry policy: retries is -1; allowed: "), "{message}");
    let (field, message) = refusal(JsValue::UNDEFINED, json!({ "interval": "30s" }));
    assert_eq!(field, "target");
    assert!(message.ends_with("allowed: an address (a text or a URL), or a function"), "{message}");
    for name in ["signal", "init"] {
        let (field, _) = refusal("/".into(), json!({ "interval": "30s", name: "text" }));
        assert_eq!(field, name);
    }
}

/// The names and values of a list of odd things.
fn each(list: Array) -> Vec<(String, JsValue)> {
    let pair = |pair: JsValue| {
        let pair: Array = pair.unchecked_into();
        (pair.get(0).as_string().unwrap(), pair.get(1))
    };
    list.iter().map(pair).collect()
}

/// Starts one and stops it. Whether it was refused, which must be by an error and not by a crash.
fn is_refused(what: &str, target: &JsValue, options: &JsValue) -> bool {
    match keep_alive(target, options) {
        Ok(kept) => stop(&kept),
        Err(error) => {
            let is_sensible = !is_crash(&error) && error.is_instance_of::<js_sys::Error>();
            assert!(is_sensible, "{what}: {} {}", text(&error, "name"), text(&error, "message"));
            return true;
        }
    }
    false
}

#[wasm_bindgen_test]
fn odd_arguments_are_refused_by_an_error_or_do_no_harm() {
    let good = || init(json!({ "interval": "1h", "hidden": "pause" }));
    let address = JsValue::from("http://mock/");
    let mut refused = Vec::new();
    for (what, value) in each(inputs()) {
        refused.push(is_refused(&format!("target: {what}"), &value, &good()));
    }
    for (what, value) in each(policies()) {
        refused.push(is_refused(&format!("options: {what}"), &address, &value));
    }
    for (name, values) in [("init", inits()), ("policy", policies())] {
        for (what, value) in each(values) {
            refused.push(is_refused(&format!("{name}: {what}"), &address, &with(good(), name, value)));
        }
    }
    for name in ["interval", "jitter", "hidden", "immediately", "onEvent", "signal", "surprise"] {
        for (what, value) in each(inputs()).into_iter().chain(each(functions())) {
            refused.push(is_refused(&format!("{name}: {what}"), &address, &with(good(), name, value)));
        }
    }
    let count = refused.iter().filter(|refused| **refused).count();
    assert!(count > 200 && refused.len() - count > 50, "{count} of {} were refused", refused.len());
}
