//! Spreads the waits of many clients.
//!
//! Clients that failed together retry together, and go on doing so, unless chance separates them
//! (Brooker, "Exponential backoff and jitter", AWS Architecture Blog, 2015: the source of full, equal
//! and decorrelated jitter). Each kind here is a range; the wait is drawn evenly from it. So the same
//! lines that explain a policy's shortest and longest wait also decide it.

use crate::core::backoff::bounded;

/// How a capped backoff d is spread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Jitter {
    /// d
    None,
    /// U(0, d)
    Full,
    /// U(d/2, d)
    Equal,
    /// U(base, min(cap, 3 × previous wait)); d plays no part
    Decorrelated,
    /// d × U(1−p, 1+p)
    Proportional(f64),
    /// d × U(1, 1+p): never shorter than d
    Upward(f64),
    /// d + U(from, to)
    Add {
        /// The least that is added.
        from: f64,
        /// The most that is added.
        to: f64,
    },
}

impl Jitter {
    /// The wait: `delay` (capped here as well) spread by `random`, a number in [0, 1).
    ///
    /// `base` and `previous`, the last wait if there was one, matter to decorrelated jitter only.
    pub fn spread(&self, delay: f64, base: f64, previous: Option<f64>, cap: f64, random: f64) -> f64 {
        let (least, most) = self.bounds(delay, base, previous, cap);
        between(least, most, random)
    }

    /// The shortest and the longest wait that [`Jitter::spread`] may draw.
    pub fn bounds(&self, delay: f64, base: f64, previous: Option<f64>, cap: f64) -> (f64, f64) {
        let delay = bounded(delay, cap);
        let (least, most) = match *self {
            Jitter::None => (delay, delay),
            Jitter::Full => (0.0, delay),
            Jitter::Equal => (delay / 2.0, delay),
            Jitter::Decorrelated => {
                let least = bounded(base, cap);
                (least, bounded(3.0 * previous.unwrap_or(base), cap).max(least))
            }
            Jitter::Proportional(part) => (delay - delay * part, delay + delay * part),
            Jitter::Upward(part) => (delay, delay + delay * part),
            Jitter::Add { from, to } => (delay + from, delay + to),
        };
        (bounded(least, f64::INFINITY), bounded(most, f64::INFINITY))
    }
}

/// A server's hint is a floor, so it is only ever lengthened: by up to half of itself, but at least a
/// second (or short hints would not spread at all) and at most a minute.
pub fn upward_of_hint(hint: f64, random: f64) -> f64 {
    between(hint, hint + (hint / 2.0).clamp(1000.0, 60_000.0), random)
}

/// Caller-made random numbers may be anything. Outside of [0, 1) the nearest end stands in, and for
/// NaN the upper one: the longer wait is the one that hurts nobody else.
#[expect(clippy::manual_clamp, reason = "clamp would keep NaN")]
fn between(least: f64, most: f64, random: f64) -> f64 {
    let random = random.min(1.0).max(0.0);
    // Rounding must not carry the sum past the end of its range.
    (least + random * (most - least)).min(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NO_CAP: f64 = f64::INFINITY;

    #[test]
    fn each_kind_has_its_range() {
        let cases = [
            (Jitter::None, (800.0, 800.0)),
            (Jitter::Full, (0.0, 800.0)),
            (Jitter::Equal, (400.0, 800.0)),
            (Jitter::Decorrelated, (100.0, 1500.0)),
            (Jitter::Proportional(0.25), (600.0, 1000.0)),
            (Jitter::Upward(0.5), (800.0, 1200.0)),
            (Jitter::Add { from: 1000.0, to: 10_000.0 }, (1800.0, 10_800.0)),
        ];
        for (jitter, (least, most)) in cases {
            assert_eq!(jitter.bounds(800.0, 100.0, Some(500.0), NO_CAP), (least, most), "{jitter:?}");
            assert_eq!(
                jitter.spread(800.0, 100.0, Some(500.0), NO_CAP, 0.5),
                (least + most) / 2.0,
                "{jitter:?}"
            );
        }
    }

    #[test]
    fn the_cap_comes_first() {
        assert_eq!(Jitter::Upward(0.1).bounds(1000.0, 0.0, None, 500.0), (500.0, 550.0));
        assert_eq!(Jitter::Add { from: 10.0, to: 20.0 }.bounds(1000.0, 0.0, None, 500.0), (510.0, 520.0));
        assert_eq!(Jitter::Decorrelated.bounds(0.0, 100.0, Some(400.0), 500.0), (100.0, 500.0));
        assert_eq!(Jitter::Decorrelated.bounds(0.0, 100.0, Some(400.0), 50.0), (50.0, 50.0));
    }

    #[test]
    fn decorrelated_starts_from_the_base_and_never_falls_below_it() {
        assert_eq!(Jitter::Decorrelated.bounds(0.0, 100.0, None, NO_CAP), (100.0, 300.0));
        assert_eq!(Jitter::Decorrelated.bounds(0.0, 100.0, Some(10.0), NO_CAP), (100.0, 100.0));
    }

    #[test]
    fn proportions_above_one_do_not_reach_below_zero() {
        assert_eq!(Jitter::Proportional(2.0).bounds(100.0, 0.0, None, NO_CAP), (0.0, 300.0));
    }

    #[test]
    fn bad_random_numbers_stay_within_the_range() {
        for (random, wait) in
            [(f64::NAN, 800.0), (1.0, 800.0), (7.0, 800.0), (-1.0, 400.0), (f64::INFINITY, 800.0)]
        {
            assert_eq!(Jitter::Equal.spread(800.0, 0.0, None, NO_CAP, random), wait, "{random}");
        }
        // 6.6 + (26.3 - 6.6) is more than 26.3 in an f64.
        assert_eq!(Jitter::Add { from: 6.6, to: 26.3 }.spread(0.0, 0.0, None, NO_CAP, 1.0), 26.3);
    }

    #[test]
    fn hints_are_only_lengthened() {
        assert_eq!(upward_of_hint(30_000.0, 0.0), 30_000.0);
        assert_eq!(upward_of_hint(30_000.0, 0.5), 37_500.0);
        assert_eq!(upward_of_hint(0.0, 1.0), 1000.0);
        assert_eq!(upward_of_hint(3_600_000.0, 1.0), 3_660_000.0);
    }
}
