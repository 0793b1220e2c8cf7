//! The waits between attempts.

use super::attempt::known;
use super::{Call, Situation, State, Step};
use crate::core::backoff::bounded;
use crate::core::budget::Cost;
use crate::core::health;
use crate::core::jitter::upward_of_hint;
use crate::core::policy::cells::{Pace, Spread};
use crate::core::report::StopReason;

/// A wait that ends this much later than planned was slept through: a closed lid, a frozen tab.
const OVERSLEPT: f64 = 2000.0;

/// Machines that wake together must not call together: the first attempt is spread over this much.
const WAKING: f64 = 5000.0;

impl Call {
    /// Begins the wait before a retry: `chosen` by the caller, or by the policy. `free`: it is no retry, and costs no token.
    pub(super) fn retry(
        &mut self,
        chosen: Option<f64>,
        free: bool,
        elapsed: f64,
        situation: &mut Situation,
    ) -> Step {
        // What is no retry waits as one, and may come before the first.
        let number = self.retries.max(1);
        let Some(tier) = situation.policy.tier(self.tier) else {
            return self.finish(StopReason::Attempts, situation.policy);
        };
        let delay = match chosen {
            Some(delay) => bounded(delay, f64::INFINITY),
            None if tier.pace.is_callers() => {
                self.state = State::AskedDelay { free };
                return Step::AskDelay { retry: number, tier: self.tier };
            }
            None => self.drawn(&tier.pace, &tier.jitter, number, situation),
        };
        self.wait(delay, free, elapsed, situation)
    }

    pub(super) fn on_delay(
        &mut self,
        delay: f64,
        free: bool,
        elapsed: f64,
        situation: &mut Situation,
    ) -> Step {
        let jitter = situation.policy.tier(self.tier).map_or(Spread::NONE, |tier| tier.jitter);
        let random = (situation.random)();
        let spread = jitter.spread(delay, delay, self.previous_wait, f64::INFINITY, random);
        self.retry(Some(self.at_least(delay, spread)), free, elapsed, situation)
    }

    /// Sends a request that was refused for its credentials, with new ones: at once, unless the server
    /// said when, or something that cannot be read.
    pub(super) fn resend(&mut self, elapsed: f64, situation: &mut Situation) -> Step {
        if self.attempt.hint().is_none() && !self.attempt.hint_unreadable {
            return self.send(elapsed, situation);
        }
        let chosen = self.attempt.hint().map(|_| 0.0);
        self.retry(chosen, true, elapsed, situation)
    }

    pub(super) fn wait_for_poll(&mut self, elapsed: f64, situation: &mut Situation) -> Step {
        let until = &situation.policy.until;
        let pace = self.drawn(&until.pace, &until.jitter, self.polls, situation);
        self.wait(pace, true, elapsed, situation)
    }

    /// The wait before the retry or poll of this number, before hints.
    fn drawn(&self, pace: &Pace, jitter: &Spread, number: u32, situation: &mut Situation) -> f64 {
        let [first, delay] = [1, number].map(|number| situation.policy.wait(pace, number));
        let spread = jitter.spread(delay, first, self.previous_wait, pace.cap, (situation.random)());
        self.at_least(delay, spread)
    }

    /// A hint that cannot be read is at least a sign of load: then jitter adds what it would have taken off.
    fn at_least(&self, delay: f64, spread: f64) -> f64 {
        if self.attempt.hint_unreadable {
            bounded(delay, f64::INFINITY) + (spread - delay).abs()
        } else {
            spread
        }
    }

    fn wait(&mut self, delay: f64, poll: bool, elapsed: f64, situation: &mut Situation) -> Step {
        let policy = situation.policy;
        let room = self.room(elapsed, situation);
        let mut length = delay;
        // HTML 9.2.3: each connection waits for the reconnection time, the one after a failure too.
        if let Some(hint) = known(self.attempt.hint.max(self.pause.into())) {
            if hint > policy.hints.cap {
                return self.finish(StopReason::HintTooLong, policy);
            }
            let random = (situation.random)();
            let spread = if policy.hints.spread > 0.0 { upward_of_hint(hint, random) } else { hint };
            // Near the deadline the spread shrinks to half of the time that is left, since the attempt
            // needs some too; the hint itself never shrinks.
            length = delay.max(spread.min(hint + (room - hint).max(0.0) * 0.5 * random.clamp(0.0, 1.0)));
        }
        if length >= room {
            return self.finish(StopReason::Deadline, policy);
        }
        let shared = &mut situation.shared;
        if let Some(breaker) = &mut shared.breaker {
            let probe_in = breaker.probe_in(shared.now);
            // The attempt would find the circuit open.
            if probe_in > length {
                self.probe_in = Some(probe_in);
                return self.finish(StopReason::CircuitOpen, policy);
            }
        }
        // Last of all: a token is not taken for a wait that does not begin.
        if let (Some(budget), Some(outcome), false) = (&mut shared.budget, self.attempt.outcome, poll) {
            let sent = shared.now - (elapsed - self.attempt.started_at);
            let cost = match health::cost(policy, outcome, self.attempt.hint) {
                // A server that was heard in the midst of this very answer needs nobody else to vouch for it.
                Cost::Timeout if self.resumes && self.sent() == 1 => Cost::Rejection,
                cost => cost,
            };
            match budget.withdraw(cost, sent, shared.now) {
                Some(token) => self.token = token,
                None => {
                    self.unvouched = budget.has_token();
                    return self.finish(StopReason::Budget, policy);
                }
            }
        }
        self.previous_wait = Some(delay);
        self.attempt.wait = length;
        self.wait_until(elapsed, length, false, poll)
    }

    fn wait_until(&mut self, elapsed: f64, milliseconds: f64, respread: bool, poll: bool) -> Step {
        self.due = elapsed + milliseconds;
        self.state = State::Waiting { respread };
        Step::Wait { milliseconds, tier: self.tier, poll }
    }

    pub(super) fn on_woke(&mut self, respread: bool, elapsed: f64, situation: &mut Situation) -> Step {
        let room = self.room(elapsed, situation);
        if elapsed - self.due > OVERSLEPT && !respread && room > 0.0 {
            let most = self.attempt.wait.min(WAKING).min(room * 0.999);
            let milliseconds = Spread::FULL.spread(most, 0.0, None, most, (situation.random)());
            return self.wait_until(elapsed, milliseconds, true, false);
        }
        self.send(elapsed, situation)
    }
}
