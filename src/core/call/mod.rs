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
//! A response that means something else than it says comes by a detour: Answered ─▶ AskStatus ─▶ Response.
//!
//! What is left of a body comes by a call of its own, which begins with Resume in place of Start.
//!
//! What calls share is asked in this order: the deadline holds the retries, these the breaker and
//! the throttle, these the attempt with its time limit. A request that is refused here was no attempt.

mod attempt;
mod outcomes;
mod resume;
mod step;
mod time_left;
mod waits;

use super::breaker::Permit;
use super::budget::Token;
use super::health;
use super::policy::Policy;
use super::report::{Attempt, StopReason};
use super::verdict::{Outcome, Request, Verdict};
use crate::core::breaker::Health;
use crate::core::network_error::Failure;
use attempt::Tried;

pub use step::{Answer, Head, Input, Now, Shared, Situation, Step};

/// A probe whose time-out is told later than this, by a throttled timer, has lost its place.
const LATE: f64 = 5000.0;

#[derive(Clone, Copy)]
enum State {
    New,
    Sent,
    /// What does a response of this status mean?
    AskedStatus(u16),
    Asked(Verdict),
    /// `free`: it is no retry.
    AskedDelay {
        free: bool,
    },
    /// `moved`: the next poll goes to another address.
    AskedUntil {
        moved: bool,
    },
    /// With the verdict, if nothing comes of it.
    Refreshing(Verdict),
    /// `respread`: for the second time, after a sleep.
    Waiting {
        respread: bool,
    },
    FallingBack(StopReason),
    Done(StopReason),
}

/// One logical call: all attempts and waits of it. It is small, since many may be waiting, and owns nothing.
#[derive(Clone)]
pub struct Call {
    began: Now,
    /// The most that [`Call::elapsed`] has been: a wall clock that is set back must not turn time back.
    latest: f64,
    /// When the wait is over.
    due: f64,
    previous_wait: Option<f64>,
    probe_in: Option<f64>,
    /// For the retry that is waited for, or under way.
    token: Token,
    /// Of the attempt under way.
    permit: Option<Permit>,
    tier: u32,
    /// Retries begun in this tier.
    retries: u32,
    polls: u32,
    /// The attempt under way, or else the last one.
    attempt: Tried,
    state: State,
    refreshed: bool,
    fell_back: bool,
    /// One more attempt may follow this one, though by the wall clock the deadline is over; 0: that was never so.
    excused: u32,
    /// The caller had it sent again where the policy would not.
    insisted: bool,
    /// It is to bring the rest of a body.
    resumes: bool,
    /// The reconnection time of the event stream that it is to go on with; not a number: it has none.
    pause: f32,
    /// What its last retry cost, though it succeeded: whole millionths of a token, which are exact here.
    paid: f32,
    /// An attempt that failed may have taken effect.
    acted: bool,
    /// It ended though there were tokens: no good answer vouched for a retry of a timeout.
    unvouched: bool,
}

impl Call {
    /// A call that begins now.
    pub fn new(now: Now) -> Self {
        Call {
            began: now,
            latest: 0.0,
            due: 0.0,
            previous_wait: None,
            probe_in: None,
            token: Token::NONE,
            permit: None,
            tier: 0,
            retries: 0,
            polls: 0,
            attempt: Tried::new(0, 0, 0.0),
            state: State::New,
            refreshed: false,
            fell_back: false,
            excused: 0,
            insisted: false,
            resumes: false,
            pause: f32::NAN,
            paid: 0.0,
            acted: false,
            unvouched: false,
        }
    }

    /// When it began.
    pub fn began(&self) -> Now {
        self.began
    }

    /// Since the call began. A machine that slept counts the time it slept.
    pub fn elapsed(&self, now: Now) -> f64 {
        now.since(self.began).max(self.latest)
    }

    /// Attempts sent so far.
    pub fn sent(&self) -> u32 {
        self.attempt.number
    }

    /// Has its last attempt ended?
    pub fn is_settled(&self) -> bool {
        self.attempt.outcome.is_some()
    }

    /// The last attempt, if it has ended. [`History`](super::history::History) keeps them all.
    pub fn last_attempt(&self) -> Option<Attempt> {
        self.attempt.outcome.map(|_| self.attempt.report())
    }

    /// Milliseconds until the circuit lets a probe through, if that ended the call.
    pub fn probe_in(&self) -> Option<f64> {
        self.probe_in
    }

