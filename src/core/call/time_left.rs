//! The time that a call has left: for waits and attempts, for functions of the caller's, for a fallback.

use super::{Call, Now, Situation};
use crate::core::policy::Policy;
use crate::core::verdict::Request;

impl Call {
    /// The time left for a function of the caller's, or infinity. What the machine slept takes nothing away from it.
    pub fn remaining(&self, policy: &Policy, request: Request, now: Now) -> f64 {
        room(policy, request, self.elapsed(now), now.awake_since(self.began)).max(0.0)
    }

    /// The time left for a fallback, or infinity. 0: what it has at once.
    pub fn remaining_for_fallback(&self, policy: &Policy, now: Now) -> f64 {
        (policy.deadline - now.awake_since(self.began)).max(0.0)
    }

    /// The time left for waits and attempts, or infinity.
    pub(super) fn room(&self, elapsed: f64, situation: &Situation) -> f64 {
        let Situation { policy, request, now, .. } = *situation;
        let is_excused = self.sent() <= self.excused;
        room(policy, request, elapsed, if is_excused { now.awake_since(self.began) } else { elapsed })
    }

    /// A machine that slept is not to be told from a wall clock that was set forward. Where that alone ends the deadline, one more
    /// attempt may follow: whoever set a clock loses no answer, and whoever opens a lid gets one.
    pub(super) fn excuse(&mut self, elapsed: f64, situation: &Situation) {
        let Situation { policy, now, .. } = *situation;
        if self.excused == 0 && elapsed >= policy.deadline && now.awake_since(self.began) < policy.deadline {
            self.excused = self.sent();
        }
    }
}

/// The time until no more must be sent: at the deadline, but for what the fallback needs, or when the server forgets the key. `spent`:
/// what of the deadline is over.
fn room(policy: &Policy, request: Request, elapsed: f64, spent: f64) -> f64 {
    let horizon = if policy.key.on > 0.0 && request.keyed { policy.key.horizon } else { f64::INFINITY };
    (horizon - elapsed).min(policy.deadline - policy.reserve() - spent)
}
