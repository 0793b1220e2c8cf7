//! Where calls come in.
//!
//! The first attempt of most calls is made by `fetch.js` alone. This file tells it what it may do, and
//! takes over from there.

use crate::core::call::{Call, Now};
use crate::web::driver::{self, First};
use crate::web::policy::{RetryPolicy, resolve};
use js_sys::{Function, Promise};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

#[wasm_bindgen(module = "/src/web/fetch.js")]
extern "C" {
    #[wasm_bindgen(js_name = fetchWithRetry, reexport)]
    fn fetch_in_js(input: &JsValue, policy: &JsValue, init: &JsValue) -> Promise;

    #[wasm_bindgen(js_name = fetchWith)]
    fn fetch_with(policy: RetryPolicy) -> Function;

    // For loaders that start the core at its first use.
    #[wasm_bindgen(js_name = beforeFirstUse, reexport)]
    fn before_first_use(start: &Function);

    fn connect(lane: JsValue, drive: JsValue, policy: RetryPolicy);

    #[wasm_bindgen(js_name = newLane)]
    fn new_lane(limit: f64, dated: bool, transport: Option<&Function>) -> JsValue;
}

/// A `fetch` with a policy built in.
///
/// # Errors
/// A `TypeError`, if the policy is refused.
#[wasm_bindgen(js_name = createFetch)]
pub fn create_fetch(policy: &JsValue) -> Result<Function, JsValue> {
    RetryPolicy::new(policy).map(fetch_with)
}

/// `fetch`, retried as the policy says. JavaScript calls `fetch.js` without this detour.
pub fn fetch_with_retry(input: &JsValue, policy: &JsValue, init: &JsValue) -> Promise {
    match start() {
        Ok(()) => fetch_in_js(input, policy, init),
        Err(error) => Promise::reject(&error),
    }
}

thread_local! {
    static STARTED: Cell<bool> = const { Cell::new(false) };
}

/// Connects the two halves. Done as the module starts; Rust programs and tests may have no such moment.
#[wasm_bindgen(start)]
pub fn start() -> Result<(), JsValue> {
    if STARTED.replace(true) {
        return Ok(());
    }
    let lane = Closure::<dyn Fn(JsValue) -> Result<JsValue, JsValue>>::new(lane);
    let drive = Closure::<dyn Fn(JsValue, JsValue, JsValue, f64, f64, JsValue, u32) -> Promise>::new(drive);
    connect(lane.into_js_value(), drive.into_js_value(), RetryPolicy::new(&JsValue::UNDEFINED)?);
    Ok(())
}

/// What a first attempt may do without the core; `undefined` where the core must be there from the start.
fn lane(policy: JsValue) -> Result<JsValue, JsValue> {
    let bound = resolve(&policy)?;
    let policy = &bound.policy;
    let is_plain = bound.on_event.is_none() && policy.idempotency_key.is_none() && !bound.has_own_clock();
    // The lane takes every status below 400 for a good one.
    if !is_plain || (1..400).any(|status| !policy.is_good(status)) {
        return Ok(JsValue::UNDEFINED);
    }
    let limit = policy.attempt_timeout.min(policy.deadline);
    Ok(new_lane(limit, policy.deadline.is_finite(), bound.fetch.as_ref()))
}

/// Drives a call whose first attempt is unsent (0), answered (1) or has failed (2).
fn drive(
    policy: JsValue,
    input: JsValue,
    init: JsValue,
    monotonic: f64,
    wall: f64,
    outcome: JsValue,
    state: u32,
) -> Promise {
    let bound = match resolve(&policy) {
        Ok(bound) => bound,
        Err(error) => return Promise::reject(&error),
    };
    let (first, began) = match state {
        0 => (First::Unsent, bound.now()),
        1 => (First::Answered(outcome), Now { monotonic, wall }),
        _ => (First::Failed(outcome), Now { monotonic, wall }),
    };
    let call = Call::new(Rc::clone(&bound.policy), began);
    future_to_promise(driver::drive(call, bound, input, init, first))
}
