//! `explain()`, word for word: what is retried, the waits, the worst case.

use crate::support::{ALMOST_ONE, policy};
use holdfast_fetch::core::explain::{draw_waits, explain, longest_waits};
use serde_json::{Value, json};

fn explained(options: Value) -> String {
    explain(&policy(options))
}

/// The line that begins so.
fn line(options: Value, start: &str) -> String {
    let text = explained(options);
    text.lines().find(|line| line.starts_with(start)).unwrap_or_default().to_owned()
}

const HINT: &str = "The server's hint (retry-after-ms or retry-after; on a 429 without them, rate limits that are used up) is obeyed and never shortened, but lengthened at random so that clients spread.";

#[test]
fn standard() {
    let expected = "\
Retries after 5xx, 408, 425, 429, network errors, timeouts, but not 501, 505, 506, 508, 510, 511.
Repeats GET, HEAD, OPTIONS, PUT, DELETE, and what else carries an idempotency key or a precondition; after 425, 429 any method, since the server did not act; if no connection was made and no redirect followed, any method.
Waits: 0 to 500 ms, 0 to 1 s, 0 to 2 s.
The server's hint (retry-after-ms or retry-after; on a 429 without them, rate limits that are used up) is obeyed and never shortened, but lengthened at random so that clients spread.
One attempt waits for response headers 30 s; the whole call 3 min. A wait that would not end before that is not begun.
Calls to one origin share retry tokens: 6 at first; a good answer earns 0.4, up to 6 more, so there are never more than 12. A retry that fails takes one; without a token, the call ends. One after a 429 is free, and one that an origin in good health delayed by 1 s or more. Timeouts (408, 504, 524, 598 too) are retried only while the origin answers: once for each good answer, up to 30 s after it, and once before the first.
Worst case: 4 requests, 3 min until the answer begins.";
    assert_eq!(explained(json!({})), expected);
}

#[test]
fn live_person() {
    let expected = format!(
        "\
Retries after 5xx, network errors, timeouts.
Repeats GET, HEAD, OPTIONS, PUT, DELETE, and what else carries an idempotency key or a precondition; if no connection was made and no redirect followed, any method.
Waits: 5 to 5.5 s, 10 to 11 s, 15 to 16.5 s, then, in a later tier, 2 to 2.2 min, 4 to 4.4 min, 8 to 8.8 min.
{HINT}
One attempt waits for response headers 30 s; the whole call 20 min. A wait that would not end before that is not begun.
Calls to one origin share retry tokens: 6 at first; a good answer earns 0.4, up to 6 more, so there are never more than 12. A retry that fails takes one; without a token, the call ends. One after a 429 is free, and one that an origin in good health delayed by 1 s or more.
Faults are printed on the console.
Worst case: 7 requests, 20 min until the answer begins."
    );
    assert_eq!(explained(json!("livePerson")), expected);
}

#[test]
fn resilient_integrations() {
    let expected = format!(
        "\
Retries after 5xx, network errors, timeouts.
Repeats GET, HEAD, OPTIONS, PUT, DELETE, POST, PATCH, and what else carries an idempotency key or a precondition; if no connection was made and no redirect followed, any method. POST, PUT, PATCH, DELETE requests carry Idempotency-Key: a random UUID, the same on every attempt of a call; none is made later than 1 d after the first.
Waits: 750 ms to 1.25 s, 1.5 to 2.5 s, 3 to 5 s, 6 to 10 s.
{HINT}
One attempt waits for response headers 30 s; the whole call 3 min. A wait that would not end before that is not begun.
Calls to one origin share retry tokens: 4 at first; a good answer earns 0.4, up to 6 more, so there are never more than 10. A retry that fails takes one; without a token, the call ends. One after a 429 is free, and one that an origin in good health delayed by 1 s or more.
The circuit of an origin opens at 50 % failures (of 10 calls or more in 30 s). Calls then end at once; after 30 s, 1 probe decides.
Without a good answer, the last good one is taken from the cache holdfast-fetch, if it is no older than 1 d; for that the last 1 s before the deadline are kept.
Worst case: 5 requests, 3 min until the answer begins."
    );
    assert_eq!(explained(json!("resilientIntegrations")), expected);
}

