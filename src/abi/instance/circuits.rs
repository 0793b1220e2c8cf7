//! The circuits of an instance.

use super::{Instance, Thing};
use crate::abi::slots::NONE;
use crate::codes;
use crate::core::breaker::{Breaker, CircuitState};
use crate::core::report::told;

/// Changes of a circuit are told from here on, three numbers each.
const CHANGES: usize = 10;

/// What a circuit has counted is told from here on: an age, then three numbers for each part of its window.
const COUNTED: usize = 8;

impl Instance {
    /// A circuit by a policy's options.
    #[inline(always)]
    pub fn circuit(&mut self, policy: f64) -> f64 {
        match self.policy_of(policy).as_ref().and_then(Breaker::of) {
            Some(breaker) => self.things.insert(Thing::Circuit(Box::new(breaker))),
            None => NONE,
        }
    }

    fn breaker(&mut self, circuit: f64) -> Option<&mut Breaker> {
        match self.things.get(circuit)? {
            Thing::Circuit(breaker) => Some(breaker),
            _ => None,
        }
    }

    /// How a circuit is at this moment.
    #[inline(always)]
    pub fn snapshot(&mut self, circuit: f64, now: f64) -> bool {
        let Some(breaker) = self.breaker(circuit) else { return false };
        let it = breaker.snapshot(now);
        let counts = [it.state as u32, it.calls, it.failures, it.slow, it.consecutive, it.opened, it.probing];
        for (place, count) in self.io.iter_mut().zip(counts) {
            *place = f64::from(count);
        }
        self.io[7] = it.probe_in;
        if let Some(Thing::Circuit(breaker)) = self.things.get(circuit)
            && let Some([age, counts @ ..]) = self.io.get_mut(COUNTED..)
            && let Some(counts) = counts.as_chunks_mut().0.first_chunk_mut()
        {
            *age = breaker.write_counts(now, counts);
        }
        true
    }

    /// Lets no call through.
    pub fn isolate(&mut self, circuit: f64, now: f64) {
        if let Some(breaker) = self.breaker(circuit) {
            breaker.isolate(now);
        }
    }

    /// Closes it, and forgets what was counted.
    pub fn reset(&mut self, circuit: f64, now: f64) {
        if let Some(breaker) = self.breaker(circuit) {
            breaker.reset(now);
        }
    }

    /// Puts it into a state that it had before; if it was closed, after so many failures in a row, and with the counts that are
    /// where [`snapshot`](Self::snapshot) tells them.
    #[inline(always)]
    pub fn restore(&mut self, circuit: f64, now: f64, state: u32, opened: u32, probe_in: f64, failures: u32) {
        let state = codes::STATES.get(state as usize).copied().unwrap_or(CircuitState::Closed);
        let Some(Thing::Circuit(breaker)) = self.things.get(circuit) else { return };
        breaker.restore(now, state, opened, probe_in);
        if let Some([age, counts @ ..]) = self.io.get(COUNTED..)
            && let Some(counts) = counts.as_chunks().0.first_chunk()
        {
            breaker.go_on_after(failures, *age, counts);
        }
    }

    /// Would nothing be lost with it?
    #[inline(always)]
    pub fn is_at_rest(&mut self, circuit: f64, now: f64) -> bool {
        self.breaker(circuit).is_none_or(|breaker| breaker.is_at_rest(now))
    }

    /// What changed since this was asked last: how many times, and from which state to which, with the milliseconds until a
    /// probe.
    #[inline(always)]
    pub fn changes(&mut self, circuit: f64) -> u32 {
        let Some(Thing::Circuit(breaker)) = self.things.get(circuit) else { return 0 };
        let mut places = self.io.iter_mut().skip(CHANGES);
        let mut count = 0;
        for change in breaker.changes() {
            for number in [f64::from(change.from as u8), f64::from(change.to as u8), told(change.probe_in)] {
                if let Some(place) = places.next() {
                    *place = number;
                }
            }
            count += 1;
        }
        breaker.forget_changes();
        count
    }
}
