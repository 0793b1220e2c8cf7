//! A policy in plain words: what is retried, the waits, the worst case.

use super::jitter::Jitter;
use super::policy::{Delay, Idempotent, KeySource, Policy};
use super::status::StatusRange;
use super::text::{alternatives, duration, whole};

/// Waits are listed one by one up to here; more are summed up.
const LISTED: usize = 20;

/// For each retry, the most that the policy's own backoff can wait. Server hints may be longer.
pub fn longest_waits(policy: &Policy) -> Vec<f64> {
    bounds(policy).map(|(_, longest)| longest).collect()
}

/// For each retry of each tier: what it can wait. Waits of the caller's functions count as zero.
fn bounds(policy: &Policy) -> impl Iterator<Item = (f64, f64)> + '_ {
    policy.tiers.iter().flat_map(|tier| {
        let mut longest_before = None;
        (1..=tier.retries).map(move |retry| {
            let Delay::Backoff(backoff) = &tier.delay else { return (0.0, 0.0) };
            let delay = backoff.base_delay(retry);
            let (least, longest) = tier.jitter.bounds(delay, backoff.first(), longest_before, backoff.cap);
            longest_before = Some(longest);
            (least, longest)
        })
    })
}

/// The waits of a call whose every attempt fails without a hint, drawn with `random`.
pub fn draw_waits(policy: &Policy, random: &mut dyn FnMut() -> f64) -> Vec<f64> {
    let mut waits = Vec::new();
    for tier in &policy.tiers {
        let Delay::Backoff(backoff) = &tier.delay else { continue };
        let mut previous = None;
        for retry in 1..=tier.retries {
            let delay = backoff.base_delay(retry);
            let wait = tier.jitter.spread(delay, backoff.first(), previous, backoff.cap, random());
            previous = Some(wait);
            waits.push(wait);
        }
    }
    waits
}

