//! Keeping a session alive as a state machine: one beat at each interval, and never a burst.
//!
//! A session that is touched too late is lost, so jitter only shortens the interval, and an interval is
//! counted from the start of a beat, not from its end. But timers are late: hidden tabs run them once a
//! minute, frozen ones not at all, and a machine that sleeps has other worries. Then one beat is sent as
//! soon as that is noticed; the others that were due are reported, not made up for.
//!
//! ```text
//! Start ─▶ Wait ─▶ Woke ─▶ Beat ─▶ Beaten ─▶ Wait …
//!            └─ Hidden ─▶ Pause ─▶ Shown ─▶ Wait or Beat        Stop, at any point ─▶ Stopped
//! ```
//!
//! The shell feeds [`Input`]s to [`KeepAlive::advance`] and does what the returned [`Turn`] says. Nothing
//! else changes the state.

mod options;

pub use options::KeepAliveOptions;

use crate::core::call::Now;
use crate::core::duration;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// It begins.
    Start,
    /// The wait is over.
    Woke,
    /// The beat is over.
    Beaten {
        /// Whether it was answered well.
        ok: bool,
    },
    /// The page is hidden.
    Hidden,
    /// The page is visible, or came back from where pages are kept: time to look at the clock.
    Shown,
    /// The caller has had enough.
    Stop,
}

/// What to do next. But for `Continue`, it replaces what was to be done before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Wait this long.
    Wait {
        /// From now.
        milliseconds: f64,
    },
    /// Send a beat.
    Beat {
        /// Counted from 1.
        number: u32,
    },
    /// Wait for the page to be visible.
    Pause,
    /// The end.
    Stopped,
    /// Go on with what is under way.
    Continue,
}

/// Why beats that were due were not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The wait ended late: the machine slept, the tab was frozen, its timers were throttled.
    Late,
    /// The beat before was still under way.
    Busy,
    /// The page was hidden.
    Hidden,
}

/// Beats that were due and will not be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missed {
    /// How many, 1 or more.
    pub count: u32,
    /// Why.
    pub reason: Reason,
}

/// What an input leads to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turn {
    /// To be told first.
    pub missed: Option<Missed>,
    /// To be done then.
    pub step: Step,
}

impl Turn {
    fn to(step: Step) -> Self {
        Turn { missed: None, step }
    }
}

/// `due`, wherever it stands, is when the next beat is to be sent.
#[derive(Clone, Copy)]
enum State {
    New,
    Waiting { due: f64 },
    Paused { due: f64 },
    Beating { due: f64 },
    Stopped,
}

/// One session that is kept alive.
pub struct KeepAlive {
    options: KeepAliveOptions,
    state: State,
    hidden: bool,
    beats: u32,
    seen: Now,
    elapsed: f64,
}

impl KeepAlive {
    /// One that is to start now.
    pub fn new(options: KeepAliveOptions, now: Now) -> Self {
        KeepAlive { options, state: State::New, hidden: false, beats: 0, seen: now, elapsed: 0.0 }
    }

    /// Milliseconds from its making to its last turn. A machine that slept counts the time it slept.
    pub fn elapsed(&self) -> f64 {
        self.elapsed
    }

    /// Beats sent so far.
    pub fn beats(&self) -> u32 {
        self.beats
    }

    /// Takes what happened and says what to do next. `random` is a number in [0, 1).
    pub fn advance(&mut self, input: Input, now: Now, random: f64) -> Turn {
        self.pass(now);
        if matches!(input, Input::Hidden | Input::Shown) {
            self.hidden = self.options.pauses && input == Input::Hidden;
        }
        match (self.state, input) {
            (State::Stopped, _) => Turn::to(Step::Continue),
            (_, Input::Stop) => {
                self.state = State::Stopped;
                Turn::to(Step::Stopped)
            }
            (State::New, Input::Start) => {
                let wait = if self.options.immediately { 0.0 } else { self.wait(random) };
                self.go_on(wait, Reason::Late, random)
            }
            (State::Waiting { due }, Input::Woke) => {
                // A timer is believed even where the clock stands still, as fake ones may.
                self.elapsed = self.elapsed.max(due);
                self.go_on(due, Reason::Late, random)
            }
            (State::Waiting { due }, Input::Hidden | Input::Shown) => self.go_on(due, Reason::Late, random),
            (State::Paused { due }, Input::Hidden | Input::Shown) => self.go_on(due, Reason::Hidden, random),
            (State::Beating { due }, Input::Beaten { ok }) => self.on_beaten(ok, due, random),
            // Out of turn. To beat now could be a beat too many.
            _ => Turn::to(Step::Continue),
        }
    }

    /// Steps are added up one by one: over days, two clocks drift apart without anyone having slept.
    fn pass(&mut self, now: Now) {
        self.elapsed += now.since(self.seen).min(duration::MAX);
        self.seen = now;
    }

    /// Draws the time to the next beat. A caller's random number may be anything: the nearest end stands in.
    #[expect(clippy::manual_clamp, reason = "clamp would keep NaN, and a wait of NaN is none at all")]
    fn wait(&self, random: f64) -> f64 {
        let random = random.max(0.0).min(1.0);
        self.options.interval * (1.0 - self.options.jitter * random)
    }

    fn on_beaten(&mut self, ok: bool, due: f64, random: f64) -> Turn {
        if !ok || self.elapsed < due {
            // After one that failed so late that another is due, that one cannot wait.
            return self.go_on(due, Reason::Busy, random);
        }
        let count = self.whole_intervals_since(due) + 1.0;
        let turn = self.go_on(due + count * self.options.interval, Reason::Busy, random);
        Turn { missed: missed(count, Reason::Busy), ..turn }
    }

    /// Sends the beat that is `due` if it is, and else waits for it.
    fn go_on(&mut self, due: f64, reason: Reason, random: f64) -> Turn {
        if self.hidden {
            self.state = State::Paused { due };
            return Turn::to(Step::Pause);
        }
        if self.elapsed < due {
            self.state = State::Waiting { due };
            return Turn::to(Step::Wait { milliseconds: due - self.elapsed });
        }
        self.state = State::Beating { due: self.elapsed + self.wait(random) };
        self.beats = self.beats.saturating_add(1);
        Turn {
            missed: missed(self.whole_intervals_since(due), reason),
            step: Step::Beat { number: self.beats },
        }
    }

    fn whole_intervals_since(&self, due: f64) -> f64 {
        ((self.elapsed - due) / self.options.interval).floor()
    }
}

fn missed(count: f64, reason: Reason) -> Option<Missed> {
    if count >= 1.0 { Some(Missed { count: count as u32, reason }) } else { None }
}
