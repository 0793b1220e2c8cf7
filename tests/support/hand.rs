//! A call that a test moves by hand, one input at a time.

use super::{Clock, Commons};
use holdfast_fetch::core::call::{Call, Head, Input, Situation, Step};
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
}

impl Hand {
    /// A plain GET that has not been sent, with random numbers of 0.5.
    pub fn new(policy: Rc<Policy>) -> Self {
        let commons = Commons::of(&policy);
        Hand::sharing(policy, commons, Clock::new())
    }

    /// One of several calls to the same origin.
    pub fn sharing(policy: Rc<Policy>, commons: Commons, clock: Clock) -> Self {
        let call = Call::new(policy, clock.now());
        Hand { call, clock, request: Request::GET, random: Box::new(|| 0.5), commons }
    }

    pub fn give(&mut self, input: Input) -> Step {
        let now = self.clock.now();
        let Hand { call, request, random, commons, .. } = self;
        commons.lend(now.monotonic, |shared| {
            call.advance(input, &mut Situation { now, request: *request, random, shared })
        })
    }

    /// A response without headers.
    pub fn answer(&mut self, status: u16) -> Step {
        let header = |_: &str| None;
        self.give(Input::Response(Head { status, redirected: false, header: &header, hidden: false }))
    }
}
