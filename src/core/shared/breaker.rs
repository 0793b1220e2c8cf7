//! Leaves a server alone that fails, and asks carefully whether it is well again.
//!
//! Calls that are bound to fail cost their callers a wait, and the server the strength to recover.
//! Nygard ("Release It!", 2007) gave the pattern its name and its three states. Getting out of the
//! open state is where others go wrong: results of calls from before the break close the circuit, or
//! open it again (Polly, resilience4j, failsafe-go); a cancelled probe counts as a success (Polly); a
//! probe that never reports blocks all others (resilience4j, by default); a half-open circuit lets
//! through whoever comes (ffetch).
//!
//! ```text
//!            too many failures
//!   Closed ────────────────────▶ Open ◀──────┐
//!      ▲                          │ time     │ a probe failed
//!      │   enough probes          ▼          │
//!      └─────────────────────── HalfOpen ────┘        any ─ isolate ─▶ Isolated ─ reset ─▶ Closed
//! ```
//!
//! So here every transition begins a new generation, a permit carries the generation that it was
//! given in, and only results of the present one count. A result may open or close the circuit; only
//! time takes it from open to half-open, and that when somebody looks: there are no timers.

use super::breaker_state::Changes;
use super::elapsed::Elapsed;
use super::probes::Probes;
use crate::core::backoff::bounded;
use crate::core::jitter::Jitter;
use crate::core::policy::BreakerPolicy;
use crate::core::window::Window;
use std::rc::Rc;

pub use super::breaker_state::{Change, CircuitState, Health, Permit, Snapshot};

/// Clients that saw the same break must not probe in step: open periods are longer by up to this.
const SPREAD: Jitter = Jitter::Upward(0.25);

#[derive(Debug)]
enum Phase {
    Closed,
    Open { until: f64 },
    HalfOpen(Probes),
    Isolated,
}

/// The circuit of one key. `now` is a clock's milliseconds; which clock does not matter, as long as
/// it is always the same.
///
/// Setting it back neither shortens nor prolongs an open period or a lease. A leap forwards is taken
/// for time that passed.
#[derive(Debug)]
pub struct Breaker {
    policy: Rc<BreakerPolicy>,
    phase: Phase,
    generation: u32,
    window: Window,
    consecutive: u32,
    opened: u32,
    elapsed: Elapsed,
    changes: Changes,
}

impl Breaker {
    /// A closed circuit that has seen no call.
    pub fn new(policy: Rc<BreakerPolicy>) -> Self {
        let window = Window::new(policy.window);
        Breaker {
            policy,
            phase: Phase::Closed,
            generation: 0,
            window,
            consecutive: 0,
            opened: 0,
            elapsed: Elapsed::new(),
            changes: Changes::default(),
        }
    }

    /// Asks leave for one call, whose result is then to be told by [`settle`](Self::settle) or
    /// [`release`](Self::release).
    ///
    /// `lease` is for how many milliseconds it may hold the place of a probe; without a limit, for
    /// five minutes. A result that comes when that is over is too late to count, so it has to be
    /// longer than the attempt may take, timer and all.
    ///
    /// # Errors
    /// The milliseconds until a probe may be sent. When half-open, that is when the first lease ends,
    /// though a place may be free before. Infinity when isolated.
    pub fn acquire(&mut self, now: f64, lease: f64) -> Result<Permit, f64> {
        let time = self.look(now);
        let probe = match &mut self.phase {
            Phase::Closed => 0,
            Phase::HalfOpen(probes) => probes.admit(time, lease, self.policy.probes)?,
            Phase::Open { .. } | Phase::Isolated => return Err(self.until_probe(time)),
        };
        Ok(Permit { generation: self.generation, probe })
    }

    /// Takes the result of a call, `duration` milliseconds after it was sent. One of an older
    /// generation, or of a probe whose lease is over, is ignored.
    ///
    /// A slow answer to a probe is a failure if the policy has a `slow_rate`: otherwise a server that
    /// opened the circuit by being slow would close it by being slow.
    ///
    /// `hint` is the wait that a failure's response asked for; an open period is at least that long,
    /// however long. `random`, numbers in [0, 1), is asked once if the circuit opens.
    pub fn settle(
        &mut self,
        permit: Permit,
        now: f64,
        health: Health,
        duration: f64,
        hint: Option<f64>,
        random: &mut dyn FnMut() -> f64,
    ) {
        let time = self.look(now);
        if permit.generation != self.generation {
            return;
        }
        if let Phase::HalfOpen(probes) = &mut self.phase
            && !probes.free(time, permit.probe)
        {
            return;
        }
        if health == Health::Unknown {
            return;
        }
        let failed = health == Health::Failure;
        let slow = duration >= self.policy.slow_call;
        self.consecutive = if failed { self.consecutive.saturating_add(1) } else { 0 };
        self.window.add(time, [1, failed.into(), slow.into()]);
        let opens = match &mut self.phase {
            Phase::Closed => self.is_failing(time),
            Phase::HalfOpen(probes) => {
                let opens = failed || slow && self.policy.slow_rate < f64::INFINITY;
                if !opens && probes.succeed() >= self.policy.probes {
                    self.enter(time, Phase::Closed);
                }
                opens
            }
            Phase::Open { .. } | Phase::Isolated => false,
        };
        if opens {
            self.open(time, hint, random());
        }
    }

    /// Gives the permit of a cancelled call back. Proves nothing, as [`Health::Unknown`] does.
    pub fn release(&mut self, permit: Permit, now: f64) {
        self.settle(permit, now, Health::Unknown, 0.0, None, &mut || 0.0);
    }

    /// Its state now.
    pub fn state(&mut self, now: f64) -> CircuitState {
        self.look(now);
        self.phase.state()
    }

