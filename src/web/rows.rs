//! Tables, of which JavaScript makes objects: building these name by name from here would be 2 kB more.

use wasm_bindgen::prelude::*;

/// A key, a word, and numbers; below zero where there is none. All tables have rows of this one type, since each
/// other one would bring a serializer of its own.
pub type Row = (String, &'static str, Vec<f64>);

/// The table as an array of arrays.
pub fn to_js(rows: &[Row]) -> JsValue {
    serde_wasm_bindgen::to_value(rows).unwrap_or_default()
}
