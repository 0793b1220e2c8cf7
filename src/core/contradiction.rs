//! Options that are sensible alone and senseless together.
//!
//! Only written values can contradict each other: what is written wins over a default.

use super::field::{Field, Read};
use super::policy::{Delay, Idempotent, Policy};
use super::status::StatusSet;
use super::text;

/// Refuses a policy whose written options cannot all be meant.
pub fn check(policy: &Policy, written: &Field) -> Read<()> {
    let deadline = written.entry("deadline");
    if let (Some(field), Some(_)) = (written.entry("attemptTimeout"), &deadline)
        && policy.attempt_timeout > policy.deadline
        // `false` does not contradict: it leaves the attempt to the deadline.
        && policy.attempt_timeout.is_finite()
    {
        return field.refuse(&["no more than the deadline, ", &text::duration(policy.deadline)]);
    }
    if let (Some(field), Some(_)) = (written.entry("idempotencyKey"), written.entry("idempotent"))
        && policy.idempotent == Idempotent::Never
        && policy.idempotency_key.is_some()
    {
        return field.refuse(&["false, since idempotent: false forbids what a key is for"]);
    }
    if let (Some(field), Some(_)) = (written.entry("unprocessed"), written.entry("statuses")) {
        let excepted = StatusSet { include: policy.statuses.except.clone(), except: Vec::new() };
        if policy.unprocessed.iter().any(|status| excepted.contains(*status)) {
            return field.refuse(&["statuses that statuses.except does not exclude"]);
        }
    }
    match (deadline, written.entry("tiers")) {
        (Some(_), Some(tiers)) => reachable(policy, &tiers),
        _ => Ok(()),
    }
}

/// The first retry of every tier must be able to begin before the deadline. Jitter is left out: a
/// tier that only the luckiest draw reaches is not what was meant.
fn reachable(policy: &Policy, tiers: &Field) -> Read<()> {
    let mut waits = 0.0;
    let mut delays = policy.tiers.iter().map(|tier| (tier.retries, &tier.delay));
    let add = |waits: &mut f64, retries: std::ops::RangeInclusive<u32>, delay: &Delay| {
        if let Delay::Backoff(backoff) = delay {
            *waits += retries.map(|retry| backoff.base_delay(retry)).sum::<f64>();
        }
    };
    let mut before = delays.next();
    tiers.members("", &mut |member| {
        if let Some((retries, delay)) = before {
            add(&mut waits, 1..=retries, delay);
        }
        before = delays.next();
        let mut earliest = waits;
        if let Some((_, delay)) = before {
            add(&mut earliest, 1..=1, delay);
        }
        if earliest < policy.deadline {
            return Ok(());
        }
        member.refuse(&[
            "a tier that can be reached: its first retry comes after waits of ",
            &text::duration(earliest),
            ", the deadline is ",
            &text::duration(policy.deadline),
        ])
    })
}
