//! A policy in plain words: what is retried, the waits, the worst case.

mod recovery;
mod sharing;

use super::cells::Set;
use super::statuses::{has, members};
use super::{KeySource, Policy};
use crate::core::hint::names::WAITS;
use crate::core::jitter::upward_of_hint;
use crate::core::policy::cells::Spread;
use crate::core::policy::choices::retried::ALWAYS;
use crate::core::text::{alternatives, push, push_duration, push_next, push_span, push_whole};
use crate::core::verdict::is_idempotent;

/// So many different waits are listed.
const LISTED: u32 = 20;

/// For each retry, the most that the policy's own backoff can wait. Server hints may be longer.
/// Those of the caller's functions count as zero.
pub fn longest_waits(policy: &Policy) -> Vec<f64> {
    draw(policy, &mut || 1.0, Some(0.0))
}

/// The waits of a call whose every attempt fails without a hint, drawn with `random`. Waits of the
/// caller's functions are left out.
pub fn draw_waits(policy: &Policy, random: &mut dyn FnMut() -> f64) -> Vec<f64> {
    draw(policy, random, None)
}

fn draw(policy: &Policy, random: &mut dyn FnMut() -> f64, of_caller: Option<f64>) -> Vec<f64> {
    let mut waits = Vec::new();
    for tier in policy.tiers() {
        let mut previous = None;
        for retry in 1..=tier.retries as u32 {
            if !tier.pace.is_callers() {
                let [first, delay] = [1, retry].map(|retry| policy.wait(&tier.pace, retry));
                previous = Some(tier.jitter.spread(delay, first, previous, tier.pace.cap, random()));
            }
            waits.extend(previous.or(of_caller));
        }
    }
    waits
}

/// What will happen, one line for each part of the policy.
pub fn explain(policy: &Policy) -> String {
    let mut out = String::new();
    causes(&mut out, policy);
    requests(&mut out, policy);
    waits(&mut out, policy);
    hints(&mut out, policy);
    limits(&mut out, policy);
    recovery::until(&mut out, policy);
    recovery::refresh(&mut out, policy);
    sharing::budget(&mut out, policy);
    sharing::breaker(&mut out, policy);
    sharing::throttle(&mut out, policy);
    recovery::fallback(&mut out, policy);
    recovery::log(&mut out, policy);
    worst_case(&mut out, policy);
    out
}

fn causes(out: &mut String, policy: &Policy) {
    let mut lead = "Retries after ";
    push_statuses(out, &mut lead, &policy.statuses.include);
    if policy.network_errors > 0.0 {
        push_next(out, &mut lead, "network errors");
    }
    if policy.timeouts > 0.0 {
        push_next(out, &mut lead, "timeouts");
    }
    if out.is_empty() {
        return push(out, "Retries nothing by itself.");
    }
    push_statuses(out, &mut ", but not ", &policy.statuses.except);
    if policy.statuses.contains(413) {
        push(out, "; 413 only if the server says how long to wait");
    }
    push(out, ".");
    if policy.means > 0.0 {
        push(out, " statusOf says what a response means.");
    }
    if policy.asks > 0.0 {
        push(out, " shouldRetry has the last word.");
    }
}

fn requests(out: &mut String, policy: &Policy) {
    let is_keyed = policy.key.on > 0.0;
    let methods = if is_keyed { policy.texts(policy.key.methods) } else { Vec::new() };
    push(
        out,
        match policy.idempotent as u32 {
            0 => "\nRepeats no request that the server may have acted on",
            1 => "\nRepeats any request, since the policy says that this is safe",
            _ => "\nRepeats GET, HEAD, OPTIONS, PUT, DELETE",
        },
    );
    if policy.idempotent > ALWAYS {
        let mut lead = ", ";
        for method in &methods {
            if !is_idempotent(method) {
                push_next(out, &mut lead, method);
            }
        }
        push(out, ", and what else carries an idempotency key or a precondition");
    }
    if policy.idempotent != ALWAYS && members(&policy.unprocessed).next().is_some() {
        push_codes(out, "; after ", &policy.unprocessed);
        push(out, " any method, since the server did not act");
    }
    if policy.idempotent != ALWAYS && policy.network_errors.max(policy.timeouts) > 0.0 {
        push(out, "; if no connection was made and no redirect followed, any method");
    }
    push(out, ".");
    if is_keyed {
        carried(out, policy, &methods);
    }
}

fn carried(out: &mut String, policy: &Policy, methods: &[String]) {
    let mut lead = " ";
    for method in methods {
        push_next(out, &mut lead, method);
    }
    push(out, " requests carry ");
    push(out, &policy.text(policy.key.header));
    push(
        out,
        match policy.key_source() {
            KeySource::Random => ": a random UUID, the same on every attempt of a call",
            KeySource::Fixed(_) => ": a fixed text, the same for all calls",
            KeySource::Caller => ": what key() returns, the same on every attempt of a call",
        },
    );
    if policy.key.horizon.is_finite() {
        push(out, "; none is made later than ");
        push_duration(out, policy.key.horizon);
        push(out, " after the first");
    }
    push(out, ".");
}

