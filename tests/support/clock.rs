//! Time that passes only when it is told to.

use holdfast_fetch::core::call::Now;

/// Two clocks as a machine has them, and the truth.
#[derive(Clone, Copy)]
pub struct Clock {
    now: Now,
    passed: f64,
}

impl Clock {
    /// The `now_ms` of the test vectors: 22 August 2026, 12:00 GMT.
    pub const WALL_AT_START: f64 = 1_787_400_000_000.0;

    /// The monotonic clock counts from some other moment, such as when the machine was started.
    pub fn new() -> Self {
        Clock { now: Now { monotonic: 1_000_000.0, wall: Self::WALL_AT_START }, passed: 0.0 }
    }

    /// What the clocks show.
    pub fn now(&self) -> Now {
        self.now
    }

    /// What has passed in truth.
    pub fn passed(&self) -> f64 {
        self.passed
    }

    /// Both clocks run.
    pub fn run(&mut self, milliseconds: f64) {
        self.now.monotonic += milliseconds;
        self.now.wall += milliseconds;
        self.passed += milliseconds;
    }

    /// The machine sleeps, and its monotonic clock stands still, as on Linux and macOS.
    pub fn sleep(&mut self, milliseconds: f64) {
        self.now.wall += milliseconds;
        self.passed += milliseconds;
    }

    /// Somebody sets the wall clock.
    pub fn set_wall(&mut self, by: f64) {
        self.now.wall += by;
    }
}
