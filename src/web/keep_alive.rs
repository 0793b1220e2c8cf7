//! Sessions that are kept alive: the core decides when to beat, `keep_alive.js` does it.

use crate::core::keep_alive::{Input, KeepAlive, KeepAliveOptions, Step};
use crate::web::policy::{RetryPolicy, resolve};
use crate::web::{entry, failure, options};
use js_sys::Array;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/web/keep_alive.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn settings(target: &JsValue, options: &JsValue) -> Result<Array, JsValue>;

    #[wasm_bindgen(catch)]
    fn begin(settings: &Array, policy: RetryPolicy, advance: JsValue) -> Result<JsValue, JsValue>;

    fn row(step: u32, milliseconds: f64, elapsed: f64, missed: u32, reason: u32) -> JsValue;
}

/// Keeps a session alive by a request, or a function's call, at an interval.
///
/// # Errors
/// A `TypeError`, if the target, an option or the policy is refused.
#[wasm_bindgen(js_name = keepAlive)]
pub fn keep_alive(target: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    entry::start()?;
    let settings = settings(target, options)?;
    let options = KeepAliveOptions::read(&options::read(&settings.get(0)))
        .map_err(|error| failure::policy_error(&error))?;
    let bound = resolve(&settings.get(1))?;
    let policy = RetryPolicy::live(Rc::new(bound.within(options.deadline())?));
    let keep_alive = RefCell::new(KeepAlive::new(options, bound.now()));
    let advance = Closure::<dyn Fn(JsValue) -> Result<JsValue, JsValue>>::new(move |input: JsValue| {
        // Before the borrow: these may be functions of the caller's, and come back here.
        let (now, random) = (bound.now(), bound.random());
        let mut keep_alive = keep_alive.borrow_mut();
        let turn = keep_alive.advance(input_of(&input), now, random);
        let (step, milliseconds) = match turn.step {
            Step::Wait { milliseconds } => (0, milliseconds),
            Step::Beat { .. } => (1, 0.0),
            Step::Pause => (2, 0.0),
            Step::Stopped => (3, 0.0),
            Step::Continue => (4, 0.0),
        };
        let (missed, reason) = turn.missed.map_or((0, 0), |missed| (missed.count, missed.reason as u32));
        Ok(row(step, milliseconds, keep_alive.elapsed(), missed, reason))
    });
    begin(&settings, policy, advance.into_js_value())
}

fn input_of(input: &JsValue) -> Input {
    const INPUTS: [Input; 7] = [
        Input::Start,
        Input::Woke,
        Input::Beaten { ok: true },
        Input::Beaten { ok: false },
        Input::Hidden,
        Input::Shown,
        Input::Stop,
    ];
    let index = input.as_f64().unwrap_or(f64::INFINITY) as usize;
    INPUTS.get(index).copied().unwrap_or(Input::Stop)
}
