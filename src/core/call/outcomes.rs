//! What follows from the outcome of an attempt.

use super::{Answer, Call, Head, Situation, State, Step};
use crate::core::hint::Hint;
use crate::core::network_error::Failure;
use crate::core::policy::Policy;
use crate::core::report::StopReason;
use crate::core::verdict::{self, Outcome, Request, Verdict};

/// Timers drop the fraction of a millisecond, and their own clock may lag by one.
const EARLY: f64 = 2.0;

impl Call {
    pub(super) fn on_response(&mut self, head: &Head, elapsed: f64, situation: &mut Situation) -> Step {
        let Situation { policy, request, .. } = *situation;
        let status = head.status;
        let is_good = policy.is_good(status);
        if policy.heeds_hints(status) {
            let Hint { wait, unreadable, .. } = head.hint;
            self.attempt.hint = wait.unwrap_or(f64::NAN);
            self.attempt.hint_unreadable = unreadable;
            self.attempt.hint_hidden = head.hidden && !is_good && wait.is_none() && !unreadable;
        }
        self.settle(Outcome::Response(status), elapsed, situation);
        // RFC 9110 15.3.3: where to look for what becomes of it.
        let moved = status == 202 && head.located;
        if policy.is_not_yet(status) && !self.resumes {
            return self.poll(moved, elapsed, situation);
        }
        if is_good {
            if policy.asks_until() && !self.resumes {
                self.state = State::AskedUntil { moved };
                return Step::AskUntil;
            }
            return self.finish(StopReason::Success, policy);
        }
        let verdict = match head.hint.again {
            Some(worth_it) if policy.heeds_hints(status) => {
                verdict::of_worth(policy, request, status, head.redirected, worth_it)
            }
            _ => {
                let has_hint = self.attempt.hint().is_some() || self.attempt.hint_unreadable;
                verdict::of_response(policy, request, status, head.redirected, has_hint)
            }
        };
        let may_resend = request.replayable && (!head.redirected || request.repeatable(policy));
        // These say that the server did not act, so the method does not matter.
        if matches!(status, 401 | 403) && policy.refreshes > 0.0 && !self.refreshed && may_resend {
            self.state = State::Refreshing(verdict);
            return Step::Refresh;
        }
        self.on_verdict(verdict, elapsed, situation)
    }

    pub(super) fn on_failure(&mut self, failure: Failure, elapsed: f64, situation: &mut Situation) -> Step {
        let Situation { policy, request, .. } = *situation;
        self.settle(Outcome::Failure(failure), elapsed, situation);
        let is_timeout = matches!(failure, Failure::Timeout | Failure::ConnectTimeout);
        if is_timeout && self.room(elapsed, situation) <= EARLY {
            return self.finish(StopReason::Deadline, policy);
        }
        self.on_verdict(verdict::of_failure(policy, request, failure), elapsed, situation)
    }

    pub(super) fn on_verdict(&mut self, verdict: Verdict, elapsed: f64, situation: &mut Situation) -> Step {
        let Situation { policy, request, .. } = *situation;
        if verdict == Verdict::Success {
            return self.finish(StopReason::Success, policy);
        }
        // Neither a stream nor a used up policy can be argued with.
        let may_follow = self.bounded(Verdict::Retry, policy, request) == Verdict::Retry;
        if policy.asks > 0.0 && may_follow {
            self.state = State::Asked(verdict);
            return Step::Ask { stop: if let Verdict::Stop(reason) = verdict { Some(reason) } else { None } };
        }
        // What the caller has sent again so far ends as it would go on: by what is left of the retries.
        let would_go_on = self.insisted && matches!(verdict, Verdict::Stop(_));
        let verdict = if would_go_on { Verdict::Retry } else { verdict };
        self.carry_out(self.bounded(verdict, policy, request), None, elapsed, situation)
    }

    pub(super) fn on_answer(
        &mut self,
        verdict: Verdict,
        answer: Answer,
        elapsed: f64,
        situation: &mut Situation,
    ) -> Step {
        let Situation { policy, request, .. } = *situation;
        let untouched = self.attempt.failure().is_some_and(|failure| request.is_untouched(failure));
        let given = verdict;
        let (verdict, delay) = match (answer, verdict) {
            (Answer::Policy, verdict) => (verdict, f64::NAN),
            (Answer::Retry(delay), _) => (Verdict::Retry, delay),
            (Answer::RetryAfter(delay), Verdict::Retry) => (Verdict::Retry, delay),
            (Answer::RetryAfter(delay), _) if untouched || request.repeatable(policy) => {
                (Verdict::Retry, delay)
            }
            (Answer::RetryAfter(_), _) => (Verdict::Stop(StopReason::NotIdempotent), f64::NAN),
            (Answer::Stop, Verdict::Stop(reason)) => (Verdict::Stop(reason), f64::NAN),
            (Answer::Stop, _) => (Verdict::Stop(StopReason::Veto), f64::NAN),
        };
        self.insisted |= verdict == Verdict::Retry && given != verdict;
        self.carry_out(verdict, Some(delay).filter(|delay| !delay.is_nan()), elapsed, situation)
    }

    /// What bounds every retry, whoever asks for it.
    fn bounded(&self, verdict: Verdict, policy: &Policy, request: Request) -> Verdict {
        if verdict != Verdict::Retry {
            return verdict;
        }
        match (self.next_tier(policy), self.attempt.failure()) {
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
            Verdict::Success => self.finish(StopReason::Success, situation.policy),
            Verdict::Stop(reason) => self.finish(reason, situation.policy),
            Verdict::Retry => {
                if let Some(next) = self.next_tier(situation.policy) {
                    if next != self.tier {
                        self.tier = next;
                        self.retries = 0;
                    }
                    if self.retries == 0 {
                        self.previous_wait = None;
                    }
                    self.retries = self.retries.saturating_add(1);
                }
                self.retry(delay, false, elapsed, situation)
            }
        }
    }

    /// The answer is not there yet: asks again after a while.
    pub(super) fn poll(&mut self, moved: bool, elapsed: f64, situation: &mut Situation) -> Step {
        let Situation { policy, request, .. } = *situation;
        if !moved && !request.repeatable(policy) {
            return self.finish(StopReason::NotIdempotent, policy);
        }
        if !moved && !request.replayable {
            return self.finish(StopReason::Body, policy);
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
    pub(super) fn next_tier(&self, policy: &Policy) -> Option<u32> {
        let mut used = self.retries;
        let mut index = self.tier;
        loop {
            if f64::from(used) < policy.tier(index)?.retries {
                return Some(index);
            }
            used = 0;
            index = index.saturating_add(1);
        }
    }
}
