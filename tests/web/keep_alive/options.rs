//! Bad options are refused by a sentence, odd ones never break the core.

use super::stage::*;
use crate::support::*;
use holdfast_fetch::web::keep_alive;
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

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
