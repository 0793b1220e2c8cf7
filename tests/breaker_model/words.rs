//! What the search is about: the invariants, what may happen, and what has to have happened.

use holdfast_fetch::core::breaker::{Breaker, Change, Health, Permit, Snapshot};
use std::fmt::Debug;

pub const I1: &str = "I1 no more probes are under way than there are places";
pub const I2: &str = "I2 a result of an older generation, or of a probe whose lease is over, changes nothing";
pub const I3: &str = "I3 a cancelled probe gives its place back and proves nothing";
pub const I4: &str = "I4 a place is free when its lease is over";
pub const I5: &str = "I5 an open circuit lets nobody through before its time, whatever the clock does";
pub const I6: &str = "I6 no result makes an open circuit half-open, and none ends an isolation";
pub const I7: &str = "I7 every transition is told once, in order";

/// Milliseconds of a probe's lease.
pub const LEASE: f64 = 10.0;
/// Milliseconds of the first open period. Each that follows in a row is twice as long.
pub const OPEN: f64 = 10.0;
/// The wait that some failures ask for.
pub const HINT: f64 = 15.0;
/// From here on, an answer is slow.
pub const SLOW: f64 = 1.0;

/// A breaker as its users see it. Those of the fault tests misbehave.
pub trait Circuit: Debug {
    fn acquire(&mut self, now: f64) -> Result<Permit, f64>;
    fn settle(&mut self, permit: Permit, now: f64, health: Health, duration: f64, hint: Option<f64>);
    fn release(&mut self, permit: Permit, now: f64);
    fn isolate(&mut self, now: f64);
    fn reset(&mut self, now: f64);
    fn take_changes(&mut self) -> Vec<Change>;
    fn snapshot(&mut self, now: f64) -> Snapshot;
    /// What decides.
    fn breaker(&self) -> &Breaker;
}

/// How a call may end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    Good,
    Slow,
    Failed,
    FailedWithHint,
    Unknown,
    Cancelled,
}

impl End {
    /// What it says of the server.
    pub fn health(self) -> Health {
        match self {
            End::Good | End::Slow => Health::Success,
            End::Failed | End::FailedWithHint => Health::Failure,
            End::Unknown | End::Cancelled => Health::Unknown,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Action {
    /// A call asks to be let through.
    Ask,
    /// A call under way ends, the oldest being 0.
    End(usize, End),
    Isolate,
    Reset,
    /// Time passes, and nobody looks.
    Wait(f64),
    /// The clock is set back, and nobody looks.
    SetBack(f64),
    /// Somebody looks: what the result of a call that no longer counts is compared to.
    Look,
}

/// What has to be met on the way, or the search would prove little.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Landmark {
    ClosedByProbes,
    OpenedAgain,
    FullHouse,
    PlaceOfTheLost,
    LateAfterLease,
    LateAfterBreak,
    SetBackWhileOpen,
}
