//! Troubles that show what each part of a policy is for: in each, one policy has it and another one lacks it.

use super::scenario::{Fault, Scenario, Surge};
use crate::core::value::Value;
use serde::Serialize;

/// A trouble, and the policies that meet it.
pub struct Scene {
    /// Its name.
    pub name: &'static str,
    /// What happens.
    pub scenario: fn() -> Scenario,
    /// The one that has what the scene is about, the one that lacks it, and perhaps another one.
    pub policies: &'static [Choice],
}

/// A policy by name.
pub type Choice = (&'static str, fn() -> Value);

/// A scene as plain data.
#[derive(Serialize)]
pub struct Told {
    name: &'static str,
    scenario: Scenario,
    policies: Vec<Named>,
}

#[derive(Serialize)]
struct Named {
    name: &'static str,
    policy: Value,
}

impl Scene {
    /// As plain data.
    pub fn told(&self) -> Told {
        let policies = self.policies.iter().map(|(name, policy)| Named { name, policy: policy() });
        Told { name: self.name, scenario: (self.scenario)(), policies: policies.collect() }
    }
}

/// All of them.
pub const SCENES: &[Scene] = &[
    Scene {
        name: "flaky",
        scenario: flaky,
        policies: &[
            ("with retries", || options(&[])),
            ("without retries", || options(&[("retries", Value::Number(0.0))])),
        ],
    },
    Scene {
        name: "brownout",
        scenario: Scenario::brownout,
        policies: &[
            ("with a budget", || options(&[])),
            ("without a budget", || options(&[("budget", Value::Bool(false))])),
            ("without retries", || options(&[("retries", Value::Number(0.0))])),
        ],
    },
    Scene {
        name: "restart",
        scenario: restart,
        policies: &[("with jitter", || patient("full")), ("without jitter", || patient("none"))],
    },
    Scene {
        name: "herd",
        scenario: herd,
        policies: &[
            ("with hints spread", || hinted("upward")),
            ("with hints taken to the letter", || hinted("none")),
        ],
    },
    Scene {
        name: "login",
        scenario: login,
        policies: &[
            ("with a budget", || options(&[])),
            ("without a budget", || options(&[("budget", Value::Bool(false))])),
            ("without retries", || options(&[("retries", Value::Number(0.0))])),
        ],
    },
    Scene {
        name: "outage",
        scenario: outage,
        policies: &[
            ("with a breaker", || options(&[("breaker", Value::Bool(true))])),
            ("without a breaker", || options(&[])),
        ],
    },
];

/// A server in good health, but for three requests in a hundred that it turns away for no reason.
fn flaky() -> Scenario {
    let mut scenario = quiet(300_000.0);
    scenario.server.flaky = 0.03;
    scenario
}

/// A server is replaced: the connections of all clients break within a second, and everybody comes back.
fn restart() -> Scenario {
    let mut scenario = quiet(300_000.0);
    (scenario.rate, scenario.server.capacity, scenario.server.queue) = (0.02, 4000.0, 4000.0);
    scenario.surges = vec![Surge { from: TROUBLE, to: TROUBLE + 1000.0, calls: 100_000, new: false }];
    scenario
}

/// A page that everybody opens at once: the server tells those whom it turns away to come back in 30 seconds.
fn herd() -> Scenario {
    let mut scenario = quiet(300_000.0);
    scenario.surges = vec![Surge { from: TROUBLE, to: TROUBLE + 2000.0, calls: 60_000, new: false }];
    scenario.server.retry_after = Some(30);
    scenario
}

/// In the morning newcomers log in, for half a minute more than the server can take.
fn login() -> Scenario {
    let mut scenario = quiet(600_000.0);
    scenario.rate = 0.01;
    scenario.server.queue = 8000.0;
    scenario.surges = vec![Surge { from: TROUBLE, to: TROUBLE + 30_000.0, calls: 60_000, new: true }];
    scenario
}

/// A hundred servers call another one, which is dead for a minute, but whose queue takes all that comes.
fn outage() -> Scenario {
    let mut scenario = quiet(600_000.0);
    (scenario.clients, scenario.rate) = (100, 14.0);
    scenario.server.queue = f64::INFINITY;
    scenario.faults = vec![Fault { from: TROUBLE, to: TROUBLE + 60_000.0, capacity: 0.0, ..Fault::NONE }];
    scenario
}

/// When trouble begins.
const TROUBLE: f64 = 60_000.0;

/// A server that is half as busy as it may be, with a queue of a second.
fn quiet(duration: f64) -> Scenario {
    let mut scenario = Scenario { rate: 0.01, faults: vec![], duration, ..Scenario::brownout() };
    scenario.server.queue = scenario.server.capacity;
    scenario
}

fn patient(jitter: &str) -> Value {
    let backoff = options(&[("type", text("exponential")), ("base", text("1s")), ("cap", text("30s"))]);
    options(&[
        ("retries", Value::Number(10.0)),
        ("backoff", backoff),
        ("jitter", text(jitter)),
        ("deadline", text("5m")),
    ])
}

fn hinted(jitter: &str) -> Value {
    options(&[("retryAfter", options(&[("jitter", text(jitter))]))])
}

fn options(entries: &[(&str, Value)]) -> Value {
    super::catalogue::map(entries)
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}
