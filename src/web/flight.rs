//! The first attempt of most calls, without a future.
//!
//! Nine calls in ten succeed at once, and a future costs ten times what the call does. So the promise
//! is chained in JavaScript, only numbers cross over, and the future begins with the first failure.

use crate::core::call::{Call, Input, Situation, Step};
use crate::core::verdict;
use crate::web::driver::{self, First};
use crate::web::policy::Bound;
use crate::web::request::{needs_care, survey};
use js_sys::Promise;
use slab::Slab;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

#[wasm_bindgen(module = "/src/web/attempt.js")]
extern "C" {
    fn connect(settled: &JsValue, resumed: &JsValue);

    fn first(slot: u32, transport: &JsValue, input: &JsValue, init: &JsValue, limit: f64) -> Promise;
}

/// A call whose first attempt is under way.
struct Flight {
    call: Call,
    bound: Rc<Bound>,
}

thread_local! {
    static UNDER_WAY: RefCell<Slab<Flight>> = const { RefCell::new(Slab::new()) };
}

#[wasm_bindgen(start)]
fn start() {
    let settled = Closure::<dyn Fn(u32, u32) -> f64>::new(settled);
    let resumed = Closure::<dyn Fn(u32, JsValue, JsValue, JsValue, bool) -> Promise>::new(resumed);
    connect(&settled.into_js_value(), &resumed.into_js_value());
}

/// Begins a call.
pub fn take_off(bound: Rc<Bound>, input: JsValue, init: JsValue) -> Promise {
    let mut call = Call::new(bound.policy.clone(), bound.now());
    let watched = bound.on_event.is_some() || bound.policy.idempotency_key.is_some();
    if watched || needs_care(survey(&input, &init)) {
        return future_to_promise(driver::drive(call, bound, input, init, First::Unsent));
    }
    let mut random = || 0.0;
    let mut situation = Situation { now: call.began(), request: verdict::Request::GET, random: &mut random };
    let Step::Send { limit } = call.advance(Input::Start, &mut situation) else {
        return Promise::resolve(&init);
    };
    let transport = bound.fetch.as_ref().map(JsValue::from).unwrap_or_default();
    let slot = UNDER_WAY.with_borrow_mut(|calls| calls.insert(Flight { call, bound }));
    first(slot as u32, &transport, &input, &init, limit)
}

/// The time that a call took if `status` ends it well, or -1 if there is more to do.
fn settled(slot: u32, status: u32) -> f64 {
    UNDER_WAY.with_borrow_mut(|calls| {
        let slot = slot as usize;
        match calls.get(slot) {
            Some(flight) if flight.bound.policy.is_good(status as u16) => {
                let elapsed = flight.call.elapsed(flight.bound.now());
                calls.remove(slot);
                elapsed
            }
            _ => -1.0,
        }
    })
}

fn resumed(slot: u32, input: JsValue, init: JsValue, outcome: JsValue, failed: bool) -> Promise {
    let flight = UNDER_WAY.with_borrow_mut(|calls| calls.try_remove(slot as usize));
    let Some(Flight { call, bound }) = flight else { return Promise::reject(&outcome) };
    let first = if failed { First::Failed(outcome) } else { First::Answered(outcome) };
    future_to_promise(driver::drive(call, bound, input, init, first))
}
