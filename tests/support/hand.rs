//! A call that a test moves by hand, one input at a time.

use super::{Clock, Commons};
use holdfast_fetch::core::breaker::Snapshot;
use holdfast_fetch::core::call::{Call, Head, Input, Situation, Step};
use holdfast_fetch::core::history::{CallReport, History};
use holdfast_fetch::core::policy::Policy;
use holdfast_fetch::core::verdict::Request;
use std::rc::Rc;

/// A call and all that surrounds it.
pub struct Hand {
    pub call: Call,
    pub clock: Clock,
    pub request: Request,
    pub random: Box<dyn FnMut() -> f64>,
    pub commons: Commons,
    pub policy: Rc<Policy>,
    pub history: History,
}

impl Hand {
    /// A plain GET that has not been sent, with random numbers of 0.5.
    pub fn new(policy: Rc<Policy>) -> Self {
        let commons = Commons::of(&policy);
        Hand::sharing(policy, commons, Clock::new())
    }

    /// One of several calls to the same origin.
    pub fn sharing(policy: Rc<Policy>, commons: Commons, clock: Clock) -> Self {
        let call = Call::new(clock.now());
        let (random, history) = (Box::new(|| 0.5), History::default());
        Hand { call, clock, request: Request::GET, random, commons, policy, history }
    }

    /// Another call to the same origin, which begins now.
    pub fn beside(&self) -> Hand {
        Hand::sharing(Rc::clone(&self.policy), self.commons.clone(), self.clock)
    }

    /// Waits as long as the step says, and wakes.
    ///
    /// # Panics
    /// If the step is another one.
    pub fn wait(&mut self, step: Step) -> Step {
        let Step::Wait { milliseconds, .. } = step else { panic!("no wait: {step:?}") };
        self.clock.run(milliseconds);
        self.give(Input::Woke)
    }

    /// The circuit as it is now.
    ///
    /// # Panics
    /// If the policy has no breaker.
    pub fn circuit(&self) -> Snapshot {
        self.commons.breaker.as_ref().unwrap().borrow_mut().snapshot(self.clock.now().monotonic)
    }

    /// The retry tokens left.
    ///
    /// # Panics
    /// If the policy has no budget.
    pub fn tokens(&self) -> f64 {
        let (credit, earned) = self.commons.budget.as_ref().unwrap().borrow().balance();
        credit + earned
    }

    pub fn give(&mut self, input: Input) -> Step {
        let now = self.clock.now();
        let Hand { call, request, random, commons, policy, history, .. } = self;
        let step = commons.lend(now.monotonic, |shared| {
            call.advance(input, &mut Situation { policy, now, request: *request, random, shared })
        });
        history.note(call);
        step
    }

    /// The report as it would be if the call ended now.
    pub fn report(&self) -> CallReport {
        self.history.report(&self.call, self.clock.now())
    }

    /// A response without headers.
    pub fn answer(&mut self, status: u16) -> Step {
        self.give(Input::Response(Head { status, ..Head::default() }))
    }
}
