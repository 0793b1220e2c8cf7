//! JavaScript-visible policies: one validated policy with its callbacks, and how calls find it.

use crate::core::call::Now;
use crate::core::explain;
use crate::core::policy::Policy;
use crate::core::text;
use crate::web::circuits::{self, CircuitBreaker, Circuits};
use crate::web::family::Family;
use crate::web::{caller, clock, entry, failure, options, random, rows};
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

    fn callback(written: &JsValue, path: &str) -> Option<Function>;

    fn names(changes: &JsValue, wanted: &str) -> bool;

    fn legible(written: &JsValue) -> JsValue;

    #[wasm_bindgen(js_name = contentOf)]
    fn content_of(written: &JsValue) -> Option<String>;

    #[wasm_bindgen(js_name = breakerOf)]
    fn breaker_of(written: &JsValue) -> u32;

    fn balances(rows: &JsValue) -> JsValue;
}

#[wasm_bindgen(module = "/src/web/log.js")]
extern "C" {
    #[wasm_bindgen(js_name = listenerOf)]
    fn listener_of(written: &JsValue, prints_faults: bool) -> Option<Function>;
}

/// What makes a policy derived from another one share no longer.
const SHARED: &str = "preset budget breaker throttle";

/// A policy and the functions that are not data.
pub struct Bound {
    /// The data.
    pub policy: Rc<Policy>,
    /// What its calls share.
    pub family: Rc<Family>,
    /// Whoever wants to hear of its calls.
    pub listener: Option<Function>,
    pub should_retry: Option<Function>,
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
        let policy = Policy::read(options::read(&legible(&written)));
        let policy = Rc::new(policy.map_err(|error| failure::policy_error(&error))?);
        let family = Rc::new(Family::new(Rc::clone(&policy), None));
        let mut bound = Bound::of(written, policy, family);
        let circuits = circuits::live(breaker_of(&bound.written)).or_else(|| Circuits::of(&bound));
        if circuits.is_some() {
            bound.family = Rc::new(Family::new(Rc::clone(&bound.policy), circuits));
        }
        Ok(bound)
    }

    /// Binds a policy that was read before to the functions of another caller.
    fn of(written: JsValue, policy: Rc<Policy>, family: Rc<Family>) -> Bound {
        let named = |path| callback(&written, path);
        Bound {
            listener: listener_of(&written, policy.prints_faults),
            policy,
            family,
            should_retry: named("shouldRetry"),
            fetch: named("fetch"),
            random: named("random"),
            now: named("now"),
            written,
        }
    }

    /// A policy that differs in some options.
    pub fn with(&self, changes: &JsValue) -> Result<Bound, JsValue> {
        let bound = Bound::new(&self.written, changes)?;
        let shares = !names(changes, SHARED);
        Ok(if shares { Bound { family: Rc::clone(&self.family), ..bound } } else { bound })
    }

    /// The same policy, sharing all that it shares, with a deadline no later than this. Nobody wrote that
    /// deadline, so nothing that was written can contradict it.
    pub fn within(&self, deadline: f64) -> Result<Bound, JsValue> {
        // Read anew, since the code that copies a policy would be larger.
        let policy = Policy::read(options::read(&legible(&self.written)));
        let mut policy = policy.map_err(|error| failure::policy_error(&error))?;
        policy.deadline = policy.deadline.min(deadline);
        Ok(Bound::of(self.written.clone(), Rc::new(policy), Rc::clone(&self.family)))
    }

    /// What was written, callbacks included.
    pub fn written(&self) -> &JsValue {
        &self.written
    }

    /// The function at a path such as `tiers.0.backoff`.
    pub fn callback(&self, path: &str) -> Option<Function> {
        callback(&self.written, path)
    }

    /// Has the caller given a clock?
    pub fn has_own_clock(&self) -> bool {
        self.now.is_some()
    }

    /// The time, by the caller's clock if there is one.
    pub fn now(&self) -> Now {
        match caller::number(self.now.as_ref()) {
            Some(now) => Now { monotonic: now, wall: now },
            None => clock::now(),
        }
    }

    /// A number in [0, 1), by the caller's generator if there is one.
    pub fn random(&self) -> f64 {
        caller::number(self.random.as_ref()).unwrap_or_else(random::next)
    }

    /// The backoff function of a tier, counted from 0.
    pub fn backoff(&self, tier: usize) -> Option<Function> {
        match tier.checked_sub(1) {
            None => self.callback("backoff"),
            Some(later) => self.callback(&text::concat(&["tiers.", &text::whole(later as u64), ".backoff"])),
        }
    }

    /// An idempotency key of the caller's making.
    pub fn make_key(&self) -> Result<String, JsValue> {
        make_key(&self.written)
    }
}

