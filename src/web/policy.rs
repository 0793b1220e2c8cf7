//! Policies from JavaScript, and those that ask for what is not offered here.

use crate::core::error::{POLICY, PolicyError};
use crate::core::policy::Policy;
use crate::core::value::Value;
use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;

/// Reads and checks a policy: a preset's name, or an object of options. `undefined` is `standard`.
///
/// # Errors
/// What is wrong with it, in the core's words.
pub fn read(written: &JsValue) -> Result<Policy, Box<PolicyError>> {
    Policy::read(if written.is_undefined() { Value::Text("standard".into()) } else { value(written, DEPTH) })
}

/// Refuses what only the npm package offers.
///
/// # Errors
/// The first such option.
pub fn check(policy: &Policy) -> Result<(), Box<PolicyError>> {
    let function = first_function(&policy.written, "").map(|field| (field, "a function"));
    let until = (policy.until.on > 0.0).then(|| ("until".to_owned(), "set"));
    let fallback = (policy.fallback.on > 0.0).then(|| ("fallback".to_owned(), "set"));
    let Some((field, given)) = function.or(until).or(fallback) else { return Ok(()) };
    let allowed = "what needs no function, no polling and no second-best answer; the npm package has these";
    Err(Box::new(PolicyError { what: POLICY, field, given: given.to_owned(), allowed: allowed.to_owned() }))
}

fn first_function(value: &Value, path: &str) -> Option<String> {
    match value {
        Value::Function => Some(path.trim_start_matches('.').to_owned()),
        Value::Map(entries) => {
            entries.iter().find_map(|(name, value)| first_function(value, &format!("{path}.{name}")))
        }
        Value::List(values) => {
            (0..).zip(values).find_map(|(index, value)| first_function(value, &format!("{path}[{index}]")))
        }
        _ => None,
    }
}

/// Policies are no deeper than this; what is deeper may be endless.
const DEPTH: u32 = 5;

/// What was written, as the core takes it. Serde reads the leaves; it has no word for functions, nor for members that are
/// `undefined`, which are left out.
fn value(written: &JsValue, depth: u32) -> Value {
    let at = |key: &JsValue| Reflect::get(written, key).unwrap_or_default();
    let inner = |member: &JsValue| value(member, depth.saturating_sub(1));
    if written.is_function() {
        return Value::Function;
    }
    if !written.is_object() {
        let foreign = |_| Value::Foreign("of a kind that no policy holds".into());
        return serde_wasm_bindgen::from_value(written.clone()).unwrap_or_else(foreign);
    }
    if depth == 0 {
        return Value::Foreign("nested too deep".into());
    }
    if let Some(array) = written.dyn_ref::<Array>() {
        return Value::List((0..array.length()).map(|index| inner(&at(&index.into()))).collect());
    }
    let names = Reflect::own_keys(written).unwrap_or_default();
    let entry = |name: JsValue| Some((name.as_string()?, at(&name)));
    let entries = names.iter().filter_map(entry).filter(|(_, member)| !member.is_undefined());
    Value::Map(entries.map(|(name, member)| (name, inner(&member))).collect())
}
