//! JavaScript values → [`Value`], as far as policies go.
//!
//! Read by hand: a derived deserializer through serde-wasm-bindgen costs 20 kB.

use crate::core::value::Value;
use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

/// Policies are no deeper than this; what is deeper may be endless.
const DEPTH: u32 = 5;

/// Reads plain data. Entries that are `undefined` count as not written.
pub fn read(value: &JsValue) -> Value {
    read_within(value, DEPTH)
}

fn read_within(value: &JsValue, depth: u32) -> Value {
    if value.is_null() {
        Value::Null
    } else if let Some(number) = value.as_f64() {
        Value::Number(number)
    } else if let Some(text) = value.as_string() {
        Value::Text(text)
    } else if let Some(boolean) = value.as_bool() {
        Value::Bool(boolean)
    } else if value.is_function() {
        Value::Function
    } else if depth == 0 || !value.is_object() {
        Value::Foreign(if value.is_undefined() { "undefined" } else { "not plain data" }.into())
    } else if Array::is_array(value) {
        let array: &Array = value.unchecked_ref();
        Value::List(array.iter().map(|member| read_within(&member, depth - 1)).collect())
    } else {
        let mut entries = Vec::new();
        for entry in Object::entries(value.unchecked_ref()).iter() {
            let pair: Array = entry.unchecked_into();
            let member = pair.get(1);
            if !member.is_undefined() {
                entries.push((pair.get(0).as_string().unwrap_or_default(), read_within(&member, depth - 1)));
            }
        }
        Value::Map(entries)
    }
}
