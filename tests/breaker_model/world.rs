//! A circuit, the calls under way, a clock that may be set back, and an observer who knows what is true.
//!
//! The observer uses only what every user of a breaker sees: answers, changes, snapshots. What it finds
//! broken is named after the invariant.

use crate::words::{Action, Circuit, End, HINT, I1, I2, I3, I4, I5, I6, I7, LEASE, Landmark, OPEN, SLOW};
use holdfast_fetch::core::breaker::CircuitState::{self, Closed, HalfOpen, Isolated, Open};
use holdfast_fetch::core::breaker::{Permit, Snapshot};
use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};

#[derive(Debug)]
struct Call {
    permit: Permit,
    probe: bool,
    era: u32,
    began: f64,
}

#[derive(Debug)]
pub struct World {
    circuit: Box<dyn Circuit>,
    places: usize,
    calls: Vec<Call>,
    /// What the clock shows.
    now: f64,
    /// What it showed when the breaker last looked.
    looked: f64,
    /// What it has run forwards between looks: all that a breaker can know of the time.
    known: f64,
    /// The time.
    truth: f64,
    /// By what was told.
    state: CircuitState,
    /// Transitions and resets so far.
    era: u32,
    /// When this state began, in truth.
    since: f64,
    /// And by what is known.
    since_known: f64,
    /// How long the open period has to be.
    length: f64,
    /// In a row.
    opened: i32,
    /// Probes that ended well since it became half-open.
    proofs: usize,
    pub broken: Option<&'static str>,
    pub seen: Option<Landmark>,
}

impl World {
    pub fn new(circuit: Box<dyn Circuit>, places: usize) -> Self {
        let mut world = World {
            circuit,
            places,
            calls: Vec::new(),
            now: 0.0,
            looked: 0.0,
            known: 0.0,
            truth: 0.0,
            state: Closed,
            era: 0,
            since: 0.0,
            since_known: 0.0,
            length: 0.0,
            opened: 0,
            proofs: 0,
            broken: None,
            seen: None,
        };
        world.act(Action::Look);
        world
    }

    /// Calls under way.
    pub fn calls(&self) -> usize {
        self.calls.len()
    }

    /// Is this the result of a call that no longer counts?
    pub fn is_late(&self, action: Action) -> bool {
        let known = self.known + (self.now - self.looked).max(0.0);
        let Action::End(index, _) = action else { return false };
        self.calls.get(index).is_some_and(|call| !self.counts(call, known))
    }

    /// A late result did this. Somebody who merely looked did that to the twin.
    pub fn compare_to(&mut self, twin: &World) {
        if twin.broken.is_some() {
            self.broken = twin.broken;
        } else if format!("{:?}", self.circuit.breaker()) != format!("{:?}", twin.circuit.breaker()) {
            self.fail(if twin.state == Open && self.state == HalfOpen { I6 } else { I2 });
        }
    }

    fn counts(&self, call: &Call, known: f64) -> bool {
        call.era == self.era && (!call.probe || known < call.began + LEASE)
    }

    fn probing(&self) -> impl Iterator<Item = &Call> {
        self.calls.iter().filter(|call| call.probe && self.counts(call, self.known))
    }

    pub fn act(&mut self, action: Action) {
        self.seen = None;
        match action {
            Action::Wait(milliseconds) => {
                self.now += milliseconds;
                self.truth += milliseconds;
                return;
            }
            Action::SetBack(milliseconds) => {
                self.now -= milliseconds;
                if self.state == Open {
                    self.seen = Some(Landmark::SetBackWhileOpen);
                }
                return;
            }
            _ => {}
        }
        let late = self.is_late(action);
        self.known += (self.now - self.looked).max(0.0);
        self.looked = self.now;
        match action {
            Action::Ask => self.ask(),
            Action::End(index, end) => self.end(index, end, late),
            Action::Isolate => {
                self.circuit.isolate(self.now);
                self.listen(action, 0.0);
            }
            Action::Reset => {
                self.circuit.reset(self.now);
                self.listen(action, 0.0);
                self.era += 1;
            }
            _ => {
                self.listen(action, 0.0);
            }
        }
        if self.state == Open && self.known - self.since_known >= self.length {
            self.fail(I5);
        }
    }

