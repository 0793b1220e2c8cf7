//! What calls share, in plain words: tokens, circuits, throttling.

use crate::core::policy::Policy;
use crate::core::text::{push, push_duration, push_number, push_percent, push_span};

/// What a retry costs, and who pays.
pub fn budget(out: &mut String, policy: &Policy) {
    let budget = &policy.budget;
    if budget.on == 0.0 {
        return push(out, "\nNo budget bounds the retries of many calls together.");
    }
    let (from, to) = (budget.from, budget.to);
    push(out, "\nCalls to one origin share retry tokens: ");
    if from < to {
        push_number(out, from);
        push(out, " to ");
    }
    push_number(out, to);
    push(out, " at first");
    if from + 1.0 < policy.most_requests().into() {
        push(out, ", too few for all retries of one call");
    }
    if budget.ratio.min(budget.cap) > 0.0 {
        push(out, "; a good answer earns ");
        push_number(out, budget.ratio);
        push(out, ", up to ");
        push_number(out, budget.cap);
        push(out, " more, so there are never more than ");
        push_number(out, to + budget.cap);
    } else {
        push(out, "; good answers earn none");
    }
    push(out, ". A retry that fails takes one; without a token, the call ends.");
    push(out, " One after a 429 is free");
    if policy.hints.on > 0.0 {
        push(out, ", and one that an origin in good health delayed by 1 s or more");
    }
    push(out, ".");
    let times_out = policy.timeouts > 1.0 || policy.statuses.contains(408) || policy.statuses.contains(504);
    if policy.timeouts != 1.0 && times_out {
        push(
            out,
            " Timeouts (408, 504, 524, 598 too) are retried only while the origin answers: once for each good answer, up to 30 s after it, and once before the first.",
        );
    }
}

/// What opens a circuit, and what follows.
pub fn breaker(out: &mut String, policy: &Policy) {
    let breaker = &policy.breaker;
    if breaker.on == 0.0 {
        return;
    }
    push(
        out,
        match breaker.key as u32 {
            0 => "\nThe circuit of an origin",
            1 => "\nThe circuit of the policy",
            _ => "\nThe circuit that key() names",
        },
    );
    let mut lead = " opens at ";
    if breaker.failure_rate.is_finite() {
        push_cause(out, &mut lead);
        push_percent(out, breaker.failure_rate);
        push(out, " failures");
    }
    if breaker.slow_rate.is_finite() {
        push_cause(out, &mut lead);
        push_percent(out, breaker.slow_rate);
        push(out, " calls above ");
        push_duration(out, breaker.slow_call);
    }
    if breaker.failure_rate.min(breaker.slow_rate).is_finite() {
        push(out, " (of ");
        push_number(out, breaker.minimum);
        push(out, " calls or more in ");
        push_duration(out, breaker.window);
        push(out, ")");
    }
    if breaker.consecutive > 0.0 {
        push_cause(out, &mut lead);
        push_number(out, breaker.consecutive);
        push(out, " failures in a row");
    }
    push(out, ". Calls then end at once; after ");
    let [first, last] = [1, u32::MAX].map(|time| policy.wait(&breaker.open, time));
    push_span(out, first, last);
    push(out, ", ");
    push_number(out, breaker.probes);
    push(out, if breaker.probes == 1.0 { " probe decides." } else { " probes decide." });
}

fn push_cause(out: &mut String, lead: &mut &str) {
    push(out, lead);
    *lead = " or ";
}

/// When attempts are refused for the server's sake.
pub fn throttle(out: &mut String, policy: &Policy) {
    let throttle = &policy.throttle;
    if throttle.on == 0.0 {
        return;
    }
    push(out, "\nUp to ");
    push_percent(out, throttle.cap);
    push(out, " of the attempts are not sent where an origin accepted less than 1 in ");
    push_number(out, throttle.k);
    push(out, " within ");
    push_duration(out, throttle.window);
    push(out, ".");
}
