//! How long to wait before each retry, before jitter.
//!
//! Growing waits exist because a server that could not answer now will not do so any sooner for
//! being asked again; exponential growth is the shape whose total load stays bounded as clients are
//! added (Metcalfe and Boggs, "Ethernet", 1976). The cap belongs here, ahead of [`super::jitter`]:
//! cut off after jitter, every client that reached the cap would wait exactly the same time again.

use crate::core::duration;
use crate::core::policy::cells::Pace;
use crate::core::policy::choices::backoff::{CALLER, CONSTANT, EXPONENTIAL, FIBONACCI, LINEAR, LIST};

/// How waits grow with the number of the retry, k = 1, 2, 3, … None is longer than the cap.
impl Pace {
    /// base × factor^(k−1)
    pub const fn exponential(base: f64, factor: f64, cap: f64) -> Self {
        Pace { factor, ..Pace::shaped(EXPONENTIAL, base, cap) }
    }

    /// base + step × (k−1)
    pub const fn linear(base: f64, step: f64, cap: f64) -> Self {
        Pace { step, ..Pace::shaped(LINEAR, base, cap) }
    }

    /// The same wait each time.
    pub const fn constant(base: f64, cap: f64) -> Self {
        Pace::shaped(CONSTANT, base, cap)
    }

    /// base × 1, 1, 2, 3, 5, …
    pub const fn fibonacci(base: f64, cap: f64) -> Self {
        Pace::shaped(FIBONACCI, base, cap)
    }

    /// The k-th of a list that is given with each question; its last one again when there are no more.
    pub const fn listed(cap: f64) -> Self {
        Pace::shaped(LIST, 0.0, cap)
    }

    const fn shaped(kind: u8, base: f64, cap: f64) -> Self {
        Pace { kind: kind as f64, base, factor: 0.0, step: 0.0, cap, list: 0.0 }
    }

    /// Are waits computed by a function of the caller's?
    pub fn is_callers(&self) -> bool {
        self.kind as u8 == CALLER
    }

    /// The capped wait before a retry, counted from 1; `list` holds those that are listed. Finite and not negative for any
    /// `retry`: a wait too long to hold is [`duration::MAX`]. 0 if a function of the caller's computes it.
    pub fn wait(&self, list: &[f64], retry: u32) -> f64 {
        let steps = retry.saturating_sub(1);
        let wait = match self.kind as u8 {
            EXPONENTIAL => self.base * power(self.factor, steps),
            LINEAR => self.base + self.step * f64::from(steps),
            CONSTANT => self.base,
            FIBONACCI => self.base * fibonacci(steps),
            LIST => list.get(steps as usize).or(list.last()).copied().unwrap_or_default(),
            _ => return 0.0,
        };
        bounded(wait, self.cap)
    }
}

/// `delay`, brought between 0 and the cap. A NaN (0 × ∞, as of a base of 0 doubled for ever) is 0:
/// `f64::max` and `f64::min` prefer the other operand.
pub(in crate::core) fn bounded(delay: f64, cap: f64) -> f64 {
    delay.max(0.0).min(cap.min(duration::MAX)).max(0.0)
}

/// As `powi`, without the half for negative exponents.
fn power(mut base: f64, mut exponent: u32) -> f64 {
    let mut product = 1.0;
    loop {
        if exponent & 1 == 1 {
            product *= base;
        }
        exponent >>= 1;
        if exponent == 0 {
            return product;
        }
        base *= base;
    }
}

fn fibonacci(steps: u32) -> f64 {
    // Infinite in an f64 from the 1477th on.
    let (current, _) = (0..steps.min(1500)).fold((1.0, 1.0), |(current, next), _| (next, current + next));
    current
}

#[cfg(test)]
mod tests {
    use super::*;

    const NO_CAP: f64 = f64::INFINITY;

    fn waits(pace: Pace, list: &[f64]) -> Vec<f64> {
        (1..=6).map(|retry| pace.wait(list, retry)).collect()
    }

    #[test]
    fn each_shape_grows_in_its_own_way() {
        let cases = [
            (Pace::exponential(500.0, 2.0, NO_CAP), [500.0, 1000.0, 2000.0, 4000.0, 8000.0, 16_000.0]),
            (Pace::linear(5000.0, 2500.0, NO_CAP), [5000.0, 7500.0, 10_000.0, 12_500.0, 15_000.0, 17_500.0]),
            (Pace::constant(700.0, NO_CAP), [700.0; 6]),
            (Pace::fibonacci(100.0, NO_CAP), [100.0, 100.0, 200.0, 300.0, 500.0, 800.0]),
            (Pace::listed(NO_CAP), [5.0, 10.0, 15.0, 15.0, 15.0, 15.0]),
        ];
        for (pace, expected) in cases {
            assert_eq!(waits(pace, &[5.0, 10.0, 15.0]), expected);
        }
    }

    #[test]
    fn the_cap_cuts_off() {
        let pace = Pace::exponential(1000.0, 3.0, 5000.0);
        assert_eq!(waits(pace, &[]), [1000.0, 3000.0, 5000.0, 5000.0, 5000.0, 5000.0]);
        assert_eq!(waits(Pace::listed(4.0), &[9.0]), [4.0; 6]);
    }

    #[test]
    fn the_far_end_saturates() {
        let exponential = Pace::exponential(1.0, 2.0, NO_CAP);
        for pace in [exponential, Pace::fibonacci(1.0, NO_CAP), Pace::linear(1.0, 1e6, NO_CAP)] {
            assert_eq!(pace.wait(&[], u32::MAX), duration::MAX);
        }
    }

    #[test]
    fn a_base_of_zero_stays_zero() {
        assert_eq!(Pace::exponential(0.0, 2.0, NO_CAP).wait(&[], 5000), 0.0);
    }

    #[test]
    fn retry_zero_counts_as_the_first() {
        let pace = Pace::linear(7.0, 1.0, NO_CAP);
        assert_eq!(pace.wait(&[], 0), pace.wait(&[], 1));
    }
}
