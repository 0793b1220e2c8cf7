//! What the calls of a policy share, origin by origin.

use crate::core::breaker::{Change, CircuitState, Health, Permit};
use crate::core::budget::Budget;
use crate::core::call::Shared;
use crate::core::policy::{BreakerKey, Policy};
use crate::core::throttle::Throttle;
use crate::web::circuits::{Circuit, Circuits};
use crate::web::random;
use crate::web::rows::Row;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Not all the world's origins are remembered.
const MOST: usize = 1000;

/// A policy, and those that were derived from it.
pub struct Family {
    policy: Rc<Policy>,
    pub circuits: Option<Rc<Circuits>>,
    seats: RefCell<Vec<Rc<Seat>>>,
}

/// What calls to one origin share.
pub struct Seat {
    /// By which `fetch.js` knows it. Never used again for another one.
    pub number: u32,
    pub origin: String,
    budget: Option<Rc<RefCell<Budget>>>,
    throttle: Option<Rc<RefCell<Throttle>>>,
    circuits: Option<(Rc<Circuits>, Rc<Circuit>)>,
}

thread_local! {
    /// In the order of their numbers.
    static SEATS: RefCell<Vec<Rc<Seat>>> = const { RefCell::new(Vec::new()) };
    static LATEST: Cell<u32> = const { Cell::new(0) };
}

impl Family {
    /// A family of one.
    pub fn new(policy: Rc<Policy>, circuits: Option<Rc<Circuits>>) -> Self {
        Family { policy, circuits, seats: RefCell::default() }
    }

    /// Is there anything to share?
    pub fn shares(&self) -> bool {
        self.policy.budget.is_some() || self.policy.throttle.is_some() || self.circuits.is_some()
    }

    /// The seat of a call to `origin`. `key`: what the caller's function says shares a circuit with it.
    pub fn seat(&self, origin: &str, key: Option<&str>) -> Rc<Seat> {
        let key = key.unwrap_or(match self.policy.breaker.as_ref().map(|breaker| breaker.key) {
            Some(BreakerKey::Policy) => "",
            _ => origin,
        });
        let mut seats = self.seats.borrow_mut();
        let sits = |seat: &Rc<Seat>| {
            seat.origin == origin && seat.circuits.as_ref().is_none_or(|(_, circuit)| circuit.key == key)
        };
        if let Some(found) = seats.iter().position(sits) {
            // The last one is the one used last.
            let seat = seats.remove(found);
            seats.push(Rc::clone(&seat));
            return seat;
        }
        if seats.len() >= MOST {
            leave_for_good(&seats.remove(0));
        }
        // With a circuit key of the caller's, an origin may have several circuits, but has one budget.
        let twin = seats.iter().find(|seat| seat.origin == origin);
        let seat = Rc::new(Seat::new(self, origin, key, twin));
        SEATS.with_borrow_mut(|all| all.push(Rc::clone(&seat)));
        seats.push(Rc::clone(&seat));
        seat
    }

    /// The tokens left, by origin.
    pub fn budgets(&self) -> Vec<Row> {
        let mut budgets = Vec::new();
        for seat in self.seats.borrow().iter() {
            // What is lent to a call, in whose midst a function of the caller's asks this, is left out.
            if let Some(Ok(budget)) = seat.budget.as_ref().map(|budget| budget.try_borrow()) {
                let (credit, earned) = budget.balance();
                budgets.push((seat.origin.clone(), "", vec![credit, earned]));
            }
        }
        budgets
    }
}

impl Drop for Family {
    fn drop(&mut self) {
        self.seats.borrow().iter().for_each(|seat| leave_for_good(seat));
    }
}

fn leave_for_good(seat: &Seat) {
    SEATS.with_borrow_mut(|all| {
        if let Ok(index) = all.binary_search_by_key(&seat.number, |seat| seat.number) {
            all.remove(index);
        }
    });
}

fn numbered(number: u32) -> Option<Rc<Seat>> {
    SEATS.with_borrow(|all| {
        let index = all.binary_search_by_key(&number, |seat| seat.number).ok()?;
        all.get(index).cloned()
    })
}

impl Seat {
    fn new(family: &Family, origin: &str, key: &str, twin: Option<&Rc<Seat>>) -> Self {
        fn shared<T>(value: T) -> Rc<RefCell<T>> {
            Rc::new(RefCell::new(value))
        }
        let policy = &family.policy;
        let (budget, throttle) = match twin {
            Some(twin) => (twin.budget.clone(), twin.throttle.clone()),
            None => (
                policy.budget.as_ref().map(|budget| shared(Budget::new(budget, random::next()))),
                policy.throttle.as_ref().map(|throttle| shared(Throttle::new(throttle))),
            ),
        };
        Seat {
            number: LATEST.replace(LATEST.get() + 1) + 1,
            origin: origin.to_owned(),
            budget,
            throttle,
            circuits: family.circuits.as_ref().map(|circuits| (Rc::clone(circuits), circuits.circuit(key))),
        }
    }

    /// Lends what is shared to a call. What is lent already, to a call in whose midst a function of the
    /// caller's has made this one, is not there.
    pub fn lend<T>(&self, now: f64, to: impl FnOnce(Shared) -> T) -> T {
        let mut budget = self.budget.as_ref().and_then(|budget| budget.try_borrow_mut().ok());
        let mut throttle = self.throttle.as_ref().and_then(|throttle| throttle.try_borrow_mut().ok());
        let mut breaker =
            self.circuits.as_ref().and_then(|(_, circuit)| circuit.breaker.try_borrow_mut().ok());
        to(Shared {
            now,
            budget: budget.as_deref_mut(),
            breaker: breaker.as_deref_mut(),
            throttle: throttle.as_deref_mut(),
        })
    }

    /// Tells those who watch the circuit what has changed, and hands it over with the circuit's key.
    pub fn changes(&self) -> Option<(&str, Vec<Change>)> {
        let (circuits, circuit) = self.circuits.as_ref()?;
        let changes = circuits.tell_changes(circuit);
        if changes.is_empty() { None } else { Some((&circuit.key, changes)) }
    }
}

/// Leave for a first attempt that `fetch.js` makes by itself: the generation of its permit. Below
/// zero: the core has to see to it, since the circuit is not closed, or the seat is gone.
#[unsafe(no_mangle)]
pub extern "C" fn holdfast_enter(seat: u32, now: f64) -> i32 {
    let Some(seat) = numbered(seat) else { return -1 };
    let permit = seat.lend(now, |shared| {
        let breaker = shared.breaker?;
        let is_closed = breaker.state(shared.now) == CircuitState::Closed;
        // A closed circuit gives no places of probes, so no lease is needed.
        if is_closed { breaker.acquire(shared.now, f64::INFINITY).ok() } else { None }
    });
    permit.and_then(|permit| i32::try_from(permit.generation).ok()).unwrap_or(-1)
}

/// Such an attempt succeeded. Zero: the seat is gone.
#[unsafe(no_mangle)]
pub extern "C" fn holdfast_leave(seat: u32, generation: u32, began: f64, elapsed: f64) -> u32 {
    let Some(seat) = numbered(seat) else { return 0 };
    seat.lend(began + elapsed, |shared| {
        if let Some(budget) = shared.budget {
            budget.deposit(shared.now);
        }
        if let Some(breaker) = shared.breaker {
            let permit = Permit { generation, probe: 0 };
            breaker.settle(permit, shared.now, Health::Success, elapsed, None, &mut random::next);
        }
    });
    // A slow answer may open the circuit.
    seat.changes();
    1
}
