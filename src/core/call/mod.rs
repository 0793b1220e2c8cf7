//! One logical call as a state machine: the heart.
//!
//! The shell feeds [`Input`]s to [`Call::advance`] and does what the returned [`Step`] says. Nothing
//! else changes a call's state.
//!
//! ```text
//! Start ─▶ Send ─▶ Response | Failed ─┬────────────────▶ Fallback ─▶ Finish
//!           ▲                         ├─▶ Ask ─▶ Answer ─┐
//!           ├───── Woke ◀── Wait ◀────┼─▶ AskDelay ─▶ Delay
//!           │                 ▲       ├─▶ AskUntil ─▶ Done ─▶ Finish
//!           │                 └───────┴──────┘
//!           └───── Refreshed ◀── Refresh
//! ```
//!
//! What calls share is asked in this order: the deadline holds the retries, these the breaker and
//! the throttle, these the attempt with its time limit. A request that is refused here was no attempt.

mod outcomes;
pub mod step;
mod waits;

use crate::core::breaker::{Health, Permit};
use crate::core::budget::Token;
use crate::core::health;
use crate::core::network_error::Failure;
use crate::core::policy::Policy;
use crate::core::report::{Attempt, CallReport, StopReason};
use crate::core::verdict::{Request, Verdict};
use std::rc::Rc;

pub use crate::core::hint::Head;
pub use step::{Answer, Input, Now, Shared, Situation, Step};

/// The wall clock ahead of the monotonic one by this much means that the machine slept.
const SLEPT: f64 = 1000.0;

/// A probe whose time-out is told later than this, by a throttled timer, has lost its place.
const LATE: f64 = 5000.0;

#[derive(Clone, Copy)]
enum State {
    New,
    Sent,
    Asked(Verdict),
    AskedDelay,
    /// `moved`: the next poll goes to another address.
    AskedUntil {
        moved: bool,
    },
    /// With the verdict, if nothing comes of it.
    Refreshing(Verdict),
    Waiting {
        due: f64,
        length: f64,
        respread: bool,
    },
    FallingBack(StopReason),
    Done(StopReason),
}

/// One logical call: all attempts and waits of it.
pub struct Call {
    policy: Rc<Policy>,
    began: Now,
    state: State,
    tier: usize,
    /// Retries begun in this tier.
    retries: u32,
    polls: u32,
    previous_wait: Option<f64>,
    /// Since the call began.
    sent_at: f64,
    sent: u32,
    hint: Option<f64>,
    attempts: Vec<Attempt>,
    /// The most that [`Call::elapsed`] has been: a wall clock that is set back must not turn time back.
    latest: f64,
    /// Of the attempt under way.
    permit: Option<Permit>,
    /// For the retry that is waited for.
    token: Option<Token>,
    refreshed: bool,
    fell_back: bool,
    probe_in: Option<f64>,
}

impl Call {
    /// A call that begins now.
    pub fn new(policy: Rc<Policy>, now: Now) -> Self {
        Call {
            policy,
            began: now,
            state: State::New,
            tier: 0,
            retries: 0,
            polls: 0,
            previous_wait: None,
            sent_at: 0.0,
            sent: 0,
            hint: None,
            // Without it there would be room for four, and most need one.
            attempts: Vec::with_capacity(1),
            latest: 0.0,
            permit: None,
            token: None,
            refreshed: false,
            fell_back: false,
            probe_in: None,
        }
    }

    /// When it began.
    pub fn began(&self) -> Now {
        self.began
    }

    /// Since the call began. A machine that slept counts the time it slept.
    pub fn elapsed(&self, now: Now) -> f64 {
        let monotonic = (now.monotonic - self.began.monotonic).max(0.0);
        let wall = now.wall - self.began.wall;
        // Less than this is the wall clock's coarseness, or its being set right.
        let elapsed = if wall - monotonic > SLEPT { wall } else { monotonic };
        elapsed.max(self.latest)
    }