#[test]
fn nothing_to_retry() {
    let policy = json!({
        "retries": 0, "statuses": [], "networkErrors": false, "timeouts": false, "retryAfter": false,
        "attemptTimeout": false, "deadline": false, "idempotent": false, "budget": false,
    });
    let expected = "\
Retries nothing by itself.
Repeats no request that the server may have acted on.
Waits: none, there are no retries.
The server's hints how long to wait are ignored.
One attempt waits for response headers as long as it takes; the whole call as long as it takes.
No budget bounds the retries of many calls together.
Worst case: 1 request, no bound in time until the answer begins.";
    assert_eq!(explained(policy), expected);
}

#[test]
fn everything_the_callers_own() {
    let policy = json!({
        "retries": 2, "backoff": "<function>", "shouldRetry": "<function>", "idempotent": true,
        "tiers": [{ "retries": 1, "jitter": "decorrelated" }],
        "statuses": { "include": ["5xx", 429], "except": [501, 505] },
        "idempotencyKey": { "key": "<function>", "methods": ["POST"], "horizon": false },
        "retryAfter": { "cap": "10s", "jitter": "none", "headers": ["ratelimit"] },
        "breaker": { "consecutive": 9, "key": "<function>" }, "throttle": true,
        "fallback": "<function>", "refresh": "<function>", "until": "<function>",
    });
    let expected = "\
Retries after 5xx, 429, network errors, timeouts, but not 501, 505. shouldRetry has the last word.
Repeats any request, since the policy says that this is safe. POST requests carry Idempotency-Key: what key() returns, the same on every attempt of a call.
Waits: what backoff() says (2 times), then, in a later tier, 2 to 6 min.
The server's hint (ratelimit) is obeyed and never shortened; one above 10 s ends the call.
One attempt waits for response headers 30 s; the whole call 3 min. A wait that would not end before that is not begun.
Polls until done() says true, after waits of 750 ms to 37.5 s. Polls are no retries: only the deadline bounds them.
After 401, 403 refresh() is called, once in a call, and the request is sent again.
Calls to one origin share retry tokens: 6 at first; a good answer earns 0.4, up to 6 more, so there are never more than 12. A retry that fails takes one; without a token, the call ends. One after a 429 is free, and one that an origin in good health delayed by 1 s or more. Timeouts (408, 504, 524, 598 too) are retried only while the origin answers: once for each good answer, up to 30 s after it, and once before the first.
The circuit that key() names opens at 50 % failures (of 10 calls or more in 30 s) or 9 failures in a row. Calls then end at once; after 5 s to 1 min, 1 probe decides.
Up to 90 % of the attempts are not sent where an origin accepted less than 1 in 2 within 2 min.
Without a good answer, fallback() is asked for one; for that the last 1 s before the deadline are kept.
Worst case: 5 requests and the polls, 3 min until the answer begins.";
    assert_eq!(explained(policy), expected);
}

#[test]
fn what_is_repeated_and_by_which_key_is_one_line() {
    let repeats = |options: Value| line(options, "Repeats");
    assert_eq!(
        repeats(json!({ "idempotencyKey": true, "unprocessed": [] })),
        "Repeats GET, HEAD, OPTIONS, PUT, DELETE, POST, PATCH, and what else carries an idempotency key or a precondition; if no connection was made and no redirect followed, any method. POST, PATCH requests carry Idempotency-Key: a random UUID, the same on every attempt of a call; none is made later than 1 d after the first."
    );
    let key = json!({ "key": "k", "header": "X-Key", "methods": ["PUT"], "horizon": "90m" });
    assert_eq!(
        repeats(json!({ "idempotencyKey": key })),
        "Repeats GET, HEAD, OPTIONS, PUT, DELETE, and what else carries an idempotency key or a precondition; after 425, 429 any method, since the server did not act; if no connection was made and no redirect followed, any method. PUT requests carry X-Key: a fixed text, the same for all calls; none is made later than 90 min after the first."
    );
    assert_eq!(
        repeats(json!({ "idempotent": false })),
        "Repeats no request that the server may have acted on; after 425, 429 any method, since the server did not act; if no connection was made and no redirect followed, any method."
    );
}

