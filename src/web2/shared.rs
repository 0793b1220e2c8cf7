//! What calls of equal policies share, origin by origin: a retry budget, a circuit, a throttle.

use super::random;
use crate::core::breaker::Breaker;
use crate::core::budget::Budget;
use crate::core::call::Shared;
use crate::core::policy::{BreakerKey, Policy};
use crate::core::throttle::Throttle;
use std::cell::RefCell;
use std::rc::Rc;

/// Not all the world's origins are remembered, nor all policies.
const MOST_ORIGINS: usize = 1000;
const MOST_POLICIES: usize = 100;

/// The calls of one policy.
pub struct Family {
    pub policy: Rc<Policy>,
    /// If they all share one.
    breaker: Option<Rc<RefCell<Breaker>>>,
    origins: RefCell<Vec<Rc<Origin>>>,
}

/// What those to one origin share.
pub struct Origin {
    name: String,
    budget: Option<RefCell<Budget>>,
    breaker: Option<Rc<RefCell<Breaker>>>,
    throttle: Option<RefCell<Throttle>>,
}

thread_local! {
    static FAMILIES: RefCell<Vec<Rc<Family>>> = const { RefCell::new(Vec::new()) };
}

/// The family of this policy, or of one that says the same.
pub fn family(policy: &Policy) -> Rc<Family> {
    FAMILIES.with_borrow_mut(|families| {
        latest(
            families,
            MOST_POLICIES,
            |family| *family.policy == *policy,
            || {
                let one_for_all =
                    policy.breaker.as_ref().is_some_and(|breaker| breaker.key == BreakerKey::Policy);
                let breaker = if one_for_all { breaker(policy) } else { None };
                Family { policy: Rc::new(policy.clone()), breaker, origins: RefCell::default() }
            },
        )
    })
}

impl Family {
    /// What a call to this origin shares.
    pub fn origin(&self, name: &str) -> Rc<Origin> {
        let policy = &self.policy;
        latest(
            &mut self.origins.borrow_mut(),
            MOST_ORIGINS,
            |origin| origin.name == name,
            || Origin {
                name: name.to_owned(),
                budget: policy.budget.as_ref().map(|budget| Budget::new(budget, random::next()).into()),
                breaker: self.breaker.clone().or_else(|| breaker(policy)),
                throttle: policy.throttle.as_ref().map(|throttle| Throttle::new(throttle).into()),
            },
        )
    }
}

impl Origin {
    /// Lends it to a call for the time of one input. `now` is always the monotonic clock's.
    pub fn lend<T>(&self, now: f64, use_it: impl FnOnce(Shared) -> T) -> T {
        let mut budget = self.budget.as_ref().map(RefCell::borrow_mut);
        let mut breaker = self.breaker.as_deref().map(RefCell::borrow_mut);
        let mut throttle = self.throttle.as_ref().map(RefCell::borrow_mut);
        let step = use_it(Shared {
            now,
            budget: budget.as_deref_mut(),
            breaker: breaker.as_deref_mut(),
            throttle: throttle.as_deref_mut(),
        });
        // Nobody listens to a circuit here.
        breaker.iter_mut().for_each(|breaker| drop(breaker.take_changes()));
        step
    }
}

fn breaker(policy: &Policy) -> Option<Rc<RefCell<Breaker>>> {
    Some(Rc::new(RefCell::new(Breaker::new(Rc::new(policy.breaker.clone()?)))))
}

/// The one that is wanted, which becomes the last. Where there is no room for a new one, that which was used longest ago is
/// forgotten; calls under way still hold it.
fn latest<T>(
    all: &mut Vec<Rc<T>>,
    most: usize,
    wanted: impl Fn(&T) -> bool,
    new: impl FnOnce() -> T,
) -> Rc<T> {
    let one = match all.iter().position(|one| wanted(one)) {
        Some(found) => all.remove(found),
        None => Rc::new(new()),
    };
    if all.len() >= most {
        all.remove(0);
    }
    all.push(Rc::clone(&one));
    one
}
