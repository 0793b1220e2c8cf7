//! The options of random policies, as they would be written.

use super::milliseconds;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

pub fn options() -> impl Strategy<Value = Value> {
    // Boxed, since the trees of so many choices would fill a test's stack.
    let presets = holdfast_fetch::core::preset::NAMES.to_vec();
    let codes = || prop::collection::vec(select(vec![408, 418, 425, 429, 500, 503, 504]), 0..4);
    let waits =
        (weighted(0.6, 0..7u32), weighted(0.6, backoffs()), weighted(0.5, jitters()), weighted(0.3, tiers()));
    let causes = (
        weighted(0.2, prop_oneof![Just(json!(["5xx", 429])), codes().prop_map(|codes| json!(codes))]),
        weighted(0.2, codes()),
        weighted(0.1, any::<bool>()),
        weighted(0.1, any::<bool>()),
        weighted(0.2, select(vec![json!("auto"), json!(true), json!(false)])),
        weighted(0.2, (1..600_000u32).prop_map(|horizon| json!({ "horizon": horizon }))),
    );
    let limits = (
        weighted(0.4, limits(60_000)),
        weighted(0.6, limits(10_000_000)),
        weighted(0.4, hints()),
        weighted(0.2, Just(json!("<function>"))),
    );
    let shared = (weighted(0.4, budgets()), weighted(0.4, breakers()), weighted(0.2, throttles()));
    let recovery =
        (weighted(0.3, fallbacks()), weighted(0.2, Just(json!("<function>"))), weighted(0.2, untils()));
    let all = (
        weighted(0.3, select(presets)),
        waits.boxed(),
        causes.boxed(),
        limits.boxed(),
        shared.boxed(),
        recovery.boxed(),
    );
    all.prop_map(|(preset, waits, causes, limits, shared, recovery)| {
        let written = [
            ("preset", preset.map(|name| json!(name))),
            ("retries", waits.0.map(|retries| json!(retries))),
            ("backoff", waits.1),
            ("jitter", waits.2),
            ("tiers", waits.3),
            ("statuses", causes.0),
            ("unprocessed", causes.1.map(|codes| json!(codes))),
            ("networkErrors", causes.2.map(|on| json!(on))),
            ("timeouts", causes.3.map(|on| json!(on))),
            ("idempotent", causes.4),
            ("idempotencyKey", causes.5),
            ("attemptTimeout", limits.0),
            ("deadline", limits.1),
            ("retryAfter", limits.2),
            ("shouldRetry", limits.3),
            ("budget", shared.0),
            ("breaker", shared.1),
            ("throttle", shared.2),
            ("fallback", recovery.0),
            ("refresh", recovery.1),
            ("until", recovery.2),
        ];
        let options: Map<String, Value> =
            written.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
        Value::Object(options)
    })
}

fn backoffs() -> impl Strategy<Value = Value> {
    let base = milliseconds;
    let capped = (base(), 1.0..4.0, 1.0..100.0).prop_map(|(base, factor, room)| {
        json!({ "type": "exponential", "base": base, "factor": factor, "cap": base * room })
    });
    prop_oneof![
        3 => capped,
        1 => (base(), base()).prop_map(|(base, step)| json!({ "type": "linear", "base": base, "step": step })),
        1 => base().prop_map(|base| json!({ "type": "constant", "base": base })),
        1 => base().prop_map(|base| json!({ "type": "fibonacci", "base": base })),
        1 => prop::collection::vec(base(), 1..4).prop_map(|list| json!({ "list": list })),
        1 => Just(json!("<function>")),
    ]
}

fn jitters() -> impl Strategy<Value = Value> {
    prop_oneof![
        select(vec!["none", "full", "equal", "decorrelated"]).prop_map(|name| json!(name)),
        (0.0..1.0).prop_map(|part| json!({ "proportional": part })),
        (0.0..10.0).prop_map(|part| json!({ "upward": part })),
        (0..5000u32, 0..5000u32).prop_map(|(from, more)| json!({ "add": [from, from + more] })),
    ]
}

