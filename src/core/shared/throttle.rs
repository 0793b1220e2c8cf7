//! Adaptive throttling: a client that is refused often refuses itself.
//!
//! "Site Reliability Engineering" (Beyer and others, 2016), chapter 21: of the requests of a sliding
//! window, those locally refused included, a server is sent no more than k for each that it accepts.
//! Beyond that a request is refused with probability max(0, (requests − k × accepts) / (requests + 1)).
//! First attempts are refused too, which a retry budget never does.
//!
//! The probability is capped, since a client that sends nothing learns nothing: one that makes few
//! calls would need several windows to find out that the server is well again.

use crate::core::policy::{Policy, cells};
use crate::core::window::Window;

/// The recent requests to one origin.
#[derive(Debug)]
pub struct Throttle {
    k: f64,
    cap: f64,
    /// Requests and accepts.
    window: Window,
}

impl Throttle {
    /// That of a policy, if it has one.
    pub fn of(policy: &Policy) -> Option<Self> {
        (policy.throttle.on > 0.0).then(|| Throttle::new(&policy.throttle))
    }

    /// A throttle that has seen no requests.
    pub fn new(policy: &cells::Throttle) -> Self {
        Throttle { k: policy.k, cap: policy.cap, window: Window::new(policy.window) }
    }

    /// May this attempt be sent? `random` is a number in [0, 1). If not, it counts as a request now; if
    /// so, when it is [settled](Throttle::settle): the first calls of a page, all under way at once, must
    /// not refuse one another for want of answers.
    pub fn admit(&mut self, now: f64, random: f64) -> bool {
        // `max` makes a number of a caller's NaN.
        let admitted = random.max(0.0) >= self.chance(now);
        if !admitted {
            self.settle(now, false);
        }
        admitted
    }

    /// An attempt has ended. `accepted`: the server took the request, whatever its answer was; not if it
    /// refused or did not answer.
    pub fn settle(&mut self, now: f64, accepted: bool) {
        self.window.add(now, [1, u32::from(accepted), 0]);
    }

    /// The probability that the next request will be refused.
    pub fn chance(&mut self, now: f64) -> f64 {
        let [requests, accepts, _] = self.window.totals(now);
        let requests = f64::from(requests);
        let excess = requests - self.k * f64::from(accepts);
        (excess / (requests + 1.0)).max(0.0).min(self.cap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: f64 = 120_000.0;

    fn throttle() -> Throttle {
        Throttle::new(&cells::Throttle { on: 1.0, k: 2.0, window: WINDOW, cap: 0.9 })
    }

    fn settle(throttle: &mut Throttle, count: u32, accepted: bool) {
        (0..count).for_each(|_| throttle.settle(0.0, accepted));
    }

    #[test]
    fn the_formula() {
        let mut throttle = throttle();
        settle(&mut throttle, 2, true);
        settle(&mut throttle, 2, false);
        assert_eq!(throttle.chance(0.0), 0.0, "4 requests, 2 × 2 of which were accepted");
        settle(&mut throttle, 1, false);
        assert_eq!(throttle.chance(0.0), 1.0 / 6.0);
        assert!(throttle.admit(0.0, 0.2));
        assert!(!throttle.admit(0.0, 0.1));
        assert_eq!(throttle.chance(0.0), 2.0 / 7.0, "what is refused counts as a request");
    }

    #[test]
    fn what_is_under_way_counts_neither_way() {
        let mut throttle = throttle();
        for _ in 0..6 {
            assert!(throttle.admit(0.0, 0.0));
        }
    }

    #[test]
    fn some_are_always_let_through() {
        let mut throttle = throttle();
        settle(&mut throttle, 1000, false);
        assert_eq!(throttle.chance(0.0), 0.9);
        assert!(throttle.admit(0.0, 0.9));
        assert!(!throttle.admit(0.0, f64::NAN));
    }

    #[test]
    fn a_window_later_all_is_forgotten() {
        let mut throttle = throttle();
        settle(&mut throttle, 10, false);
        assert_eq!(throttle.chance(2.0 * WINDOW), 0.0);
    }
}
