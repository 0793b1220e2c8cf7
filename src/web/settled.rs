//! A promise as a future.
//!
//! `JsFuture` makes two closures with finalizers for each promise. Where a hundred thousand calls wait at once, that is a
//! third of their memory, and most of the time that they take.

use js_sys::Promise;
use slab::Slab;
use std::cell::RefCell;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/web/settled.js")]
extern "C" {
    #[wasm_bindgen(js_name = hear)]
    fn hear_in_js(settle: JsValue);

    #[wasm_bindgen(js_name = whenSettled)]
    fn when_settled(promise: Promise, slot: usize);
}

/// What a promise came to.
type Outcome = Result<JsValue, JsValue>;

enum State {
    Pending(Option<Waker>),
    Settled(Outcome),
}

thread_local! {
    static STATES: RefCell<Slab<State>> = const { RefCell::new(Slab::new()) };
}

/// What a promise will come to. One that is dropped before keeps its slot.
pub struct Settled {
    slot: usize,
}

impl Settled {
    /// Does not hold on to the promise.
    pub fn of(promise: Promise) -> Settled {
        let slot = STATES.with_borrow_mut(|states| states.insert(State::Pending(None)));
        when_settled(promise, slot);
        Settled { slot }
    }
}

impl Future for Settled {
    type Output = Outcome;

    fn poll(self: Pin<&mut Self>, context: &mut Context) -> Poll<Outcome> {
        STATES.with_borrow_mut(|states| {
            if let Some(State::Pending(waker)) = states.get_mut(self.slot) {
                *waker = Some(context.waker().clone());
                return Poll::Pending;
            }
            match states.try_remove(self.slot) {
                Some(State::Settled(outcome)) => Poll::Ready(outcome),
                _ => Poll::Pending,
            }
        })
    }
}

/// Lets JavaScript tell of promises. Once, before the first one is waited for.
pub fn hear() {
    hear_in_js(Closure::<dyn Fn(usize, bool, JsValue)>::new(settle).into_js_value());
}

fn settle(slot: usize, is_good: bool, value: JsValue) {
    let outcome = if is_good { Ok(value) } else { Err(value) };
    let before = STATES.with_borrow_mut(|states| {
        states.get_mut(slot).map(|state| mem::replace(state, State::Settled(outcome)))
    });
    if let Some(State::Pending(Some(waker))) = before {
        waker.wake();
    }
}
