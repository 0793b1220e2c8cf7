//! Never quietly wrong: a bad policy is refused with the field, what was given, and what is allowed.

use serde_json::{Value, json};

fn cases() -> Vec<Value> {
    let vectors: Value = serde_json::from_str(include_str!("../vectors/bad-policies.json")).unwrap();
    vectors["cases"].as_array().unwrap().clone()
}

/// Every option there is, as the refusal of an unknown one lists them.
fn option_names() -> Vec<String> {
    let error = crate::support::read(json!({ "no such thing": 0 })).unwrap_err();
    error.allowed.replace(" or ", ", ").split(", ").map(String::from).collect()
}

#[test]
fn with_exactly_the_words_of_the_vectors() {
    for case in cases() {
        let error = crate::support::read(case["policy"].clone()).expect_err(&case.to_string());
        let said = json!({
            "policy": case["policy"], "field": error.field, "given": error.given, "allowed": error.allowed,
        });
        assert_eq!(said, case);
    }
}

#[test]
fn in_one_sentence() {
    let sentence = |policy| crate::support::read(policy).unwrap_err().to_string();
    assert_eq!(
        sentence(json!({ "tiers": [{ "retries": 3 }, { "retries": "many" }] })),
        r#"retry policy: tiers[1].retries is "many"; allowed: a whole number from 1 to 1000"#
    );
    assert_eq!(
        sentence(json!(5)),
        "retry policy: the policy is 5; allowed: a preset's name, an object of options, or a RetryPolicy"
    );
}

#[test]
fn the_vectors_hold_a_bad_value_of_every_option() {
    let names = option_names();
    assert_eq!(names.len(), 29, "{names:?}");
    for name in names {
        let is_its = |case: &&Value| {
            let field = case["field"].as_str().unwrap();
            field.split(['.', '[']).next() == Some(name.as_str())
        };
        let alone = |case: &&Value| case["policy"].as_object().is_some_and(|policy| policy.len() == 1);
        let found = cases().iter().filter(is_its).filter(alone).count();
        assert!(found >= 3, "{name}: {found}");
    }
}

#[test]
fn fields_are_checked_before_contradictions() {
    let field = |policy| crate::support::read(policy).unwrap_err().field;
    assert_eq!(field(json!({ "attemptTimeout": "30s", "deadline": "10s", "retries": -1 })), "retries");
    assert_eq!(field(json!({ "preset": "none", "retries": -1 })), "preset");
}

#[test]
fn a_long_text_is_cut_short() {
    let error = crate::support::read(json!({ "preset": "x".repeat(10_000) })).unwrap_err();
    assert_eq!(error.given.len(), 62);
}

#[test]
fn defaults_never_contradict_what_is_written() {
    for good in [
        json!({ "deadline": 1 }),
        json!({ "attemptTimeout": "1d" }),
        json!({ "preset": "livePerson", "deadline": 1 }),
        json!({ "preset": "resilientIntegrations", "idempotent": false }),
        json!({ "preset": "zDirect", "statuses": { "include": ["5xx"], "except": [503] } }),
        json!({ "preset": "zDirect", "backoff": { "cap": 1 } }),
    ] {
        assert!(crate::support::read(good.clone()).is_ok(), "{good}");
    }
}
