//! A policy in plain words: what is retried, the waits, the worst case.

use super::jitter::{Jitter, upward_of_hint};
use super::policy::{Delay, Idempotent, KeySource, Policy};
use super::status::StatusRange;
use super::text::{alternatives, push, push_duration, push_span, push_whole};

/// Waits are listed one by one up to here.
const LISTED: usize = 20;

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

/// What will happen, one sentence a line.
pub fn explain(policy: &Policy) -> String {
    let mut out = String::new();
    causes(&mut out, policy);
    requests(&mut out, policy);
    waits(&mut out, policy);
    hints(&mut out, policy);
    limits(&mut out, policy);
    key(&mut out, policy);
    worst_case(&mut out, policy);
    out
}

fn causes(out: &mut String, policy: &Policy) {
    let mut lead = "Retries after ";
    push_statuses(out, &mut lead, &policy.statuses.include);
    if policy.network_errors {
        push_next(out, &mut lead, "network errors");
    }
    if policy.timeouts {
        push_next(out, &mut lead, "timeouts");
    }
    if out.is_empty() {
        return push(out, "Retries nothing by itself.");
    }
    push_statuses(out, &mut ", but not ", &policy.statuses.except);
    push(out, if policy.asks_caller { ". shouldRetry has the last word." } else { "." });
}

fn requests(out: &mut String, policy: &Policy) {
    push(
        out,
        match policy.idempotent {
            Idempotent::Auto => {
                "\nOnly requests that are safe to repeat: GET, HEAD, OPTIONS, PUT, DELETE, or any with an idempotency key or a precondition."
            }
            Idempotent::Always => "\nAny request, since the policy says that repeating is safe.",
            Idempotent::Never => "\nNo request is repeated that the server may have acted on.",
        },
    );
    if policy.idempotent != Idempotent::Always && !policy.unprocessed.is_empty() {
        let mut lead = " After ";
        for status in &policy.unprocessed {
            push_statuses(out, &mut lead, &[StatusRange::one(*status)]);
        }
        push(out, " any method: the server did not act.");
    }
}

fn waits(out: &mut String, policy: &Policy) {
    let shortest = draw(policy, &mut || 0.0, Some(0.0));
    let longest = longest_waits(policy);
    let mut spans = shortest.iter().zip(&longest);
    let mut listed = 0;
    let mut lead = "\nWaits: ";
    'all: for (index, tier) in policy.tiers.iter().enumerate() {
        for retry in 0..tier.retries {
            if listed == LISTED {
                push(out, ", and so on");
                break 'all;
            }
            listed = listed.saturating_add(1);
            push_next(out, &mut lead, if index > 0 && retry == 0 { "then, in a later tier, " } else { "" });
            match (&tier.delay, spans.next()) {
                (Delay::Backoff(_), Some((shortest, longest))) => push_span(out, *shortest, *longest),
                _ => push(out, "as backoff() says"),
            }
        }
    }
    if listed == 0 {
        return push(out, "\nWaits: none, there are no retries.");
    }
    push(out, ".");
    if policy.tiers.iter().any(|tier| tier.jitter == Jitter::None && !matches!(tier.delay, Delay::Caller)) {
        push(out, " Without jitter, clients that fail together retry together.");
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
    push_limit(out, policy.attempt_timeout, "as long as it takes");
    push(out, "; the whole call ");
    push_limit(out, policy.deadline, "as long as it takes");
    let kept = policy.deadline.is_finite();
    push(out, if kept { ". A wait that would not end before that is not begun." } else { "." });
}

fn key(out: &mut String, policy: &Policy) {
    let Some(key) = &policy.idempotency_key else { return };
    let mut lead = "\n";
    for method in &key.methods {
        push_next(out, &mut lead, method);
    }
    push(out, " requests carry ");
    push(out, &key.header);
    push(
        out,
        match key.source {
            KeySource::Random => ": a random UUID",
            KeySource::Fixed(_) => ": a fixed text",
            KeySource::Caller => ": what key() returns",
        },
    );
    push(out, ", the same on every attempt of a call");
    if key.horizon.is_finite() {
        push(out, "; none is made later than ");
        push_duration(out, key.horizon);
        push(out, " after the first");
    }
    push(out, ".");
}

fn worst_case(out: &mut String, policy: &Policy) {
    let requests = policy.most_requests();
    // A server may ask for more than the backoff would wait, and the caller's functions for anything.
    let hinted = policy.hints.as_ref().map_or(0.0, |hints| match hints.spread {
        true => upward_of_hint(hints.cap, 1.0),
        false => hints.cap,
    });
    let asks = policy.asks_caller || policy.tiers.iter().any(|tier| matches!(tier.delay, Delay::Caller));
    let least = if asks { f64::INFINITY } else { hinted };
    let waits: f64 = longest_waits(policy).iter().map(|wait| wait.max(least)).sum();
    let longest = (waits + f64::from(requests) * policy.attempt_timeout).min(policy.deadline);
    push(out, "\nWorst case: ");
    push_whole(out, requests.into());
    push(out, if requests == 1 { " request, " } else { " requests, " });
    push_limit(out, longest, "no bound in time");
    push(out, " until the answer begins.");
}

/// Appends the next member of a list: after the words that lead to the list, or after a comma.
fn push_next(out: &mut String, lead: &mut &str, member: &str) {
    push(out, lead);
    push(out, member);
    *lead = ", ";
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

fn push_limit(out: &mut String, milliseconds: f64, unlimited: &str) {
    if milliseconds.is_finite() { push_duration(out, milliseconds) } else { push(out, unlimited) }
}
