//! What is looked at when an option has been read.

use super::place::Place;
use super::{Read, Reader, rows};
use crate::cell;
use crate::core::policy::choices::backoff::{CALLER, EXPONENTIAL, LINEAR, LIST};
use crate::core::policy::choices::jitter::PROPORTIONAL;
use crate::core::policy::presets::{AFRESH, PRESETS, SAME_WAIT};
use crate::core::policy::table::{Check, Group, Rule, forms};
use crate::core::text;
use crate::core::value::Value;
use crate::option;

/// What belongs to some types of backoff only: the option, whether it is one of this type's, and how a refusal puts it.
type Owner = (usize, fn(u8) -> bool, &'static str);
const OWNERS: [Owner; 5] = [
    (option!(Backoff, "factor"), |kind| kind == EXPONENTIAL, "nothing: it belongs to the type exponential"),
    (option!(Backoff, "step"), |kind| kind == LINEAR, "nothing: it belongs to the type linear"),
    (option!(Backoff, "list"), |kind| kind == LIST, "nothing: it belongs to the type list"),
    (option!(Backoff, "base"), |kind| kind != LIST, COMPUTED),
    (option!(Backoff, "cap"), |kind| kind != LIST, COMPUTED),
];
const COMPUTED: &str = "nothing: it belongs to the types that compute their waits";

impl<'a> Reader<'a> {
    pub(super) fn check(
        &mut self,
        rule: &Rule,
        row: usize,
        place: &Place<'a>,
        cell: usize,
        form: u8,
    ) -> Read {
        match rule.check {
            Check::Nothing | Check::Jitter | Check::Tiers => Ok(()),
            Check::Preset => {
                let number = self.draft.get(cell) as usize;
                if let Some(changes) = PRESETS.get(number) {
                    self.draft.apply(changes, 0);
                }
                Ok(())
            }
            Check::Backoff if form == forms::FUNCTION => {
                self.draft.set(cell.saturating_add(cell!(Pace, kind)), f64::from(CALLER));
                // A wait that the caller computes is taken as it is, unless jitter is asked for.
                let jitter = const { cell!(Tier, jitter.kind) - cell!(Tier, pace) };
                self.draft.set(cell.saturating_add(jitter), 0.0);
                Ok(())
            }
            Check::Backoff => self.backoff(place, cell),
            Check::Pace => self.pace(place, cell, form),
            Check::Spread => {
                let option = row.saturating_sub(rows(Group::Jitter).start);
                let kind = cell.saturating_sub(const { cell!(Spread, a) - cell!(Spread, kind) });
                self.draft.set(kind, option.saturating_add(PROPORTIONAL.into()) as f64);
                Ok(())
            }
            Check::Statuses => {
                if !self.has(option!(Statuses, "except")) {
                    self.draft.clear(cell!(Cells, statuses.except));
                }
                // They win over a preset's word on what the server leaves undone.
                for status in self.draft.statuses(cell!(Cells, unprocessed)) {
                    if !self.is_retried(status) {
                        self.draft.remove(cell!(Cells, unprocessed), status);
                    }
                }
                Ok(())
            }
            Check::Budget if form == forms::OBJECT => self.budget(place),
            Check::Breaker if form == forms::OBJECT => self.breaker(),
            Check::Until if form != forms::FALSE => self.until(place, cell, form),
            Check::Budget | Check::Breaker | Check::Until => Ok(()),
        }
    }

    /// Is it one of the statuses to retry, and not excepted?
    pub(super) fn is_retried(&self, status: u16) -> bool {
        self.draft.contains(cell!(Cells, statuses.include), status)
            && !self.draft.contains(cell!(Cells, statuses.except), status)
    }

    /// Before a jitter is read: an object says exactly one thing, and nothing is left of what was there.
    pub(super) fn jitter(&mut self, rule: &Rule, place: &Place<'a>, cell: usize) -> Read {
        self.draft.set(cell.saturating_add(cell!(Spread, a)), 0.0);
        self.draft.set(cell.saturating_add(cell!(Spread, b)), 0.0);
        match place.value {
            Value::Map(entries) if entries.len() != 1 => place.refuse_option(rule),
            _ => Ok(()),
        }
    }

    /// Before a backoff is read: another type starts afresh; the same type keeps what is not written. A list says the type by
    /// itself.
    pub(super) fn type_of_backoff(&mut self, base: usize) -> Read {
        let kind = base.saturating_add(cell!(Pace, kind));
        let before = self.draft.get(kind);
        if self.has(option!(Backoff, "list")) {
            self.draft.set(kind, f64::from(LIST));
        }
        if let Some(place) = self.seen(option!(Backoff, "type")).cloned() {
            self.option(option!(Backoff, "type"), &place, base)?;
        }
        if self.draft.get(kind) != before {
            self.draft.apply(AFRESH, base);
        }
        Ok(())
    }

    fn backoff(&mut self, place: &Place<'a>, cell: usize) -> Read {
        let kind = self.draft.get(cell.saturating_add(cell!(Pace, kind))) as u8;
        for (option, is_its, allowed) in OWNERS {
            if !is_its(kind) {
                self.clash(option, &[allowed])?;
            }
        }
        if kind == LIST && self.draft.list(cell.saturating_add(cell!(Pace, list))).is_empty() {
            return place.refuse(&["an object with list, since its type is list"]);
        }
        let base = self.draft.get(cell.saturating_add(cell!(Pace, base)));
        if self.draft.get(cell.saturating_add(cell!(Pace, cap))) < base {
            if self.has(option!(Backoff, "base")) {
                self.clash(option!(Backoff, "cap"), &["no less than base, ", &text::duration(base)])?;
            }
            if !self.has(option!(Backoff, "cap")) {
                self.draft.set(cell.saturating_add(cell!(Pace, cap)), base);
            }
        }
        if !self.has(option!(Backoff, "step")) {
            self.draft.set(cell.saturating_add(cell!(Pace, step)), base);
        }
        Ok(())
    }

    /// What goes on without a bound of its own would be a storm without a wait.
    fn pace(&mut self, place: &Place<'a>, cell: usize, form: u8) -> Read {
        if form == forms::OBJECT {
            self.backoff(place, cell)?;
        } else {
            // A duration: the same wait each time. The option's cell is the first of the pace.
            let wait = self.draft.get(cell);
            self.draft.apply(SAME_WAIT, cell);
            self.draft.set(cell.saturating_add(cell!(Pace, base)), wait);
            self.draft.set(cell.saturating_add(cell!(Pace, step)), wait);
        }
        let listed = self.draft.list(cell.saturating_add(cell!(Pace, list))).len().max(1);
        if (1..=listed).any(|retry| self.draft.wait(cell, retry as u32) <= 0.0) {
            return place.refuse(&["an object whose waits are above 0"]);
        }
        Ok(())
    }

    fn budget(&self, place: &Place<'a>) -> Read {
        let ratio = self.draft.get(cell!(Cells, budget.ratio));
        let earned = if ratio > 0.0 { self.draft.get(cell!(Cells, budget.cap)) } else { 0.0 };
        if self.draft.get(cell!(Cells, budget.to)) + earned < 1.0 {
            return place.refuse(&[
                "enough of initial, or of ratio and cap, to make the whole token that a retry takes",
            ]);
        }
        Ok(())
    }

    fn breaker(&self) -> Read {
        if self.draft.get(cell!(Cells, breaker.slow_rate)).is_finite() {
            return Ok(());
        }
        let by_failures = self.draft.get(cell!(Cells, breaker.failure_rate)).is_finite()
            || self.draft.is_on(cell!(Cells, breaker.consecutive));
        if !by_failures {
            self.clash(
                option!(CircuitBreaker, "failureRate"),
                &["a number above 0 and up to 1, unless slowRate or consecutive has one: it would never open"],
            )?;
        }
        if self.has(option!(CircuitBreaker, "slowRate")) {
            return Ok(());
        }
        self.clash(
            option!(CircuitBreaker, "slowCall"),
            &["nothing without slowRate, the share of slow calls at which it opens"],
        )
    }

    fn until(&mut self, place: &Place<'a>, cell: usize, form: u8) -> Read {
        match form {
            forms::FUNCTION => self.draft.set(cell!(Cells, until.asks), 2.0),
            forms::SCALAR => {
                let status = if self.draft.get(cell) == 1.0 { 404 } else { 202 };
                self.draft.add(cell!(Cells, until.not), status);
            }
            _ => {}
        }
        self.draft.set(cell, 1.0);
        let waits = !self.draft.statuses(cell!(Cells, until.not)).is_empty();
        if waits || self.draft.is_on(cell!(Cells, until.asks)) {
            return Ok(());
        }
        place.refuse(&["an object with not or done: what is waited for"])
    }

    /// Refuses an option if it is written.
    pub(super) fn clash(&self, option: usize, allowed: &[&str]) -> Read {
        self.seen(option).map_or(Ok(()), |place| place.refuse(allowed))
    }
}