    /// Why it ended.
    pub fn ended(&self) -> Option<StopReason> {
        if let State::Done(reason) = self.state { Some(reason) } else { None }
    }

    /// Is its answer a second-best one?
    pub fn fell_back(&self) -> bool {
        self.fell_back
    }

    /// Was it refused in such a way that an earlier attempt may have succeeded?
    pub fn is_ambiguous(&self) -> bool {
        self.acted && self.attempt.outcome.is_some_and(Outcome::is_conflict)
    }

    /// Was there a token for another attempt, and no good answer to vouch for it?
    pub fn is_unvouched(&self) -> bool {
        self.unvouched
    }

    /// Is its last answer to be thrown as an error?
    pub fn throws(&self, policy: &Policy) -> bool {
        let heeds = policy.throws > 0.0 || self.resumes;
        heeds && self.attempt.status().is_some_and(|status| status >= 400) && !self.fell_back
    }

    /// The millionths of a token that its last retry cost, if it brought the rest of a body: to be given back once
    /// that is known to have repeated no work.
    pub fn paid(&self) -> f64 {
        self.paid.into()
    }

    /// Could this call send another request after the one that is being sent?
    pub fn may_repeat(&self, policy: &Policy) -> bool {
        let renews = policy.refreshes > 0.0 && !self.refreshed;
        renews || policy.until.on > 0.0 || self.next_tier(policy).is_some()
    }

    /// The most attempts that it can have, as far as is known by now; infinity if it polls.
    pub fn most_attempts(&self, policy: &Policy, request: Request) -> f64 {
        if !request.replayable {
            return 1.0;
        }
        if policy.until.on > 0.0 {
            return f64::INFINITY;
        }
        f64::from(policy.most_requests()) + f64::from(self.refreshed)
    }

    /// Takes what happened and says what to do next.
    pub fn advance(&mut self, input: Input, situation: &mut Situation) -> Step {
        let elapsed = self.elapsed(situation.now);
        self.latest = elapsed;
        self.excuse(elapsed, situation);
        match (self.state, input) {
            (State::Done(reason), _) => Step::Finish(reason),
            (state, Input::Aborted) => {
                if matches!(state, State::Sent) {
                    self.record(Outcome::Failure(Failure::Aborted), elapsed, situation.request);
                }
                self.abandon(StopReason::Aborted, situation)
            }
            (State::New, Input::Start) => self.send(elapsed, situation),
            (State::New, Input::Resume { cut }) => {
                self.resumes = true;
                if cut { self.begin_cut(elapsed, situation) } else { self.send(elapsed, situation) }
            }
            (State::New, Input::Reconnect { pause, closed }) => {
                self.resumes = true;
                self.reconnect(pause, closed, elapsed, situation)
            }
            (State::Sent, Input::Answered(status)) => {
                // What the caller's function takes is not the server's time.
                self.attempt.duration = elapsed - self.attempt.started_at;
                self.state = State::AskedStatus(status);
                Step::AskStatus
            }
            (State::Sent | State::AskedStatus(_), Input::Response(head)) => {
                self.on_response(&head, elapsed, situation)
            }
            (State::Sent, Input::Failed(failure)) => self.on_failure(failure, elapsed, situation),
            (State::Asked(verdict), Input::Answer(answer)) => {
                self.on_answer(verdict, answer, elapsed, situation)
            }
            (State::AskedDelay { free }, Input::Delay(delay)) => {
                self.on_delay(delay, free, elapsed, situation)
            }
            (State::AskedUntil { .. }, Input::Done(true)) => {
                self.finish(StopReason::Success, situation.policy)
            }
            (State::AskedUntil { moved }, Input::Done(false)) => self.poll(moved, elapsed, situation),
            (State::Refreshing(_), Input::Refreshed(true)) => {
                self.refreshed = true;
                self.resend(elapsed, situation)
            }
            (State::Refreshing(verdict), Input::Refreshed(false)) => {
                self.on_verdict(verdict, elapsed, situation)
            }
            (State::Waiting { respread }, Input::Woke) => self.on_woke(respread, elapsed, situation),
            (State::FallingBack(reason), Input::Fallback(given)) => {
                self.fell_back = given;
                self.end(reason)
            }
            // Broken, or out of turn: to send anything now could be a duplicate.
            _ => self.abandon(StopReason::Error, situation),
        }
    }

