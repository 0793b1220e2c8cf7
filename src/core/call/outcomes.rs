//! What follows from the outcome of an attempt.

use super::{Answer, Call, Head, Situation, State, Step};
use crate::core::hint::hint;
use crate::core::network_error::Failure;
use crate::core::report::{Attempt, StopReason};
use crate::core::verdict::{self, Request, Verdict};

/// Timers drop the fraction of a millisecond, and their own clock may lag by one.
const EARLY: f64 = 2.0;

impl Call {
    pub(super) fn on_response(&mut self, head: &Head, elapsed: f64, situation: &mut Situation) -> Step {
        let status = head.status;
        let is_good = self.policy.is_good(status);
        let until = self.policy.until.as_ref();
        let not_yet = until.is_some_and(|until| until.not.contains(&status));
        let asks_caller = until.is_some_and(|until| until.asks_caller);
        if !is_good || not_yet || asks_caller {
            self.hint = self.policy.hints.as_ref().and_then(|hints| hint(hints, head, situation.now.wall));
        }
        let hint_hidden = head.hidden && !is_good && self.hint.is_none() && self.policy.hints.is_some();
        let attempt =
            Attempt { status: Some(status), retry_after: self.hint, hint_hidden, ..Attempt::default() };
        self.settle(attempt, elapsed, situation);
        // RFC 9110 15.3.3: where to look for what becomes of it.
        let moved = status == 202 && (head.header)("location").is_some();
        if not_yet {
            return self.poll(moved, elapsed, situation);
        }
        if is_good {
            if asks_caller {
                self.state = State::AskedUntil { moved };
                return Step::AskUntil;
            }
            return self.finish(StopReason::Success);
        }
        let request = situation.request;
        let verdict =
            verdict::of_response(&self.policy, request, status, head.redirected, self.hint.is_some());
        let may_resend = request.replayable && (!head.redirected || request.repeatable(&self.policy));
        // These say that the server did not act, so the method does not matter.
        if matches!(status, 401 | 403) && self.policy.refreshes && !self.refreshed && may_resend {
            self.state = State::Refreshing(verdict);
            return Step::Refresh;
        }
        self.on_verdict(verdict, elapsed, situation)
    }

    pub(super) fn on_failure(&mut self, failure: Failure, elapsed: f64, situation: &mut Situation) -> Step {
        self.settle(Attempt { failure: Some(failure), ..Attempt::default() }, elapsed, situation);
        if failure == Failure::Timeout && self.room(elapsed, situation.request) <= EARLY {
            return self.finish(StopReason::Deadline);
        }
        self.on_verdict(verdict::of_failure(&self.policy, situation.request, failure), elapsed, situation)
    }

    pub(super) fn on_verdict(&mut self, verdict: Verdict, elapsed: f64, situation: &mut Situation) -> Step {
        let verdict = self.bounded(verdict, situation.request);
        use StopReason::{Error, NotIdempotent, Status};
        match verdict {
            // Neither a stream nor a used up policy can be argued with.
            Verdict::Retry | Verdict::Stop(Status | NotIdempotent | Error) if self.policy.asks_caller => {
                self.state = State::Asked(verdict);
                Step::Ask { stop: if let Verdict::Stop(reason) = verdict { Some(reason) } else { None } }
            }
            _ => self.carry_out(verdict, None, elapsed, situation),
        }
    }

    pub(super) fn on_answer(
        &mut self,
        verdict: Verdict,
        answer: Answer,
        elapsed: f64,
        situation: &mut Situation,
    ) -> Step {
        let (verdict, delay) = match (answer, verdict) {
            (Answer::Policy, verdict) => (verdict, None),
            (Answer::Retry, _) => (Verdict::Retry, None),
            (Answer::RetryAfter(delay), _) => (Verdict::Retry, Some(delay)),
            (Answer::Stop, Verdict::Stop(reason)) => (Verdict::Stop(reason), None),
            (Answer::Stop, _) => (Verdict::Stop(StopReason::Veto), None),
        };
        self.carry_out(self.bounded(verdict, situation.request), delay, elapsed, situation)
    }

    /// What bounds every retry, whoever asks for it.
    fn bounded(&self, verdict: Verdict, request: Request) -> Verdict {
        if verdict != Verdict::Retry {
            return verdict;
        }
        match (self.next_tier(), self.last_attempt().and_then(|attempt| attempt.failure)) {
            (Some(_), _) if !request.replayable => Verdict::Stop(StopReason::Body),
            (Some(_), _) => Verdict::Retry,
            (None, Some(Failure::Offline)) => Verdict::Stop(StopReason::Offline),
            (None, _) => Verdict::Stop(StopReason::Attempts),
        }
    }

    fn carry_out(
        &mut self,
        verdict: Verdict,
        delay: Option<f64>,
        elapsed: f64,
        situation: &mut Situation,
    ) -> Step {
        match verdict {
            Verdict::Success => self.finish(StopReason::Success),
            Verdict::Stop(reason) => self.finish(reason),
            Verdict::Retry => {
                if let Some(next) = self.next_tier() {
                    if next != self.tier {
                        self.tier = next;
                        self.retries = 0;
                    }
                    if self.retries == 0 {
                        self.previous_wait = None;
                    }
                    self.retries = self.retries.saturating_add(1);
                }
                self.retry(delay, elapsed, situation)
            }
        }
    }

    /// The answer is not there yet: asks again after a while.
    pub(super) fn poll(&mut self, moved: bool, elapsed: f64, situation: &mut Situation) -> Step {
        let request = situation.request;
        if !moved && !request.repeatable(&self.policy) {
            return self.finish(StopReason::NotIdempotent);
        }
        if !moved && !request.replayable {
            return self.finish(StopReason::Body);
        }
        if self.retries > 0 {
            self.previous_wait = None;
        }
        // The server answers, so a failure after this is a new one.
        (self.tier, self.retries) = (0, 0);
        self.polls = self.polls.saturating_add(1);
        self.wait_for_poll(elapsed, situation)
    }

    /// The tier of the next retry, if one is left.
    pub(super) fn next_tier(&self) -> Option<usize> {
        let used = |index: usize| if index == self.tier { self.retries } else { 0 };
        let mut tiers = self.policy.tiers.iter().enumerate().skip(self.tier);
        tiers.find(|(index, tier)| used(*index) < tier.retries).map(|(index, _)| index)
    }
}
