//! Clients that run on the product's own core: what is measured is what is shipped.

use super::clients::{Next, Reply};
use super::random::Random;
use crate::core::breaker::Breaker;
use crate::core::budget::Budget;
use crate::core::call::{Call, Head, Input, Now, Shared, Situation, Step};
use crate::core::network_error::Failure;
use crate::core::policy::Policy;
use crate::core::throttle::Throttle;
use crate::core::verdict::Request;
use std::rc::Rc;

/// Clients, and the calls that they have under way.
pub struct Ours {
    policy: Rc<Policy>,
    retry_after: Option<u32>,
    clients: Vec<Client>,
    calls: Vec<Option<(Call, u32)>>,
}

/// What the calls of one client share.
struct Client {
    budget: Option<Budget>,
    breaker: Option<Breaker>,
    throttle: Option<Throttle>,
}

impl Client {
    fn new(policy: &Policy, random: f64) -> Self {
        Client {
            budget: policy.budget.as_ref().map(|budget| Budget::new(budget, random)),
            breaker: policy.breaker.as_ref().map(|breaker| Breaker::new(Rc::new(breaker.clone()))),
            throttle: policy.throttle.as_ref().map(Throttle::new),
        }
    }
}

impl Ours {
    /// Clients of a policy, with the attempt timeout of the scenario.
    pub fn new(policy: &Policy, clients: u32, timeout: f64, retry_after: Option<u32>) -> Self {
        let policy = Policy { attempt_timeout: timeout, ..policy.clone() };
        let clients = Vec::with_capacity(clients as usize);
        Ours { policy: Rc::new(policy), retry_after, clients, calls: Vec::new() }
    }

    /// See [`Clients::arrive`](super::clients::Clients::arrive).
    pub fn arrive(&mut self, client: u32, past: u32, random: &mut Random) {
        let new = || Client::new(&self.policy, 0.0);
        self.clients.resize_with(self.clients.len().max(client as usize + 1), new);
        let client = &mut self.clients[client as usize];
        *client = Client::new(&self.policy, random.unit());
        if let Some(budget) = &mut client.budget {
            (0..past).for_each(|_| budget.deposit(f64::NEG_INFINITY));
        }
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
        let retry_after = self.retry_after;
        let header = |name: &str| match name {
            "retry-after" => retry_after.map(|seconds| seconds.to_string()),
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
        let client = &mut self.clients[*client as usize];
        let step = call.advance(
            input,
            &mut Situation {
                now: at(now),
                request: Request::GET,
                random: &mut || random.unit(),
                shared: Shared {
                    now,
                    budget: client.budget.as_mut(),
                    breaker: client.breaker.as_mut(),
                    throttle: client.throttle.as_mut(),
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
        f.debug_struct("Ours").field("clients", &self.clients.len()).finish_non_exhaustive()
    }
}

fn at(now: f64) -> Now {
    Now { monotonic: now, wall: now }
}
