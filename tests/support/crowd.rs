//! Many calls that share a server, in virtual time.

use super::{Clock, Commons, Hand, Reply, timeout};
use holdfast_fetch::core::breaker::{Change, Snapshot};
use holdfast_fetch::core::call::{Input, Step};
use holdfast_fetch::core::policy::Policy;
use holdfast_fetch::core::random::SplitMix64;
use holdfast_fetch::core::verdict::Request;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// All that is not the calls themselves. Calls are counted from 0, attempts from 1, times since the start.
pub trait World {
    /// What becomes of an attempt.
    fn reply(&mut self, call: usize, attempt: u32, at: f64) -> Reply;

    /// What the caller says to a question. What it does not say is that there is none.
    fn answer(&mut self, call: usize, question: Step) -> Input;

    /// Hears of all that happens.
    fn hear(&mut self, at: f64, hand: &Hand, call: usize, event: Event);
}

/// What happens.
#[derive(Debug)]
pub enum Event {
    /// A step is begun, or the call is over.
    Step(Step),
    /// An attempt is over: the last one of the history.
    Attempted,
    /// The circuit changed.
    Circuit(Change),
}

enum Due {
    Start,
    Reply(Reply),
    Woke,
    Aborted,
}

/// The calls, and what comes next.
pub struct Crowd<W> {
    pub world: W,
    pub commons: Commons,
    policy: Rc<Policy>,
    clock: Clock,
    random: SplitMix64,
    calls: Vec<Hand>,
    /// The random number that each call has at hand.
    drawn: Vec<Option<f64>>,
    /// By time, then by the order in which it was arranged. Times are not negative, so their bits are in
    /// order.
    queue: BTreeMap<(u64, u32), (usize, Due)>,
    arranged: u32,
}

impl<W: World> Crowd<W> {
    /// All random numbers of all calls come from `seed`. As in the package's shell, a call gets one before its first step, which
    /// serves for all that a step draws, and another before the step that follows one that drew.
    pub fn new(policy: Rc<Policy>, seed: u64, world: W) -> Self {
        Crowd {
            world,
            commons: Commons::of(&policy),
            policy,
            clock: Clock::new(),
            random: SplitMix64::new(seed),
            calls: Vec::new(),
            drawn: Vec::new(),
            queue: BTreeMap::new(),
            arranged: 0,
        }
    }

    /// One more call.
    pub fn call(&mut self, at: f64, request: Request) {
        let mut clock = self.clock;
        clock.run(at - clock.passed());
        let mut hand = Hand::sharing(Rc::clone(&self.policy), self.commons.clone(), clock);
        hand.request = request;
        self.calls.push(hand);
        self.drawn.push(None);
        self.arrange(at, self.calls.len() - 1, Due::Start);
    }

    /// The caller of the call that was added last gives up at this time.
    pub fn abort_at(&mut self, at: f64) {
        self.arrange(at, self.calls.len() - 1, Due::Aborted);
    }

    /// Lets time pass until nothing is left to happen.
    ///
    /// # Panics
    /// If something is never going to happen.
    pub fn run(&mut self) {
        while let Some(((at, _), (call, due))) = self.queue.pop_first() {
            let at = f64::from_bits(at);
            assert!(at < f64::INFINITY, "call {call} never ends");
            self.clock.run(at - self.clock.passed());
            self.happen(call, due);
        }
    }

    /// The circuit as it is now, if the policy has a breaker.
    pub fn circuit(&self) -> Option<Snapshot> {
        let breaker = self.commons.breaker.as_ref()?;
        Some(breaker.borrow_mut().snapshot(self.clock.now().monotonic))
    }

    fn arrange(&mut self, at: f64, call: usize, due: Due) {
        self.arranged += 1;
        self.queue.insert((at.to_bits(), self.arranged), (call, due));
    }

    fn happen(&mut self, call: usize, due: Due) {
        let step = match due {
            Due::Start => self.give(call, |hand| hand.give(Input::Start)),
            Due::Reply(reply) => self.give(call, |hand| reply.give_to(hand)),
            Due::Woke => self.give(call, |hand| hand.give(Input::Woke)),
            Due::Aborted => {
                self.queue.retain(|_, (other, _)| *other != call);
                self.give(call, |hand| hand.give(Input::Aborted))
            }
        };
        self.carry_out(call, step);
    }

    fn give(&mut self, call: usize, input: impl FnOnce(&mut Hand) -> Step) -> Step {
        let hand = &mut self.calls[call];
        hand.clock = self.clock;
        let number = *self.drawn[call].get_or_insert_with(|| self.random.next_f64());
        let draws = Rc::new(Cell::new(false));
        let drew = Rc::clone(&draws);
        hand.random = Box::new(move || {
            drew.set(true);
            number
        });
        let told = hand.history.attempts().len();
        let step = input(hand);
        if draws.get() {
            self.drawn[call] = None;
        }
        let at = self.clock.passed();
        if hand.history.attempts().len() > told {
            self.world.hear(at, hand, call, Event::Attempted);
        }
        let changes = self.commons.breaker.as_ref().map(|breaker| breaker.borrow_mut().take_changes());
        for change in changes.into_iter().flatten() {
            self.world.hear(at, hand, call, Event::Circuit(change));
        }
        step
    }

    fn carry_out(&mut self, call: usize, mut step: Step) {
        let now = self.clock.passed();
        loop {
            let hand = &self.calls[call];
            self.world.hear(now, hand, call, Event::Step(step));
            match step {
                Step::Send { limit } => {
                    let reply = self.world.reply(call, hand.call.sent(), now);
                    let (after, reply) =
                        if reply.after < limit { (reply.after, reply) } else { (limit, timeout()) };
                    return self.arrange(now + after, call, Due::Reply(reply));
                }
                // Timers count whole milliseconds.
                Step::Wait { milliseconds, .. } => {
                    return self.arrange(now + milliseconds.ceil(), call, Due::Woke);
                }
                Step::Finish(_) => return self.queue.retain(|_, (other, _)| *other != call),
                question => {
                    let input = self.world.answer(call, question);
                    step = self.give(call, |hand| hand.give(input));
                }
            }
        }
    }
}