fn waits(out: &mut String, policy: &Policy) {
    let shortest = draw(policy, &mut || 0.0, Some(0.0));
    let longest = longest_waits(policy);
    let mut spans = shortest.iter().zip(&longest);
    let mut said = None;
    let mut times: u32 = 1;
    let mut listed: u32 = 0;
    let mut lead = "\nWaits: ";
    'all: for (index, tier) in policy.tiers().enumerate() {
        for retry in 0..tier.retries as u32 {
            let span = spans.next();
            let is_later_tier = index > 0 && retry == 0;
            if span == said && !is_later_tier {
                times = times.saturating_add(1);
                continue;
            }
            push_times(out, &mut times);
            if listed == LISTED {
                push(out, ", and so on");
                break 'all;
            }
            listed = listed.saturating_add(1);
            said = span;
            push_next(out, &mut lead, if is_later_tier { "then, in a later tier, " } else { "" });
            match span {
                Some((shortest, longest)) if !tier.pace.is_callers() => push_span(out, *shortest, *longest),
                _ => push(out, "what backoff() says"),
            }
        }
    }
    push_times(out, &mut times);
    if listed == 0 {
        return push(out, "\nWaits: none, there are no retries.");
    }
    push(out, ".");
    if policy.tiers().any(|tier| tier.jitter.kind == Spread::NONE.kind && !tier.pace.is_callers()) {
        push(out, " Without jitter, clients that fail together retry together.");
    }
}

/// How often the wait that was said comes in a row, and starts to count anew.
fn push_times(out: &mut String, times: &mut u32) {
    if *times > 1 {
        push(out, " (");
        push_whole(out, (*times).into());
        push(out, " times)");
        *times = 1;
    }
}

fn hints(out: &mut String, policy: &Policy) {
    let hints = &policy.hints;
    if hints.on == 0.0 {
        return push(out, "\nThe server's hints how long to wait are ignored.");
    }
    let names = policy.texts(hints.headers);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    push(out, "\nThe server's hint (");
    push(out, &alternatives(if names.is_empty() { &WAITS } else { &names }));
    if names.is_empty() {
        push(out, "; on a 429 without them, rate limits that are used up");
    }
    push(out, ") is obeyed and never shortened");
    if hints.spread > 0.0 {
        push(out, ", but lengthened at random so that clients spread");
    }
    if hints.cap.is_finite() {
        push(out, "; one above ");
        push_duration(out, hints.cap);
        push(out, " ends the call");
    }
    push(out, ".");
}

fn limits(out: &mut String, policy: &Policy) {
    push(out, "\nOne attempt waits for response headers ");
    push_limit(out, policy.attempt_timeout.min(policy.deadline), "as long as it takes");
    push(out, "; the whole call ");
    push_limit(out, policy.deadline, "as long as it takes");
    let kept = policy.deadline.is_finite();
    push(out, if kept { ". A wait that would not end before that is not begun." } else { "." });
}

fn worst_case(out: &mut String, policy: &Policy) {
    let refreshes = policy.refreshes > 0.0;
    let polls = policy.until.on > 0.0;
    let requests = policy.most_requests().saturating_add(refreshes.into());
    // A server may ask for more than the backoff would wait, and the caller's functions for anything.
    let hints = &policy.hints;
    let hinted = match hints {
        hints if hints.on == 0.0 => 0.0,
        hints if hints.spread > 0.0 => upward_of_hint(hints.cap, 1.0),
        hints => hints.cap,
    };
    let asks = policy.asks > 0.0 || policy.tiers().any(|tier| tier.pace.is_callers());
    let least = if asks { f64::INFINITY } else { hinted };
    // Where a hint cannot be read, jitter adds what it would have taken off.
    let unreadable = if hints.on > 0.0 { 1.0 } else { 0.0 };
    let shortest = draw(policy, &mut || 0.0, Some(0.0));
    let longest = longest_waits(policy);
    let of_one = |(longest, shortest): (&f64, &f64)| (longest + (longest - shortest) * unreadable).max(least);
    let waits: f64 = longest.iter().zip(&shortest).map(of_one).sum();
    // Neither polls nor the renewal of credentials have an end of their own.
    let endless = if refreshes || polls { f64::INFINITY } else { 0.0 };
    let longest = (waits + endless + f64::from(requests) * policy.attempt_timeout).min(policy.deadline);
    push(out, "\nWorst case: ");
    push_whole(out, requests.into());
    push(out, if requests == 1 { " request" } else { " requests" });
    push(out, if polls { " and the polls, " } else { ", " });
    push_limit(out, longest, "no bound in time");
    push(out, " until the answer begins.");
}

/// Appends whole classes of statuses, then single ones.
fn push_statuses(out: &mut String, lead: &mut &str, set: &Set) {
    let is_whole = |status: u16| {
        (0..100).all(|place| has(set, (status / 100).saturating_mul(100).saturating_add(place)))
    };
    for digit in 1u16..6 {
        if is_whole(digit.saturating_mul(100)) {
            push_next(out, lead, "");
            push_whole(out, digit.into());
            push(out, "xx");
        }
    }
    for status in members(set).filter(|status| !is_whole(*status)) {
        push_next(out, lead, "");
        push_whole(out, status.into());
    }
}

/// Appends statuses after the words that lead to them; nothing where there are none.
fn push_codes(out: &mut String, mut lead: &str, statuses: &Set) {
    for status in members(statuses) {
        push_next(out, &mut lead, "");
        push_whole(out, status.into());
    }
}

fn push_limit(out: &mut String, milliseconds: f64, unlimited: &str) {
    if milliseconds.is_finite() { push_duration(out, milliseconds) } else { push(out, unlimited) }
}
