//! A circuit that a test moves by hand, with time that passes only when it is told to.
#![allow(dead_code, reason = "each test file uses another part of this")]

use holdfast_fetch::core::breaker::{Breaker, CircuitState, Health, Permit};
use holdfast_fetch::core::policy::Policy;
use holdfast_fetch::core::policy::cells::{Breaker as Options, Cells, Pace};
use std::rc::Rc;

/// Half of at least four calls open it for a second, then for two, and so on.
pub const POLICY: Options = Options {
    on: 1.0,
    failure_rate: 0.5,
    slow_rate: f64::INFINITY,
    slow_call: 5000.0,
    consecutive: 0.0,
    window: 30_000.0,
    minimum: 4.0,
    open: Pace::exponential(1000.0, 2.0, 60_000.0),
    probes: 1.0,
    key: 0.0,
};

/// The first failure opens it.
pub const TOUCHY: Options = Options { consecutive: 1.0, ..POLICY };

/// A policy with this breaker.
pub fn with(breaker: Options) -> Rc<Policy> {
    Rc::new(Policy::from(Cells { breaker, ..Cells::default() }))
}

/// How long a probe may hold its place.
pub const LEASE: f64 = 500.0;

/// A circuit, a clock, and a source of random numbers that always says the same.
pub struct Bench {
    pub breaker: Breaker,
    pub now: f64,
    pub random: f64,
}

impl Bench {
    pub fn new(options: Options) -> Self {
        Bench { breaker: Breaker::new(with(options)), now: 1_000_000.0, random: 0.0 }
    }

    /// A circuit that has just become half-open, of `TOUCHY` but with so many probes.
    pub fn half_open(probes: u32) -> Self {
        let mut bench = Bench::new(Options { probes: probes.into(), ..TOUCHY });
        bench.call(Health::Failure);
        bench.now += 1000.0;
        assert_eq!(bench.state(), CircuitState::HalfOpen);
        bench.breaker.take_changes();
        bench
    }

    pub fn ask(&mut self) -> Result<Permit, f64> {
        self.breaker.acquire(self.now, LEASE)
    }

    /// Asks, and is let through.
    pub fn pass(&mut self) -> Permit {
        self.ask().expect("a permit")
    }

    pub fn tell(&mut self, permit: Permit, health: Health) {
        self.tell_more(permit, health, 0.0, None);
    }

    pub fn tell_more(&mut self, permit: Permit, health: Health, duration: f64, hint: Option<f64>) {
        let random = self.random;
        self.breaker.settle(permit, self.now, health, duration, hint, &mut || random);
    }

    /// A call that takes no time.
    pub fn call(&mut self, health: Health) {
        let permit = self.pass();
        self.tell(permit, health);
    }

    pub fn calls(&mut self, healths: &[Health]) {
        for health in healths {
            self.call(*health);
        }
    }

    pub fn state(&mut self) -> CircuitState {
        self.breaker.state(self.now)
    }

    /// From and to, of all changes that were not asked for before.
    pub fn changes(&mut self) -> Vec<(CircuitState, CircuitState)> {
        self.breaker.take_changes().iter().map(|change| (change.from, change.to)).collect()
    }
}
