//! How long to wait before each retry, before jitter.
//!
//! Growing waits exist because a server that could not answer now will not do so any sooner for
//! being asked again; exponential growth is the shape whose total load stays bounded as clients are
//! added (Metcalfe and Boggs, "Ethernet", 1976). The cap belongs here, ahead of [`crate::core::jitter`]:
//! cut off after jitter, every client that reached the cap would wait exactly the same time again.

use crate::core::duration;

/// The waits of one series of retries.
#[derive(Clone, Debug, PartialEq)]
pub struct Backoff {
    /// How waits grow.
    pub shape: Shape,
    /// No wait is longer than this; `INFINITY` for no cap.
    pub cap: f64,
}

/// The growth of waits with the number of the retry, k = 1, 2, 3, …
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// base × factor^(k−1)
    Exponential {
        /// The first wait.
        base: f64,
        /// What each wait is multiplied by to make the next.
        factor: f64,
    },
    /// base + step × (k−1)
    Linear {
        /// The first wait.
        base: f64,
        /// What each wait is lengthened by to make the next.
        step: f64,
    },
    /// The same wait each time.
    Constant {
        /// That wait.
        base: f64,
    },
    /// base × 1, 1, 2, 3, 5, …
    Fibonacci {
        /// The first wait, and the second.
        base: f64,
    },
    /// The k-th entry; the last one again when there are no more.
    List(Vec<f64>),
}

impl Backoff {
    /// The capped wait before a retry, counted from 1. Finite and not negative for any `retry`: a
    /// wait too long to hold is [`duration::MAX`].
    pub fn base_delay(&self, retry: u32) -> f64 {
        let steps = retry.saturating_sub(1);
        let delay = match &self.shape {
            Shape::Exponential { base, factor } => {
                base * factor.powi(i32::try_from(steps).unwrap_or(i32::MAX))
            }
            Shape::Linear { base, step } => base + step * f64::from(steps),
            Shape::Constant { base } => *base,
            Shape::Fibonacci { base } => base * fibonacci(steps),
            Shape::List(delays) => {
                let listed = usize::try_from(steps).ok().and_then(|index| delays.get(index));
                listed.or(delays.last()).copied().unwrap_or_default()
            }
        };
        bounded(delay, self.cap)
    }

    /// The capped wait before the first retry.
    pub fn first(&self) -> f64 {
        self.base_delay(1)
    }
}

/// `delay`, brought between 0 and the cap. A NaN (0 × ∞, as of a base of 0 doubled for ever) is 0:
/// `f64::max` and `f64::min` prefer the other operand.
pub(in crate::core) fn bounded(delay: f64, cap: f64) -> f64 {
    delay.max(0.0).min(cap.min(duration::MAX)).max(0.0)
}

fn fibonacci(steps: u32) -> f64 {
    // Infinite in an f64 from the 1477th on.
    let (current, _) = (0..steps.min(1500)).fold((1.0, 1.0), |(current, next), _| (next, current + next));
    current
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delays(shape: Shape, cap: f64) -> Vec<f64> {
        let backoff = Backoff { shape, cap };
        (1..=6).map(|retry| backoff.base_delay(retry)).collect()
    }

    #[test]
    fn each_shape_grows_in_its_own_way() {
        let cases = [
            (
                Shape::Exponential { base: 500.0, factor: 2.0 },
                [500.0, 1000.0, 2000.0, 4000.0, 8000.0, 16_000.0],
            ),
            (
                Shape::Linear { base: 5000.0, step: 2500.0 },
                [5000.0, 7500.0, 10_000.0, 12_500.0, 15_000.0, 17_500.0],
            ),
            (Shape::Constant { base: 700.0 }, [700.0; 6]),
            (Shape::Fibonacci { base: 100.0 }, [100.0, 100.0, 200.0, 300.0, 500.0, 800.0]),
            (Shape::List(vec![5.0, 10.0, 15.0]), [5.0, 10.0, 15.0, 15.0, 15.0, 15.0]),
        ];
        for (shape, expected) in cases {
            assert_eq!(delays(shape, f64::INFINITY), expected);
        }
    }

    #[test]
    fn the_cap_cuts_off() {
        let shape = Shape::Exponential { base: 1000.0, factor: 3.0 };
        assert_eq!(delays(shape, 5000.0), [1000.0, 3000.0, 5000.0, 5000.0, 5000.0, 5000.0]);
        assert_eq!(delays(Shape::List(vec![9.0]), 4.0), [4.0; 6]);
    }

    #[test]
    fn the_far_end_saturates() {
        let exponential = Shape::Exponential { base: 1.0, factor: 2.0 };
        for shape in [exponential, Shape::Fibonacci { base: 1.0 }, Shape::Linear { base: 1.0, step: 1e6 }] {
            let backoff = Backoff { shape, cap: f64::INFINITY };
            assert_eq!(backoff.base_delay(u32::MAX), duration::MAX);
        }
    }

    #[test]
    fn a_base_of_zero_stays_zero() {
        let backoff = Backoff { shape: Shape::Exponential { base: 0.0, factor: 2.0 }, cap: f64::INFINITY };
        assert_eq!(backoff.base_delay(5000), 0.0);
    }

    #[test]
    fn retry_zero_counts_as_the_first() {
        let backoff = Backoff { shape: Shape::Linear { base: 7.0, step: 1.0 }, cap: f64::INFINITY };
        assert_eq!(backoff.base_delay(0), backoff.first());
    }
}