    /// Milliseconds until a probe may be sent: 0 unless it is open, infinity if it is isolated.
    pub fn probe_in(&self, now: f64) -> f64 {
        self.until_probe(self.elapsed.at(now))
    }

    /// Lets no call through until [`reset`](Self::reset).
    pub fn isolate(&mut self, now: f64) {
        let time = self.look(now);
        self.enter(time, Phase::Isolated);
    }

    /// Closes it and forgets all. Calls under way do not count any more, not even if it was closed.
    pub fn reset(&mut self, now: f64) {
        let time = self.look(now);
        self.enter(time, Phase::Closed);
    }

    /// Every transition since the last time this was asked, in order, each told once.
    ///
    /// If nobody asks for so long that there are more than sixteen, the oldest are told as one: from the
    /// state before the first of them to the state after the last.
    pub fn take_changes(&mut self) -> Vec<Change> {
        self.changes.take()
    }

    /// Has anything changed since [`Breaker::take_changes`]?
    pub fn has_changes(&self) -> bool {
        !self.changes.is_empty()
    }

    /// All that can be said of it now.
    pub fn snapshot(&mut self, now: f64) -> Snapshot {
        let time = self.look(now);
        let [calls, failures, slow] = self.window.totals(time);
        Snapshot {
            state: self.phase.state(),
            calls,
            failures,
            slow,
            consecutive: self.consecutive,
            opened: self.opened,
            probing: if let Phase::HalfOpen(probes) = &self.phase { probes.taken() } else { 0 },
            probe_in: self.until_probe(time),
        }
    }

    /// Becomes what another breaker was: in `state`, `opened` so many times in a row, and, if open,
    /// with a probe to be sent in `probe_in` milliseconds.
    ///
    /// Calls counted and probes under way are the other's: none are restored, and what this one had is
    /// forgotten. It is no transition, so no change is told; permits given before mean nothing after.
    pub fn restore(&mut self, now: f64, state: CircuitState, opened: u32, probe_in: f64) {
        let time = self.look(now);
        self.begin(Phase::Closed);
        self.phase = match state {
            CircuitState::Closed => return,
            CircuitState::Open => Phase::Open { until: time + bounded(probe_in, f64::INFINITY) },
            CircuitState::HalfOpen => Phase::HalfOpen(Probes::default()),
            CircuitState::Isolated => Phase::Isolated,
        };
        self.opened = opened;
    }

    /// May it be forgotten? A new breaker would do the same as this one: it is closed, its window is
    /// empty, no failures in a row count, and every change was taken.
    ///
    /// Whoever forgets it still hands it the results of calls that are under way: its permits mean
    /// nothing to another one.
    pub fn is_at_rest(&mut self, now: f64) -> bool {
        let time = self.look(now);
        matches!(self.phase, Phase::Closed)
            && self.window.totals(time) == [0; 3]
            && (self.policy.consecutive == 0 || self.consecutive == 0)
            && self.changes.is_empty()
    }

    /// The time, and what is due by it: the one way from open to half-open.
    fn look(&mut self, now: f64) -> f64 {
        let time = self.elapsed.look(now);
        match &mut self.phase {
            Phase::Open { until } if *until <= time => self.enter(time, Phase::HalfOpen(Probes::default())),
            Phase::HalfOpen(probes) => {
                probes.free(time, 0);
            }
            _ => {}
        }
        time
    }

    fn until_probe(&self, time: f64) -> f64 {
        match self.phase {
            Phase::Open { until } => (until - time).max(0.0),
            Phase::Isolated => f64::INFINITY,
            Phase::Closed | Phase::HalfOpen(_) => 0.0,
        }
    }

    fn is_failing(&mut self, time: f64) -> bool {
        let policy = &self.policy;
        let [calls, failures, slow] = self.window.totals(time);
        let share = |part: u32| f64::from(part) / f64::from(calls);
        let in_a_row = policy.consecutive > 0 && self.consecutive >= policy.consecutive;
        let too_many = share(failures) >= policy.failure_rate || share(slow) >= policy.slow_rate;
        in_a_row || calls >= policy.minimum && too_many
    }

    fn open(&mut self, time: f64, hint: Option<f64>, random: f64) {
        self.opened = self.opened.saturating_add(1);
        let base = self.policy.open.base_delay(self.opened);
        let spread = SPREAD.spread(base, 0.0, None, f64::INFINITY, random);
        let hint = bounded(hint.unwrap_or_default(), f64::INFINITY);
        self.enter(time, Phase::Open { until: time + spread.max(hint) });
    }

    /// A transition that is told.
    fn enter(&mut self, time: f64, phase: Phase) {
        let from = self.phase.state();
        self.begin(phase);
        let to = self.phase.state();
        if from != to {
            self.changes.push(Change { from, to, probe_in: self.until_probe(time) });
        }
    }

    fn begin(&mut self, phase: Phase) {
        self.phase = phase;
        self.generation = self.generation.wrapping_add(1);
        if matches!(self.phase, Phase::Closed) {
            self.window.clear();
            self.consecutive = 0;
            self.opened = 0;
        }
    }
}

impl Phase {
    fn state(&self) -> CircuitState {
        match self {
            Phase::Closed => CircuitState::Closed,
            Phase::Open { .. } => CircuitState::Open,
            Phase::HalfOpen(_) => CircuitState::HalfOpen,
            Phase::Isolated => CircuitState::Isolated,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circuit_is_small() {
        // One is kept for each origin. Pointers are half as long where it counts, in WebAssembly.
        assert!(size_of::<Breaker>() <= 256, "{}", size_of::<Breaker>());
    }
}
