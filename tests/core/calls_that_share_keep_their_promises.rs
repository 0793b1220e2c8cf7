//! Whatever the policy and the server do, many calls at once keep what they promise to each other.

use crate::scenario::{Scenario, policies, scripts};
use crate::support::{Crowd, Event, Hand, Reply, World};
use holdfast_fetch::core::breaker::{CircuitState, Health};
use holdfast_fetch::core::call::{Input, Step};
use holdfast_fetch::core::health::health;
use holdfast_fetch::core::network_error::Failure;
use holdfast_fetch::core::policy::Policy;
use holdfast_fetch::core::report::StopReason;
use holdfast_fetch::core::verdict::Outcome;
use proptest::prelude::*;
use std::cell::Cell;
use std::rc::Rc;

/// The servers and callers of some calls, and what was seen.
struct Seen {
    policy: Rc<Policy>,
    scenarios: Vec<Scenario>,
    questions: Vec<usize>,
    /// Does a token pay for the attempt that comes next, if it fails?
    paid: Vec<bool>,
    /// Or for the one under way?
    at_stake: Vec<bool>,
    /// May one of them have been free, for the server's hint?
    paced: bool,
    ends: Vec<usize>,
    /// Retries that were sent, and those of them that got a good answer.
    retries: u32,
    successes: u32,
    good_answers: u32,
    openings: u32,
    probes: u32,
    /// What must not be.
    wrong: Vec<String>,
}

impl World for Seen {
    fn reply(&mut self, call: usize, attempt: u32, _: f64) -> Reply {
        self.scenarios[call].reply(attempt as usize - 1).clone()
    }

    fn answer(&mut self, call: usize, question: Step) -> Input {
        self.questions[call] += 1;
        self.scenarios[call].answer_to(question, self.questions[call] - 1)
    }

    fn hear(&mut self, at: f64, hand: &Hand, call: usize, event: Event) {
        let last = hand.call.last_attempt();
        match event {
            Event::Step(Step::Send { .. }) => {
                self.at_stake[call] = std::mem::take(&mut self.paid[call]);
                self.retries += u32::from(self.at_stake[call]);
                let breaker = self.policy.breaker;
                if breaker.on > 0.0 {
                    let circuit = hand.circuit();
                    let may_be_sent = match circuit.state {
                        CircuitState::Closed => circuit.probing == 0,
                        CircuitState::HalfOpen => (1..=breaker.probes as u32).contains(&circuit.probing),
                        CircuitState::Open | CircuitState::Isolated => false,
                    };
                    self.probes += circuit.probing.min(1);
                    if !may_be_sent {
                        self.wrong.push(format!("{at}: call {call} sends in {circuit:?}"));
                    }
                }
            }
            Event::Step(Step::Wait { poll, .. }) => {
                let is_free = last.as_ref().is_some_and(|attempt| attempt.failure == Some(Failure::Offline));
                self.paid[call] = self.policy.budget.on > 0.0 && !poll && !is_free;
                self.paced |= last.is_some_and(|attempt| {
                    attempt.status == Some(429) || attempt.retry_after.is_some_and(|hint| hint >= 1000.0)
                });
            }
            Event::Step(Step::Fallback(reason)) => {
                let is_no_failure = matches!(reason, StopReason::Success | StopReason::Status);
                if is_no_failure || self.policy.fallback.on == 0.0 {
                    self.wrong.push(format!("{at}: call {call} falls back for {reason:?}"));
                }
            }
            Event::Step(Step::Finish(reason)) => {
                self.ends[call] += 1;
                let probe_in = hand.call.probe_in().unwrap_or_default();
                if (reason == StopReason::CircuitOpen) != (probe_in > 0.0) {
                    self.wrong.push(format!("{at}: call {call} ends for {reason:?}, {probe_in}"));
                }
            }
            Event::Attempted => {
                let outcome = last.and_then(|attempt| {
                    attempt.status.map(Outcome::Response).or(attempt.failure.map(Outcome::Failure))
                });
                let health = outcome.map(|outcome| health(&self.policy, outcome));
                let is_good = health == Some(Health::Success);
                self.good_answers += u32::from(is_good);
                self.successes += u32::from(is_good && self.at_stake[call]);
            }
            Event::Circuit(change) => self.openings += u32::from(change.to == CircuitState::Open),
            _ => {}
        }
        if let Some(budget) = &hand.commons.budget {
            let (credit, earned) = budget.borrow().balance();
            if credit < 0.0 || earned < 0.0 {
                self.wrong.push(format!("{at}: {credit} and {earned} tokens"));
            }
        }
    }
}

