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
use crate::core::policy::Policy;
use crate::core::policy::cells::Spread;
use crate::core::window::{Counts, Window};
use std::fmt::{self, Debug, Formatter};
use std::rc::Rc;

pub use super::breaker_state::{Change, CircuitState, Health, Permit, Snapshot};

/// Clients that saw the same break must not probe in step: open periods are longer by up to this.
const SPREAD: Spread = Spread::upward(0.25);

/// The circuit of one key. `now` is a clock's milliseconds; which clock does not matter, as long as
/// it is always the same.
///
/// Setting it back neither shortens nor prolongs an open period or a lease. A leap forwards is taken
/// for time that passed.
pub struct Breaker {
    policy: Rc<Policy>,
    state: CircuitState,
    /// When it is open: until when.
    until: f64,
    /// When it is half-open.
    probes: Probes,
    generation: u32,
    window: Window,
    consecutive: u32,
    opened: u32,
    elapsed: Elapsed,
    changes: Changes,
}

impl Breaker {
    /// That of a policy, if it has one.
    pub fn of(policy: &Rc<Policy>) -> Option<Self> {
        (policy.breaker.on > 0.0).then(|| Breaker::new(Rc::clone(policy)))
    }

    /// A closed circuit, by the `breaker` of a policy, that has seen no call.
    pub fn new(policy: Rc<Policy>) -> Self {
        Breaker {
            state: CircuitState::Closed,
            until: 0.0,
            probes: Probes::default(),
            generation: 0,
            window: Window::new(policy.breaker.window),
            consecutive: 0,
            opened: 0,
            elapsed: Elapsed::new(),
            changes: Changes::default(),
            policy,
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
        let probe = match self.state {
            CircuitState::Closed => 0,
            CircuitState::HalfOpen => self.probes.admit(time, lease, self.policy.breaker.probes)?,
            CircuitState::Open | CircuitState::Isolated => return Err(self.until_probe(time)),
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
        if self.state == CircuitState::HalfOpen && !self.probes.free(time, permit.probe) {
            return;
        }
        if health == Health::Unknown {
            return;
        }
        let failed = health == Health::Failure;
        let slow = duration >= self.policy.breaker.slow_call;
        self.consecutive = if failed { self.consecutive.saturating_add(1) } else { 0 };
        self.window.add(time, [1, failed.into(), slow.into()]);
        let opens = match self.state {
            CircuitState::Closed => self.is_failing(time),
            CircuitState::HalfOpen => {
                let opens = failed || slow && self.policy.breaker.slow_rate < f64::INFINITY;
                if !opens && f64::from(self.probes.succeed()) >= self.policy.breaker.probes {
                    self.enter(time, CircuitState::Closed, 0.0);
                }
                opens
            }
            CircuitState::Open | CircuitState::Isolated => false,
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
        self.state
    }

    /// Milliseconds until a probe may be sent: 0 unless it is open, infinity if it is isolated.
    pub fn probe_in(&self, now: f64) -> f64 {
        self.until_probe(self.elapsed.at(now))
    }

    /// Lets no call through until [`reset`](Self::reset).
    pub fn isolate(&mut self, now: f64) {
        let time = self.look(now);
        self.enter(time, CircuitState::Isolated, 0.0);
    }

    /// Closes it and forgets all. Calls under way do not count any more, not even if it was closed.
    pub fn reset(&mut self, now: f64) {
        let time = self.look(now);
        self.enter(time, CircuitState::Closed, 0.0);
    }

    /// Every transition since the last time this was asked, in order, each told once.
    ///
    /// If nobody asks for so long that there are more than sixteen, the oldest are told as one: from the
    /// state before the first of them to the state after the last.
    pub fn take_changes(&mut self) -> Vec<Change> {
        let changes = self.changes().to_vec();
        self.forget_changes();
        changes
    }

    /// What [`Breaker::take_changes`] would give.
    pub fn changes(&self) -> &[Change] {
        self.changes.untold()
    }

    /// All changes so far have been told.
    pub fn forget_changes(&mut self) {
        self.changes.clear();
    }

    /// All that can be said of it now.
    pub fn snapshot(&mut self, now: f64) -> Snapshot {
        let time = self.look(now);
        let [calls, failures, slow] = self.window.totals(time);
        Snapshot {
            state: self.state,
            calls,
            failures,
            slow,
            consecutive: self.consecutive,
            opened: self.opened,
            probing: self.probes.taken(),
            probe_in: self.until_probe(time),
        }
    }

    /// Becomes what another breaker was: in `state`, `opened` so many times in a row, and, if open,
    /// with a probe to be sent in `probe_in` milliseconds.
    ///
    /// Probes under way are the other's: none are restored, and what this one had is forgotten; for what
    /// it counted there is [`go_on_after`](Self::go_on_after). It is no transition, so no change is told; permits given before mean nothing after.
    pub fn restore(&mut self, now: f64, state: CircuitState, opened: u32, probe_in: f64) {
        let time = self.look(now);
        self.begin(CircuitState::Closed, 0.0);
        if state == CircuitState::Closed {
            return;
        }
        if state == CircuitState::Open {
            self.until = time + bounded(probe_in, f64::INFINITY);
        }
        (self.state, self.opened) = (state, opened);
    }

    /// Writes what is in the window: of each part, the newest first, calls, failures and slow calls. Returns the
    /// milliseconds since the newest part began.
    pub fn write_counts(&mut self, now: f64, counts: &mut Counts) -> f64 {
        let time = self.look(now);
        self.window.write(time, counts)
    }

    /// Goes on, if it is closed and was just restored, after what the breaker counted that it was restored
    /// from: so many failures in a row, and what [`write_counts`](Self::write_counts) gave, with the time
    /// that has passed since.
    pub fn go_on_after(&mut self, failures: u32, age: f64, counts: &Counts) {
        if self.state == CircuitState::Closed {
            self.consecutive = failures;
            self.elapsed.begin(age);
            self.window.read(counts);
        }
    }

    /// May it be forgotten? A new breaker would do the same as this one: it is closed, its window is
    /// empty, no failures in a row count, and every change was taken.
    ///
    /// Whoever forgets it still hands it the results of calls that are under way: its permits mean
    /// nothing to another one.
    pub fn is_at_rest(&mut self, now: f64) -> bool {
        let time = self.look(now);
        self.state == CircuitState::Closed
            && self.window.totals(time) == [0; 3]
            && (self.policy.breaker.consecutive == 0.0 || self.consecutive == 0)
            && self.changes().is_empty()
    }

    /// The time, and what is due by it: the one way from open to half-open.
    fn look(&mut self, now: f64) -> f64 {
        let time = self.elapsed.look(now);
        if self.state == CircuitState::Open && self.until <= time {
            self.enter(time, CircuitState::HalfOpen, 0.0);
        }
        if self.state == CircuitState::HalfOpen {
            self.probes.free(time, 0);
        }
        time
    }

    fn until_probe(&self, time: f64) -> f64 {
        match self.state {
            CircuitState::Open => (self.until - time).max(0.0),
            CircuitState::Isolated => f64::INFINITY,
            CircuitState::Closed | CircuitState::HalfOpen => 0.0,
        }
    }

    fn is_failing(&mut self, time: f64) -> bool {
        let breaker = &self.policy.breaker;
        let [calls, failures, slow] = self.window.totals(time).map(f64::from);
        let in_a_row = breaker.consecutive > 0.0 && f64::from(self.consecutive) >= breaker.consecutive;
        let too_many = failures / calls >= breaker.failure_rate || slow / calls >= breaker.slow_rate;
        in_a_row || calls >= breaker.minimum && too_many
    }

    fn open(&mut self, time: f64, hint: Option<f64>, random: f64) {
        self.opened = self.opened.saturating_add(1);
        let base = self.policy.wait(&self.policy.breaker.open, self.opened);
        let spread = SPREAD.spread(base, 0.0, None, f64::INFINITY, random);
        let hint = bounded(hint.unwrap_or_default(), f64::INFINITY);
        self.enter(time, CircuitState::Open, time + spread.max(hint));
    }

    /// A transition that is told.
    fn enter(&mut self, time: f64, to: CircuitState, until: f64) {
        let from = self.state;
        self.begin(to, until);
        if from != to {
            self.changes.push(Change { from, to, probe_in: self.until_probe(time) });
        }
    }

    fn begin(&mut self, state: CircuitState, until: f64) {
        (self.state, self.until) = (state, until);
        self.probes = Probes::default();
        self.generation = self.generation.wrapping_add(1);
        if state == CircuitState::Closed {
            self.window.clear();
            self.consecutive = 0;
            self.opened = 0;
        }
    }
}

/// All but the policy, which does not change.
impl Debug for Breaker {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        let Breaker {
            policy: _,
            state,
            until,
            probes,
            generation,
            window,
            consecutive,
            opened,
            elapsed,
            changes,
        } = self;
        f.debug_struct("Breaker")
            .field("state", state)
            .field("until", until)
            .field("probes", probes)
            .field("generation", generation)
            .field("window", window)
            .field("consecutive", consecutive)
            .field("opened", opened)
            .field("elapsed", elapsed)
            .field("changes", changes)
            .finish_non_exhaustive()
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