thread_local! {
    static LIVE: RefCell<Slab<Rc<Bound>>> = const { RefCell::new(Slab::new()) };
    static NAMED: RefCell<Vec<(String, Rc<Bound>)>> = const { RefCell::new(Vec::new()) };
    /// The last one used last.
    static SAID: RefCell<Vec<Saying>> = const { RefCell::new(Vec::new()) };
}

/// Plain options by what they say.
type Saying = (String, Rc<Policy>, Rc<Family>);

/// So many different literals are remembered.
const SAYINGS: usize = 100;

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
        None => said(policy).map(Rc::new),
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

/// Plain options: the same words are the same policy, so that a literal in a call shares with the next
/// call, and is read once. Its functions are those of the call.
fn said(options: &JsValue) -> Result<Bound, JsValue> {
    let written = merged(&JsValue::UNDEFINED, options)?;
    let Some(content) = content_of(&written) else { return Bound::new(&JsValue::UNDEFINED, &written) };
    let known = SAID.with_borrow_mut(|said| {
        let found = said.iter().position(|(known, ..)| *known == content)?;
        let known = said.remove(found);
        let (_, policy, family) = &known;
        let found = (Rc::clone(policy), Rc::clone(family));
        said.push(known);
        Some(found)
    });
    if let Some((policy, family)) = known {
        return Ok(Bound::of(written, policy, family));
    }
    let bound = Bound::new(&JsValue::UNDEFINED, &written)?;
    SAID.with_borrow_mut(|said| {
        if said.len() >= SAYINGS {
            said.remove(0);
        }
        said.push((content, Rc::clone(&bound.policy), Rc::clone(&bound.family)));
    });
    Ok(bound)
}

/// A validated policy, as JavaScript holds it.
#[wasm_bindgen]
pub struct RetryPolicy {
    handle: u32,
}

impl RetryPolicy {
    pub(crate) fn live(bound: Rc<Bound>) -> RetryPolicy {
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
        if handle_of(input) > 0 {
            return resolve(input).map(RetryPolicy::live);
        }
        // One of its own, not the one that stands for these words.
        let named = if input.is_undefined() { Some("standard".into()) } else { input.as_string() };
        let options = named.map_or_else(|| input.clone(), |name| preset(&name));
        Bound::new(&JsValue::UNDEFINED, &options).map(Rc::new).map(RetryPolicy::live)
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
        let own = if options.is_object() { callback(options, "random") } else { None };
        let waits = explain::draw_waits(&bound.policy, &mut || {
            caller::number(own.as_ref()).unwrap_or_else(|| bound.random())
        });
        let array = Array::new();
        for wait in waits {
            array.push(&wait.into());
        }
        Ok(array)
    }

    /// The circuits of its calls.
    #[wasm_bindgen(getter)]
    pub fn breaker(&self) -> Result<Option<CircuitBreaker>, JsValue> {
        Ok(self.bound()?.family.circuits.clone().map(CircuitBreaker::with))
    }

    /// The retry tokens left, for each origin that was called.
    pub fn budgets(&self) -> Result<JsValue, JsValue> {
        let rows = rows::to_js(&self.bound()?.family.budgets());
        Ok(balances(&rows))
    }

    /// By which calls find it.
    #[wasm_bindgen(getter, js_name = __holdfast)]
    pub fn handle(&self) -> u32 {
        self.handle
    }
}
