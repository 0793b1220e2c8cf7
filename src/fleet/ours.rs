//! Clients that run on the product's own core: what is measured is what is shipped.

use super::clients::{Next, Reply};
use super::random::Random;
use crate::core::breaker::Breaker;
use crate::core::budget::Budget;
use crate::core::call::{Call, Head, Input, Now, Shared, Situation, Step};
use crate::core::network_error::Failure;
use crate::core::policy::{BreakerPolicy, Policy};
use crate::core::throttle::Throttle;
use crate::core::verdict::Request;
use std::rc::Rc;

/// Clients, and the calls that they have under way.
pub struct Ours {
    policy: Rc<Policy>,
    retry_after: Option<Rc<str>>,
    breaker: Option<Rc<BreakerPolicy>>,
    /// What the calls of one client share, by the client's number: lists of their own, and empty if the
    /// policy has no such thing, since most of the time of a run goes into reading them from memory.
    budgets: Vec<Budget>,
    breakers: Vec<Breaker>,
    throttles: Vec<Throttle>,
    calls: Vec<Option<(Call, u32)>>,
}

impl Ours {
    /// Clients of a policy, with the attempt timeout of the scenario.
    pub fn new(policy: &Policy, clients: u32, timeout: f64, retry_after: Option<u32>) -> Self {
        let policy = Policy { attempt_timeout: timeout, ..policy.clone() };
        let room = |is_there: bool| if is_there { clients as usize } else { 0 };
        Ours {
            retry_after: retry_after.map(|seconds| seconds.to_string().into()),
            breaker: policy.breaker.clone().map(Rc::new),
            budgets: Vec::with_capacity(room(policy.budget.is_some())),
            breakers: Vec::with_capacity(room(policy.breaker.is_some())),
            throttles: Vec::with_capacity(room(policy.throttle.is_some())),
            policy: Rc::new(policy),
            calls: Vec::new(),
        }
    }

    /// See [`Clients::arrive`](super::clients::Clients::arrive).
    pub fn arrive(&mut self, client: u32, past: u32, random: &mut Random) {
        let (client, random) = (client as usize, random.unit());
        if let Some(policy) = &self.policy.budget {
            let mut budget = Budget::new(policy, random);
            (0..past).for_each(|_| budget.deposit(f64::NEG_INFINITY));
            put(&mut self.budgets, client, budget, || Budget::new(policy, 0.0));
        }
        if let Some(policy) = &self.breaker {
            let new = || Breaker::new(Rc::clone(policy));
            put(&mut self.breakers, client, new(), new);
        }
        if let Some(policy) = &self.policy.throttle {
            let new = || Throttle::new(policy);
            put(&mut self.throttles, client, new(), new);
        }
    }

    /// See [`Clients::warm`](super::clients::Clients::warm).
    pub fn warm(&self, client: u32) {
        let client = client as usize;
        std::hint::black_box(self.budgets.get(client).map(Budget::balance));
        std::hint::black_box(self.breakers.get(client).map(|breaker| breaker.probe_in(0.0)));
    }

    /// See [`Clients::begin`](super::clients::Clients::begin).
    pub fn begin(&mut self, call: usize, client: u32, now: f64, random: &mut Random) -> Next {
        if self.calls.len() <= call {
            self.calls.resize_with(call + 1, || None);
        }
        self.calls[call] = Some((Call::new(Rc::clone(&self.policy), at(now)), client));
        self.advance(call, Input::Start, now, random)
    }

    /// See [`Clients::reply`](super::clients::Clients::reply).
    pub fn reply(&mut self, call: usize, reply: Reply, now: f64, random: &mut Random) -> Next {
        let retry_after = self.retry_after.clone();
        let header = |name: &str| match name {
            "retry-after" => retry_after.as_deref().map(str::to_owned),
            _ => None,
        };
        let head = |status| Head { status, redirected: false, header: &header, hidden: false };
        let input = match reply {
            Reply::Good => Input::Response(head(200)),
            Reply::Rejected => Input::Response(head(503)),
            Reply::TimedOut => Input::Failed(Failure::Timeout),
        };
        self.advance(call, input, now, random)
    }

    /// See [`Clients::wake`](super::clients::Clients::wake).
    pub fn wake(&mut self, call: usize, now: f64, random: &mut Random) -> Next {
        self.advance(call, Input::Woke, now, random)
    }

    fn advance(&mut self, number: usize, input: Input, now: f64, random: &mut Random) -> Next {
        let Some((call, client)) = &mut self.calls[number] else { return Next::End { good: false } };
        let client = *client as usize;
        let step = call.advance(
            input,
            &mut Situation {
                now: at(now),
                request: Request::GET,
                random: &mut || random.unit(),
                shared: Shared {
                    now,
                    budget: self.budgets.get_mut(client),
                    breaker: self.breakers.get_mut(client),
                    throttle: self.throttles.get_mut(client),
                },
            },
        );
        match step {
            Step::Send { limit } => Next::Send { limit },
            Step::Wait { milliseconds, .. } => Next::Wait(milliseconds),
            // Whatever else a policy may ask, nobody here answers.
            _ => {
                let good = call.last_attempt().is_some_and(|attempt| attempt.status == Some(200));
                self.calls[number] = None;
                Next::End { good }
            }
        }
    }
}

impl std::fmt::Debug for Ours {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ours").field("calls", &self.calls.len()).finish_non_exhaustive()
    }
}

fn at(now: f64) -> Now {
    Now { monotonic: now, wall: now }
}

/// Puts it where it belongs; between what is there and that place there may be some who have not come yet.
fn put<T>(list: &mut Vec<T>, at: usize, what: T, new: impl Fn() -> T) {
    list.resize_with(list.len().max(at), new);
    match list.get_mut(at) {
        Some(place) => *place = what,
        None => list.push(what),
    }
}
