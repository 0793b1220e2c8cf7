//! The probes of a half-open circuit: calls that ask whether the server is well again.
//!
//! A probe's place is leased. One that never reports, be it for a frozen tab or a bug, would else
//! keep every other call out for ever.

use crate::core::backoff::bounded;

/// A lease without an end ends nevertheless: when Node.js and Firefox, left to themselves, give up
/// waiting for headers.
const LONGEST: f64 = 300_000.0;

/// The most places that there can be.
const MOST: f64 = 100.0;

#[derive(Debug, Default)]
pub(super) struct Probes {
    /// The latest first.
    leases: Option<Box<Lease>>,
    /// The number of the last probe.
    last: u32,
    /// In a row: one failure ends them all.
    successes: u32,
}

#[derive(Debug)]
struct Lease {
    probe: u32,
    end: f64,
    earlier: Option<Box<Lease>>,
}

impl Probes {
    /// Takes one of so many places, of which there is always one: the number of the probe, which is never 0. Or the time until
    /// one is free.
    pub fn admit(&mut self, time: f64, lease: f64, places: f64) -> Result<u32, f64> {
        let (taken, first) = self
            .leases()
            .fold((0.0, f64::INFINITY), |(taken, first), lease| (taken + 1.0, lease.end.min(first)));
        if taken >= places.clamp(1.0, MOST) {
            return Err(first - time);
        }
        let lease = if lease < f64::INFINITY { lease } else { LONGEST };
        self.last = self.last.wrapping_add(1).max(1);
        let (probe, end, earlier) = (self.last, time + bounded(lease, f64::INFINITY), self.leases.take());
        self.leases = Some(Box::new(Lease { probe, end, earlier }));
        Ok(probe)
    }

    /// Frees the places whose lease is over, and that of `probe` (0: of none). Was any taken?
    pub fn free(&mut self, time: f64, probe: u32) -> bool {
        let mut any = false;
        let mut rest = self.leases.take();
        let mut kept = &mut self.leases;
        while let Some(mut lease) = rest {
            rest = lease.earlier.take();
            if lease.end > time && lease.probe != probe {
                kept = &mut kept.insert(lease).earlier;
            } else {
                any = true;
            }
        }
        any
    }

    /// Counts a success. The successes so far.
    pub fn succeed(&mut self) -> u32 {
        self.successes = self.successes.saturating_add(1);
        self.successes
    }

    /// The places that are taken.
    pub fn taken(&self) -> u32 {
        self.leases().fold(0, |taken, _| taken.saturating_add(1))
    }

    fn leases(&self) -> impl Iterator<Item = &Lease> {
        std::iter::successors(self.leases.as_deref(), |lease| lease.earlier.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_probes_than_places() {
        let mut probes = Probes::default();
        assert_eq!(probes.admit(0.0, 100.0, 2.0), Ok(1));
        assert_eq!(probes.admit(10.0, 50.0, 2.0), Ok(2));
        assert_eq!(probes.admit(20.0, 100.0, 2.0), Err(40.0));
    }

    #[test]
    fn a_place_is_free_when_its_lease_is_over_or_it_is_given_back() {
        let mut probes = Probes::default();
        assert_eq!(probes.admit(0.0, 100.0, 1.0), Ok(1));
        assert!(!probes.free(99.0, 0));
        assert!(probes.free(100.0, 0));
        assert_eq!(probes.admit(100.0, 100.0, 1.0), Ok(2));
        assert!(!probes.free(101.0, 1), "the first has no place any more");
        assert!(probes.free(101.0, 2));
        assert_eq!(probes.taken(), 0);
    }

    #[test]
    fn a_lease_always_ends() {
        for lease in [f64::INFINITY, f64::NAN] {
            let mut probes = Probes::default();
            assert_eq!(probes.admit(5.0, lease, 1.0), Ok(1));
            assert_eq!(probes.admit(5.0, lease, 1.0), Err(LONGEST));
        }
        let mut probes = Probes::default();
        assert_eq!(probes.admit(5.0, -1.0, 1.0), Ok(1));
        assert!(probes.free(5.0, 0));
    }

    #[test]
    fn there_is_always_one_place() {
        assert_eq!(Probes::default().admit(0.0, 1.0, 0.0), Ok(1));
    }

    #[test]
    fn numbers_that_run_out_start_again_at_one() {
        let mut probes = Probes { last: u32::MAX, ..Probes::default() };
        assert_eq!(probes.admit(0.0, 1.0, 1.0), Ok(1));
    }
}
