//! What is done about an answer that is not good, or not there yet, in plain words.

use super::explain::push_codes;
use super::policy::{Delay, Fallback, Policy};
use super::text::{push, push_duration, push_span};

/// What is polled for.
pub fn until(out: &mut String, policy: &Policy) {
    let Some(until) = &policy.until else { return };
    push_codes(out, "\nPolls while the status is ", &until.not);
    if until.asks_caller {
        push(out, if until.not.is_empty() { "\nPolls" } else { " and" });
        push(out, " until done() says true");
    }
    if let Delay::Backoff(pace) = &until.pace.delay {
        let (jitter, first, cap) = (until.pace.jitter, pace.first(), pace.cap);
        let last = pace.base_delay(u32::MAX);
        push(out, ", after waits of ");
        let (shortest, _) = jitter.bounds(first, first, None, cap);
        let (_, longest) = jitter.bounds(last, first, Some(last), cap);
        push_span(out, shortest, longest);
    }
    push(out, ". Polls are no retries: only the deadline bounds them.");
}

/// When credentials are renewed.
pub fn refresh(out: &mut String, policy: &Policy) {
    if policy.refreshes {
        push(out, "\nAfter 401, 403 refresh() is called, once in a call, and the request is sent again.");
    }
}

/// What is printed without a logger of the caller's.
pub fn log(out: &mut String, policy: &Policy) {
    if policy.prints_faults {
        push(out, "\nFaults are printed on the console.");
    }
}

/// Where a second-best answer comes from.
pub fn fallback(out: &mut String, policy: &Policy) {
    let Some(fallback) = &policy.fallback else { return };
    push(out, "\nWithout a good answer, ");
    match fallback {
        Fallback::Caller => push(out, "fallback() is asked for one."),
        Fallback::Cache { name, max_age } => {
            push(out, "the last good one is taken from the cache ");
            push(out, name);
            push(out, ", if it is no older than ");
            push_duration(out, *max_age);
            push(out, ".");
        }
    }
}
