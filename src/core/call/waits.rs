//! The waits between attempts.

use super::{Call, Situation, State, Step};
use crate::core::backoff::bounded;
use crate::core::health;
use crate::core::jitter::{Jitter, upward_of_hint};
use crate::core::policy::{Delay, Tier};
use crate::core::report::StopReason;
use std::rc::Rc;

/// A wait that ends this much later than planned was slept through: a closed lid, a frozen tab.
const OVERSLEPT: f64 = 2000.0;

/// Machines that wake together must not call together: the first attempt is spread over this much.
const WAKING: f64 = 5000.0;

impl Call {
    /// Begins the wait before a retry: `chosen` by the caller, or by the policy.
    pub(super) fn retry(&mut self, chosen: Option<f64>, elapsed: f64, situation: &mut Situation) -> Step {
        let policy = Rc::clone(&self.policy);
        let Some(tier) = policy.tiers.get(self.tier) else { return self.finish(StopReason::Attempts) };
        let delay = match chosen {
            Some(delay) => bounded(delay, f64::INFINITY),
            None => match self.drawn(tier, self.retries, situation) {
                Some(delay) => delay,
                None => {
                    self.state = State::AskedDelay;
                    return Step::AskDelay { retry: self.retries, tier: self.tier };
                }
            },
        };
        self.wait(delay, false, elapsed, situation)
    }

    pub(super) fn on_delay(&mut self, delay: f64, elapsed: f64, situation: &mut Situation) -> Step {
        let jitter = self.policy.tiers.get(self.tier).map_or(Jitter::None, |tier| tier.jitter);
        let random = (situation.random)();
        let spread = jitter.spread(delay, delay, self.previous_wait, f64::INFINITY, random);
        self.retry(Some(spread), elapsed, situation)
    }

    /// Sends a request that was refused for its credentials, with new ones: at once, unless the server
    /// said when.
    pub(super) fn resend(&mut self, elapsed: f64, situation: &mut Situation) -> Step {
        match self.hint {
            // No retry, so it costs no token.
            Some(_) => self.wait(0.0, true, elapsed, situation),
            None => self.send(elapsed, situation),
        }
    }

    pub(super) fn wait_for_poll(&mut self, elapsed: f64, situation: &mut Situation) -> Step {
        let policy = Rc::clone(&self.policy);
        let pace = policy.until.as_ref().and_then(|until| self.drawn(&until.pace, self.polls, situation));
        self.wait(pace.unwrap_or_default(), true, elapsed, situation)
    }

    /// The wait before the retry of this number, before hints; `None` if the caller's function has to be
    /// asked.
    fn drawn(&self, tier: &Tier, number: u32, situation: &mut Situation) -> Option<f64> {
        let Delay::Backoff(backoff) = &tier.delay else { return None };
        let delay = backoff.base_delay(number);
        let random = (situation.random)();
        Some(tier.jitter.spread(delay, backoff.first(), self.previous_wait, backoff.cap, random))
    }

    fn wait(&mut self, delay: f64, poll: bool, elapsed: f64, situation: &mut Situation) -> Step {
        let room = self.room(elapsed, situation.request);
        let mut length = delay;
        if let (Some(hint), Some(hints)) = (self.hint, &self.policy.hints) {
            if hint > hints.cap {
                return self.finish(StopReason::HintTooLong);
            }
            let random = (situation.random)();
            let spread = if hints.spread { upward_of_hint(hint, random) } else { hint };
            // Near the deadline the spread shrinks to half of the time that is left, since the attempt
            // needs some too; the hint itself never shrinks.
            length = delay.max(spread.min(hint + (room - hint).max(0.0) * 0.5 * random.clamp(0.0, 1.0)));
        }
        if length >= room {
            return self.finish(StopReason::Deadline);
        }
        let shared = &mut situation.shared;
        if let Some(breaker) = &mut shared.breaker {
            let probe_in = breaker.probe_in(shared.now);
            // The attempt would find the circuit open.
            if probe_in > length {
                self.probe_in = Some(probe_in);
                return self.finish(StopReason::CircuitOpen);
            }
        }
        // Last of all: a token is not taken for a wait that does not begin.
        if let (Some(budget), Some(attempt), false) = (&mut shared.budget, self.attempts.last(), poll) {
            self.token =
                budget.withdraw(health::cost(&self.policy, attempt), shared.now - (elapsed - self.sent_at));
            if self.token.is_none() {
                return self.finish(StopReason::Budget);
            }
        }
        self.previous_wait = Some(delay);
        if let Some(last) = self.attempts.last_mut() {
            last.wait = Some(length);
        }
        self.state = State::Waiting { due: elapsed + length, length, respread: false };
        Step::Wait { milliseconds: length, tier: self.tier, poll }
    }

    pub(super) fn on_woke(
        &mut self,
        elapsed: f64,
        due: f64,
        length: f64,
        respread: bool,
        situation: &mut Situation,
    ) -> Step {
        let room = self.room(elapsed, situation.request);
        if elapsed - due > OVERSLEPT && !respread && room > 0.0 {
            let most = length.min(WAKING).min(room * 0.999);
            let milliseconds = Jitter::Full.spread(most, 0.0, None, most, (situation.random)());
            self.state = State::Waiting { due: elapsed + milliseconds, length, respread: true };
            return Step::Wait { milliseconds, tier: self.tier, poll: false };
        }
        self.send(elapsed, situation)
    }
}
