//! Random policies, requests, servers and mishaps, the edges often.

use super::support::{Reply, Simulation, aborted, network_error, offline, permanent_error, status, timeout};
use holdfast_fetch::core::call::Answer;
use holdfast_fetch::core::policy::Policy;
use holdfast_fetch::core::verdict::Request;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use std::rc::Rc;

/// Everything that decides how a call goes.
#[derive(Clone, Debug)]
pub struct Scenario {
    pub policy: Rc<Policy>,
    pub request: Request,
    pub replies: Vec<Reply>,
    pub answers: Vec<Answer>,
    pub delays: Vec<f64>,
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

    /// The reply to an attempt, counted from 0.
    pub fn reply(&self, number: usize) -> &Reply {
        &self.replies[number.min(self.replies.len() - 1)]
    }

    /// Does the caller overrule the policy, or choose its waits?
    pub fn is_overruled(&self) -> bool {
        self.policy.asks_caller
            && self.answers.iter().any(|answer| matches!(answer, Answer::Retry | Answer::RetryAfter(_)))
    }
}

pub fn scenarios() -> impl Strategy<Value = Scenario> {
    let mishaps = || prop::collection::vec((0..3usize, 1001.0..1e7), 0..2);
    let answers = select(vec![Answer::Policy, Answer::Retry, Answer::Stop, Answer::RetryAfter(0.0)]);
    let answers = prop_oneof![3 => answers, 1 => milliseconds().prop_map(Answer::RetryAfter)];
    let odd = select(vec![f64::NAN, -1.0, f64::INFINITY, f64::NEG_INFINITY, f64::MIN_POSITIVE]);
    let delays = prop_oneof![4 => milliseconds(), 1 => odd];
    let script = (
        prop::collection::vec(replies(), 1..8),
        prop::collection::vec(answers, 1..4),
        prop::collection::vec(delays, 1..4),
    );
    let time = (mishaps(), mishaps(), weighted(0.1, 0.0..1e6), any::<u64>());
    let policies =
        options().prop_filter_map("contradictory", |options| super::support::read(options).ok().map(Rc::new));
    (policies, requests(), script, time).prop_map(|(policy, request, script, time)| {
        let (replies, answers, delays) = script;
        let (asleep, frozen, abort_at, seed) = time;
        Scenario { policy, request, replies, answers, delays, asleep, frozen, abort_at, seed }
    })
}

fn requests() -> impl Strategy<Value = Request> {
    (weighted(0.7, Just(())), weighted(0.3, Just(())), weighted(0.1, Just(())), weighted(0.05, Just(())))
        .prop_map(|(idempotent, keyed, conditional, stream)| Request {
            idempotent: idempotent.is_some(),
            keyed: keyed.is_some(),
            conditional: conditional.is_some(),
            replayable: stream.is_none(),
        })
}

fn milliseconds() -> impl Strategy<Value = f64> {
    prop_oneof![3 => Just(0.0), 6 => (1..20_000u32).prop_map(f64::from), 2 => 0.0..2e6, 1 => 0.0..1e11]
}

fn replies() -> impl Strategy<Value = Reply> {
    let codes = prop_oneof![
        9 => select(vec![408, 413, 418, 425, 429, 500, 502, 503, 503, 503, 504]),
        1 => select(vec![0, 200, 204, 301, 404, 409, 412]),
        1 => 100..600u16,
    ];
    let hints = prop_oneof![
        4 => (0..100u32).prop_map(|seconds| seconds.to_string()),
        1 => select(vec!["9999999", "99999999999999999999", "soon", "", "1.5", "Sat, 22 Aug 2026 12:02:00 GMT"])
            .prop_map(String::from),
    ];
    let response =
        (codes, weighted(0.4, hints), weighted(0.1, Just(()))).prop_map(|(code, hint, redirect)| {
            let reply = hint.map_or_else(|| status(code), |hint| status(code).retry_after(&hint));
            if redirect.is_some() { reply.after_redirect() } else { reply }
        });
    let failure =
        select(vec![network_error(), network_error(), timeout(), offline(), permanent_error(), aborted()]);
    let asleep = prop_oneof![19 => Just(0.0), 1 => 1001.0..1e7];
    (prop_oneof![4 => response.boxed(), 1 => failure.boxed()], milliseconds(), asleep)
        .prop_map(|(reply, after, asleep)| reply.after(after).while_asleep(asleep))
}

