//! What others do when a call fails.

use super::budgets::{Budget, Failed, Scheme};
use super::exchange::{Next, Reply};
use super::random::Random;
use crate::core::jitter::upward_of_hint;

/// A client of another make.
#[derive(Clone, Copy, Debug)]
pub struct Rival {
    /// Retries after the first attempt.
    pub retries: u32,
    /// The waits before them.
    pub waits: Waits,
    /// What else bounds them.
    pub scheme: Scheme,
}

/// The waits before retries: 1, 2, 4 s and so on, if nothing else is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waits {
    /// None.
    None,
    /// As they are.
    Exponential,
    /// Anything up to that.
    FullJitter,
    /// As `standard` waits: anything up to the half of that, but never less than the server asked for.
    Ours,
}

/// Clients, and the calls that they have under way.
#[derive(Debug)]
pub struct Rivals {
    rival: Rival,
    timeout: f64,
    /// What a rejection asks for; not a number: nothing.
    hint: f64,
    budgets: Vec<Budget>,
    calls: Vec<Call>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Call {
    client: u32,
    retries: u32,
    /// What the last retry cost.
    paid: f64,
    sent: f64,
}

impl Rivals {
    /// As many clients as that.
    pub fn new(rival: Rival, clients: u32, timeout: f64, retry_after: Option<u32>) -> Self {
        let budgets = Vec::with_capacity(clients as usize);
        let hint = retry_after.map_or(f64::NAN, |seconds| f64::from(seconds) * 1000.0);
        Rivals { rival, timeout, hint, budgets, calls: Vec::new() }
    }

    /// See [`Clients::arrive`](super::clients::Clients::arrive).
    pub fn arrive(&mut self, client: u32, past: u32, random: &mut Random) {
        let scheme = self.rival.scheme;
        let mut budget = scheme.open(random);
        for _ in 0..past {
            scheme.on_call(&mut budget, 0.0);
            scheme.on_success(&mut budget, 0.0, f64::NEG_INFINITY);
        }
        self.budgets.resize(self.budgets.len().max(client as usize + 1), Budget::EMPTY);
        self.budgets[client as usize] = budget;
    }

    /// See [`Clients::warm`](super::clients::Clients::warm).
    pub fn warm(&self, client: u32) {
        std::hint::black_box(self.budgets.get(client as usize).copied());
    }

    /// See [`Clients::begin`](super::clients::Clients::begin).
    pub fn begin(&mut self, call: usize, client: u32, now: f64) -> Next {
        if self.calls.len() <= call {
            self.calls.resize_with(call + 1, Call::default);
        }
        self.calls[call] = Call { client, ..Call::default() };
        self.rival.scheme.on_call(&mut self.budgets[client as usize], now);
        self.wake(call, now)
    }

    /// See [`Clients::reply`](super::clients::Clients::reply).
    pub fn reply(&mut self, call: usize, reply: Reply, now: f64, random: &mut Random) -> Next {
        let call = &mut self.calls[call];
        let (rival, budget) = (&self.rival, &mut self.budgets[call.client as usize]);
        if reply == Reply::Good {
            rival.scheme.on_success(budget, call.paid, now);
            return Next::End { good: true };
        }
        rival.scheme.on_failure(budget, call.paid);
        call.paid = 0.0;
        if call.retries == rival.retries {
            return Next::End { good: false };
        }
        let hint = if reply == Reply::TimedOut { f64::NAN } else { self.hint };
        let failed = Failed { reply, sent: call.sent, paced: hint >= 1000.0 };
        let Some(paid) = rival.scheme.pay(budget, failed, now, random) else {
            return Next::End { good: false };
        };
        call.paid = paid;
        let longest = 1000.0 * f64::from(1u32 << call.retries.min(20));
        call.retries += 1;
        Next::Wait(match rival.waits {
            Waits::None => 0.0,
            Waits::Exponential => longest,
            Waits::FullJitter => longest * random.unit(),
            Waits::Ours => {
                let wait = longest / 2.0 * random.unit();
                if hint >= 0.0 { wait.max(upward_of_hint(hint, random.unit())) } else { wait }
            }
        })
    }

    /// See [`Clients::wake`](super::clients::Clients::wake).
    pub fn wake(&mut self, call: usize, now: f64) -> Next {
        self.calls[call].sent = now;
        Next::Send { limit: self.timeout }
    }
}
