//! What calls share whose policies are equal but for what is of one call, origin by origin: a retry budget, a circuit, a throttle.

use super::random;
use crate::core::breaker::Breaker;
use crate::core::budget::Budget;
use crate::core::call::Shared;
use crate::core::policy::Policy;
use crate::core::policy::table::OF_ONE_CALL;
use crate::core::throttle::Throttle;
use crate::core::value::Value;
use std::cell::RefCell;
use std::rc::Rc;

/// Not all the world's origins are remembered.
const MOST: usize = 1000;

/// One origin, as the calls of equal policies know it.
pub struct Origin {
    name: String,
    /// What their policies say besides what is of one call, the options in the order of their names.
    common: Vec<(String, Value)>,
    budget: Option<RefCell<Budget>>,
    breaker: Option<Rc<RefCell<Breaker>>>,
    throttle: Option<RefCell<Throttle>>,
}

thread_local! {
    /// The last one is the one used last.
    static ORIGINS: RefCell<Vec<Rc<Origin>>> = const { RefCell::new(Vec::new()) };
}

impl Origin {
    /// What calls to `name` share whose policies differ from this one in nothing but what is of one call. Where there is no room for
    /// a new origin, the one used longest ago is forgotten; calls under way still hold it.
    pub fn of(policy: &Rc<Policy>, name: &str) -> Rc<Origin> {
        let common = common(&policy.written);
        ORIGINS.with_borrow_mut(|all| {
            let known = all.iter().position(|origin| origin.name == name && origin.common == common);
            let origin = match known {
                Some(index) => all.remove(index),
                None => {
                    let kin = all.iter().find(|kin| policy.breaker.key == 1.0 && kin.common == common);
                    let breaker = kin.and_then(|kin| kin.breaker.clone());
                    Rc::new(Origin {
                        name: name.to_owned(),
                        common,
                        budget: Budget::of(policy, random::next()).map(RefCell::new),
                        breaker: breaker.or_else(|| Some(Rc::new(Breaker::of(policy)?.into()))),
                        throttle: Throttle::of(policy).map(RefCell::new),
                    })
                }
            };
            if all.len() >= MOST {
                all.remove(0);
            }
            all.push(Rc::clone(&origin));
            origin
        })
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

/// The default is the same by its name.
fn common(written: &Value) -> Vec<(String, Value)> {
    let Value::Map(entries) = written else { return Vec::new() };
    let is_common = |(name, value): &&(String, Value)| {
        !OF_ONE_CALL.contains(&name.as_str())
            && (name != "preset" || *value != Value::Text("standard".into()))
    };
    let mut common: Vec<(String, Value)> = entries.iter().filter(is_common).cloned().collect();
    common.sort_by(|(one, _), (other, _)| one.cmp(other));
    common
}
