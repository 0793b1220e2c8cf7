//! Circuit breakers as JavaScript sees them: the circuits of a policy, one for each key.

use crate::core::breaker::{Breaker, Change, CircuitState, Snapshot};
use crate::core::policy::BreakerPolicy;
use crate::web::listeners::Listeners;
use crate::web::policy::Bound;
use crate::web::{caller, clock, entry, rows};
use js_sys::{Array, Function};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/web/policy.js")]
extern "C" {
    #[wasm_bindgen(js_name = breakerPolicy)]
    fn breaker_policy(options: &JsValue) -> JsValue;
}

#[wasm_bindgen(module = "/src/web/circuits.js")]
extern "C" {
    fn snapshots(rows: &JsValue) -> JsValue;

    #[wasm_bindgen(js_name = breakerData)]
    fn breaker_data(options: &JsValue, rows: &JsValue, wall: f64, isolated: bool) -> JsValue;

    #[wasm_bindgen(catch, js_name = breakerRows)]
    fn breaker_rows(data: &JsValue, wall: f64) -> Result<Array, JsValue>;
}

/// From the best to the worst, as in circuits.js.
const RANKED: [CircuitState; 4] =
    [CircuitState::Closed, CircuitState::HalfOpen, CircuitState::Open, CircuitState::Isolated];

/// Not all the world's origins are remembered.
const MOST: usize = 1000;

/// The circuits that calls of one policy, or of several, go through.
pub struct Circuits {
    policy: Rc<BreakerPolicy>,
    /// As the caller wrote them.
    options: JsValue,
    now: Option<Function>,
    key: Option<Function>,
    listeners: Listeners,
    /// Those to come are isolated too.
    isolated: Cell<bool>,
    all: RefCell<Vec<Rc<Circuit>>>,
}

/// The circuit of one key.
pub struct Circuit {
    pub key: String,
    pub breaker: RefCell<Breaker>,
}

impl Circuits {
    /// Those of a policy; `None` if it has no breaker.
    pub fn of(bound: &Bound) -> Option<Rc<Circuits>> {
        let policy = Rc::new(bound.policy.breaker.clone()?);
        Some(Rc::new(Circuits {
            policy,
            options: js_sys::Reflect::get(bound.written(), &"breaker".into()).unwrap_or_default(),
            now: bound.callback("now"),
            key: bound.callback("breaker.key"),
            listeners: Listeners::default(),
            isolated: Cell::new(false),
            all: RefCell::default(),
        }))
    }

    /// The caller's function that says which requests share a circuit.
    pub fn key_function(&self) -> Option<&Function> {
        self.key.as_ref()
    }

    /// Do they go by another clock than the platform's?
    pub fn has_own_clock(&self) -> bool {
        self.now.is_some()
    }

    /// The time of all of them.
    pub fn now(&self) -> f64 {
        caller::number(self.now.as_ref()).unwrap_or_else(|| clock::now().monotonic)
    }

    /// The circuit of a key: the one that is there, or a new one.
    pub fn circuit(&self, key: &str) -> Rc<Circuit> {
        let mut all = self.all.borrow_mut();
        if let Some(circuit) = all.iter().find(|circuit| circuit.key == key) {
            return Rc::clone(circuit);
        }
        // Not by a clock of the caller's: it may make calls of its own, in the midst of this.
        let now = clock::now().monotonic;
        if all.len() >= MOST {
            let is_isolated = |circuit: &Circuit| {
                circuit.breaker.try_borrow_mut().is_ok_and(|mut it| it.state(now) == CircuitState::Isolated)
            };
            let is_idle = |circuit: &Rc<Circuit>| Rc::strong_count(circuit) == 1 && !is_isolated(circuit);
            let rests = |circuit: &Rc<Circuit>| {
                self.now.is_none()
                    && is_idle(circuit)
                    && circuit.breaker.try_borrow_mut().is_ok_and(|mut breaker| breaker.is_at_rest(now))
            };
            all.retain(|circuit| !rests(circuit));
            if let (true, Some(oldest)) = (all.len() >= MOST, all.iter().position(is_idle)) {
                all.remove(oldest);
            }
        }
        let mut breaker = Breaker::new(Rc::clone(&self.policy));
        if self.isolated.get() {
            breaker.restore(now, CircuitState::Isolated, 0, 0.0);
        }
        let circuit = Rc::new(Circuit { key: key.to_owned(), breaker: RefCell::new(breaker) });
        all.push(Rc::clone(&circuit));
        circuit
    }

    /// Tells all listeners what has changed, and hands the changes over.
    pub fn tell_changes(&self, circuit: &Circuit) -> Vec<Change> {
        let changes = match circuit.breaker.try_borrow_mut() {
            Ok(mut breaker) => breaker.take_changes(),
            Err(_) => Vec::new(),
        };
        self.listeners.hear(&circuit.key, &changes);
        changes
    }

    /// Does something to the circuit of one key, or to all.
    fn change(&self, key: Option<String>, to_all: bool, change: fn(&mut Breaker, f64)) {
        let now = self.now();
        let circuits = match key {
            Some(key) => vec![self.circuit(&key)],
            None => {
                self.isolated.set(to_all);
                self.all.borrow().clone()
            }
        };
        for circuit in circuits {
            if let Ok(mut breaker) = circuit.breaker.try_borrow_mut() {
                change(&mut breaker, now);
            }
            self.tell_changes(&circuit);
        }
    }

    fn snapshots(&self) -> Vec<(String, Snapshot)> {
        let now = self.now();
        let all = self.all.borrow().clone();
        let mut snapshots = Vec::new();
        for circuit in all {
            if let Ok(mut breaker) = circuit.breaker.try_borrow_mut() {
                snapshots.push((circuit.key.clone(), breaker.snapshot(now)));
            }
            self.tell_changes(&circuit);
        }
        snapshots
    }

