//! The policies that are compared, by name.

use super::budgets::{Rule, Scheme};
use super::clients::Strategy;
use super::rivals::{Rival, Waits};
use crate::core::error::PolicyError;
use crate::core::policy::Policy;
use crate::core::preset;
use crate::core::value::Value;
use std::rc::Rc;

/// A policy to compare.
#[derive(Clone, Copy)]
pub struct Contender {
    /// Its name.
    pub name: &'static str,
    /// What it does.
    pub strategy: fn() -> Strategy,
}

/// What others do, and this library without its budget. Three retries where nothing else is said.
pub const RIVALS: &[Contender] = &[
    named("no retry", || rival(0, Waits::None, Scheme::Unlimited)),
    named("3 at once", || rival(3, Waits::None, Scheme::Unlimited)),
    named("3 exponential", || rival(3, Waits::Exponential, Scheme::Unlimited)),
    named("3 with full jitter", || jittered(Scheme::Unlimited)),
    named("and gRPC's throttle, 10 / 0.1", || jittered(Scheme::Grpc { most: 10.0, ratio: 0.1 })),
    named("and AWS's quota, 500 / 14", || jittered(Scheme::Aws { most: 500.0, price: 14.0 })),
    named("and Finagle's budget, 20 % + 10/s", || jittered(Scheme::Finagle { share: 0.2, reserve: 10.0 })),
    named("and Brooker's bucket, 0.1 / 5", || jittered(Scheme::Brooker { ratio: 0.1, cap: 5.0 })),
    named("and a balance of 3, cap 3", || tokens(3.0, (3.0, 3.0), Rule::AsAny)),
    named("and a balance of 1, cap 2", || tokens(2.0, (1.0, 1.0), Rule::AsAny)),
    named("and a balance of U(0, 2), cap 2", || tokens(2.0, (0.0, 2.0), Rule::AsAny)),
    named("and a balance of U(0, 1), cap 2", || tokens(2.0, (0.0, 1.0), Rule::AsAny)),
    named("and a breaker, 50 % of 5 in 30 s", || ours(&[("budget", no()), ("breaker", breaker())])),
    named("and SRE's throttle, K = 2, 2 min", || {
        ours(&[("budget", no()), ("throttle", map(&[("cap", Value::Number(1.0))]))])
    }),
];

/// Rules for timeouts that were tried, with 3 tokens at first and up to 10 more, 0.1 for a good answer.
pub const RULES: &[Contender] = &[
    named("a timeout as any failure", || tokens(10.0, (3.0, 3.0), Rule::AsAny)),
    named("a timeout from what was earned", || tokens(10.0, (3.0, 3.0), Rule::Earned)),
    named("the same, of which 1 is kept", || tokens(1.0, (3.0, 3.0), Rule::Earned)),
    named("a timeout by chance, 10 %", || tokens(10.0, (3.0, 3.0), Rule::Chance(0.1))),
    named("a timeout by chance, 30 %", || tokens(10.0, (3.0, 3.0), Rule::Chance(0.3))),
    named("a good answer up to 10 s before", || vouched(10_000.0)),
    named("a good answer up to 30 s before", || vouched(30_000.0)),
    named("a good answer up to 60 s before", || vouched(60_000.0)),
    named("a good answer up to 2 min before", || vouched(120_000.0)),
    named("a good answer at any time", || vouched(f64::INFINITY)),
];

/// This library.
pub const OURS: &[Contender] = &[
    named("standard", || preset("standard")),
    named("fleet", || preset("fleet")),
    named("livePerson", || preset("livePerson")),
    named("copyleaks", || preset("copyleaks")),
    named("statusCodes", || preset("statusCodes")),
    named("resilientIntegrations", || preset("resilientIntegrations")),
    named("zDirect", || preset("zDirect")),
];

/// A simpler budget, with the waits of `standard`: a retry takes a token, whatever comes of it.
pub const A_TOKEN_EACH: Contender = named("a token for each retry", || a_token_each(3));

/// The same with other retries: its credit was no less than these.
pub fn a_token_each(retries: u32) -> Strategy {
    let credit = f64::from(retries).max(3.0);
    let (initial, timeouts) = ((credit, credit), Rule::VouchedOrNew);
    rival(retries, Waits::Ours, Scheme::Tokens { ratio: 0.1, cap: 10.0, initial, timeouts })
}

/// The budget of `standard`, written a second time.
pub fn ours_again() -> Strategy {
    rival(3, Waits::Ours, Scheme::Failures { ratio: 0.4, cap: 6.0, initial: 6.0 })
}

/// The one of this name.
pub fn find(name: &str) -> Option<Strategy> {
    let mut all = RIVALS.iter().chain(RULES).chain(OURS).chain([&A_TOKEN_EACH]);
    all.find(|contender| contender.name == name).map(|contender| (contender.strategy)())
}

/// What a policy's options say, or the one of this name.
///
/// # Errors
/// As [`Policy::read`] has them.
pub fn strategy(policy: Value) -> Result<Strategy, Box<PolicyError>> {
    if let Value::Text(name) = &policy
        && let Some(known) = find(name)
    {
        return Ok(known);
    }
    Ok(Strategy::Ours(Rc::new(Policy::read(policy)?)))
}

/// `standard` with some options changed, which must be good ones.
pub fn ours(changes: &[(&str, Value)]) -> Strategy {
    let policy = Policy::read(map(changes)).unwrap_or_else(|_| preset::standard());
    Strategy::Ours(Rc::new(policy))
}

/// A map of options.
pub fn map(entries: &[(&str, Value)]) -> Value {
    Value::Map(entries.iter().map(|(name, value)| ((*name).into(), value.clone())).collect())
}

/// Three retries with full jitter, bounded by tokens.
pub fn tokens(cap: f64, initial: (f64, f64), timeouts: Rule) -> Strategy {
    jittered(Scheme::Tokens { ratio: 0.1, cap, initial, timeouts })
}

const fn named(name: &'static str, strategy: fn() -> Strategy) -> Contender {
    Contender { name, strategy }
}

fn preset(name: &str) -> Strategy {
    Strategy::Ours(Rc::new(preset::find(name).unwrap_or_else(preset::standard)))
}

fn vouched(fresh: f64) -> Strategy {
    tokens(10.0, (3.0, 3.0), Rule::Vouched(fresh))
}

fn jittered(scheme: Scheme) -> Strategy {
    rival(3, Waits::FullJitter, scheme)
}

fn rival(retries: u32, waits: Waits, scheme: Scheme) -> Strategy {
    Strategy::Rival(Rival { retries, waits, scheme })
}

fn no() -> Value {
    Value::Bool(false)
}

fn breaker() -> Value {
    map(&[
        ("failureRate", Value::Number(0.5)),
        ("window", Value::Number(30_000.0)),
        ("minimum", Value::Number(5.0)),
        ("open", Value::Number(30_000.0)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_good_and_names_are_told_apart() {
        let mut names: Vec<_> = RIVALS.iter().chain(RULES).chain(OURS).map(|one| one.name).collect();
        for name in &names {
            assert!(find(name).is_some(), "{name}");
        }
        let Some(Strategy::Ours(policy)) = find("and a breaker, 50 % of 5 in 30 s") else { panic!() };
        assert!(policy.budget.on == 0.0 && policy.breaker.on > 0.0 && policy.breaker.minimum == 5.0);
        let Some(Strategy::Ours(policy)) = find("and SRE's throttle, K = 2, 2 min") else { panic!() };
        assert!(policy.budget.on == 0.0 && policy.throttle.on > 0.0 && policy.throttle.cap == 1.0);
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
