//! Where calls come in.
//!
//! The first attempt of most calls is made by `fetch.js` alone. This file tells it what it may do, and
//! takes over from there.

use crate::core::breaker::Permit;
use crate::core::call::{Call, Now};
use crate::core::policy::Fallback;
use crate::web::circuits::CircuitBreaker;
use crate::web::driver::{Driver, First};
use crate::web::policy::{RetryPolicy, resolve};
use crate::web::settled;
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
    fn fetch_with(policy: RetryPolicy, has_transport: bool) -> Function;

    // For loaders that start the core at its first use.
    #[wasm_bindgen(js_name = beforeFirstUse, reexport)]
    fn before_first_use(start: &Function);

    #[wasm_bindgen(js_name = retry, reexport)]
    fn retry_in_js(operation: &JsValue, policy: &JsValue, options: &JsValue) -> Promise;

    fn connect(
        lane: JsValue,
        seat: JsValue,
        drive: JsValue,
        raw: JsValue,
        policy: RetryPolicy,
        breaker: CircuitBreaker,
    );

    #[wasm_bindgen(js_name = newLane)]
    fn new_lane(limit: f64, dated: bool, transport: Option<&Function>, shares: bool, breaks: bool)
    -> JsValue;
}

/// A `fetch` with a policy built in.
///
/// # Errors
/// A `TypeError`, if the policy is refused.
#[wasm_bindgen(js_name = createFetch)]
pub fn create_fetch(policy: &JsValue) -> Result<Function, JsValue> {
    start()?;
    let bound = resolve(policy)?;
    let has_transport = bound.fetch.is_some();
    Ok(fetch_with(RetryPolicy::live(bound), has_transport))
}

/// Any operation, retried as the policy says.
pub fn retry(operation: &JsValue, policy: &JsValue, options: &JsValue) -> Promise {
    match start() {
        Ok(()) => retry_in_js(operation, policy, options),
        Err(error) => Promise::reject(&error),
    }
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
    if STARTED.get() {
        return Ok(());
    }
    let lane = Closure::<dyn Fn(JsValue) -> Result<JsValue, JsValue>>::new(lane);
    let seat = Closure::<dyn Fn(JsValue, String) -> Result<u32, JsValue>>::new(seat);
    let drive =
        Closure::<dyn Fn(JsValue, JsValue, JsValue, f64, f64, JsValue, u32, u32) -> Promise>::new(drive);
    settled::hear();
    connect(
        lane.into_js_value(),
        seat.into_js_value(),
        drive.into_js_value(),
        wasm_bindgen::exports(),
        resolve(&JsValue::UNDEFINED).map(RetryPolicy::live)?,
        CircuitBreaker::read(&JsValue::UNDEFINED)?,
    );
    // Not before: a start that the end of the stack cut off is to be made again.
    STARTED.set(true);
    Ok(())
}

/// What a first attempt may do without the core; `undefined` where the core must be there from the start.
fn lane(policy: JsValue) -> Result<JsValue, JsValue> {
    let bound = resolve(&policy)?;
    let policy = &bound.policy;
    let circuits = bound.family.circuits.as_ref();
    let is_plain = bound.listener.is_none()
        && policy.idempotency_key.is_none()
        && policy.throttle.is_none()
        && policy.until.is_none()
        // Whether credentials were renewed since a request was sent is noted by the core as it sends it.
        && !policy.refreshes
        && !matches!(policy.fallback, Some(Fallback::Cache { .. }))
        && !bound.has_own_clock()
        && circuits.is_none_or(|circuits| !circuits.has_own_clock() && circuits.key_function().is_none());
    // The lane takes every status below 400 for a good one.
    if !is_plain || (1..400).any(|status| !policy.is_good(status)) {
        return Ok(JsValue::UNDEFINED);
    }
    let limit = policy.attempt_timeout.min(policy.deadline);
    let (shares, breaks) = (bound.family.shares(), circuits.is_some());
    Ok(new_lane(limit, policy.deadline.is_finite(), bound.fetch.as_ref(), shares, breaks))
}

/// The number of the seat of calls to an origin.
fn seat(policy: JsValue, origin: String) -> Result<u32, JsValue> {
    Ok(resolve(&policy)?.family.seat(&origin, None).number)
}

#[expect(
    clippy::too_many_arguments,
    reason = "an object of them would cost bytes, and time in each failed call"
)]
/// Drives a call whose first attempt is unsent (0), answered (1) or has failed (2).
fn drive(
    policy: JsValue,
    input: JsValue,
    init: JsValue,
    monotonic: f64,
    wall: f64,
    outcome: JsValue,
    state: u32,
    generation: u32,
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
    future_to_promise(Driver::new(call, bound, input, init).run(first, Permit { generation, probe: 0 }))
}
