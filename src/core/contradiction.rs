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
        return field.refuse_with(&["no more than the deadline, ", &text::duration(policy.deadline)]);
    }
    if policy.idempotent == Idempotent::Never
        && policy.idempotency_key.is_some()
        && let Some(field) = written.entry("idempotencyKey")
    {
        return field.refuse("false, since idempotent: false forbids what a key is for");
    }
    if policy.unprocessed.iter().any(|status| status::covers(&policy.statuses.except, *status))
        && let Some(field) = written.entry("unprocessed")
    {
        return field.refuse("statuses that statuses.except does not exclude");
    }
    if let Some(breaker) = written.entry("breaker") {
        opens_for_others(policy, written, &breaker)?;
    }
    if let Some(until) = written.entry("until") {
        polled(policy, written, &until)?;
    }
    match written.entry("tiers") {
        Some(tiers) if written.has("deadline") => reachable(policy, &tiers),
        _ => Ok(()),
    }
}

/// A circuit says what many calls met: one call must not open it alone, or in the midst of its own
/// retries. And what it measures must fit between an attempt's start and its timeout.
fn opens_for_others(policy: &Policy, written: &Field, field: &Field) -> Read {
    let Some(breaker) = &policy.breaker else { return Ok(()) };
    let has_rate = breaker.failure_rate.min(breaker.slow_rate).is_finite();
    if written.has("retries") || written.has("tiers") {
        let requests = policy.most_requests();
        let count = text::whole(requests.into());
        match (field.entry("minimum"), field.entry("consecutive")) {
            (Some(field), _) if has_rate && breaker.minimum <= requests => {
                return field.refuse_with(&["more than the requests of one call, ", &count]);
            }
            (_, Some(field)) if (1..requests).contains(&breaker.consecutive) => {
                return field.refuse_with(&["no less than the requests of one call, ", &count]);
            }
            _ => {}
        }
    }
    let timeout = policy.attempt_timeout;
    if !written.has("attemptTimeout") || timeout.is_infinite() {
        return Ok(());
    }
    match (field.entry("window"), field.entry("slowCall")) {
        (Some(window), _) if has_rate && breaker.window < 2.0 * timeout => {
            window.refuse_with(&["no less than twice the attemptTimeout, ", &text::duration(2.0 * timeout)])
        }
        (_, Some(call)) if breaker.slow_rate.is_finite() && breaker.slow_call >= timeout => {
            call.refuse_with(&["less than the attemptTimeout, ", &text::duration(timeout)])
        }
        _ => Ok(()),
    }
}

/// A status is polled for or retried, not both, since polls are unbounded; and the second poll comes
/// before the deadline.
fn polled(policy: &Policy, written: &Field, field: &Field) -> Read {
    let Some(until) = &policy.until else { return Ok(()) };
    for status in &until.not {
        if written.has("statuses") && policy.statuses.contains(*status)
            || written.has("unprocessed") && policy.unprocessed.contains(status)
        {
            let allowed = ["statuses that are not retried, unlike ", &text::whole((*status).into())];
            return field.entry("not").as_ref().unwrap_or(field).refuse_with(&allowed);
        }
    }
    match (&until.pace.delay, field.entry("backoff")) {
        (Delay::Backoff(pace), Some(backoff))
            if written.has("deadline") && pace.first() >= policy.deadline =>
        {
            backoff.refuse_with(&[
                "a first wait that ends before the deadline, ",
                &text::duration(policy.deadline),
            ])
        }
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
                return member.refuse_with(&[
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