/// Calls under one policy, and when each of them begins.
fn crowds() -> impl Strategy<Value = (Rc<Policy>, Vec<(f64, Scenario)>, u64)> {
    let calls = prop::collection::vec((0.0..60_000.0, scripts().boxed()), 1..16);
    (policies().boxed(), calls.boxed(), any::<u64>())
}

/// Lets all of them run to their end.
fn run(policy: &Rc<Policy>, calls: Vec<(f64, Scenario)>, seed: u64) -> Crowd<Seen> {
    let (starts, scenarios): (Vec<_>, Vec<_>) =
        calls.into_iter().map(|(start, script)| (start, script.under(Rc::clone(policy)))).unzip();
    let count = scenarios.len();
    let seen = Seen {
        policy: Rc::clone(policy),
        questions: vec![0; count],
        paid: vec![false; count],
        at_stake: vec![false; count],
        paced: false,
        ends: vec![0; count],
        retries: 0,
        successes: 0,
        good_answers: 0,
        openings: 0,
        probes: 0,
        wrong: Vec::new(),
        scenarios: scenarios.clone(),
    };
    let mut crowd = Crowd::new(Rc::clone(policy), seed, seen);
    for (start, scenario) in starts.into_iter().zip(scenarios) {
        crowd.call(start, scenario.request);
        if let Some(after) = scenario.abort_at {
            crowd.abort_at(start + after);
        }
    }
    crowd.run();
    crowd
}

/// The tokens that are left when nobody waits any more, and those that should be.
fn tokens(policy: &Policy, crowd: &Crowd<Seen>) -> Option<(f64, f64)> {
    let (written, budget) = (policy.budget, crowd.commons.budget.as_ref()?.borrow());
    let (credit, earned) = budget.balance();
    let all_earned = written.ratio * f64::from(crowd.world.good_answers);
    let begun_with = (written.from + written.to) / 2.0;
    let failed = f64::from(crowd.world.retries - crowd.world.successes);
    // What was earned above the cap is lost, and what failed when there was nothing left cost nothing.
    let is_clear = all_earned <= written.cap && failed <= begun_with && !crowd.world.paced;
    is_clear.then_some((credit + earned, begun_with + all_earned - failed))
}

#[test]
fn none_sends_through_an_open_circuit_or_keeps_what_it_does_not_use() {
    // So that none of this is true for want of cases.
    let reached = Cell::new([0u32; 4]);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 500,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let outcome = runner.run(&crowds(), |(policy, calls, seed)| {
        let crowd = run(&policy, calls, seed);
        let Seen { wrong, ends, retries, openings, probes, .. } = &crowd.world;
        prop_assert_eq!(wrong, &[""; 0]);
        prop_assert!(ends.iter().all(|ends| *ends == 1), "{ends:?}");
        let circuit = crowd.circuit();
        prop_assert!(circuit.is_none_or(|circuit| circuit.probing == 0), "{circuit:?}");
        let budget = format!("{:?}", crowd.commons.budget.as_ref().map(|budget| budget.borrow().clone()));
        prop_assert!(!budget.contains("held") || budget.contains("held: 0.0"), "{budget}");
        let tokens = tokens(&policy, &crowd);
        prop_assert!(tokens.is_none_or(|(left, expected)| (left - expected).abs() < 1e-3), "{tokens:?}");

        let happened = [
            *openings > 0,
            *probes > 0,
            tokens.is_some() && *retries > 0,
            tokens.is_some_and(|(left, _)| left < 1.0),
        ];
        let mut counts = reached.get();
        counts.iter_mut().zip(happened).for_each(|(count, happened)| *count += u32::from(happened));
        reached.set(counts);
        Ok(())
    });
    assert_eq!(outcome.map_err(|error| error.to_string()), Ok(()));
    assert!(reached.get().iter().all(|count| *count >= 5), "{:?}", reached.get());
}
