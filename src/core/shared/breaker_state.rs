//! What a circuit breaker says: its states, its permits, its changes.

/// The state of a circuit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CircuitState {
    /// Calls pass, and are counted.
    Closed,
    /// No call passes until some time is over.
    Open,
    /// A few calls pass, to learn whether the server is well again.
    HalfOpen,
    /// No call passes until somebody says so.
    Isolated,
}

impl CircuitState {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            CircuitState::Closed => "closed",
            CircuitState::Open => "open",
            CircuitState::HalfOpen => "half-open",
            CircuitState::Isolated => "isolated",
        }
    }
}

/// Leave for one call. It means something only to the breaker that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permit {
    /// Every transition of the circuit begins a new generation.
    pub generation: u32,
    /// The number of the probe; 0 if it is none.
    pub probe: u32,
}

/// What a call says of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// It does its work.
    Success,
    /// It does not.
    Failure,
    /// Nothing: the call was aborted, the client offline, or told to slow down (429).
    Unknown,
}

/// A circuit went from one state to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// The state before.
    pub from: CircuitState,
    /// The state after.
    pub to: CircuitState,
    /// Milliseconds from the change until a probe may be sent: 0 unless it opened, infinity if it was
    /// isolated.
    pub probe_in: f64,
}

/// A circuit at a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Snapshot {
    /// Its state.
    pub state: CircuitState,
    /// Results in the window, those of probes included. Forgotten when it closes.
    pub calls: u32,
    /// How many of them failed.
    pub failures: u32,
    /// How many of them were slow.
    pub slow: u32,
    /// Failures in a row.
    pub consecutive: u32,
    /// How many times it opened in a row, without closing in between.
    pub opened: u32,
    /// Probes whose place is taken.
    pub probing: u32,
    /// Milliseconds until a probe may be sent: 0 unless it is open, infinity if it is isolated.
    pub probe_in: f64,
}

/// Changes that nobody has been told of.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Room is made when there is something to tell: most circuits never change.
    room: Option<Box<[Change; Changes::MOST]>>,
    count: usize,
}

impl Changes {
    /// If nobody takes them, they must not pile up.
    const MOST: usize = 16;

    /// Adds the latest. Too many, and the two oldest become one: no gap between two that are told.
    pub fn push(&mut self, change: Change) {
        let room = self.room.get_or_insert_with(|| Box::new([change; Self::MOST]));
        if let Some(place) = room.get_mut(self.count) {
            *place = change;
            self.count = self.count.saturating_add(1);
            return;
        }
        let mut moved = change;
        for place in room.iter_mut().rev() {
            std::mem::swap(place, &mut moved);
        }
        if let Some(first) = room.first_mut() {
            first.from = moved.from;
        }
    }

    /// All, the oldest first.
    pub fn untold(&self) -> &[Change] {
        self.room.as_deref().and_then(|room| room.get(..self.count)).unwrap_or_default()
    }

    /// They have been told.
    pub fn clear(&mut self) {
        *self = Changes::default();
    }
}

#[cfg(test)]
mod tests {
    use super::CircuitState::{Closed, HalfOpen, Isolated, Open};
    use super::*;

    #[test]
    fn states_have_names() {
        let names = [Closed, Open, HalfOpen, Isolated].map(CircuitState::as_str);
        assert_eq!(names, ["closed", "open", "half-open", "isolated"]);
    }

    #[test]
    fn changes_that_nobody_takes_are_told_as_one() {
        let mut changes = Changes::default();
        changes.push(Change { from: Isolated, to: Open, probe_in: 0.0 });
        for round in 0..1000 {
            changes.push(Change { from: Open, to: HalfOpen, probe_in: 0.0 });
            changes.push(Change { from: HalfOpen, to: Open, probe_in: f64::from(round) });
        }
        let told = changes.untold();
        assert_eq!(told.len(), Changes::MOST);
        assert_eq!(told[0].from, Isolated);
        assert!(told.windows(2).all(|pair| pair[0].to == pair[1].from));
        assert_eq!(told[Changes::MOST - 1].probe_in, 999.0);
        changes.clear();
        assert_eq!(changes.untold(), []);
    }
}
