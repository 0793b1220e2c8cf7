//! Spreads the waits of many clients.
//!
//! Clients that failed together retry together, and go on doing so, unless chance separates them
//! (Brooker, "Exponential backoff and jitter", AWS Architecture Blog, 2015: the source of full, equal
//! and decorrelated jitter). Each kind here is a range; the wait is drawn evenly from it. So the same
//! lines that explain a policy's shortest and longest wait also decide it.

use crate::core::backoff::bounded;
use crate::core::policy::cells::Spread;
use crate::core::policy::choices::jitter::{ADD, DECORRELATED, EQUAL, FULL, NONE, PROPORTIONAL, UPWARD};

/// How a capped backoff d is spread.
impl Spread {
    /// d
    pub const NONE: Spread = Spread::of_kind(NONE, 0.0, 0.0);
    /// U(0, d)
    pub const FULL: Spread = Spread::of_kind(FULL, 0.0, 0.0);
    /// U(d/2, d)
    pub const EQUAL: Spread = Spread::of_kind(EQUAL, 0.0, 0.0);
    /// U(base, min(cap, 3 × previous wait)); d plays no part
    pub const DECORRELATED: Spread = Spread::of_kind(DECORRELATED, 0.0, 0.0);

    /// d × U(1−p, 1+p)
    pub const fn proportional(part: f64) -> Self {
        Spread::of_kind(PROPORTIONAL, part, 0.0)
    }

    /// d × U(1, 1+p): never shorter than d
    pub const fn upward(part: f64) -> Self {
        Spread::of_kind(UPWARD, part, 0.0)
    }

    /// d + U(from, to)
    pub const fn add(from: f64, to: f64) -> Self {
        Spread::of_kind(ADD, from, to)
    }

    const fn of_kind(kind: u8, a: f64, b: f64) -> Self {
        Spread { kind: kind as f64, a, b }
    }

    /// The wait: `delay` (capped here as well) spread by `random`, a number in [0, 1).
    ///
    /// `base` and `previous`, the last wait if there was one, matter to decorrelated jitter only.
    pub fn spread(&self, delay: f64, base: f64, previous: Option<f64>, cap: f64, random: f64) -> f64 {
        let (least, most) = self.bounds(delay, base, previous, cap);
        between(least, most, random)
    }

    /// The shortest and the longest wait that [`Spread::spread`] may draw.
    pub fn bounds(&self, delay: f64, base: f64, previous: Option<f64>, cap: f64) -> (f64, f64) {
        let delay = bounded(delay, cap);
        let (less, more) = match self.kind as u8 {
            FULL => (-delay, 0.0),
            EQUAL => (-delay / 2.0, 0.0),
            DECORRELATED => {
                let least = bounded(base, cap);
                return (least, bounded(3.0 * previous.unwrap_or(base), cap).max(least));
            }
            PROPORTIONAL => (-delay * self.a, delay * self.a),
            UPWARD => (0.0, delay * self.a),
            ADD => (self.a, self.b),
            _ => (0.0, 0.0),
        };
        (bounded(delay + less, f64::INFINITY), bounded(delay + more, f64::INFINITY))
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
            (Spread::NONE, (800.0, 800.0)),
            (Spread::FULL, (0.0, 800.0)),
            (Spread::EQUAL, (400.0, 800.0)),
            (Spread::DECORRELATED, (100.0, 1500.0)),
            (Spread::proportional(0.25), (600.0, 1000.0)),
            (Spread::upward(0.5), (800.0, 1200.0)),
            (Spread::add(1000.0, 10_000.0), (1800.0, 10_800.0)),
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
        assert_eq!(Spread::upward(0.1).bounds(1000.0, 0.0, None, 500.0), (500.0, 550.0));
        assert_eq!(Spread::add(10.0, 20.0).bounds(1000.0, 0.0, None, 500.0), (510.0, 520.0));
        assert_eq!(Spread::DECORRELATED.bounds(0.0, 100.0, Some(400.0), 500.0), (100.0, 500.0));
        assert_eq!(Spread::DECORRELATED.bounds(0.0, 100.0, Some(400.0), 50.0), (50.0, 50.0));
    }

    #[test]
    fn decorrelated_starts_from_the_base_and_never_falls_below_it() {
        assert_eq!(Spread::DECORRELATED.bounds(0.0, 100.0, None, NO_CAP), (100.0, 300.0));
        assert_eq!(Spread::DECORRELATED.bounds(0.0, 100.0, Some(10.0), NO_CAP), (100.0, 100.0));
    }

    #[test]
    fn proportions_above_one_do_not_reach_below_zero() {
        assert_eq!(Spread::proportional(2.0).bounds(100.0, 0.0, None, NO_CAP), (0.0, 300.0));
    }

    #[test]
    fn bad_random_numbers_stay_within_the_range() {
        for (random, wait) in
            [(f64::NAN, 800.0), (1.0, 800.0), (7.0, 800.0), (-1.0, 400.0), (f64::INFINITY, 800.0)]
        {
            assert_eq!(Spread::EQUAL.spread(800.0, 0.0, None, NO_CAP, random), wait, "{random}");
        }
        // 6.6 + (26.3 - 6.6) is more than 26.3 in an f64.
        assert_eq!(Spread::add(6.6, 26.3).spread(0.0, 0.0, None, NO_CAP, 1.0), 26.3);
    }

    #[test]
    fn hints_are_only_lengthened() {
        assert_eq!(upward_of_hint(30_000.0, 0.0), 30_000.0);
        assert_eq!(upward_of_hint(30_000.0, 0.5), 37_500.0);
        assert_eq!(upward_of_hint(0.0, 1.0), 1000.0);
        assert_eq!(upward_of_hint(3_600_000.0, 1.0), 3_660_000.0);
    }
}
