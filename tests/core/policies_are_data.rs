//! A policy can be written down as JSON, sent elsewhere, and means the same there.

use crate::support::{options, read};
use holdfast_fetch::core::policy::Policy;
use holdfast_fetch::core::policy::cells::{Cells, Pace, Tier};
use holdfast_fetch::core::preset;
use holdfast_fetch::core::value::Value;
use serde_json::json;

fn cases() -> Vec<serde_json::Value> {
    let vectors: serde_json::Value =
        serde_json::from_str(include_str!("../vectors/good-policies.json")).unwrap();
    vectors["cases"].as_array().unwrap().clone()
}

/// A tier, and its first waits.
type Waits = (Tier, Vec<f64>);

/// What a policy does, however it was written: its cells, but for places and for those of parts that it has not; what lies
/// at the places; and its tiers.
fn meaning(policy: &Policy) -> (Cells, Vec<String>, Vec<Waits>) {
    let mut cells = **policy;
    let mut texts = Vec::new();
    let mut text = |place: &mut f64, is_there: bool| {
        if is_there {
            texts.push(policy.text(*place));
        }
        *place = 0.0;
    };
    text(&mut cells.key.header, policy.key.on > 0.0);
    text(&mut cells.key.methods, policy.key.on > 0.0);
    text(&mut cells.key.source, policy.key.on > 0.0 && policy.key.source > 2.0);
    text(&mut cells.hints.headers, policy.hints.on > 0.0);
    text(&mut cells.fallback.cache, policy.fallback.on == 1.0);
    let waits = |pace: &mut Pace| {
        let waits = (1..20).map(|number| policy.wait(pace, number)).collect();
        *pace = if pace.is_callers() { Pace { kind: pace.kind, ..Pace::default() } } else { Pace::default() };
        waits
    };
    let mut tiers = Vec::new();
    for mut tier in policy.tiers() {
        let waits = waits(&mut tier.pace);
        tiers.push((tier, waits));
    }
    for (on, pace) in [(policy.breaker.on, &mut cells.breaker.open), (policy.until.on, &mut cells.until.pace)]
    {
        let waits = waits(pace);
        if on > 0.0 {
            tiers.push((Tier::default(), waits));
        }
    }
    (cells.first, cells.second, cells.later, cells.preset) = (Tier::default(), Tier::default(), 0.0, 0.0);
    // The caller's own logger is no business of the policy.
    cells.logs = f64::from(cells.logs == 1.0);
    fn without<T: Default>(part: &mut T, on: f64) {
        if on == 0.0 {
            *part = T::default();
        }
    }
    without(&mut cells.key, policy.key.on);
    without(&mut cells.hints, policy.hints.on);
    without(&mut cells.budget, policy.budget.on);
    without(&mut cells.breaker, policy.breaker.on);
    without(&mut cells.throttle, policy.throttle.on);
    without(&mut cells.until, policy.until.on);
    if policy.fallback.on != 1.0 {
        cells.fallback.max_age = 0.0;
    }
    (cells, texts, tiers)
}

#[test]
fn every_good_policy_survives_json() {
    for case in cases() {
        let policy = read(case["policy"].clone()).unwrap_or_else(|error| panic!("{case}: {error}"));
        let text = serde_json::to_string(&policy.written).unwrap();
        if case.to_string().contains("\"<") {
            continue;
        }
        let again: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(Policy::read(again).unwrap(), policy, "{text}");
    }
}

#[test]
fn two_ways_to_write_the_same_policy_mean_the_same() {
    for case in cases() {
        let Some(other) = case.get("same_as") else { continue };
        let (one, other) = (read(case["policy"].clone()).unwrap(), read(other.clone()).unwrap());
        assert_eq!(meaning(&one), meaning(&other), "{case}");
    }
}

#[test]
fn a_policy_that_is_not_said_to_be_the_default_is_not() {
    for case in cases() {
        let default = read(json!({})).unwrap();
        if case.get("same_as").is_none() {
            assert_ne!(meaning(&read(case["policy"].clone()).unwrap()), meaning(&default), "{case}");
        }
    }
}

#[test]
fn what_is_written_is_kept_word_for_word() {
    let policy = json!({ "retries": 5.0, "backoff": { "base": "0.5s" }, "preset": "zDirect" });
    assert_eq!(read(policy.clone()).unwrap().written, options(policy));
    assert_eq!(read(json!("zDirect")).unwrap().written, options(json!({ "preset": "zDirect" })));
}

#[test]
fn functions_stay_behind_and_the_rest_goes_on() {
    let policy = read(json!({ "retries": 5, "shouldRetry": "<function>", "backoff": "<function>" })).unwrap();
    let text = serde_json::to_string(&policy.written).unwrap();
    assert_eq!(text, r#"{"retries":5.0}"#);
}

#[test]
fn every_preset_is_what_its_name_says() {
    for name in preset::NAMES {
        let found = preset::find(name).unwrap();
        assert_eq!(meaning(&read(json!(name)).unwrap()), meaning(&found), "{name}");
        assert_eq!(meaning(&read(json!({ "preset": name })).unwrap()), meaning(&found), "{name}");
    }
}

#[test]
fn the_vectors_use_every_option() {
    let listed = read(json!({ "no such thing": 0 })).unwrap_err().allowed.replace(" or ", ", ");
    for name in listed.split(", ") {
        assert!(cases().iter().any(|case| case["policy"].get(name).is_some()), "{name}");
    }
}
