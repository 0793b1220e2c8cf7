//! Options that are sensible alone and senseless together.
//!
//! Only written values can contradict each other: what is written wins over a default.

use super::field::{Field, Read};
use super::policy::{Delay, Idempotent, Policy};
use super::status;
use super::text;

/// Refuses a policy whose written options cannot all be meant.
pub fn check(policy: &Policy, written: &Field) -> Read {
    // `false` does not contradict: it leaves the attempt to the deadline.
    if policy.attempt_timeout > policy.deadline
        && policy.attempt_timeout.is_finite()
        && written.has("deadline")
        && let Some(field) = written.entry("attemptTimeout")
    {
        return field.refuse(&["no more than the deadline, ", &text::duration(policy.deadline)]);
    }
    if policy.idempotent == Idempotent::Never
        && policy.idempotency_key.is_some()
        && let Some(field) = written.entry("idempotencyKey")
    {
        return field.refuse(&["false, since idempotent: false forbids what a key is for"]);
    }
    if policy.unprocessed.iter().any(|status| status::covers(&policy.statuses.except, *status))
        && let Some(field) = written.entry("unprocessed")
    {
        return field.refuse(&["statuses that statuses.except does not exclude"]);
    }
    match written.entry("tiers") {
        Some(tiers) if written.has("deadline") => reachable(policy, &tiers),
        _ => Ok(()),
    }
}

/// The first retry of every tier must be able to begin before the deadline. Jitter is left out: a
/// tier that only the luckiest draw reaches is not what was meant.
fn reachable(policy: &Policy, tiers: &Field) -> Read {
    let mut waits = 0.0;
    for (index, tier) in policy.tiers.iter().enumerate() {
        let mut first = true;
        for retry in 1..=tier.retries {
            if let Delay::Backoff(backoff) = &tier.delay {
                waits += backoff.base_delay(retry);
            }
            // The first tier is not one of `tiers`.
            let written = index.checked_sub(1).and_then(|index| tiers.member(index));
            if let (true, Some(member)) = (first && waits >= policy.deadline, written) {
                return member.refuse(&[
                    "a tier that can be reached: its first retry comes after waits of ",
                    &text::duration(waits),
                    ", the deadline is ",
                    &text::duration(policy.deadline),
                ]);
            }
            first = false;
        }
    }
    Ok(())
}