#[test]
fn too_large_is_retried_only_with_a_hint() {
    let causes = |statuses| line(json!({ "statuses": statuses, "timeouts": false }), "Retries");
    let only = "413 only if the server says how long to wait";
    assert_eq!(causes(json!([413, 503])), format!("Retries after 413, 503, network errors; {only}."));
    assert_eq!(causes(json!(["4xx"])), format!("Retries after 4xx, network errors; {only}."));
    let without = json!({ "include": ["4xx"], "except": [413] });
    assert_eq!(causes(without), "Retries after 4xx, network errors, but not 413.");
}

#[test]
fn waits_of_the_callers_are_said_once_for_each_tier() {
    let waits = |retries, tiers: Value| {
        line(
            json!({ "retries": retries, "backoff": "<function>", "tiers": tiers, "deadline": false }),
            "Waits",
        )
    };
    assert_eq!(waits(1, json!([])), "Waits: what backoff() says.");
    assert_eq!(waits(50, json!([])), "Waits: what backoff() says (50 times).");
    let tiers = json!([{ "retries": 2, "backoff": "<function>" }, { "retries": 1, "jitter": "equal" }]);
    assert_eq!(
        waits(2, tiers),
        "Waits: what backoff() says (2 times), then, in a later tier, what backoff() says (2 times), then, in a later tier, 1 to 2 min."
    );
}

#[test]
fn tokens() {
    let tokens = |options: Value| {
        let text = line(options, "Calls to one origin");
        let (_, said) = text.split_once("tokens: ").unwrap();
        said.split_once(". A retry").unwrap().0.to_owned()
    };
    assert_eq!(
        tokens(json!("fleet")),
        "0 to 1 at first, too few for all retries of one call; a good answer earns 0.1, up to 1 more, so there are never more than 2"
    );
    assert_eq!(
        tokens(json!({ "retries": 5, "budget": { "initial": 4, "ratio": 0.25, "cap": 0.5 } })),
        "4 at first, too few for all retries of one call; a good answer earns 0.25, up to 0.5 more, so there are never more than 4.5"
    );
    for earning_none in [json!({ "ratio": 0 }), json!({ "cap": 0 })] {
        assert_eq!(tokens(json!({ "budget": earning_none })), "6 at first; good answers earn none");
    }
    assert_eq!(
        tokens(json!({ "retries": 7 })),
        "7 at first; a good answer earns 0.4, up to 6 more, so there are never more than 13"
    );
}

#[test]
fn circuits() {
    let circuit = |breaker: Value| line(json!({ "breaker": breaker }), "The circuit");
    assert_eq!(
        circuit(json!(true)),
        "The circuit of an origin opens at 50 % failures (of 10 calls or more in 30 s). Calls then end at once; after 5 s to 1 min, 1 probe decides."
    );
    let slow = json!({ "slowRate": 0.8, "slowCall": "2s", "minimum": 20, "window": "1m", "probes": 3, "key": "policy" });
    assert_eq!(
        circuit(slow),
        "The circuit of the policy opens at 50 % failures or 80 % calls above 2 s (of 20 calls or more in 1 min). Calls then end at once; after 5 s to 1 min, 3 probes decide."
    );
    assert_eq!(
        circuit(json!({ "failureRate": false, "consecutive": 5, "open": { "list": ["1s", "10s"] } })),
        "The circuit of an origin opens at 5 failures in a row. Calls then end at once; after 1 to 10 s, 1 probe decides."
    );
    assert_eq!(circuit(json!(false)), "");
}

