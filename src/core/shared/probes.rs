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

#[derive(Debug)]
pub(super) struct Probes {
    /// One for each place. Most circuits have one.
    leases: Box<[Lease]>,
    /// The number of the last probe.
    last: u32,
    /// In a row: one failure ends them all.
    successes: u32,
}

#[derive(Clone, Copy, Debug)]
struct Lease {
    /// Whose it is; 0: the place is free.
    probe: u32,
    end: f64,
}

const FREE: Lease = Lease { probe: 0, end: 0.0 };

impl Probes {
    /// So many places, and at least one.
    pub fn new(places: f64) -> Self {
        Probes { leases: vec![FREE; places.max(1.0).min(MOST) as usize].into(), last: 0, successes: 0 }
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.leases.fill(FREE);
        (self.last, self.successes) = (0, 0);
    }

    /// Takes a place: the number of the probe, which is never 0. Or the time until one is free.
    pub fn admit(&mut self, time: f64, lease: f64) -> Result<u32, f64> {
        let mut first = f64::INFINITY;
        for place in &mut self.leases {
            if place.probe == 0 {
                let lease = if lease < f64::INFINITY { lease } else { LONGEST };
                self.last = self.last.wrapping_add(1).max(1);
                *place = Lease { probe: self.last, end: time + bounded(lease, f64::INFINITY) };
                return Ok(self.last);
            }
            first = first.min(place.end);
        }
        Err(first - time)
    }

    /// Frees the places whose lease is over, and that of `probe` (0: of none). Was any taken?
    pub fn free(&mut self, time: f64, probe: u32) -> bool {
        let mut any = false;
        for place in &mut self.leases {
            if place.probe != 0 && (place.end <= time || place.probe == probe) {
                *place = FREE;
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
        self.leases.iter().map(|place| u32::from(place.probe != 0)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_probes_than_places() {
        let mut probes = Probes::new(2.0);
        assert_eq!(probes.admit(0.0, 100.0), Ok(1));
        assert_eq!(probes.admit(10.0, 50.0), Ok(2));
        assert_eq!(probes.admit(20.0, 100.0), Err(40.0));
    }

    #[test]
    fn a_place_is_free_when_its_lease_is_over_or_it_is_given_back() {
        let mut probes = Probes::new(1.0);
        assert_eq!(probes.admit(0.0, 100.0), Ok(1));
        assert!(!probes.free(99.0, 0));
        assert!(probes.free(100.0, 0));
        assert_eq!(probes.admit(100.0, 100.0), Ok(2));
        assert!(!probes.free(101.0, 1), "the first has no place any more");
        assert!(probes.free(101.0, 2));
        assert_eq!(probes.taken(), 0);
    }

    #[test]
    fn a_lease_always_ends() {
        for lease in [f64::INFINITY, f64::NAN] {
            let mut probes = Probes::new(1.0);
            assert_eq!(probes.admit(5.0, lease), Ok(1));
            assert_eq!(probes.admit(5.0, lease), Err(LONGEST));
        }
        let mut probes = Probes::new(1.0);
        assert_eq!(probes.admit(5.0, -1.0), Ok(1));
        assert!(probes.free(5.0, 0));
    }

    #[test]
    fn there_is_always_one_place() {
        assert_eq!(Probes::new(0.0).admit(0.0, 1.0), Ok(1));
    }

    #[test]
    fn numbers_that_run_out_start_again_at_one() {
        let mut probes = Probes { last: u32::MAX, ..Probes::new(1.0) };
        assert_eq!(probes.admit(0.0, 1.0), Ok(1));
    }
}
