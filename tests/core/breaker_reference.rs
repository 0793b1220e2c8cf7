//! The circuit breaker against one so plain that it can be read against the specification.
//!
//! The plain one keeps every permit and every result for ever. Times are whole buckets of the window,
//! so the two have to agree to the letter.

use crate::circuit::{POLICY, with};
use holdfast_fetch::core::breaker::{Breaker, Change, CircuitState, Health, Permit};
use holdfast_fetch::core::policy::cells::{Breaker as Options, Pace};
use proptest::prelude::*;

const BUCKET: f64 = 10.0;
const WINDOW: f64 = 10.0 * BUCKET;
const SLOW: f64 = 7.0;

/// One that was given, and what is known of it.
struct Given {
    era: usize,
    lease_ends: f64,
    returned: bool,
}

struct Answer {
    at: f64,
    failed: bool,
    slow: bool,
}

/// `era` is the number of transitions and resets so far.
struct Plain {
    policy: Options,
    time: f64,
    clock: f64,
    state: CircuitState,
    era: usize,
    until: f64,
    opened: u32,
    in_a_row: u32,
    probes_well: u32,
    given: Vec<Given>,
    answers: Vec<Answer>,
    changes: Vec<Change>,
}

impl Plain {
    fn new(policy: Options) -> Self {
        Plain {
            policy,
            time: 0.0,
            clock: 0.0,
            state: CircuitState::Closed,
            era: 0,
            until: 0.0,
            opened: 0,
            in_a_row: 0,
            probes_well: 0,
            given: Vec::new(),
            answers: Vec::new(),
            changes: Vec::new(),
        }
    }

    fn look(&mut self, clock: f64) {
        if clock > self.clock {
            self.time += clock - self.clock;
        }
        self.clock = clock;
        if self.state == CircuitState::Open && self.time >= self.until {
            self.go(CircuitState::HalfOpen);
        }
    }

    fn go(&mut self, to: CircuitState) {
        if self.state != to {
            let from = std::mem::replace(&mut self.state, to);
            self.changes.push(Change { from, to, probe_in: self.probe_in() });
        }
        self.era += 1;
        self.probes_well = 0;
        if to == CircuitState::Closed {
            self.opened = 0;
            self.in_a_row = 0;
            self.answers.clear();
        }
    }

    fn probe_in(&self) -> f64 {
        match self.state {
            CircuitState::Open => self.until - self.time,
            CircuitState::Isolated => f64::INFINITY,
            _ => 0.0,
        }
    }

    fn counts(&self, given: &Given) -> bool {
        given.era == self.era && !given.returned && given.lease_ends > self.time
    }

    fn leases(&self) -> Vec<f64> {
        let probes = self.given.iter().filter(|given| self.counts(given));
        probes.map(|probe| probe.lease_ends).filter(|end| end.is_finite()).collect()
    }

    fn ask(&mut self, lease: f64) -> Result<(), f64> {
        let leases = self.leases();
        let lease_ends = match self.state {
            CircuitState::Closed => f64::INFINITY,
            CircuitState::HalfOpen if leases.len() < self.policy.probes as usize => self.time + lease,
            CircuitState::HalfOpen => return Err(leases.into_iter().fold(f64::MAX, f64::min) - self.time),
            CircuitState::Open | CircuitState::Isolated => return Err(self.probe_in()),
        };
        self.given.push(Given { era: self.era, lease_ends, returned: false });
        Ok(())
    }

    fn tell(&mut self, index: usize, health: Health, slow: bool, hint: Option<f64>, random: f64) {
        let counts = self.counts(&self.given[index]);
        self.given[index].returned |= self.state == CircuitState::HalfOpen;
        if !counts || health == Health::Unknown {
            return;
        }
        let failed = health == Health::Failure;
        self.answers.push(Answer { at: self.time, failed, slow });
        self.in_a_row = if failed { self.in_a_row + 1 } else { 0 };
        let opens = if self.state == CircuitState::Closed {
            let [calls, failures, slow] = self.window();
            let share = |part: u32| f64::from(part) / f64::from(calls);
            let often = f64::from(calls) >= self.policy.minimum;
            self.policy.consecutive != 0.0 && f64::from(self.in_a_row) >= self.policy.consecutive
                || often && share(failures) >= self.policy.failure_rate
                || often && share(slow) >= self.policy.slow_rate
        } else {
            failed || slow && self.policy.slow_rate.is_finite()
        };
        if opens {
            self.opened += 1;
            let base = self.policy.open.wait(&[], self.opened);
            self.until = self.time + (base + base * 0.25 * random).max(hint.unwrap_or(0.0));
            self.go(CircuitState::Open);
        } else if self.state == CircuitState::HalfOpen {
            self.probes_well += 1;
            if f64::from(self.probes_well) == self.policy.probes {
                self.go(CircuitState::Closed);
            }
        }
    }

    fn window(&self) -> [u32; 3] {
        let young = || self.answers.iter().filter(|answer| self.time - answer.at < WINDOW);
        let failed = young().filter(|answer| answer.failed).count();
        let slow = young().filter(|answer| answer.slow).count();
        [young().count(), failed, slow].map(|count| count as u32)
    }
}

