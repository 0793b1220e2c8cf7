//! Random policies, requests, servers and mishaps, the edges often.
#![allow(dead_code, reason = "each test file uses another part of this")]

#[path = "scenario_options.rs"]
mod options;

use super::support::{
    Reply, Simulation, aborted, network_error, no_connection, offline, permanent_error, status, timeout,
    unsent,
};
use holdfast_fetch::core::call::{Answer, Input, Step};
use holdfast_fetch::core::policy::Policy;
use holdfast_fetch::core::preset;
use holdfast_fetch::core::verdict::Request;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;
use std::rc::Rc;

/// Everything that decides how a call goes.
#[derive(Clone, Debug)]
pub struct Scenario {
    pub policy: Rc<Policy>,
    pub request: Request,
    pub replies: Vec<Reply>,
    pub answers: Vec<Answer>,
    pub delays: Vec<f64>,
    /// What the `until` predicate says, `refresh`, and the fallback.
    pub done: Vec<bool>,
    pub renewed: bool,
    pub second_best: bool,
    /// By the number of the wait.
    pub asleep: Vec<(usize, f64)>,
    pub frozen: Vec<(usize, f64)>,
    pub abort_at: Option<f64>,
    pub seed: u64,
}

impl Scenario {
    pub fn simulation(&self) -> Simulation {
        let mut simulation = Simulation::of(Rc::clone(&self.policy))
            .request(self.request)
            .replies(self.replies.iter().cloned())
            .answers(self.answers.iter().copied())
            .delays(self.delays.iter().copied())
            .done(self.done.iter().copied())
            .refreshed(self.renewed)
            .fallback(self.second_best)
            .thinking(3.0)
            .abort_at(self.abort_at.unwrap_or(f64::INFINITY))
            .seed(self.seed);
        for (wait, milliseconds) in &self.asleep {
            simulation = simulation.asleep(*wait, *milliseconds);
        }
        for (wait, milliseconds) in &self.frozen {
            simulation = simulation.frozen(*wait, *milliseconds);
        }
        simulation
    }

    /// What the caller says to a question, the first of which has the number 0.
    pub fn answer_to(&self, question: Step, number: usize) -> Input {
        fn nth<T: Copy>(list: &[T], number: usize) -> Option<T> {
            list.get(number).or(list.last()).copied()
        }
        match question {
            Step::Ask { .. } => Input::Answer(nth(&self.answers, number).unwrap_or(Answer::Policy)),
            Step::AskDelay { .. } => Input::Delay(nth(&self.delays, number).unwrap_or_default()),
            Step::AskUntil => Input::Done(nth(&self.done, number).unwrap_or(true)),
            Step::Refresh => Input::Refreshed(self.renewed),
            Step::Fallback(_) => Input::Fallback(self.second_best),
            step => panic!("no question: {step:?}"),
        }
    }

    /// The same under another policy.
    pub fn under(mut self, policy: Rc<Policy>) -> Scenario {
        if policy.until.on > 0.0 {
            // What is polled for is there in the end, or a call without a deadline would never be over.
            self.replies.push(status(200));
            self.done.push(true);
        }
        Scenario { policy, ..self }
    }

    /// The reply to an attempt, counted from 0.
    pub fn reply(&self, number: usize) -> &Reply {
        &self.replies[number.min(self.replies.len() - 1)]
    }

    /// Does the caller say that a request may be sent again, whatever that repeats?
    pub fn is_overruled(&self) -> bool {
        self.policy.asks > 0.0 && self.answers.iter().any(|answer| matches!(answer, Answer::Retry(_)))
    }

    /// Does the caller retry more than the policy would, or choose its waits?
    pub fn is_changed(&self) -> bool {
        self.is_overruled()
            || self.policy.asks > 0.0
                && self.answers.iter().any(|answer| matches!(answer, Answer::RetryAfter(_)))
    }
}

pub fn scenarios() -> impl Strategy<Value = Scenario> {
    (policies().boxed(), scripts().boxed()).prop_map(|(policy, script)| script.under(policy))
}

/// Good policies.
pub fn policies() -> impl Strategy<Value = Rc<Policy>> {
    options::options()
        .prop_filter_map("contradictory", |options| super::support::read(options).ok().map(Rc::new))
}

