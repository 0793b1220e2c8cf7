//! A policy in plain words: what is retried, the waits, the worst case.

use super::explain_recovery;
use super::explain_sharing;
use super::jitter::{Jitter, upward_of_hint};
use super::policy::{Delay, Idempotent, KeyPolicy, KeySource, Policy, Timeouts};
use super::status::StatusRange;
use super::text::{alternatives, push, push_duration, push_next, push_span, push_whole};
use super::verdict::is_idempotent;

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
    for tier in &policy.tiers {
        let mut previous = None;
        for retry in 1..=tier.retries {
            if let Delay::Backoff(backoff) = &tier.delay {
                let delay = backoff.base_delay(retry);
                previous = Some(tier.jitter.spread(delay, backoff.first(), previous, backoff.cap, random()));
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
    explain_recovery::until(&mut out, policy);
    explain_recovery::refresh(&mut out, policy);
    explain_sharing::budget(&mut out, policy);
    explain_sharing::breaker(&mut out, policy);
    explain_sharing::throttle(&mut out, policy);
    explain_recovery::fallback(&mut out, policy);
    explain_recovery::log(&mut out, policy);
    worst_case(&mut out, policy);
    out
}

fn causes(out: &mut String, policy: &Policy) {
    let mut lead = "Retries after ";
    push_statuses(out, &mut lead, &policy.statuses.include);
    if policy.network_errors {
        push_next(out, &mut lead, "network errors");
    }
    if policy.timeouts != Timeouts::Never {
        push_next(out, &mut lead, "timeouts");
    }
    if out.is_empty() {
        return push(out, "Retries nothing by itself.");
    }
    push_statuses(out, &mut ", but not ", &policy.statuses.except);
    if policy.statuses.contains(413) {
        push(out, "; 413 only if the server says how long to wait");
    }
    push(out, if policy.asks_caller { ". shouldRetry has the last word." } else { "." });
}

fn requests(out: &mut String, policy: &Policy) {
    let key = policy.idempotency_key.as_ref();
    push(
        out,
        match policy.idempotent {
            Idempotent::Auto => "\nRepeats GET, HEAD, OPTIONS, PUT, DELETE",
            Idempotent::Always => "\nRepeats any request, since the policy says that this is safe",
            Idempotent::Never => "\nRepeats no request that the server may have acted on",
        },
    );
    if policy.idempotent == Idempotent::Auto {
        let mut lead = ", ";
        for method in key.map_or(&[][..], |key| &key.methods) {
            if !is_idempotent(method) {
                push_next(out, &mut lead, method);
            }
        }
        push(out, ", and what else carries an idempotency key or a precondition");
    }
    if policy.idempotent != Idempotent::Always && !policy.unprocessed.is_empty() {
        push_codes(out, "; after ", &policy.unprocessed);
        push(out, " any method, since the server did not act");
    }
    push(out, ".");
    if let Some(key) = key {
        carried(out, key);
    }
}

fn carried(out: &mut String, key: &KeyPolicy) {
    let mut lead = " ";
    for method in &key.methods {
        push_next(out, &mut lead, method);
    }
    push(out, " requests carry ");
    push(out, &key.header);
    push(
        out,
        match key.source {
            KeySource::Random => ": a random UUID, the same on every attempt of a call",
            KeySource::Fixed(_) => ": a fixed text, the same for all calls",
            KeySource::Caller => ": what key() returns, the same on every attempt of a call",
        },
    );
    if key.horizon.is_finite() {
        push(out, "; none is made later than ");
        push_duration(out, key.horizon);
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
    'all: for (index, tier) in policy.tiers.iter().enumerate() {
        for retry in 0..tier.retries {
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
            match (span, &tier.delay) {
                (Some((shortest, longest)), Delay::Backoff(_)) => push_span(out, *shortest, *longest),
                _ => push(out, "what backoff() says"),
            }
        }
    }
    push_times(out, &mut times);
    if listed == 0 {
        return push(out, "\nWaits: none, there are no retries.");
    }
    push(out, ".");
    if policy.tiers.iter().any(|tier| tier.jitter == Jitter::None && !matches!(tier.delay, Delay::Caller)) {
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
    let Some(hints) = &policy.hints else {
        return push(out, "\nThe server's hints how long to wait are ignored.");
    };
    let names: Vec<&str> = hints.headers.iter().map(String::as_str).collect();
    push(out, "\nThe server's hint (");
    push(out, &alternatives(&names));
    push(out, ") is obeyed and never shortened");
    if hints.spread {
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
    let requests = policy.most_requests().saturating_add(policy.refreshes.into());
    // A server may ask for more than the backoff would wait, and the caller's functions for anything.
    let hinted = policy.hints.as_ref().map_or(0.0, |hints| match hints.spread {
        true => upward_of_hint(hints.cap, 1.0),
        false => hints.cap,
    });
    let asks = policy.asks_caller || policy.tiers.iter().any(|tier| matches!(tier.delay, Delay::Caller));
    let least = if asks { f64::INFINITY } else { hinted };
    let waits: f64 = longest_waits(policy).iter().map(|wait| wait.max(least)).sum();
    // Neither polls nor the renewal of credentials have an end of their own.
    let endless = if policy.refreshes || policy.until.is_some() { f64::INFINITY } else { 0.0 };
    let longest = (waits + endless + f64::from(requests) * policy.attempt_timeout).min(policy.deadline);
    push(out, "\nWorst case: ");
    push_whole(out, requests.into());
    push(out, if requests == 1 { " request" } else { " requests" });
    push(out, if policy.until.is_some() { " and the polls, " } else { ", " });
    push_limit(out, longest, "no bound in time");
    push(out, " until the answer begins.");
}

fn push_statuses(out: &mut String, lead: &mut &str, ranges: &[StatusRange]) {
    for range in ranges {
        push_next(out, lead, "");
        if range.first == range.last {
            push_whole(out, range.first.into());
        } else {
            push_whole(out, (range.first / 100).into());
            push(out, "xx");
        }
    }
}

/// Appends statuses after the words that lead to them; nothing where there are none.
pub(super) fn push_codes(out: &mut String, mut lead: &str, statuses: &[u16]) {
    for status in statuses {
        push_next(out, &mut lead, "");
        push_whole(out, (*status).into());
    }
}

fn push_limit(out: &mut String, milliseconds: f64, unlimited: &str) {
    if milliseconds.is_finite() { push_duration(out, milliseconds) } else { push(out, unlimited) }
}