#[derive(Clone, Debug)]
enum Action {
    Ask { lease: f64 },
    Tell { which: prop::sample::Index, health: Health, slow: bool, hint: Option<f64>, random: f64 },
    Release { which: prop::sample::Index },
    Wait(f64),
    SetBack(f64),
    Isolate,
    Reset,
    TakeChanges,
}

fn buckets(most: u32) -> impl Strategy<Value = f64> {
    (0..=most).prop_map(|buckets| f64::from(buckets) * BUCKET)
}

fn actions() -> impl Strategy<Value = Vec<Action>> {
    let health =
        prop_oneof![2 => Just(Health::Success), 3 => Just(Health::Failure), 1 => Just(Health::Unknown)];
    let hint = prop::option::weighted(0.2, buckets(30));
    let random = prop_oneof![Just(0.0), Just(0.5)];
    let tell = (any::<prop::sample::Index>(), health, prop::bool::weighted(0.3), hint, random);
    let action = prop_oneof![
        20 => buckets(6).prop_map(|lease| Action::Ask { lease }),
        20 => tell.prop_map(|(which, health, slow, hint, random)| Action::Tell { which, health, slow, hint, random }),
        3 => any::<prop::sample::Index>().prop_map(|which| Action::Release { which }),
        10 => buckets(12).prop_map(Action::Wait),
        2 => buckets(1000).prop_map(Action::SetBack),
        1 => Just(Action::Isolate),
        2 => Just(Action::Reset),
        5 => Just(Action::TakeChanges),
    ];
    prop::collection::vec(action, 1..120)
}

fn policies() -> impl Strategy<Value = Options> {
    let failure_rate = prop_oneof![Just(0.3), Just(0.5), Just(1.0), Just(f64::INFINITY)];
    let slow_rate = prop_oneof![Just(0.5), Just(f64::INFINITY)];
    (failure_rate, slow_rate, 0..4u32, 1..6u32, 1..4u32).prop_map(
        |(failure_rate, slow_rate, consecutive, minimum, probes)| Options {
            failure_rate,
            slow_rate,
            slow_call: SLOW,
            consecutive: consecutive.into(),
            window: WINDOW,
            minimum: minimum.into(),
            probes: probes.into(),
            open: Pace::exponential(40.0, 2.0, 160.0),
            ..POLICY
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_does_what_the_plain_one_does(policy in policies(), actions in actions()) {
        let mut plain = Plain::new(policy);
        let mut breaker = Breaker::new(with(policy));
        let mut permits: Vec<Permit> = Vec::new();
        let mut now = 0.0;
        plain.look(now);
        breaker.state(now);
        for action in actions {
            match &action {
                Action::Wait(milliseconds) => now += milliseconds,
                Action::SetBack(milliseconds) => now -= milliseconds,
                _ => plain.look(now),
            }
            match action {
                Action::Ask { lease } => {
                    let answer = breaker.acquire(now, lease);
                    prop_assert_eq!(answer.map(|_| ()), plain.ask(lease));
                    permits.extend(answer);
                }
                Action::Tell { which, health, slow, hint, random } if !permits.is_empty() => {
                    let index = which.index(permits.len());
                    let duration = if slow { SLOW } else { 0.0 };
                    breaker.settle(permits[index], now, health, duration, hint, &mut || random);
                    plain.tell(index, health, slow, hint, random);
                }
                Action::Release { which } if !permits.is_empty() => {
                    let index = which.index(permits.len());
                    breaker.release(permits[index], now);
                    plain.tell(index, Health::Unknown, false, None, 0.0);
                }
                Action::Isolate => {
                    breaker.isolate(now);
                    if plain.state != CircuitState::Isolated {
                        plain.go(CircuitState::Isolated);
                    }
                }
                Action::Reset => {
                    breaker.reset(now);
                    plain.go(CircuitState::Closed);
                }
                Action::TakeChanges => {
                    breaker.state(now);
                    let (told, expected) = (breaker.take_changes(), std::mem::take(&mut plain.changes));
                    prop_assert_eq!(told.last(), expected.last());
                    // More than these are told as fewer.
                    prop_assert!(expected.len() > 16 || told == expected, "{told:?} {expected:?}");
                }
                Action::Wait(_) | Action::SetBack(_) => continue,
                // Nothing was given yet.
                Action::Tell { .. } | Action::Release { .. } => {}
            }
            let snapshot = breaker.snapshot(now);
            prop_assert_eq!(snapshot.state, plain.state);
            prop_assert_eq!([snapshot.calls, snapshot.failures, snapshot.slow], plain.window());
            prop_assert_eq!(snapshot.consecutive, plain.in_a_row);
            prop_assert_eq!(snapshot.opened, plain.opened);
            prop_assert_eq!(snapshot.probing as usize, plain.leases().len());
            prop_assert_eq!(snapshot.probe_in, plain.probe_in());
            prop_assert_eq!(breaker.probe_in(now), plain.probe_in());
        }
    }
}
