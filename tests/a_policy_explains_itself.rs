//! `explain()`, word for word: what is retried, the waits, the worst case.
#![cfg(not(target_arch = "wasm32"))]

mod support;

use holdfast_fetch::core::explain::{draw_waits, explain, longest_waits};
use serde_json::{Value, json};
use support::{ALMOST_ONE, policy};

fn explained(options: Value) -> String {
    explain(&policy(options))
}

/// The line that begins so.
fn line(options: Value, start: &str) -> String {
    let text = explained(options);
    text.lines().find(|line| line.starts_with(start)).unwrap_or_default().to_owned()
}

#[test]
fn standard() {
    let expected = "\
Retries after 408, 425, 429, 500, 502, 503, 504, network errors, timeouts.
Only requests that are safe to repeat: GET, HEAD, OPTIONS, PUT, DELETE, or any with an idempotency key or a precondition. After 425, 429 any method: the server did not act.
Waits: 0 to 500 ms, 0 to 1 s, 0 to 2 s.
The server's hint (retry-after-ms or retry-after) is obeyed and never shortened, but lengthened at random so that clients spread.
One attempt waits for response headers 30 s; the whole call 3 min. A wait that would not end before that is not begun.
Worst case: 4 requests, 3 min until the answer begins.";
    assert_eq!(explained(json!({})), expected);
}

#[test]
fn live_person() {
    let expected = "\
Retries after 5xx, network errors, timeouts.
Only requests that are safe to repeat: GET, HEAD, OPTIONS, PUT, DELETE, or any with an idempotency key or a precondition.
Waits: 5 to 5.5 s, 10 to 11 s, 15 to 16.5 s, then, in a later tier, 2 to 2.2 min, 4 to 4.4 min, 8 to 8.8 min.
The server's hint (retry-after-ms or retry-after) is obeyed and never shortened, but lengthened at random so that clients spread.
One attempt waits for response headers 30 s; the whole call 20 min. A wait that would not end before that is not begun.
Worst case: 7 requests, 20 min until the answer begins.";
    assert_eq!(explained(json!("livePerson")), expected);
}

#[test]
fn nothing_to_retry() {
    let policy = json!({
        "retries": 0, "statuses": [], "networkErrors": false, "timeouts": false, "retryAfter": false,
        "attemptTimeout": false, "deadline": false, "idempotent": false,
    });
    let expected = "\
Retries nothing by itself.
No request is repeated that the server may have acted on.
Waits: none, there are no retries.
The server's hints how long to wait are ignored.
One attempt waits for response headers as long as it takes; the whole call as long as it takes.
Worst case: 1 request, no bound in time until the answer begins.";
    assert_eq!(explained(policy), expected);
}

#[test]
fn everything_the_callers_own() {
    let policy = json!({
        "retries": 1, "backoff": "<function>", "shouldRetry": "<function>", "idempotent": true,
        "tiers": [{ "retries": 1, "jitter": "decorrelated" }],
        "statuses": { "include": ["5xx", 429], "except": [501, 505] },
        "idempotencyKey": { "key": "<function>", "methods": ["POST"], "horizon": false },
        "retryAfter": { "cap": "10s", "jitter": "none", "headers": ["ratelimit"] },
    });
    let expected = "\
Retries after 5xx, 429, network errors, timeouts, but not 501, 505. shouldRetry has the last word.
Any request, since the policy says that repeating is safe.
Waits: as backoff() says, then, in a later tier, 2 to 6 min.
The server's hint (ratelimit) is obeyed and never shortened; one above 10 s ends the call.
One attempt waits for response headers 30 s; the whole call 3 min. A wait that would not end before that is not begun.
POST requests carry Idempotency-Key: what key() returns, the same on every attempt of a call.
Worst case: 3 requests, 3 min until the answer begins.";
    assert_eq!(explained(policy), expected);
}

#[test]
fn keys() {
    let keys = |options| line(json!({ "idempotencyKey": options }), "POST");
    assert_eq!(
        keys(json!(true)),
        "POST, PATCH requests carry Idempotency-Key: a random UUID, the same on every attempt of a call; none is made later than 1 d after the first."
    );
    assert_eq!(
        keys(json!({ "key": "k", "header": "X-Key", "horizon": "90m" })),
        "POST, PATCH requests carry X-Key: a fixed text, the same on every attempt of a call; none is made later than 90 min after the first."
    );
}

#[test]
fn waits_without_jitter_come_with_a_warning() {
    assert_eq!(
        line(json!({ "retries": 2, "jitter": "none" }), "Waits"),
        "Waits: 500 ms, 1 s. Without jitter, clients that fail together retry together."
    );
}

#[test]
fn twenty_waits_are_listed_and_no_more() {
    let constant = |retries, tiers: Value| {
        let backoff = json!({ "type": "constant", "base": "1s" });
        line(json!({ "retries": retries, "backoff": backoff, "tiers": tiers }), "Waits")
    };
    let twenty = format!("Waits:{}", " 0 to 1 s,".repeat(20));
    assert_eq!(constant(20, json!([])), format!("{}.", twenty.trim_end_matches(',')));
    assert_eq!(constant(21, json!([])), format!("{twenty} and so on."));
    assert_eq!(constant(20, json!([{ "retries": 1 }])), format!("{twenty} and so on."));
}

#[test]
fn the_worst_case_counts_what_the_server_and_the_caller_may_ask_for() {
    let worst = |mut options: Value| {
        options["retries"] = json!(2);
        options["attemptTimeout"] = json!("10s");
        line(options, "Worst")
            .replace("Worst case: 3 requests, ", "")
            .replace(" until the answer begins.", "")
    };
    // 3 attempts of 10 s, and 0.5 s + 1 s of backoff.
    assert_eq!(worst(json!({ "retryAfter": false })), "31.5 s");
    assert_eq!(worst(json!({ "retryAfter": false, "deadline": "20s" })), "20 s");
    // Two hints of 20 s, each with a spread of 10 s.
    assert_eq!(worst(json!({ "retryAfter": { "cap": "20s" } })), "90 s");
    assert_eq!(worst(json!({ "retryAfter": { "cap": "20s", "jitter": "none" } })), "70 s");
    assert_eq!(worst(json!({})), "3 min");
    assert_eq!(worst(json!({ "deadline": false })), "no bound in time");
    let asks = json!({ "retryAfter": false, "shouldRetry": "<function>" });
    assert_eq!(worst(asks), "3 min");
    assert_eq!(worst(json!({ "retryAfter": false, "backoff": "<function>" })), "3 min");
}

#[test]
fn delays_are_what_a_call_would_wait() {
    let drawn = |options, random: f64| draw_waits(&policy(options), &mut || random);
    assert_eq!(drawn(json!({}), 0.5), [250.0, 500.0, 1000.0]);
    assert_eq!(
        drawn(json!("livePerson"), 0.0),
        [5000.0, 10_000.0, 15_000.0, 120_000.0, 240_000.0, 480_000.0]
    );
    let waits = drawn(json!("copyleaks"), ALMOST_ONE);
    let longest = longest_waits(&policy(json!("copyleaks")));
    assert!(waits.iter().zip(&longest).all(|(wait, longest)| (longest - 1.0..=*longest).contains(wait)));
}
