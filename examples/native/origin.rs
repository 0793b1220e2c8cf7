//! What the calls to one origin share.

use holdfast_fetch::core::breaker::Breaker;
use holdfast_fetch::core::budget::Budget;
use holdfast_fetch::core::call::Shared;
use holdfast_fetch::core::policy::Policy;
use holdfast_fetch::core::throttle::Throttle;
use std::rc::Rc;

pub struct Origin {
    budget: Option<Budget>,
    breaker: Option<Breaker>,
    throttle: Option<Throttle>,
}

impl Origin {
    /// As it is before the first call. `random` is a number in [0, 1).
    pub fn new(policy: &Rc<Policy>, random: f64) -> Self {
        Origin {
            budget: Budget::of(policy, random),
            breaker: Breaker::of(policy),
            throttle: Throttle::of(policy),
        }
    }

    /// For one input of a call. `now` is always the monotonic clock's.
    pub fn lend(&mut self, now: f64) -> Shared<'_> {
        Shared {
            now,
            budget: self.budget.as_mut(),
            breaker: self.breaker.as_mut(),
            throttle: self.throttle.as_mut(),
        }
    }

    /// Prints what became of the circuit.
    pub fn tell_changes(&mut self) {
        for change in self.breaker.iter_mut().flat_map(Breaker::take_changes) {
            println!("  circuit: {:?}, now {:?}", change.from, change.to);
        }
    }
}