    /// The time left for it, or infinity.
    pub fn remaining(&self, now: Now, request: Request) -> f64 {
        self.room(self.elapsed(now), request).max(0.0)
    }

    /// Attempts sent so far.
    pub fn sent(&self) -> u32 {
        self.sent
    }

    /// Every attempt that ended, and the waits after them.
    pub fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }

    /// The last attempt that ended.
    pub fn last_attempt(&self) -> Option<&Attempt> {
        self.attempts.last()
    }

    /// Milliseconds until the circuit lets a probe through, if that ended the call.
    pub fn probe_in(&self) -> Option<f64> {
        self.probe_in
    }

    /// Could this call send another request after the one that is being sent?
    pub fn may_repeat(&self) -> bool {
        let renews = self.policy.refreshes && !self.refreshed;
        renews || self.policy.until.is_some() || self.next_tier().is_some()
    }

    /// The whole history, for a call that ended.
    pub fn report(&self, now: Now) -> CallReport {
        let reason = if let State::Done(reason) = self.state { reason } else { StopReason::Error };
        CallReport {
            fallback: self.fell_back,
            probe_in: self.probe_in,
            ..CallReport::new(reason, self.attempts.clone(), self.elapsed(now))
        }
    }

    /// Takes what happened and says what to do next.
    pub fn advance(&mut self, input: Input, situation: &mut Situation) -> Step {
        let elapsed = self.elapsed(situation.now);
        self.latest = elapsed;
        match (self.state, input) {
            (State::Done(reason), _) => Step::Finish(reason),
            (state, Input::Aborted) => {
                if matches!(state, State::Sent) {
                    self.record(elapsed, Attempt { failure: Some(Failure::Aborted), ..Attempt::default() });
                }
                self.give_back(&mut situation.shared);
                self.end(StopReason::Aborted)
            }
            (State::New, Input::Start) => self.send(elapsed, situation),
            (State::New, Input::Sent(permit)) => {
                self.permit = permit;
                self.sending(elapsed, situation.request)
            }
            (State::Sent, Input::Response(head)) => self.on_response(&head, elapsed, situation),
            (State::Sent, Input::Failed(failure)) => self.on_failure(failure, elapsed, situation),
            (State::Asked(verdict), Input::Answer(answer)) => {
                self.on_answer(verdict, answer, elapsed, situation)
            }
            (State::AskedDelay, Input::Delay(delay)) => self.on_delay(delay, elapsed, situation),
            (State::AskedUntil { .. }, Input::Done(true)) => self.finish(StopReason::Success),
            (State::AskedUntil { moved }, Input::Done(false)) => self.poll(moved, elapsed, situation),
            (State::Refreshing(_), Input::Refreshed(true)) => {
                self.refreshed = true;
                self.resend(elapsed, situation)
            }
            (State::Refreshing(verdict), Input::Refreshed(false)) => {
                self.on_verdict(verdict, elapsed, situation)
            }
            (State::Waiting { due, length, respread }, Input::Woke) => {
                self.on_woke(elapsed, due, length, respread, situation)
            }
            (State::FallingBack(reason), Input::Fallback(given)) => {
                self.fell_back = given;
                self.end(reason)
            }
            // Broken, or out of turn: to send anything now could be a duplicate.
            _ => {
                self.give_back(&mut situation.shared);
                self.end(StopReason::Error)
            }
        }
    }

    /// Sends the request, if all whom it shares the server with agree.
    fn send(&mut self, elapsed: f64, situation: &mut Situation) -> Step {
        match self.admit(elapsed, situation) {
            Ok(()) => self.sending(elapsed, situation.request),
            Err(reason) => {
                self.give_back(&mut situation.shared);
                self.finish(reason)
            }
        }
    }

    fn admit(&mut self, elapsed: f64, situation: &mut Situation) -> Result<(), StopReason> {
        let room = self.room(elapsed, situation.request);
        if room <= 0.0 {
            return Err(StopReason::Deadline);
        }
        let shared = &mut situation.shared;
        // First: it can say when to come back, which the throttle cannot.
        if let Some(breaker) = &mut shared.breaker {
            match breaker.acquire(shared.now, self.policy.attempt_timeout.min(room) + LATE) {
                Ok(permit) => self.permit = Some(permit),
                Err(probe_in) => {
                    self.probe_in = Some(probe_in);
                    return Err(StopReason::CircuitOpen);
                }
            }
        }
        if let Some(throttle) = &mut shared.throttle
            && !throttle.admit(shared.now, (situation.random)())
        {
            return Err(StopReason::Throttled);
        }
        Ok(())
    }

    fn sending(&mut self, elapsed: f64, request: Request) -> Step {
        self.state = State::Sent;
        self.sent = self.sent.saturating_add(1);
        self.sent_at = elapsed;
        self.hint = None;
        self.token = None;
        Step::Send { limit: self.policy.attempt_timeout.min(self.room(elapsed, request)) }
    }

    /// Ends an attempt: for the history, and for all who share the server with it.
    fn settle(&mut self, attempt: Attempt, elapsed: f64, situation: &mut Situation) {
        let health = health::health(&self.policy, &attempt);
        let refused = matches!(attempt.status, Some(429)) || health == Health::Failure;
        self.record(elapsed, attempt);
        let shared = &mut situation.shared;
        if let (Some(breaker), Some(permit)) = (&mut shared.breaker, self.permit.take()) {
            let hint = self.hint.filter(|_| health == Health::Failure);
            breaker.settle(permit, shared.now, health, elapsed - self.sent_at, hint, situation.random);
        }
        if let Some(throttle) = &mut shared.throttle {
            throttle.settle(shared.now, !refused);
        }
        if let (Some(budget), Health::Success) = (&mut shared.budget, health) {
            budget.deposit(shared.now);
        }
    }

    fn record(&mut self, elapsed: f64, attempt: Attempt) {
        self.attempts.push(Attempt {
            number: self.sent,
            tier: u32::try_from(self.tier).unwrap_or(u32::MAX).saturating_add(1),
            started_at: self.sent_at,
            duration: elapsed - self.sent_at,
            ..attempt
        });
    }

    /// The time until the call must be over: at its deadline, or when the server forgets its key.
    fn room(&self, elapsed: f64, request: Request) -> f64 {
        let key = self.policy.idempotency_key.as_ref().filter(|_| request.keyed);
        key.map_or(f64::INFINITY, |key| key.horizon).min(self.policy.deadline) - elapsed
    }

    /// What was taken for an attempt that will not be, or proves nothing.
    fn give_back(&mut self, shared: &mut Shared) {
        if let (Some(breaker), Some(permit)) = (&mut shared.breaker, self.permit.take()) {
            breaker.release(permit, shared.now);
        }
        if let (Some(budget), Some(token)) = (&mut shared.budget, self.token.take()) {
            budget.refund(token);
        }
    }

    /// The end, but for a second-best answer.
    fn finish(&mut self, reason: StopReason) -> Step {
        use StopReason::{Body, Error, NotIdempotent, Status, Success};
        let failure = self.last_attempt().and_then(|attempt| attempt.failure);
        let wanted = match reason {
            Success | Status => false,
            // A good answer that was not what was waited for is still the server's.
            NotIdempotent | Body
                if self.last_attempt().and_then(|last| last.status).is_some_and(|status| status < 400) =>
            {
                false
            }
            // A bug is not papered over.
            Error => matches!(failure, Some(Failure::Network | Failure::Timeout | Failure::Offline)),
            _ => self.policy.fallback.is_some(),
        };
        if wanted && self.policy.fallback.is_some() {
            self.state = State::FallingBack(reason);
            return Step::Fallback(reason);
        }
        self.end(reason)
    }

    fn end(&mut self, reason: StopReason) -> Step {
        self.state = State::Done(reason);
        Step::Finish(reason)
    }
}