#[test]
fn polls_renewal_and_second_best_answers() {
    assert_eq!(
        line(json!({ "until": "found" }), "Polls"),
        "Polls while the status is 404, after waits of 750 ms to 37.5 s. Polls are no retries: only the deadline bounds them."
    );
    let until = json!({ "not": [202, 404], "done": "<function>", "backoff": { "list": ["1s", "5s"] }, "jitter": "none" });
    assert_eq!(
        line(json!({ "until": until }), "Polls"),
        "Polls while the status is 202, 404 and until done() says true, after waits of 1 to 5 s. Polls are no retries: only the deadline bounds them."
    );
    assert_eq!(
        line(json!({ "fallback": { "cache": "answers", "maxAge": "2d" } }), "Without a good"),
        "Without a good answer, the last good one is taken from the cache answers, if it is no older than 2 d; for that the last 1 s before the deadline are kept."
    );
    assert_eq!(
        line(json!({ "fallback": "<function>", "deadline": false }), "Without a good"),
        "Without a good answer, fallback() is asked for one."
    );
    let renewed = json!({ "refresh": "<function>", "retries": 0, "retryAfter": false });
    assert_eq!(line(renewed, "Worst"), "Worst case: 2 requests, 3 min until the answer begins.");
    let polled = json!({ "until": "done", "retries": 0, "retryAfter": false, "deadline": false });
    assert_eq!(
        line(polled, "Worst"),
        "Worst case: 1 request and the polls, no bound in time until the answer begins."
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
fn equal_waits_are_counted_and_twenty_different_ones_listed() {
    let waits = |options: Value| line(options, "Waits");
    let constant = |retries, tiers: Value| {
        let backoff = json!({ "type": "constant", "base": "1s" });
        waits(json!({ "retries": retries, "backoff": backoff, "tiers": tiers }))
    };
    assert_eq!(constant(1, json!([])), "Waits: 0 to 1 s.");
    assert_eq!(constant(100, json!([])), "Waits: 0 to 1 s (100 times).");
    let again = json!([{ "retries": 3, "backoff": { "type": "constant", "base": "1s" } }]);
    assert_eq!(constant(2, again), "Waits: 0 to 1 s (2 times), then, in a later tier, 0 to 1 s (3 times).");
    let capped = json!({ "retries": 6, "backoff": { "base": "1s", "cap": "4s" }, "jitter": "none" });
    assert!(waits(capped).starts_with("Waits: 1 s, 2 s, 4 s (4 times). "));

    let linear = |retries, tiers: Value| {
        let backoff = json!({ "type": "linear", "base": "1s" });
        waits(
            json!({ "retries": retries, "backoff": backoff, "jitter": "none", "tiers": tiers, "deadline": false }),
        )
    };
    let twenty: Vec<String> = (1..=20).map(|seconds| format!("{seconds} s")).collect();
    let twenty = format!("Waits: {}", twenty.join(", "));
    assert!(linear(20, json!([])).starts_with(&format!("{twenty}. ")));
    assert!(linear(21, json!([])).starts_with(&format!("{twenty}, and so on. ")));
    assert!(linear(20, json!([{ "retries": 1 }])).starts_with(&format!("{twenty}, and so on. ")));
}

#[test]
fn an_attempt_waits_no_longer_than_the_call() {
    assert_eq!(
        line(json!({ "deadline": "500ms" }), "One attempt"),
        "One attempt waits for response headers 500 ms; the whole call 500 ms. A wait that would not end before that is not begun."
    );
}

#[test]
fn what_timeouts_take_is_said_where_there_are_any() {
    let says = |options| line(options, "Calls to one origin").contains("Timeouts (408, 504, 524, 598 too)");
    assert!(says(json!({})));
    assert!(says(json!({ "timeouts": false })), "408 and 504 are still retried");
    assert!(!says(json!({ "timeouts": false, "statuses": [503] })));
    assert!(!says(json!({ "timeouts": true })));
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
