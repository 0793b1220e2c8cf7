//! What the calls of a test share.

use holdfast_fetch::core::breaker::Breaker;
use holdfast_fetch::core::budget::Budget;
use holdfast_fetch::core::call::Shared;
use holdfast_fetch::core::policy::Policy;
use holdfast_fetch::core::throttle::Throttle;
use std::cell::RefCell;
use std::rc::Rc;

/// One origin, as all calls of a policy see it. Clones are the same one.
#[derive(Clone)]
pub struct Commons {
    pub budget: Option<Rc<RefCell<Budget>>>,
    pub breaker: Option<Rc<RefCell<Breaker>>>,
    pub throttle: Option<Rc<RefCell<Throttle>>>,
}

impl Commons {
    /// As it is before the first call.
    pub fn of(policy: &Rc<Policy>) -> Self {
        fn shared<T>(value: T) -> Rc<RefCell<T>> {
            Rc::new(RefCell::new(value))
        }
        Commons {
            budget: Budget::of(policy, 0.5).map(shared),
            breaker: Breaker::of(policy).map(shared),
            throttle: Throttle::of(policy).map(shared),
        }
    }

    /// Lends all of it.
    pub fn lend<T>(&self, now: f64, to: impl FnOnce(Shared) -> T) -> T {
        let mut budget = self.budget.as_ref().map(|budget| budget.borrow_mut());
        let mut breaker = self.breaker.as_ref().map(|breaker| breaker.borrow_mut());
        let mut throttle = self.throttle.as_ref().map(|throttle| throttle.borrow_mut());
        to(Shared {
            now,
            budget: budget.as_deref_mut(),
            breaker: breaker.as_deref_mut(),
            throttle: throttle.as_deref_mut(),
        })
    }
}