/// What will happen, one sentence a line.
pub fn explain(policy: &Policy) -> String {
    let lines = [
        what_is_retried(policy),
        which_requests(policy),
        waits(policy),
        hints(policy),
        limits(policy),
        key(policy),
        worst_case(policy),
    ];
    let mut out = String::new();
    for line in lines.iter().filter(|line| !line.is_empty()) {
        out.push_str(line);
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out
}

fn what_is_retried(policy: &Policy) -> String {
    let mut causes: Vec<String> = policy.statuses.include.iter().map(range).collect();
    for (on, name) in [(policy.network_errors, "network errors"), (policy.timeouts, "timeouts")] {
        if on {
            causes.push(name.into());
        }
    }
    if causes.is_empty() {
        return "Retries nothing by itself.".into();
    }
    let mut out = ["Retries after ", &join(&causes)].concat();
    if !policy.statuses.except.is_empty() {
        let holes: Vec<String> = policy.statuses.except.iter().map(range).collect();
        out.push_str(", but not ");
        out.push_str(&join(&holes));
    }
    out.push('.');
    if policy.asks_caller {
        out.push_str(" shouldRetry has the last word.");
    }
    out
}

fn which_requests(policy: &Policy) -> String {
    let mut out = String::from(match policy.idempotent {
        Idempotent::Auto => {
            "Only requests that are safe to repeat: GET, HEAD, OPTIONS, PUT, DELETE, or any with an idempotency key or a precondition."
        }
        Idempotent::Always => "Any request, since the policy says that repeating is safe.",
        Idempotent::Never => "No request is repeated that the server may have acted on.",
    });
    if policy.idempotent != Idempotent::Always && !policy.unprocessed.is_empty() {
        let statuses: Vec<String> = policy.unprocessed.iter().map(|status| whole((*status).into())).collect();
        out.push_str(" After ");
        out.push_str(&join(&statuses));
        out.push_str(" any method: the server did not act.");
    }
    out
}

fn waits(policy: &Policy) -> String {
    let ranges: Vec<(f64, f64)> = bounds(policy).collect();
    if ranges.is_empty() {
        return "Waits: none, there are no retries.".into();
    }
    let mut out = String::from("Waits:");
    let mut number = 0usize;
    for (index, tier) in policy.tiers.iter().enumerate() {
        if index > 0 && tier.retries > 0 {
            out.push_str(" then, in a later tier,");
        }
        for _ in 0..tier.retries {
            let range = ranges.get(number).copied().unwrap_or_default();
            number = number.saturating_add(1);
            if number > LISTED {
                continue;
            }
            out.push(' ');
            match tier.delay {
                Delay::Caller => out.push_str("as backoff() says"),
                Delay::Backoff(_) => out.push_str(&span(range)),
            }
            out.push(',');
        }
    }
    if number > LISTED {
        out.push_str(" and so on,");
    }
    out.pop();
    out.push('.');
    if policy.tiers.iter().any(|tier| tier.jitter == Jitter::None && tier.delay != Delay::Caller) {
        out.push_str(" Without jitter, clients that fail together retry together.");
    }
    out
}

fn hints(policy: &Policy) -> String {
    let Some(hints) = &policy.hints else { return "The server's hints how long to wait are ignored.".into() };
    let names: Vec<&str> = hints.headers.iter().map(String::as_str).collect();
    let mut out = ["The server's hint (", &alternatives(&names), ") is obeyed and never shortened"].concat();
    if hints.spread {
        out.push_str(", but lengthened at random so that clients spread");
    }
    if hints.cap.is_finite() {
        out.push_str("; one above ");
        out.push_str(&duration(hints.cap));
        out.push_str(" ends the call");
    }
    out.push('.');
    out
}

fn limits(policy: &Policy) -> String {
    let limit = |milliseconds: f64| {
        if milliseconds.is_finite() { duration(milliseconds) } else { "as long as it takes".into() }
    };
    [
        "One attempt waits for response headers ",
        &limit(policy.attempt_timeout),
        "; the whole call ",
        &limit(policy.deadline),
        ". A wait that would not end before that is not begun.",
    ]
    .concat()
}

fn key(policy: &Policy) -> String {
    let Some(key) = &policy.idempotency_key else { return String::new() };
    let source = match key.source {
        KeySource::Random => "a random UUID",
        KeySource::Fixed(_) => "a fixed text",
        KeySource::Caller => "what key() returns",
    };
    let mut out = [
        &join(&key.methods),
        " requests carry ",
        &key.header,
        ": ",
        source,
        ", the same on every attempt of a call",
    ]
    .concat();
    if key.horizon.is_finite() {
        out.push_str("; none is made later than ");
        out.push_str(&duration(key.horizon));
        out.push_str(" after the first");
    }
    out.push('.');
    out
}

fn worst_case(policy: &Policy) -> String {
    let requests = policy.most_requests();
    let waits: f64 = longest_waits(policy).iter().sum();
    let longest = (waits + f64::from(requests) * policy.attempt_timeout).min(policy.deadline);
    let mut out =
        ["Worst case: ", &whole(requests.into()), if requests == 1 { " request, " } else { " requests, " }]
            .concat();
    if longest.is_finite() {
        out.push_str(&duration(longest));
    } else {
        out.push_str("no bound in time");
    }
    out.push_str(" until the answer begins.");
    out
}

fn span((least, longest): (f64, f64)) -> String {
    if longest - least < 1.0 {
        return duration(longest);
    }
    let (from, to) = (duration(least), duration(longest));
    // "1 to 2 s" reads better than "1 s to 2 s".
    let unit = to.find(' ').and_then(|space| to.get(space..)).unwrap_or_default();
    let from = if least == 0.0 { "0" } else { from.strip_suffix(unit).unwrap_or(&from) };
    [from, " to ", &to].concat()
}

fn range(range: &StatusRange) -> String {
    if range.first == range.last {
        return whole(range.first.into());
    }
    [&whole((range.first / 100).into()), "xx"].concat()
}

fn join(names: &[String]) -> String {
    names.join(", ")
}
