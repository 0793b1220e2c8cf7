//! Those who want to hear of every change of a circuit.

use crate::core::breaker::{Change, CircuitState};
use js_sys::{Array, Function};
use std::cell::{Cell, RefCell};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/web/circuits.js")]
extern "C" {
    #[wasm_bindgen(js_name = tellChange)]
    fn tell_change(listeners: &Array, key: &str, from: &str, to: &str, probe_in: f64);

    fn unsubscriber(listeners: &Array, listener: &Function) -> Function;
}

/// Listeners, and what they are still to be told.
#[derive(Default)]
pub struct Listeners {
    all: Array,
    /// The oldest first.
    untold: RefCell<Vec<(String, Change)>>,
    is_telling: Cell<bool>,
}

impl Listeners {
    /// Adds a listener. Returns the function that takes it away again.
    pub fn add(&self, listener: &Function) -> Function {
        unsubscriber(&self.all, listener)
    }

    /// Tells all of them of changes of one circuit. A listener may work the breaker: what comes of that
    /// is told when everybody has heard of this, so that all hear the same in the same order.
    pub fn hear(&self, key: &str, changes: &[Change]) {
        for change in changes {
            self.untold.borrow_mut().push((key.to_owned(), *change));
        }
        if self.is_telling.replace(true) {
            return;
        }
        while let Some((key, change)) = self.next() {
            self.tell(&key, &change);
        }
        self.is_telling.set(false);
    }

    fn next(&self) -> Option<(String, Change)> {
        let mut untold = self.untold.borrow_mut();
        if untold.is_empty() { None } else { Some(untold.remove(0)) }
    }

    fn tell(&self, key: &str, Change { from, to, probe_in }: &Change) {
        let probe_in = if *to == CircuitState::Open { *probe_in } else { -1.0 };
        tell_change(&self.all, key, from.as_str(), to.as_str(), probe_in);
    }
}
