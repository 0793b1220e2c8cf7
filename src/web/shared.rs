//! What calls of equal policies share, origin by origin: a retry budget, a circuit, a throttle.

use super::random;
use crate::core::breaker::Breaker;
use crate::core::budget::Budget;
use crate::core::call::Shared;
use crate::core::policy::Policy;
use crate::core::throttle::Throttle;
use std::cell::RefCell;
use std::rc::Rc;

/// Not all the world's origins are remembered.
const MOST: usize = 1000;

/// One origin, as the calls of one policy know it.
pub struct Origin {
    pub policy: Rc<Policy>,
    name: String,
    budget: Option<RefCell<Budget>>,
    breaker: Option<Rc<RefCell<Breaker>>>,
    throttle: Option<RefCell<Throttle>>,
}

thread_local! {
    /// The last one is the one used last.
    static ORIGINS: RefCell<Vec<Rc<Origin>>> = const { RefCell::new(Vec::new()) };
}

impl Origin {
    /// What calls to `name` share whose policies say the same as this one. Where there is no room for a new origin, the one
    /// used longest ago is forgotten; calls under way still hold it.
    pub fn of(policy: &Policy, name: &str) -> Rc<Origin> {
        ORIGINS.with_borrow_mut(|all| {
            let known = all.iter().position(|origin| origin.name == name && *origin.policy == *policy);
            let origin = match known {
                Some(index) => all.remove(index),
                None => Rc::new(Origin::new(policy, name, all.iter().find(|kin| *kin.policy == *policy))),
            };
            if all.len() >= MOST {
                all.remove(0);
            }
            all.push(Rc::clone(&origin));
            origin
        })
    }

    fn new(policy: &Policy, name: &str, kin: Option<&Rc<Origin>>) -> Origin {
        let policy = kin.map_or_else(|| Rc::new(policy.clone()), |kin| Rc::clone(&kin.policy));
        let of_policy = kin.filter(|kin| kin.policy.breaker.key == 1.0).and_then(|kin| kin.breaker.clone());
        let breaker = of_policy.or_else(|| Some(Rc::new(Breaker::of(&policy)?.into())));
        Origin {
            name: name.to_owned(),
            budget: Budget::of(&policy, random::next()).map(RefCell::new),
            breaker,
            throttle: Throttle::of(&policy).map(RefCell::new),
            policy,
        }
    }

    /// Lends it to a call for the time of one input. `now` is always the monotonic clock's.
    pub fn lend<T>(&self, now: f64, advance: impl FnOnce(Shared) -> T) -> T {
        let mut budget = self.budget.as_ref().map(RefCell::borrow_mut);
        let mut breaker = self.breaker.as_deref().map(RefCell::borrow_mut);
        let mut throttle = self.throttle.as_ref().map(RefCell::borrow_mut);
        advance(Shared {
            now,
            budget: budget.as_deref_mut(),
            breaker: breaker.as_deref_mut(),
            throttle: throttle.as_deref_mut(),
        })
    }
}
