//! JavaScript values → [`Value`], as far as policies go.
//!
//! Read by hand: a derived deserializer through serde-wasm-bindgen costs 20 kB. What is read here is
//! a plain copy (`policy.js`), so no accessor can throw through the core.

use crate::core::value::Value;
use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/web/policy.js")]
extern "C" {
    #[wasm_bindgen(js_name = kindOf)]
    fn kind_of(value: &JsValue) -> u32;

    #[wasm_bindgen(js_name = nameOf)]
    fn name_of(value: &JsValue) -> String;
}

/// Policies are no deeper than this; what is deeper may be endless.
const DEPTH: u32 = 5;

/// Reads plain data.
pub fn read(value: &JsValue) -> Value {
    read_within(value, DEPTH)
}

fn read_within(value: &JsValue, depth: u32) -> Value {
    match kind_of(value) {
        0 => Value::Number(value.as_f64().unwrap_or(f64::NAN)),
        1 => Value::Text(value.as_string().unwrap_or_default()),
        2 => Value::Bool(value.is_truthy()),
        3 => Value::Function,
        4 => Value::Null,
        5 if depth > 0 => {
            let array: &Array = value.unchecked_ref();
            let mut members = Vec::new();
            for index in 0..array.length() {
                members.push(read_within(&array.get(index), depth - 1));
            }
            Value::List(members)
        }
        6 if depth > 0 => {
            let mut entries = Vec::new();
            let pairs = Object::entries(value.unchecked_ref());
            for index in 0..pairs.length() {
                let pair: Array = pairs.get(index).unchecked_into();
                let name = pair.get(0).as_string().unwrap_or_default();
                entries.push((name, read_within(&pair.get(1), depth - 1)));
            }
            Value::Map(entries)
        }
        7 => Value::Foreign(name_of(value)),
        _ => Value::Foreign("nested too deep".into()),
    }
}