fn tiers() -> impl Strategy<Value = Value> {
    let tier = (1..4u32, weighted(0.8, backoffs()), weighted(0.5, jitters())).prop_map(
        |(retries, backoff, jitter)| {
            let mut tier = json!({ "retries": retries });
            for (name, value) in [("backoff", backoff), ("jitter", jitter)] {
                if let Some(value) = value {
                    tier[name] = value;
                }
            }
            tier
        },
    );
    prop::collection::vec(tier, 0..3).prop_map(|tiers| json!(tiers))
}

fn limits(most: u32) -> impl Strategy<Value = Value> {
    prop_oneof![1 => Just(json!(false)), 3 => (1..most).prop_map(|limit| json!(limit))]
}

fn hints() -> impl Strategy<Value = Value> {
    let options = (milliseconds(), select(vec!["none", "upward"]), any::<bool>())
        .prop_map(|(cap, jitter, date)| json!({ "cap": cap, "jitter": jitter, "dateHeader": date }));
    prop_oneof![1 => Just(json!(false)), 1 => Just(json!(true)), 2 => options]
}

fn budgets() -> impl Strategy<Value = Value> {
    let credit = prop_oneof![
        (0..5u32).prop_map(|credit| json!(credit)),
        (0.0..2.0, 0.0..2.0).prop_map(|(from, more)| json!([from, from + more])),
    ];
    let options = (credit, 0.0..1.0, 0.0..20.0)
        .prop_map(|(initial, ratio, cap)| json!({ "initial": initial, "ratio": ratio, "cap": cap + 1.0 }));
    prop_oneof![1 => Just(json!(false)), 3 => options]
}

/// Circuits that open soon, and not for long.
fn breakers() -> impl Strategy<Value = Value> {
    let when =
        (weighted(0.7, 0.1..1.0), weighted(0.3, 0.1..1.0), weighted(0.5, 1..8u32), weighted(0.7, 1..20u32));
    let then = (weighted(0.5, 1000..120_000u32), weighted(0.8, 1..30_000u32), weighted(0.5, 1..4u32));
    (when, then).prop_map(|(when, then)| {
        let written = [
            ("failureRate", when.0.map(|rate| json!(rate))),
            ("slowRate", when.1.map(|rate| json!(rate))),
            ("consecutive", when.2.map(|count| json!(count))),
            ("minimum", when.3.map(|count| json!(count))),
            ("window", then.0.map(|window| json!(window))),
            ("open", then.1.map(|open| json!(open))),
            ("probes", then.2.map(|probes| json!(probes))),
        ];
        written
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect::<Map<_, _>>()
            .into()
    })
}

fn throttles() -> impl Strategy<Value = Value> {
    let options = (1.0..3.0, 0.0..=1.0, 1000..120_000u32)
        .prop_map(|(k, cap, window)| json!({ "k": k, "cap": cap, "window": window }));
    prop_oneof![1 => Just(json!(true)), 2 => options]
}

fn fallbacks() -> impl Strategy<Value = Value> {
    select(vec![json!("<function>"), json!("cache"), json!({ "cache": "c", "maxAge": "1h" })])
}

fn untils() -> impl Strategy<Value = Value> {
    let pace = (weighted(0.5, 1..60_000u32), weighted(0.5, jitters())).prop_map(|(base, jitter)| {
        let mut until = json!({ "not": [202, 404] });
        for (name, value) in
            [("backoff", base.map(|base| json!({ "base": base, "cap": "1h" }))), ("jitter", jitter)]
        {
            if let Some(value) = value {
                until[name] = value;
            }
        }
        until
    });
    prop_oneof![2 => select(vec![json!("found"), json!("done"), json!("<function>")]), 1 => pace]
}
