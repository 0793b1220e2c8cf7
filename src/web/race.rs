//! What a call waits for: its work, a limit of time, or that its caller gives up. The first of them wins.

use super::timer::Sleep;
use std::cell::Cell;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Poll, Waker};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

/// How a race ended.
pub enum Raced<T> {
    Done(T),
    TimeUp,
    Aborted,
}

/// The caller's signal, with one listener on it for as long as the call lasts.
pub struct Caller {
    pub signal: AbortSignal,
    waker: Rc<Cell<Option<Waker>>>,
    listener: Closure<dyn FnMut()>,
}

impl Caller {
    pub fn new(signal: AbortSignal) -> Caller {
        let waker = Rc::new(Cell::new(None::<Waker>));
        let wake = Rc::clone(&waker);
        let listener = Closure::new(move || {
            wake.take().inspect(Waker::wake_by_ref);
        });
        // It can only refuse what is no function.
        let _ = signal.add_event_listener_with_callback("abort", listener.as_ref().unchecked_ref());
        Caller { signal, waker, listener }
    }

    /// Runs `work` for at most `limit` milliseconds.
    pub async fn race<T>(&self, work: impl Future<Output = T>, limit: f64) -> Raced<T> {
        let (mut work, mut sleep) = (pin!(work), Sleep::new(limit));
        poll_fn(|context| {
            // First: a request that is aborted fails as well.
            if self.signal.aborted() {
                return Poll::Ready(Raced::Aborted);
            }
            self.waker.set(Some(context.waker().clone()));
            if let Poll::Ready(done) = work.as_mut().poll(context) {
                return Poll::Ready(Raced::Done(done));
            }
            Pin::new(&mut sleep).poll(context).map(|()| Raced::TimeUp)
        })
        .await
    }
}

impl Drop for Caller {
    fn drop(&mut self) {
        let listener = self.listener.as_ref().unchecked_ref();
        let _ = self.signal.remove_event_listener_with_callback("abort", listener);
    }
}