    fn ask(&mut self) {
        let answer = self.circuit.acquire(self.now);
        self.listen(Action::Ask, 0.0);
        let taken = self.probing().count();
        let first = self.probing().map(|probe| probe.began + LEASE).fold(f64::INFINITY, f64::min);
        match (self.state, answer) {
            (Open, Ok(_)) => self.fail(I5),
            (Open, Err(wait)) if wait != self.length - (self.known - self.since_known) => self.fail(I5),
            (Isolated, answer) if answer != Err(f64::INFINITY) => self.fail(I6),
            (HalfOpen, Ok(_)) if taken >= self.places => self.fail(I1),
            (HalfOpen, Err(wait)) => {
                self.seen = Some(Landmark::FullHouse);
                let lost = self.calls.iter().any(|call| call.probe && call.era == self.era);
                if taken < self.places {
                    // Who has the place? Either one that never reported, or one that did.
                    self.fail(if lost { I4 } else { I3 });
                } else if wait != first - self.known {
                    self.fail(I4);
                }
            }
            _ => {}
        }
        if let Ok(permit) = answer {
            let probe = self.state == HalfOpen;
            let lost = |call: &Call| call.probe && call.era == self.era && !self.counts(call, self.known);
            if probe && self.calls.iter().any(lost) {
                self.seen = Some(Landmark::PlaceOfTheLost);
            }
            self.calls.push(Call { permit, probe, era: self.era, began: self.known });
        }
    }

    fn end(&mut self, index: usize, end: End, late: bool) {
        let call = self.calls.remove(index);
        if late {
            let lost = call.era == self.era;
            self.seen = Some(if lost { Landmark::LateAfterLease } else { Landmark::LateAfterBreak });
        }
        let hint = (end == End::FailedWithHint).then_some(HINT);
        let duration = if end == End::Slow { SLOW } else { 0.0 };
        match end {
            End::Cancelled => self.circuit.release(call.permit, self.now),
            _ => self.circuit.settle(call.permit, self.now, end.health(), duration, hint),
        }
        let was = self.state;
        if was == HalfOpen && !late && end == End::Good {
            self.proofs += 1;
        }
        let snapshot = self.listen(Action::End(index, end), hint.unwrap_or_default());
        if was != HalfOpen || late || self.broken.is_some() {
            return;
        }
        match (end, self.state) {
            (_, Closed) if self.proofs < self.places => self.fail(I3),
            (End::Unknown | End::Cancelled, HalfOpen)
                if snapshot.probing as usize == self.probing().count() => {}
            (End::Unknown | End::Cancelled, _) => self.fail(I3),
            (_, Closed) => self.seen = Some(Landmark::ClosedByProbes),
            (_, Open) => self.seen = Some(Landmark::OpenedAgain),
            _ => {}
        }
    }

    /// Takes the changes, and sees whether they fit each other and what the circuit shows.
    fn listen(&mut self, cause: Action, hint: f64) -> Snapshot {
        let snapshot = self.circuit.snapshot(self.now);
        for change in self.circuit.take_changes() {
            if change.from != self.state || change.to == self.state {
                self.fail(I7);
            }
            let result = matches!(cause, Action::End(..));
            match change.from {
                Open if change.to == HalfOpen && self.truth - self.since < self.length => {
                    self.fail(if result { I6 } else { I5 });
                }
                Isolated if result => self.fail(I6),
                _ => {}
            }
            match change.to {
                Open => {
                    self.length = (OPEN * 2_f64.powi(self.opened)).max(hint);
                    self.opened += 1;
                }
                HalfOpen => self.proofs = 0,
                Closed => self.opened = 0,
                Isolated => {}
            }
            self.state = change.to;
            self.since = self.truth;
            self.since_known = self.known;
            self.era += 1;
        }
        if snapshot.state != self.state {
            self.fail(I7);
        }
        snapshot
    }

    /// What is found broken first is what is broken.
    fn fail(&mut self, invariant: &'static str) {
        self.broken.get_or_insert(invariant);
    }

    /// All that decides what may happen from here on, and what of it would be wrong.
    pub fn print(&self) -> u64 {
        let mut print = Print(DefaultHasher::new());
        write!(print, "{:?}{:?}{:?}", self.circuit, self.calls, self.broken).expect("a hasher takes all");
        // How long ago the open period began does not matter any more once it should be over.
        let ages = [self.truth - self.since, self.known - self.since_known].map(|age| age.min(self.length));
        let numbers = [self.now, self.known, ages[0], ages[1], self.length];
        numbers.map(f64::to_bits).hash(&mut print.0);
        (self.era, self.opened, self.proofs).hash(&mut print.0);
        print.0.finish()
    }
}

struct Print(DefaultHasher);

impl Write for Print {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.write(text.as_bytes());
        Ok(())
    }
}
