//! What is done about an answer that is not good, or not there yet, in plain words.

use super::{members, push_codes};
use crate::core::policy::Policy;
use crate::core::text::{push, push_duration, push_span};

/// What is polled for.
pub fn until(out: &mut String, policy: &Policy) {
    let until = &policy.until;
    if until.on == 0.0 {
        return;
    }
    push_codes(out, "\nPolls while the status is ", &until.not);
    if until.asks > 0.0 {
        let any = members(&until.not).next().is_some();
        push(out, if any { " and" } else { "\nPolls" });
        push(out, " until done() says true");
    }
    let [first, last] = [1, u32::MAX].map(|poll| policy.wait(&until.pace, poll));
    push(out, ", after waits of ");
    let (shortest, _) = until.jitter.bounds(first, first, None, until.pace.cap);
    let (_, longest) = until.jitter.bounds(last, first, Some(last), until.pace.cap);
    push_span(out, shortest, longest);
    push(out, ". Polls are no retries: only the deadline bounds them.");
}

/// When credentials are renewed.
pub fn refresh(out: &mut String, policy: &Policy) {
    if policy.refreshes > 0.0 {
        push(out, "\nAfter 401, 403 refresh() is called, once in a call, and the request is sent again.");
    }
}

/// What is printed without a logger of the caller's.
pub fn log(out: &mut String, policy: &Policy) {
    if policy.logs == 1.0 {
        push(out, "\nFaults are printed on the console.");
    }
}

/// Where a second-best answer comes from.
pub fn fallback(out: &mut String, policy: &Policy) {
    let fallback = &policy.fallback;
    if fallback.on == 0.0 {
        return;
    }
    push(out, "\nWithout a good answer, ");
    if fallback.on > 1.0 {
        push(out, "fallback() is asked for one");
    } else {
        push(out, "the last good one is taken from the cache ");
        push(out, &policy.text(fallback.cache));
        push(out, ", if it is no older than ");
        push_duration(out, fallback.max_age);
    }
    if policy.deadline < f64::INFINITY {
        push(out, "; for that the last ");
        push_duration(out, policy.reserve());
        push(out, " before the deadline are kept");
    }
    push(out, ".");
}
