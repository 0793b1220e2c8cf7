//! The run itself: one event after the other.

use super::clients::{Clients, Strategy};
use super::exchange::{Next, Reply};
use super::measure::{Ledger, Outcome, Series, Summary};
use super::patience::Patience;
use super::random::Random;
use super::scenario::{Scenario, ServerSettings, Visits};
use super::server::Server;
use super::timers::Timers;
use super::traffic::{Caller, Traffic};
use super::visitors::Visitors;

/// One attempt or wait of one call. Stale when the call has gone on since.
#[derive(Clone, Copy, Debug)]
struct Ticket {
    call: u32,
    stamp: u32,
}

/// What is known of a call here; the clients know the rest.
#[derive(Clone, Copy, Debug)]
struct CallUnderWay {
    stamp: u32,
    owner: u32,
    began: f64,
    surge: bool,
}

/// A run that has come to some moment.
#[derive(Debug)]
pub struct Simulation {
    scenario: Scenario,
    now: f64,
    second: usize,
    second_ends: f64,
    traffic: Traffic,
    clients: Clients,
    server: Server<Ticket>,
    timers: Timers<(Ticket, Due)>,
    calls: Vec<CallUnderWay>,
    /// Numbers of calls that ended, to be used again.
    free: Vec<u32>,
    visitors: Visitors,
    of_traffic: Random,
    of_clients: Random,
    of_server: Random,
    series: Series,
    ledger: Ledger,
    patience: Patience,
}

#[derive(Clone, Copy, Debug)]
enum Due {
    Timeout,
    Wake,
}

impl Simulation {
    /// A run at its beginning.
    pub fn new(scenario: Scenario, strategy: &Strategy) -> Self {
        let mut of_traffic = Random::new(scenario.seed, 0);
        let mut of_clients = Random::new(scenario.seed, 1);
        let server = &scenario.server;
        let mut clients = Clients::new(strategy, scenario.clients, scenario.timeout, server.retry_after);
        let pasts: Vec<u32> = (0..scenario.clients)
            .map(|_| match scenario.visits {
                Visits::Endless { past } => past,
                Visits::Calls(calls) => of_clients.below(calls),
            })
            .collect();
        for (client, past) in (0..).zip(&pasts) {
            clients.arrive(client, *past, &mut of_clients);
        }
        Simulation {
            now: 0.0,
            second: 0,
            second_ends: 0.0,
            traffic: Traffic::new(&scenario, &mut of_traffic),
            clients,
            server: Server::new(&scenario),
            timers: Timers::default(),
            calls: Vec::new(),
            free: Vec::new(),
            visitors: Visitors::new(scenario.visits, &pasts),
            of_traffic,
            of_clients,
            of_server: Random::new(scenario.seed, 2),
            series: Series::default(),
            ledger: Ledger::default(),
            patience: Patience::new(&scenario),
            scenario,
        }
    }

    /// How much of it is done, 0 to 1.
    pub fn progress(&self) -> f64 {
        self.now / self.scenario.duration
    }

    /// Goes on until that moment, or to the end. True: it is at its end.
    pub fn run_until(&mut self, moment: f64) -> bool {
        let end = moment.min(self.scenario.duration);
        while self.step(end) {}
        self.now = end;
        end >= self.scenario.duration
    }

    /// What came of it until now.
    pub fn outcome(&self) -> Outcome {
        let ledger = Ledger { open: self.under_way().into(), held: self.server.held() as u64, ..self.ledger };
        let summary = Summary::new(&self.scenario, &self.series, &ledger, &self.patience);
        Outcome { summary, series: self.series.clone(), ledger }
    }

    /// Second by second, until now.
    pub fn series(&self) -> &Series {
        &self.series
    }

    /// Runs it to its end.
    pub fn finish(mut self) -> Outcome {
        self.run_until(f64::INFINITY);
        self.outcome()
    }

    /// The next event, if there is one before `end`.
    fn step(&mut self, end: f64) -> bool {
        let (begins, done, due) = (self.traffic.next_at(), self.server.done_at(), self.timers.next_at());
        let next = begins.min(done).min(due);
        if next >= end {
            return false;
        }
        self.pass(next);
        if done == next {
            self.on_done();
        } else if due == next {
            self.on_due();
        } else {
            self.on_call();
        }
        true
    }

    /// Time passes; queues are noted at the end of each second.
    fn pass(&mut self, to: f64) {
        if to >= self.second_ends {
            self.second = self.series.second(to);
            self.second_ends = (self.second + 1) as f64 * 1000.0;
            self.series.queue.resize(self.second, self.server.held() as u32);
            self.series.waiting.resize(self.second, self.under_way());
        }
        self.now = to;
    }

