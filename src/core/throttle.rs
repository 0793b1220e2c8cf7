//! Adaptive throttling: a client that is refused often refuses itself.
//!
//! "Site Reliability Engineering" (Beyer and others, 2016), chapter 21: of the requests of a sliding
//! window, those locally refused included, a server is sent no more than k for each that it accepts.
//! Beyond that a request is refused with probability max(0, (requests − k × accepts) / (requests + 1)).
//! First attempts are refused too, which a retry budget never does.
//!
//! The probability is capped, since a client that sends nothing learns nothing: one that makes few
//! calls would need several windows to find out that the server is well again.

use super::policy::ThrottlePolicy;
use super::window::Window;

/// The recent requests to one origin.
#[derive(Debug)]
pub struct Throttle {
    k: f64,
    cap: f64,
    /// Requests and accepts.
    window: Window,
}

impl Throttle {
    /// A throttle that has seen no requests.
    pub fn new(policy: &ThrottlePolicy) -> Self {
        Throttle { k: policy.k, cap: policy.cap, window: Window::new(policy.window) }
    }

    /// May this attempt be sent? `random` is a number in [0, 1). Either way it counts as a request.
    pub fn admit(&mut self, now: f64, random: f64) -> bool {
        let chance = self.chance(now);
        self.window.add(now, [1, 0, 0]);
        // `max` makes a number of a caller's NaN.
        random.max(0.0) >= chance
    }

    /// The server took a request: any answer but a sign of overload.
    pub fn accepted(&mut self, now: f64) {
        self.window.add(now, [0, 1, 0]);
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
        Throttle::new(&ThrottlePolicy { k: 2.0, window: WINDOW, cap: 0.9 })
    }

    #[test]
    fn the_formula() {
        let mut throttle = throttle();
        for (request, accepted) in [(0, true), (1, true), (2, false), (3, false), (4, false)] {
            assert_eq!(throttle.chance(0.0), 0.0, "{request}");
            assert!(throttle.admit(0.0, 0.0));
            if accepted {
                throttle.accepted(0.0);
            }
        }
        assert_eq!(throttle.chance(0.0), 1.0 / 6.0);
        assert!(throttle.admit(0.0, 0.2));
        assert_eq!(throttle.chance(0.0), 2.0 / 7.0);
    }

    #[test]
    fn what_is_refused_counts_as_a_request() {
        let mut throttle = throttle();
        throttle.admit(0.0, 0.5);
        assert_eq!(throttle.chance(0.0), 0.5);
        assert!(!throttle.admit(0.0, 0.4));
        assert_eq!(throttle.chance(0.0), 2.0 / 3.0);
    }

    #[test]
    fn some_are_always_let_through() {
        let mut throttle = throttle();
        for _ in 0..1000 {
            throttle.admit(0.0, 0.5);
        }
        assert_eq!(throttle.chance(0.0), 0.9);
        assert!(throttle.admit(0.0, 0.9));
    }

    #[test]
    fn a_window_later_all_is_forgotten() {
        let mut throttle = throttle();
        for _ in 0..10 {
            throttle.admit(0.0, 0.5);
        }
        assert_eq!(throttle.chance(2.0 * WINDOW), 0.0);
    }
}