/// Scenarios that lack their policy.
pub fn scripts() -> impl Strategy<Value = Scenario> {
    let mishaps = || prop::collection::vec((0..3usize, 1001.0..1e7), 0..2);
    let retries = [Answer::Retry(f64::NAN), Answer::Retry(0.0), Answer::RetryAfter(0.0)];
    let answers = select([vec![Answer::Policy, Answer::Stop], retries.to_vec()].concat());
    let answers = prop_oneof![3 => answers, 1 => milliseconds().prop_map(Answer::RetryAfter)];
    let odd = select(vec![f64::NAN, -1.0, f64::INFINITY, f64::NEG_INFINITY, f64::MIN_POSITIVE]);
    let delays = prop_oneof![4 => milliseconds(), 1 => odd];
    let script = (
        prop::collection::vec(replies(), 1..8),
        prop::collection::vec(answers, 1..4),
        prop::collection::vec(delays, 1..4),
        prop::collection::vec(any::<bool>(), 0..4),
    );
    let time = (mishaps(), mishaps(), weighted(0.1, 0.0..1e6), any::<u64>());
    (requests(), script.boxed(), time.boxed(), any::<bool>(), any::<bool>()).prop_map(
        |(request, script, time, renewed, second_best)| {
            let (replies, answers, delays, done) = script;
            let (asleep, frozen, abort_at, seed) = time;
            let policy = Rc::new(preset::standard());
            Scenario {
                policy,
                request,
                replies,
                answers,
                delays,
                done,
                renewed,
                second_best,
                asleep,
                frozen,
                abort_at,
                seed,
            }
        },
    )
}

fn requests() -> impl Strategy<Value = Request> {
    let safe = (weighted(0.7, Just(())), weighted(0.3, Just(())), weighted(0.1, Just(())));
    (safe, weighted(0.05, Just(())), any::<bool>()).prop_map(
        |((idempotent, keyed, conditional), stream, direct)| Request {
            idempotent: idempotent.is_some(),
            keyed: keyed.is_some(),
            conditional: conditional.is_some(),
            replayable: stream.is_none(),
            direct,
        },
    )
}

pub fn milliseconds() -> impl Strategy<Value = f64> {
    prop_oneof![3 => Just(0.0), 6 => (1..20_000u32).prop_map(f64::from), 2 => 0.0..2e6, 1 => 0.0..1e11]
}

fn replies() -> impl Strategy<Value = Reply> {
    let codes = prop_oneof![
        9 => select(vec![408, 413, 418, 425, 429, 500, 502, 503, 503, 503, 504]),
        2 => select(vec![0, 200, 202, 204, 301, 401, 403, 404, 404, 409, 412]),
        1 => 100..600u16,
    ];
    let hints = prop_oneof![
        4 => (0..100u32).prop_map(|seconds| seconds.to_string()),
        1 => select(vec!["9999999", "99999999999999999999", "soon", "", "1.5", "Sat, 22 Aug 2026 12:02:00 GMT", "2m59.56s", "1787400030", "1, 2"])
            .prop_map(String::from),
    ];
    let wishes = weighted(0.1, select(vec!["true", "false"]));
    let response = (codes, weighted(0.4, hints), wishes, weighted(0.1, Just(()))).prop_map(
        |(code, hint, wish, redirect)| {
            let reply = hint.map_or_else(|| status(code), |hint| status(code).retry_after(&hint));
            let reply = wish.map_or(reply.clone(), |wish| reply.header("x-should-retry", wish));
            if redirect.is_some() { reply.after_redirect() } else { reply }
        },
    );
    let failure = select(vec![
        network_error(),
        timeout(),
        offline(),
        permanent_error(),
        aborted(),
        unsent(),
        no_connection(),
    ]);
    let asleep = prop_oneof![19 => Just(0.0), 1 => 1001.0..1e7];
    (prop_oneof![4 => response.boxed(), 1 => failure.boxed()], milliseconds(), asleep)
        .prop_map(|(reply, after, asleep)| reply.after(after).while_asleep(asleep))
}