    fn under_way(&self) -> u32 {
        (self.calls.len() - self.free.len()) as u32
    }

    fn on_call(&mut self) {
        if let Some(next) = self.traffic.batch() {
            self.clients.warm(next);
        }
        let Caller { source, surge } = self.traffic.take(&mut self.of_traffic);
        let (owner, is_new) = match source {
            Some(source) => self.visitors.call(source),
            None => (self.visitors.come_and_go(), true),
        };
        if is_new {
            self.clients.arrive(owner, 0, &mut self.of_clients);
        }
        let call = self.free.pop().unwrap_or(self.calls.len() as u32);
        let began = self.now;
        match self.calls.get_mut(call as usize) {
            Some(old) => *old = CallUnderWay { owner, began, surge, ..*old },
            None => self.calls.push(CallUnderWay { stamp: 0, owner, began, surge }),
        }
        self.ledger.calls += 1;
        self.series.offered[self.second] += 1;
        let next = self.clients.begin(call as usize, owner, self.now, &mut self.of_clients);
        self.carry_out(call, next);
    }

    fn on_done(&mut self) {
        let Some(ticket) = self.server.done() else { return };
        if self.is_current(ticket) {
            let errors = self.errors();
            if errors > 0.0 && self.of_server.chance(errors) {
                self.ledger.failed += 1;
                self.on_reply(ticket.call, Reply::Rejected);
            } else {
                self.ledger.served += 1;
                self.on_reply(ticket.call, Reply::Good);
            }
        } else {
            self.ledger.stale += 1;
            self.series.wasted[self.second] += 1;
        }
    }

    /// The share of answers that are errors now.
    fn errors(&self) -> f64 {
        let now = self.scenario.faults.iter().filter(|fault| fault.from <= self.now && self.now < fault.to);
        now.map(|fault| fault.errors).fold(0.0, f64::max)
    }

    fn on_due(&mut self) {
        match self.timers.take() {
            Some((ticket, Due::Timeout)) if self.is_current(ticket) => {
                self.on_reply(ticket.call, Reply::TimedOut);
            }
            Some((ticket, Due::Wake)) => {
                let next = self.clients.wake(ticket.call as usize, self.now, &mut self.of_clients);
                self.carry_out(ticket.call, next);
            }
            _ => {}
        }
    }

    fn on_reply(&mut self, call: u32, reply: Reply) {
        let next = self.clients.reply(call as usize, reply, self.now, &mut self.of_clients);
        self.carry_out(call, next);
    }

    fn is_current(&self, ticket: Ticket) -> bool {
        self.calls[ticket.call as usize].stamp == ticket.stamp
    }

    fn carry_out(&mut self, call: u32, next: Next) {
        let known = &mut self.calls[call as usize];
        known.stamp = known.stamp.wrapping_add(1);
        let ticket = Ticket { call, stamp: known.stamp };
        match next {
            Next::Send { limit } => self.send(ticket, limit),
            Next::Wait(length) => self.timers.set(self.now + length, (ticket, Due::Wake)),
            Next::End { good } => {
                let CallUnderWay { owner, began, surge, .. } = *known;
                self.free.push(call);
                self.visitors.end(owner);
                self.ended(good, began, surge);
            }
        }
    }

    fn ended(&mut self, good: bool, began: f64, surge: bool) {
        if good {
            self.ledger.good += 1;
            self.series.goodput[self.second] += 1;
            self.patience.on_good(surge, self.now);
        } else {
            self.ledger.bad += 1;
            self.series.failed[self.second] += 1;
            self.patience.on_bad(self.now - began);
        }
    }

    fn send(&mut self, ticket: Ticket, limit: f64) {
        self.ledger.attempts += 1;
        let second = self.second;
        self.series.arrivals[second] += 1;
        let ServerSettings { flaky, silent, .. } = self.scenario.server;
        let spared = flaky > 0.0 && self.of_server.chance(flaky);
        let taken = !spared && self.server.offer(ticket, self.now);
        if taken {
            self.series.accepted[second] += 1;
        } else {
            self.ledger.rejected += 1;
            self.series.rejected[second] += 1;
        }
        if taken || (silent > 0.0 && self.of_server.chance(silent)) {
            self.timers.set_in_order(self.now + limit, (ticket, Due::Timeout));
        } else {
            self.on_reply(ticket.call, Reply::Rejected);
        }
    }
}
