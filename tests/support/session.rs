//! Drives a keep-alive as a shell would, through a day as machines and browsers have it.
#![allow(dead_code, reason = "each test file uses another part of this")]

use super::support::{Clock, options};
use holdfast_fetch::core::error::PolicyError;
use holdfast_fetch::core::keep_alive::{Input, KeepAlive, KeepAliveOptions, Reason, Step, Turn};
use holdfast_fetch::core::random::SplitMix64;

/// Options that may be bad.
pub fn read(json: serde_json::Value) -> Result<KeepAliveOptions, Box<PolicyError>> {
    KeepAliveOptions::read(&options(json))
}

/// Something that happens from outside.
#[derive(Clone, Copy, Debug)]
pub enum Mishap {
    /// The machine sleeps so long: its monotonic clock and its timers stand still.
    Asleep(f64),
    /// No code runs for so long: a frozen tab, a blocked thread.
    Frozen(f64),
    /// Somebody sets the wall clock.
    WallSet(f64),
    Hidden,
    Shown,
    Stop,
}

/// What a session does, and what it will meet.
pub struct Session {
    keep_alive: KeepAlive,
    clock: Clock,
    random: Box<dyn FnMut() -> f64>,
    /// In the order in which they happen, by the monotonic clock since the start.
    mishaps: Vec<(f64, Mishap)>,
    /// How long each beat takes, and whether it is answered well. The last one again and again.
    beats: Vec<(f64, bool)>,
    timers_fire_each: f64,
}

/// What happened. Times are in truth, since the start.
#[derive(Debug, Default, PartialEq)]
pub struct Diary {
    /// When each beat was sent.
    pub beats: Vec<f64>,
    /// When it was told of how many missed beats, and why.
    pub missed: Vec<(f64, u32, Reason)>,
    /// When it paused.
    pub pauses: Vec<f64>,
    pub stopped_at: Option<f64>,
    /// Beats under way when another one was sent.
    pub overlaps: u32,
    /// By the session's own reckoning, at its last turn.
    pub elapsed: f64,
}

impl Session {
    /// Beats that take no time, and random numbers of zero: the full interval.
    pub fn new(options: serde_json::Value) -> Self {
        Self::of(read(options).unwrap())
    }

    pub fn of(options: KeepAliveOptions) -> Self {
        let clock = Clock::new();
        Session {
            keep_alive: KeepAlive::new(options, clock.now()),
            clock,
            random: Box::new(|| 0.0),
            mishaps: Vec::new(),
            beats: vec![(0.0, true)],
            timers_fire_each: 0.0,
        }
    }

    pub fn random(mut self, number: f64) -> Self {
        self.random = Box::new(move || number);
        self
    }

    pub fn seed(mut self, seed: u64) -> Self {
        let mut random = SplitMix64::new(seed);
        self.random = Box::new(move || random.next_f64());
        self
    }

    pub fn mishap(mut self, at: f64, mishap: Mishap) -> Self {
        self.mishaps.push((at, mishap));
        self.mishaps.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        self
    }

    pub fn beats(mut self, beats: impl IntoIterator<Item = (f64, bool)>) -> Self {
        self.beats = beats.into_iter().collect();
        self
    }

    /// Timers fire at multiples of this only, as in a hidden tab.
    pub fn timers_fire_each(mut self, milliseconds: f64) -> Self {
        self.timers_fire_each = milliseconds;
        self
    }

    /// The page is hidden when it begins, of which the shell tells before it starts.
    pub fn hidden_at_first(mut self) -> Self {
        let turn = self.keep_alive.advance(Input::Hidden, self.clock.now(), 0.0);
        assert_eq!(turn, Turn { missed: None, step: Step::Continue });
        self
    }

    /// Lets it run for so long, by the monotonic clock.
    pub fn run(mut self, milliseconds: f64) -> Diary {
        let mut diary = Diary::default();
        let begun = self.clock.now().monotonic;
        let mut timer = None;
        let mut beat = None;
        let mut mishaps = std::mem::take(&mut self.mishaps).into_iter().peekable();
        let mut input = Some(Input::Start);
        loop {
            if let Some(input) = input.take() {
                let now = self.clock.now().monotonic - begun;
                let number = (self.random)();
                let turn = self.keep_alive.advance(input, self.clock.now(), number);
                if let Some(missed) = turn.missed {
                    diary.missed.push((self.clock.passed(), missed.count, missed.reason));
                }
                if turn.step != Step::Continue {
                    timer = None;
                }
                match turn.step {
                    Step::Wait { milliseconds } => {
                        assert!(milliseconds > 0.0, "a wait of {milliseconds} ms");
                        timer = Some(self.fires_at(now + milliseconds));
                    }
                    Step::Beat { number } => {
                        assert_eq!(number as usize, diary.beats.len() + 1);
                        diary.overlaps += u32::from(beat.is_some());
                        let index = diary.beats.len().min(self.beats.len() - 1);
                        let (takes, ok) = self.beats[index];
                        beat = Some((now + takes, ok));
                        diary.beats.push(self.clock.passed());
                    }
                    Step::Pause => diary.pauses.push(self.clock.passed()),
                    Step::Stopped => diary.stopped_at = Some(self.clock.passed()),
                    Step::Continue => {}
                }
            }
            let times = [timer, beat.map(|(at, _)| at), mishaps.peek().map(|(at, _)| *at)];
            let next = times.iter().flatten().copied().fold(f64::INFINITY, f64::min);
            if next > milliseconds {
                diary.elapsed = self.keep_alive.elapsed();
                return diary;
            }
            // What would have happened while the tab was frozen happens now.
            self.clock.run((next - (self.clock.now().monotonic - begun)).max(0.0));
            if timer == Some(next) {
                timer = None;
                input = Some(Input::Woke);
            } else if let Some((_, ok)) = beat.filter(|(at, _)| *at == next) {
                beat = None;
                input = Some(Input::Beaten { ok });
            } else if let Some((_, mishap)) = mishaps.next() {
                input = self.meet(mishap);
            }
        }
    }

    fn meet(&mut self, mishap: Mishap) -> Option<Input> {
        match mishap {
            Mishap::Asleep(long) => self.clock.sleep(long),
            Mishap::Frozen(long) => self.clock.run(long),
            Mishap::WallSet(by) => self.clock.set_wall(by),
            Mishap::Hidden => return Some(Input::Hidden),
            Mishap::Shown => return Some(Input::Shown),
            Mishap::Stop => return Some(Input::Stop),
        }
        None
    }

    fn fires_at(&self, due: f64) -> f64 {
        if self.timers_fire_each > 0.0 {
            (due / self.timers_fire_each).ceil() * self.timers_fire_each
        } else {
            due
        }
    }
}
