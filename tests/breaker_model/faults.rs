//! Breakers that are wrong in one way each, as others are: the real one, misused.

use crate::words::{Circuit, LEASE};
use holdfast_fetch::core::breaker::{Breaker, Change, CircuitState, Health, Permit, Snapshot};
use holdfast_fetch::core::policy::cells::Breaker as Options;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    None,
    /// One more than allowed is let through when half-open.
    OneProbeTooMany,
    /// The result of a call from before the break is taken for the probe's (Polly, resilience4j).
    CreditsOldResults,
    /// The result of a probe whose lease is over is taken for that of the one that got its place.
    CreditsLateProbes,
    /// A cancelled probe is a success (Polly).
    CancelledIsSuccess,
    /// A cancelled probe keeps its place.
    CancelledKeepsItsPlace,
    /// A probe that never reports keeps its place (resilience4j).
    LostProbeKeepsItsPlace,
    /// A clock that was set back looks like time that passed.
    TakesAnyJumpForTime,
    /// The wait that a response asked for is not heeded.
    IgnoresHints,
    /// A success makes an open circuit half-open.
    HalfOpenByResult,
    /// Nobody is told that it became half-open.
    SwallowsAChange,
    /// Each change is told twice.
    TellsTwice,
}

/// A breaker with a fault.
#[derive(Debug)]
pub struct Faulty {
    breaker: Breaker,
    fault: Fault,
    /// Given last.
    latest: Option<Permit>,
    reported: bool,
    /// The breaker's clock is ahead of the world's by this much.
    ahead: f64,
    shown: f64,
}

impl Faulty {
    pub fn new(policy: &Options, fault: Fault) -> Self {
        let breaker = Breaker::new(crate::circuit::with(*policy));
        Faulty { breaker, fault, latest: None, reported: false, ahead: 0.0, shown: 0.0 }
    }

    fn clock(&mut self, now: f64) -> f64 {
        let open = self.breaker.probe_in(self.shown + self.ahead) > 0.0;
        if self.fault == Fault::TakesAnyJumpForTime && open && now < self.shown {
            self.ahead += 2.0 * (self.shown - now);
        }
        self.shown = now;
        now + self.ahead
    }

    /// The permit by which a result is told.
    fn credited(&self, permit: Permit) -> Permit {
        let Some(latest) = self.latest.filter(|latest| latest.probe > 0) else { return permit };
        let old = permit.generation != latest.generation;
        match self.fault {
            Fault::CreditsOldResults if old => latest,
            Fault::CreditsLateProbes if !old => latest,
            _ => permit,
        }
    }
}

impl Circuit for Faulty {
    fn acquire(&mut self, now: f64) -> Result<Permit, f64> {
        let now = self.clock(now);
        let half_open = self.breaker.state(now) == CircuitState::HalfOpen;
        let lost = self.latest.is_some_and(|latest| latest.probe > 0) && !self.reported;
        if self.fault == Fault::LostProbeKeepsItsPlace && half_open && lost {
            return Err(LEASE);
        }
        match self.breaker.acquire(now, LEASE) {
            Ok(permit) => {
                self.latest = Some(permit);
                self.reported = false;
                Ok(permit)
            }
            Err(_) if self.fault == Fault::OneProbeTooMany && half_open => {
                Ok(Permit { generation: 0, probe: 0 })
            }
            refused => refused,
        }
    }

    fn settle(&mut self, permit: Permit, now: f64, health: Health, duration: f64, hint: Option<f64>) {
        let mut now = self.clock(now);
        self.reported |= self.latest == Some(permit);
        if self.fault == Fault::HalfOpenByResult && health == Health::Success {
            let wait = self.breaker.probe_in(now);
            if wait.is_finite() {
                self.ahead += wait;
                now += wait;
            }
        }
        let hint = hint.filter(|_| self.fault != Fault::IgnoresHints);
        self.breaker.settle(self.credited(permit), now, health, duration, hint, &mut || 0.0);
    }

    fn release(&mut self, permit: Permit, now: f64) {
        let now = self.clock(now);
        self.reported |= self.latest == Some(permit);
        match self.fault {
            Fault::CancelledIsSuccess => {
                self.breaker.settle(permit, now, Health::Success, 0.0, None, &mut || 0.0);
            }
            Fault::CancelledKeepsItsPlace => {}
            _ => self.breaker.release(self.credited(permit), now),
        }
    }

    fn isolate(&mut self, now: f64) {
        let now = self.clock(now);
        self.breaker.isolate(now);
    }

    fn reset(&mut self, now: f64) {
        let now = self.clock(now);
        self.breaker.reset(now);
    }

    fn take_changes(&mut self) -> Vec<Change> {
        let mut changes = self.breaker.take_changes();
        match self.fault {
            Fault::SwallowsAChange => changes.retain(|change| change.to != CircuitState::HalfOpen),
            Fault::TellsTwice => changes = changes.into_iter().flat_map(|change| [change, change]).collect(),
            _ => {}
        }
        changes
    }

    fn snapshot(&mut self, now: f64) -> Snapshot {
        let now = self.clock(now);
        self.breaker.snapshot(now)
    }

    fn breaker(&self) -> &Breaker {
        &self.breaker
    }
}