fn options() -> impl Strategy<Value = Value> {
    let presets = holdfast_fetch::core::preset::NAMES.to_vec();
    let codes = || prop::collection::vec(select(vec![408, 418, 425, 429, 500, 503, 504]), 0..4);
    let waits =
        (weighted(0.6, 0..7u32), weighted(0.6, backoffs()), weighted(0.5, jitters()), weighted(0.3, tiers()));
    let causes = (
        weighted(0.2, prop_oneof![Just(json!(["5xx", 429])), codes().prop_map(|codes| json!(codes))]),
        weighted(0.2, codes()),
        weighted(0.1, any::<bool>()),
        weighted(0.1, any::<bool>()),
        weighted(0.2, select(vec![json!("auto"), json!(true), json!(false)])),
        weighted(0.2, (1..600_000u32).prop_map(|horizon| json!({ "horizon": horizon }))),
    );
    let limits = (
        weighted(0.4, limits(60_000)),
        weighted(0.6, limits(10_000_000)),
        weighted(0.4, hints()),
        weighted(0.2, Just(json!("<function>"))),
    );
    (weighted(0.3, select(presets)), waits, causes, limits).prop_map(|(preset, waits, causes, limits)| {
        let written = [
            ("preset", preset.map(|name| json!(name))),
            ("retries", waits.0.map(|retries| json!(retries))),
            ("backoff", waits.1),
            ("jitter", waits.2),
            ("tiers", waits.3),
            ("statuses", causes.0),
            ("unprocessed", causes.1.map(|codes| json!(codes))),
            ("networkErrors", causes.2.map(|on| json!(on))),
            ("timeouts", causes.3.map(|on| json!(on))),
            ("idempotent", causes.4),
            ("idempotencyKey", causes.5),
            ("attemptTimeout", limits.0),
            ("deadline", limits.1),
            ("retryAfter", limits.2),
            ("shouldRetry", limits.3),
        ];
        let options: Map<String, Value> =
            written.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
        Value::Object(options)
    })
}

fn backoffs() -> impl Strategy<Value = Value> {
    let base = milliseconds;
    let capped = (base(), 1.0..4.0, 1.0..100.0).prop_map(|(base, factor, room)| {
        json!({ "type": "exponential", "base": base, "factor": factor, "cap": base * room })
    });
    prop_oneof![
        3 => capped,
        1 => (base(), base()).prop_map(|(base, step)| json!({ "type": "linear", "base": base, "step": step })),
        1 => base().prop_map(|base| json!({ "type": "constant", "base": base })),
        1 => base().prop_map(|base| json!({ "type": "fibonacci", "base": base })),
        1 => prop::collection::vec(base(), 1..4).prop_map(|list| json!({ "list": list })),
        1 => Just(json!("<function>")),
    ]
}

fn jitters() -> impl Strategy<Value = Value> {
    prop_oneof![
        select(vec!["none", "full", "equal", "decorrelated"]).prop_map(|name| json!(name)),
        (0.0..1.0).prop_map(|part| json!({ "proportional": part })),
        (0.0..10.0).prop_map(|part| json!({ "upward": part })),
        (0..5000u32, 0..5000u32).prop_map(|(from, more)| json!({ "add": [from, from + more] })),
    ]
}

fn tiers() -> impl Strategy<Value = Value> {
    let tier = (1..4u32, weighted(0.8, backoffs()), weighted(0.5, jitters())).prop_map(
        |(retries, backoff, jitter)| {
            let mut tier = json!({ "retries": retries });
            for (name, value) in [("backoff", backoff), ("jitter", jitter)] {
                if let Some(value) = value {
                    tier[name] = value;
                }
            }
            tier
        },
    );
    prop::collection::vec(tier, 0..3).prop_map(|tiers| json!(tiers))
}

fn limits(most: u32) -> impl Strategy<Value = Value> {
    prop_oneof![1 => Just(json!(false)), 3 => (1..most).prop_map(|limit| json!(limit))]
}

fn hints() -> impl Strategy<Value = Value> {
    let options = (milliseconds(), select(vec!["none", "upward"]), any::<bool>())
        .prop_map(|(cap, jitter, date)| json!({ "cap": cap, "jitter": jitter, "dateHeader": date }));
    prop_oneof![1 => Just(json!(false)), 1 => Just(json!(true)), 2 => options]
}