    fn rows(&self) -> JsValue {
        let mut rows = Vec::new();
        for (key, it) in self.snapshots() {
            let counts = [it.calls, it.failures, it.slow, it.consecutive, it.opened, it.probing];
            let mut numbers = counts.map(f64::from).to_vec();
            numbers.push(it.probe_in);
            rows.push((key, it.state.as_str(), numbers));
        }
        rows::to_js(&rows)
    }
}

thread_local! {
    /// By number; none is ever used again for another one.
    static LIVE: RefCell<Vec<(u32, Rc<Circuits>)>> = const { RefCell::new(Vec::new()) };
    static LATEST: Cell<u32> = const { Cell::new(0) };
}

/// The circuits of a `CircuitBreaker` that a policy was given.
pub fn live(handle: u32) -> Option<Rc<Circuits>> {
    LIVE.with_borrow(|live| {
        live.iter().find(|(known, _)| *known == handle).map(|(_, circuits)| circuits.clone())
    })
}

/// Circuits that several policies share, and that can be watched and worked by hand.
#[wasm_bindgen]
pub struct CircuitBreaker {
    handle: u32,
    circuits: Rc<Circuits>,
}

impl CircuitBreaker {
    pub(crate) fn with(circuits: Rc<Circuits>) -> CircuitBreaker {
        // Zero means "not a circuit breaker" to JavaScript.
        let handle = LATEST.replace(LATEST.get() + 1) + 1;
        LIVE.with_borrow_mut(|live| live.push((handle, Rc::clone(&circuits))));
        CircuitBreaker { handle, circuits }
    }

    pub(crate) fn read(options: &JsValue) -> Result<CircuitBreaker, JsValue> {
        let bound = Bound::new(&JsValue::UNDEFINED, &breaker_policy(options))?;
        let circuits = Circuits::of(&bound).ok_or_else(|| {
            js_sys::TypeError::new("circuit breaker: the options are false; allowed: an object of options")
        })?;
        Ok(CircuitBreaker::with(circuits))
    }
}

impl Drop for CircuitBreaker {
    fn drop(&mut self) {
        LIVE.with_borrow_mut(|live| live.retain(|(handle, _)| *handle != self.handle));
    }
}

#[wasm_bindgen]
impl CircuitBreaker {
    /// Validates `options` and begins without any circuit.
    ///
    /// # Errors
    /// A `TypeError` that names the field, what was given and what is allowed.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &JsValue) -> Result<CircuitBreaker, JsValue> {
        entry::start()?;
        CircuitBreaker::read(options)
    }

    /// What `toJSON` gave, as it would be by now.
    ///
    /// # Errors
    /// A `TypeError`, if it is no such data.
    pub fn hydrate(data: &JsValue) -> Result<CircuitBreaker, JsValue> {
        let rows = breaker_rows(data, clock::now().wall)?;
        let breaker = CircuitBreaker::new(&js_sys::Reflect::get(data, &"options".into())?)?;
        breaker.circuits.isolated.set(js_sys::Reflect::get(data, &"isolated".into())?.is_truthy());
        let now = breaker.circuits.now();
        for index in 0..rows.length() {
            let row: Array = rows.get(index).unchecked_into();
            let number = |index| row.get(index).as_f64().unwrap_or_default();
            let circuit = breaker.circuits.circuit(&row.get(0).as_string().unwrap_or_default());
            let state = RANKED.get(number(1) as usize).copied().unwrap_or(CircuitState::Closed);
            circuit.breaker.borrow_mut().restore(now, state, number(2) as u32, number(3));
        }
        Ok(breaker)
    }

    /// Of the circuit that is worst off.
    #[wasm_bindgen(getter)]
    pub fn state(&self) -> JsValue {
        let rank = |state| RANKED.iter().position(|ranked| *ranked == state);
        let isolated = self.circuits.isolated.get();
        let mut worst = if isolated { CircuitState::Isolated } else { CircuitState::Closed };
        for (_, Snapshot { state, .. }) in self.circuits.snapshots() {
            if rank(state) > rank(worst) {
                worst = state;
            }
        }
        worst.as_str().into()
    }

    /// Every circuit that has seen a call.
    pub fn snapshot(&self) -> JsValue {
        snapshots(&self.circuits.rows())
    }

    /// Lets no call through.
    pub fn isolate(&self, key: Option<String>) {
        self.circuits.change(key, true, Breaker::isolate);
    }

    /// Closes, and forgets what was counted.
    pub fn reset(&self, key: Option<String>) {
        self.circuits.change(key, false, Breaker::reset);
    }

    /// Tells `listener` of every change, until the function that is returned is called.
    #[wasm_bindgen(js_name = onChange)]
    pub fn on_change(&self, listener: &Function) -> Function {
        self.circuits.listeners.add(listener)
    }

    /// Options and circuits as data.
    #[wasm_bindgen(js_name = toJSON)]
    pub fn to_json(&self) -> JsValue {
        breaker_data(&self.options(), &self.circuits.rows(), clock::now().wall, self.circuits.isolated.get())
    }

    /// The options that were written.
    #[wasm_bindgen(getter)]
    pub fn options(&self) -> JsValue {
        let options = self.circuits.options.clone();
        if options.is_object() { options } else { js_sys::Object::new().into() }
    }

    /// By which policies find it.
    #[wasm_bindgen(getter, js_name = __holdfast)]
    pub fn handle(&self) -> u32 {
        self.handle
    }
}
