//! Time that only runs forwards, by a clock that may not.

use crate::core::backoff::bounded;

/// What a clock ran forwards between looks at it, in its own milliseconds. One that is set back stands
/// still for that moment: nothing that waits gets shorter or longer. A leap forwards is believed.
#[derive(Debug)]
pub(super) struct Elapsed {
    total: f64,
    /// What the clock showed at the last look.
    last: f64,
}

impl Elapsed {
    /// No time before the first look.
    pub fn new() -> Self {
        Elapsed { total: 0.0, last: f64::NAN }
    }

    /// The time at `now`, without looking.
    pub fn at(&self, now: f64) -> f64 {
        // NaN, shown by the clock or left by the last look, is no time at all; what follows is believed.
        self.total + bounded(now - self.last, f64::INFINITY)
    }

    /// Begins anew, so long ago.
    pub fn begin(&mut self, ago: f64) {
        self.total = bounded(ago, f64::INFINITY);
    }

    /// Looks at the clock, which shows `now`.
    pub fn look(&mut self, now: f64) -> f64 {
        self.total = self.at(now);
        self.last = now;
        self.total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(clock: &[f64]) -> f64 {
        let mut elapsed = Elapsed::new();
        clock.iter().map(|now| elapsed.look(*now)).last().expect("a look")
    }

    #[test]
    fn it_begins_with_the_first_look() {
        assert_eq!(total(&[1e12]), 0.0);
        assert_eq!(total(&[1e12, 1e12 + 5.0]), 5.0);
    }

    #[test]
    fn a_clock_that_is_set_back_stands_still_for_that_moment() {
        assert_eq!(total(&[1000.0, 1005.0, 10.0, 12.0]), 7.0);
        assert_eq!(total(&[0.0, 5.0, 4.0, 5.0, 4.0, 5.0]), 7.0);
    }

    #[test]
    fn a_clock_that_breaks_and_is_mended_goes_on() {
        assert_eq!(total(&[0.0, 5.0, f64::NAN, 1e9, 1e9 + 2.0]), 7.0);
        let leapt = total(&[0.0, f64::INFINITY, 3.0, 4.0]);
        assert!(leapt.is_finite());
    }

    #[test]
    fn the_time_can_be_told_without_a_look() {
        let mut elapsed = Elapsed::new();
        elapsed.look(100.0);
        assert_eq!(elapsed.at(130.0), 30.0);
        assert_eq!(elapsed.at(150.0), 50.0);
        assert_eq!(elapsed.look(150.0), 50.0);
    }
}
