//! A policy can be written down as JSON, sent elsewhere, and means the same there.

use crate::support::{options, read};
use holdfast_fetch::core::policy::Policy;
use holdfast_fetch::core::preset;
use holdfast_fetch::core::value::Value;
use serde_json::json;

fn cases() -> Vec<serde_json::Value> {
    let vectors: serde_json::Value =
        serde_json::from_str(include_str!("../vectors/good-policies.json")).unwrap();
    vectors["cases"].as_array().unwrap().clone()
}

/// What a policy does, however it was written.
fn meaning(policy: Policy) -> Policy {
    Policy { written: Value::Null, ..policy }
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
        assert_eq!(meaning(one), meaning(other), "{case}");
    }
}

#[test]
fn a_policy_that_is_not_said_to_be_the_default_is_not() {
    for case in cases() {
        let default = read(json!({})).unwrap();
        if case.get("same_as").is_none() {
            assert_ne!(meaning(read(case["policy"].clone()).unwrap()), meaning(default), "{case}");
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
        assert_eq!(meaning(read(json!(name)).unwrap()), meaning(found.clone()), "{name}");
        assert_eq!(meaning(read(json!({ "preset": name })).unwrap()), meaning(found), "{name}");
    }
}

#[test]
fn the_vectors_use_every_option() {
    let listed = read(json!({ "no such thing": 0 })).unwrap_err().allowed.replace(" or ", ", ");
    for name in listed.split(", ") {
        assert!(cases().iter().any(|case| case["policy"].get(name).is_some()), "{name}");
    }
}