    /// Ends a call that is not to be decided any more.
    fn abandon(&mut self, reason: StopReason, situation: &mut Situation) -> Step {
        if let State::AskedStatus(status) = self.state {
            self.record(Outcome::Response(status), 0.0, situation.request);
        }
        if matches!(self.state, State::Sent | State::AskedStatus(_)) {
            // Sent is sent: who hurries is not to ask a slow server ever again for nothing.
            self.pay(&mut situation.shared, false);
        }
        self.give_back(&mut situation.shared);
        self.end(reason)
    }

    /// Sends the request, if all whom it shares the server with agree.
    fn send(&mut self, elapsed: f64, situation: &mut Situation) -> Step {
        let limit = situation.policy.attempt_timeout.min(self.room(elapsed, situation));
        if let Some(refusal) = self.refusal(limit, situation) {
            self.give_back(&mut situation.shared);
            return self.finish(refusal, situation.policy);
        }
        self.state = State::Sent;
        self.attempt = Tried::new(self.sent().saturating_add(1), self.tier, elapsed);
        Step::Send { limit }
    }

    /// Why it must not be sent. `limit`: how long it may take.
    fn refusal(&mut self, limit: f64, situation: &mut Situation) -> Option<StopReason> {
        if limit <= 0.0 {
            return Some(StopReason::Deadline);
        }
        let shared = &mut situation.shared;
        // First: it can say when to come back, which the throttle cannot.
        if let Some(breaker) = &mut shared.breaker {
            match breaker.acquire(shared.now, limit + LATE) {
                Ok(permit) => self.permit = Some(permit),
                Err(probe_in) => {
                    self.probe_in = Some(probe_in);
                    return Some(StopReason::CircuitOpen);
                }
            }
        }
        if let Some(throttle) = &mut shared.throttle
            && !throttle.admit(shared.now, (situation.random)())
        {
            return Some(StopReason::Throttled);
        }
        None
    }

    /// Ends an attempt: for the call, and for all who share the server with it.
    fn settle(&mut self, outcome: Outcome, elapsed: f64, situation: &mut Situation) {
        let health = health::health(situation.policy, outcome);
        let refused = outcome == Outcome::Response(429) || health == Health::Failure;
        self.record(outcome, elapsed, situation.request);
        let Tried { duration, .. } = self.attempt;
        let shared = &mut situation.shared;
        if let (Some(breaker), Some(permit)) = (&mut shared.breaker, self.permit.take()) {
            let hint = self.attempt.hint().filter(|_| health == Health::Failure);
            breaker.settle(permit, shared.now, health, duration, hint, situation.random);
        }
        if let Some(throttle) = &mut shared.throttle {
            throttle.settle(shared.now, !refused);
        }
        self.pay(shared, health == Health::Success);
    }

    /// An attempt is over: what its retry held is known to be spent, or not.
    fn pay(&mut self, shared: &mut Shared, is_good: bool) {
        let token = std::mem::replace(&mut self.token, Token::NONE);
        if let Some(budget) = &mut shared.budget {
            // The head of an answer does not show yet what the rest of a body costs the server.
            self.paid = budget.settle(token, is_good && !self.resumes) as f32;
            if is_good {
                budget.deposit(shared.now);
            }
        }
    }

    fn record(&mut self, outcome: Outcome, elapsed: f64, request: Request) {
        if !matches!(self.state, State::AskedStatus(_)) {
            self.attempt.duration = elapsed - self.attempt.started_at;
        }
        self.attempt.outcome = Some(outcome);
        self.acted |= outcome.may_have_acted(request);
    }

    /// What was taken for an attempt that will not be, or proves nothing.
    fn give_back(&mut self, shared: &mut Shared) {
        if let (Some(breaker), Some(permit)) = (&mut shared.breaker, self.permit.take()) {
            breaker.release(permit, shared.now);
        }
        let token = std::mem::replace(&mut self.token, Token::NONE);
        if let Some(budget) = &mut shared.budget {
            budget.refund(token);
        }
    }

    /// The end, but for a second-best answer.
    fn finish(&mut self, reason: StopReason, policy: &Policy) -> Step {
        use StopReason::{Body, Error, NotIdempotent, Status, Success};
        let wanted = match reason {
            Success | Status => false,
            // A good answer that was not what was waited for is still the server's.
            NotIdempotent | Body => self.attempt.status().is_none_or(|status| status >= 400),
            // A bug is not papered over.
            Error => !matches!(self.attempt.failure(), None | Some(Failure::Permanent | Failure::Aborted)),
            _ => true,
        };
        // A second-best answer is not the rest of the first one.
        if wanted && policy.fallback.on > 0.0 && !self.resumes {
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

#[cfg(test)]
mod tests;
