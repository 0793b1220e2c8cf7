//! Clients that run on the product's own core: what is measured is what is shipped.

use super::exchange::{Next, Reply};
use super::random::Random;
use crate::core::breaker::Breaker;
use crate::core::budget::Budget;
use crate::core::call::{Call, Head, Input, Now, Shared, Situation, Step};
use crate::core::hint::Hint;
use crate::core::network_error::Failure;
use crate::core::policy::Policy;
use crate::core::retry_after;
use crate::core::throttle::Throttle;
use crate::core::verdict::Request;
use std::rc::Rc;

/// Clients, and the calls that they have under way.
pub struct Ours {
    policy: Rc<Policy>,
    /// What a rejection asks for.
    hint: Option<f64>,
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
        let mut policy = policy.clone();
        policy.attempt_timeout = timeout;
        let room = |switch: f64| if switch > 0.0 { clients as usize } else { 0 };
        Ours {
            hint: retry_after.and_then(|seconds| retry_after::parse(seconds.to_string(), 0.0)),
            budgets: Vec::with_capacity(room(policy.budget.on)),
            breakers: Vec::with_capacity(room(policy.breaker.on)),
            throttles: Vec::with_capacity(room(policy.throttle.on)),
            policy: Rc::new(policy),
            calls: Vec::new(),
        }
    }

    /// See [`Clients::arrive`](super::clients::Clients::arrive).
    pub fn arrive(&mut self, client: u32, past: u32, random: &mut Random) {
        let (client, random) = (client as usize, random.unit());
        let policy = &self.policy;
        if let Some(mut budget) = Budget::of(policy, random) {
            (0..past).for_each(|_| budget.deposit(f64::NEG_INFINITY));
            put(&mut self.budgets, client, budget, || Budget::new(&policy.budget, 0.0));
        }
        if let Some(breaker) = Breaker::of(policy) {
            put(&mut self.breakers, client, breaker, || Breaker::new(Rc::clone(policy)));
        }
        if let Some(throttle) = Throttle::of(policy) {
            put(&mut self.throttles, client, throttle, || Throttle::new(&policy.throttle));
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
        self.calls[call] = Some((Call::new(at(now)), client));
        self.advance(call, Input::Start, now, random)
    }

    /// See [`Clients::reply`](super::clients::Clients::reply).
    pub fn reply(&mut self, call: usize, reply: Reply, now: f64, random: &mut Random) -> Next {
        let input = match reply {
            Reply::Good => Input::Response(Head { status: 200, ..Head::default() }),
            Reply::Rejected => self.refused(503),
            Reply::Limited => self.refused(429),
            Reply::TimedOut => Input::Failed(Failure::Timeout),
        };
        self.advance(call, input, now, random)
    }

    fn refused(&self, status: u16) -> Input {
        Input::Response(Head { status, hint: Hint { wait: self.hint, ..Hint::default() }, ..Head::default() })
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
                policy: &self.policy,
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
