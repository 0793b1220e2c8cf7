//! The platform's clocks, and its timer as a future.

use crate::core::call::Now;
use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use wasm_bindgen::prelude::*;

// Of the global object, whichever that is: a page's, a worker's or Node's.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn monotonic() -> f64;

    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(run: &Closure<dyn FnMut()>, milliseconds: f64) -> JsValue;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
}

/// The time now.
pub fn now() -> Now {
    Now { monotonic: monotonic(), wall: js_sys::Date::now() }
}

/// Browsers and Node fire at once when a timer is set for longer than 2^31 - 1 ms.
const LONGEST_TIMER: f64 = 2_147_483_647.0;

/// Ends when its time has passed, never earlier. The timer is set when it is first polled, and cleared when it is dropped.
pub struct Sleep {
    due: f64,
    timer: Option<Timer>,
}

struct Timer {
    handle: JsValue,
    /// Taken when it fires.
    waker: Rc<Cell<Option<Waker>>>,
    /// What it runs, which has to live as long.
    _run: Closure<dyn FnMut()>,
}

impl Sleep {
    /// For so many milliseconds from now; infinity is without end.
    pub fn new(milliseconds: f64) -> Sleep {
        Sleep { due: monotonic() + milliseconds, timer: None }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<()> {
        if let Some(Timer { waker, .. }) = &self.timer
            && waker.take().is_some()
        {
            waker.set(Some(context.waker().clone()));
            return Poll::Pending;
        }
        // Timers drop the fraction of a millisecond, and a server's hint is a floor.
        let left = self.due - monotonic();
        let is_needed = left > 0.0 && left.is_finite();
        let timer = || Timer::set(left.ceil().min(LONGEST_TIMER), context.waker().clone());
        self.timer = is_needed.then(timer);
        if left > 0.0 { Poll::Pending } else { Poll::Ready(()) }
    }
}

impl Timer {
    fn set(milliseconds: f64, waker: Waker) -> Timer {
        let waker = Rc::new(Cell::new(Some(waker)));
        let waiting = Rc::clone(&waker);
        let run = Closure::new(move || {
            waiting.take().inspect(Waker::wake_by_ref);
        });
        Timer { handle: set_timeout(&run, milliseconds), waker, _run: run }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.handle);
    }
}
