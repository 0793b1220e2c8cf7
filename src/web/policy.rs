//! JavaScript-visible policies: one validated policy with its callbacks, and how calls find it.

use crate::core::call::Now;
use crate::core::explain;
use crate::core::policy::Policy;
use crate::web::{clock, entry, failure, options, random};
use js_sys::{Array, Function};
use slab::Slab;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/web/policy.js")]
extern "C" {
    #[wasm_bindgen(js_name = handleOf)]
    fn handle_of(policy: &JsValue) -> u32;

    #[wasm_bindgen(catch)]
    fn merged(written: &JsValue, changes: &JsValue) -> Result<JsValue, JsValue>;

    fn preset(name: &str) -> JsValue;

    fn data(written: &JsValue) -> JsValue;

    #[wasm_bindgen(catch, js_name = makeKey)]
    fn make_key(written: &JsValue) -> Result<String, JsValue>;

    fn callback(written: &JsValue, name: &str, member: &JsValue, inner: &str) -> Option<Function>;
}

/// A policy and the functions that are not data.
pub struct Bound {
    /// The data.
    pub policy: Rc<Policy>,
    pub should_retry: Option<Function>,
    pub on_event: Option<Function>,
    pub fetch: Option<Function>,
    random: Option<Function>,
    now: Option<Function>,
    /// As the caller wrote it, callbacks included.
    written: JsValue,
}

impl Bound {
    /// Reads and checks `changes` over what was `written` before.
    pub fn new(written: &JsValue, changes: &JsValue) -> Result<Bound, JsValue> {
        // What is no options comes back as it is, for the core to word the refusal.
        let written = merged(written, changes)?;
        let policy = Policy::read(options::read(&written)).map_err(|error| failure::policy_error(&error))?;
        let named = |name| callback(&written, name, &JsValue::UNDEFINED, "");
        Ok(Bound {
            policy: Rc::new(policy),
            should_retry: named("shouldRetry"),
            on_event: named("onEvent"),
            fetch: named("fetch"),
            random: named("random"),
            now: named("now"),
            written,
        })
    }

    /// A policy that differs in some options.
    pub fn with(&self, changes: &JsValue) -> Result<Bound, JsValue> {
        Bound::new(&self.written, changes)
    }

    /// Has the caller given a clock?
    pub fn has_own_clock(&self) -> bool {
        self.now.is_some()
    }

    /// The time, by the caller's clock if there is one.
    pub fn now(&self) -> Now {
        match call(&self.now) {
            Some(now) => Now { monotonic: now, wall: now },
            None => clock::now(),
        }
    }

    /// A number in [0, 1), by the caller's generator if there is one.
    pub fn random(&self) -> f64 {
        call(&self.random).unwrap_or_else(random::next)
    }

    /// The backoff function of a tier, counted from 0.
    pub fn backoff(&self, tier: usize) -> Option<Function> {
        match tier.checked_sub(1) {
            None => callback(&self.written, "backoff", &JsValue::UNDEFINED, ""),
            Some(later) => callback(&self.written, "tiers", &JsValue::from(later), "backoff"),
        }
    }

    /// An idempotency key of the caller's making.
    pub fn make_key(&self) -> Result<String, JsValue> {
        make_key(&self.written)
    }
}

fn call(function: &Option<Function>) -> Option<f64> {
    function.as_ref()?.call0(&JsValue::UNDEFINED).ok()?.as_f64()
}

thread_local! {
    static LIVE: RefCell<Slab<Rc<Bound>>> = const { RefCell::new(Slab::new()) };
    static NAMED: RefCell<Vec<(String, Rc<Bound>)>> = const { RefCell::new(Vec::new()) };
}

/// The policy behind whatever a caller passed as one.
pub fn resolve(policy: &JsValue) -> Result<Rc<Bound>, JsValue> {
    let handle = handle_of(policy);
    if handle > 0 {
        return live(handle);
    }
    if policy.is_undefined() {
        return named("standard");
    }
    match policy.as_string() {
        Some(name) => named(&name),
        None => Bound::new(&JsValue::UNDEFINED, policy).map(Rc::new),
    }
}

/// A preset is read once, and then shared by all calls that name it.
fn named(name: &str) -> Result<Rc<Bound>, JsValue> {
    let known = NAMED
        .with_borrow(|named| named.iter().find(|(known, _)| known == name).map(|(_, bound)| bound.clone()));
    if let Some(bound) = known {
        return Ok(bound);
    }
    let bound = Rc::new(Bound::new(&JsValue::UNDEFINED, &preset(name))?);
    NAMED.with_borrow_mut(|named| named.push((name.to_owned(), bound.clone())));
    Ok(bound)
}

/// A validated policy, as JavaScript holds it.
#[wasm_bindgen]
pub struct RetryPolicy {
    handle: u32,
}

impl RetryPolicy {
    fn live(bound: Rc<Bound>) -> RetryPolicy {
        // Zero means "not a policy" to JavaScript.
        RetryPolicy { handle: LIVE.with_borrow_mut(|live| live.insert(bound)) as u32 + 1 }
    }

    fn bound(&self) -> Result<Rc<Bound>, JsValue> {
        live(self.handle)
    }
}

impl Drop for RetryPolicy {
    fn drop(&mut self) {
        LIVE.with_borrow_mut(|live| live.try_remove(self.handle as usize - 1));
    }
}

fn live(handle: u32) -> Result<Rc<Bound>, JsValue> {
    let bound = LIVE.with_borrow(|live| live.get(handle as usize - 1).cloned());
    bound.ok_or_else(|| js_sys::TypeError::new("retry policy: used after free()").into())
}

#[wasm_bindgen]
impl RetryPolicy {
    /// Validates `input`: a preset's name, options, or another policy.
    ///
    /// # Errors
    /// A `TypeError` that names the field, what was given and what is allowed.
    #[wasm_bindgen(constructor)]
    pub fn new(input: &JsValue) -> Result<RetryPolicy, JsValue> {
        entry::start()?;
        resolve(input).map(RetryPolicy::live)
    }

    /// A new policy with some options changed.
    pub fn with(&self, changes: &JsValue) -> Result<RetryPolicy, JsValue> {
        if changes.is_string() {
            let message = "retry policy: the changes are a text; allowed: an object of options";
            return Err(js_sys::TypeError::new(message).into());
        }
        Ok(RetryPolicy::live(Rc::new(self.bound()?.with(changes)?)))
    }

    /// What was written, as plain data.
    #[wasm_bindgen(js_name = toJSON)]
    pub fn to_json(&self) -> Result<JsValue, JsValue> {
        Ok(data(&self.bound()?.written))
    }

    /// What will happen, in plain words.
    pub fn explain(&self) -> Result<String, JsValue> {
        Ok(explain::explain(&self.bound()?.policy))
    }

    /// The waits of a call whose every attempt fails without a hint.
    pub fn delays(&self, options: &JsValue) -> Result<Array, JsValue> {
        let bound = self.bound()?;
        let own =
            if options.is_object() { callback(options, "random", &JsValue::UNDEFINED, "") } else { None };
        let waits = explain::draw_waits(&bound.policy, &mut || call(&own).unwrap_or_else(|| bound.random()));
        Ok(waits.into_iter().map(JsValue::from).collect())
    }

    /// By which calls find it.
    #[wasm_bindgen(getter, js_name = __holdfast)]
    pub fn handle(&self) -> u32 {
        self.handle
    }
}
