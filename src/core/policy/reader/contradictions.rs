//! Options that are sensible alone and senseless together.
//!
//! Only what is written can contradict; what is not written gives way.

use super::{Read, Reader};
use crate::cell;
use crate::core::text;
use crate::core::value::Value;
use crate::option;

impl Reader<'_> {
    /// What is not written gives way to the retries that are: a lone call that meets nothing but rejections has the credit for
    /// all of them, and its own failures do not open its circuit.
    pub(super) fn give_way(&mut self) {
        let requests = f64::from(self.draft.requests());
        let credit = self.draft.get(cell!(Cells, budget.from));
        // Who draws the credit means it to be scarce.
        let is_drawn = credit != self.draft.get(cell!(Cells, budget.to));
        if !self.has(option!(Budget, "initial")) && !is_drawn && credit < requests - 1.0 {
            self.draft.set(cell!(Cells, budget.from), requests - 1.0);
            self.draft.set(cell!(Cells, budget.to), requests - 1.0);
        }
        let minimum = self.draft.get(cell!(Cells, breaker.minimum));
        if !self.has(option!(CircuitBreaker, "minimum")) && minimum <= requests {
            self.draft.set(cell!(Cells, breaker.minimum), requests + 1.0);
        }
    }

    pub(super) fn contradictions(&self) -> Read {
        let deadline = self.written(option!(Policy, "deadline"), cell!(Cells, deadline));
        // `false` does not contradict: it leaves the attempt to the deadline.
        let timeout = self
            .written(option!(Policy, "attemptTimeout"), cell!(Cells, attempt_timeout))
            .filter(|timeout| timeout.is_finite());
        if let (Some(timeout), Some(deadline)) = (timeout, deadline)
            && timeout > deadline
        {
            let allowed = ["no more than the deadline, ", &text::duration(deadline)];
            self.clash(option!(Policy, "attemptTimeout"), &allowed)?;
        }
        if !self.draft.is_on(cell!(Cells, idempotent)) && self.draft.is_on(cell!(Cells, key.on)) {
            let allowed = "false, since idempotent: false forbids what a key is for";
            self.clash(option!(Policy, "idempotencyKey"), &[allowed])?;
        }
        let unprocessed = self.draft.statuses(cell!(Cells, unprocessed));
        if self.has(option!(Statuses, "except"))
            && unprocessed.iter().any(|status| self.draft.contains(cell!(Cells, statuses.except), *status))
        {
            self.clash(option!(Policy, "unprocessed"), &["statuses that statuses.except does not exclude"])?;
        }
        self.opens_for_others(timeout)?;
        self.polled(deadline)?;
        match deadline {
            Some(deadline) => self.reachable(deadline),
            None => Ok(()),
        }
    }

    /// The number of a cell, if its option is written.
    fn written(&self, option: usize, cell: usize) -> Option<f64> {
        self.has(option).then(|| self.draft.get(cell))
    }

    /// A circuit says what many calls met: one call must not open it alone, or in the midst of its own retries. And what it
    /// measures must fit between an attempt's start and its timeout.
    fn opens_for_others(&self, timeout: Option<f64>) -> Read {
        let is_slow = self.draft.get(cell!(Cells, breaker.slow_rate)).is_finite();
        let has_rate = is_slow || self.draft.get(cell!(Cells, breaker.failure_rate)).is_finite();
        if self.has(option!(Policy, "retries")) || self.has(option!(Policy, "tiers")) {
            let requests = self.draft.requests();
            let count = text::whole(requests.into());
            if has_rate && self.draft.get(cell!(Cells, breaker.minimum)) <= f64::from(requests) {
                let allowed = ["more than the requests of one call, ", &count];
                self.clash(option!(CircuitBreaker, "minimum"), &allowed)?;
            }
            let consecutive = self.draft.get(cell!(Cells, breaker.consecutive));
            if consecutive > 0.0 && consecutive < f64::from(requests) {
                let allowed = ["no less than the requests of one call, ", &count];
                self.clash(option!(CircuitBreaker, "consecutive"), &allowed)?;
            }
        }
        let Some(timeout) = timeout else { return Ok(()) };
        if has_rate && self.draft.get(cell!(Cells, breaker.window)) < 2.0 * timeout {
            let allowed = ["no less than twice the attemptTimeout, ", &text::duration(2.0 * timeout)];
            self.clash(option!(CircuitBreaker, "window"), &allowed)?;
        }
        if is_slow && self.draft.get(cell!(Cells, breaker.slow_call)) >= timeout {
            let allowed = ["less than the attemptTimeout, ", &text::duration(timeout)];
            self.clash(option!(CircuitBreaker, "slowCall"), &allowed)?;
        }
        Ok(())
    }

    /// A status is polled for or retried, not both, since polls are unbounded; and the second poll comes before the deadline.
    fn polled(&self, deadline: Option<f64>) -> Read {
        let has_statuses = self.has(option!(Policy, "statuses"));
        let has_unprocessed = self.has(option!(Policy, "unprocessed"));
        for status in self.draft.statuses(cell!(Cells, until.not)) {
            if has_statuses && self.is_retried(status)
                || has_unprocessed && self.draft.contains(cell!(Cells, unprocessed), status)
            {
                let allowed = ["statuses that are not retried, unlike ", &text::whole(status.into())];
                self.clash(option!(Until, "not"), &allowed)?;
                self.clash(option!(Policy, "until"), &allowed)?;
            }
        }
        match deadline {
            Some(deadline) if self.draft.wait(cell!(Cells, until.pace), 1) >= deadline => {
                let allowed = ["a first wait that ends before the deadline, ", &text::duration(deadline)];
                self.clash(option!(Until, "backoff"), &allowed)
            }
            _ => Ok(()),
        }
    }

    /// The first retry of every tier must be able to begin before the deadline. Jitter is left out: a tier that only the
    /// luckiest draw reaches is not what was meant.
    fn reachable(&self, deadline: f64) -> Read {
        let Some(tiers) = self.seen(option!(Policy, "tiers")) else { return Ok(()) };
        let Value::List(written) = tiers.value else { return Ok(()) };
        let mut waits = self.waits_of(cell!(Cells, first), 1);
        for (index, (tier, value)) in self.draft.later_tiers().zip(written).enumerate() {
            let first = waits + self.draft.wait(tier.saturating_add(cell!(Tier, pace)), 1);
            if first >= deadline {
                return tiers.member(index, value).refuse(&[
                    "a tier that can be reached: its first retry comes after waits of ",
                    &text::duration(first),
                    ", the deadline is ",
                    &text::duration(deadline),
                ]);
            }
            waits = self.waits_of_from(first, tier, 2);
        }
        Ok(())
    }

    fn waits_of(&self, tier: usize, from: u32) -> f64 {
        self.waits_of_from(0.0, tier, from)
    }

    /// The waits of a tier from this retry on, added to those before them.
    fn waits_of_from(&self, before: f64, tier: usize, from: u32) -> f64 {
        let retries = self.draft.get(tier.saturating_add(cell!(Tier, retries))) as u32;
        let pace = tier.saturating_add(cell!(Tier, pace));
        (from..=retries).fold(before, |sum, retry| sum + self.draft.wait(pace, retry))
    }
}
