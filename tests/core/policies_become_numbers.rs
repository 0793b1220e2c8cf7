//! A policy is a block of numbers: what the reader makes of it, and what the core makes of that.

use super::support;

use holdfast_fetch::cell;
use holdfast_fetch::core::error::PolicyError;
use holdfast_fetch::core::policy::cells::Breaker;
use holdfast_fetch::core::policy::cells::{BEAT_CELLS, CELLS, TIER_CELLS};
use holdfast_fetch::core::policy::statuses::members;
use holdfast_fetch::core::policy::table::Group;
use holdfast_fetch::core::policy::{Policy, reader};
use holdfast_fetch::core::{preset, value::Value};
use serde_json::{Value as Json, json};

fn block(policy: Json) -> Vec<f64> {
    reader::read(&support::options(policy), Group::Policy).unwrap()
}

fn vectors(text: &str) -> Vec<Json> {
    let vectors: Json = serde_json::from_str(text).unwrap();
    vectors["cases"].as_array().unwrap().clone()
}

#[test]
fn every_good_policy_is_its_block() {
    for case in vectors(include_str!("../vectors/good-policies.json")) {
        let policy = support::read(case["policy"].clone()).unwrap();
        let mut again = Policy::from_block(&block(case["policy"].clone()));
        again.written = policy.written.clone();
        assert_eq!(again, policy, "{case}");
    }
}

#[test]
fn later_tiers_lie_right_behind_the_cells_and_lists_behind_these() {
    let block =
        block(json!({ "backoff": { "list": [5, 7] }, "tiers": [{ "retries": 1 }, { "retries": 2 }] }));
    assert_eq!(block[cell!(Cells, later)], CELLS as f64);
    assert_eq!((block[CELLS], block[CELLS + TIER_CELLS]), (1.0, 2.0));
    let place = CELLS + 2 * TIER_CELLS;
    assert_eq!(block[cell!(Cells, first.pace.list)], place as f64);
    assert_eq!(block[place..place + 3], [2.0, 5.0, 7.0]);
}

#[test]
fn all_numbers_survive_a_language_that_knows_one_nan() {
    for case in vectors(include_str!("../vectors/good-policies.json")) {
        assert!(block(case["policy"].clone()).iter().all(|number| !number.is_nan()), "{case}");
    }
}

/// The methods that get a key.
fn keyed(policy: Json) -> Vec<String> {
    let policy = support::read(policy).unwrap();
    assert!(policy.key.on > 0.0);
    policy.texts(policy.key.methods)
}

#[test]
fn a_key_that_is_wanted_keeps_the_preset_s_methods() {
    for wanted in [json!(true), json!("order 5"), json!("<function>"), json!({ "header": "X-Key" })] {
        let policy = json!({ "preset": "resilientIntegrations", "idempotencyKey": wanted });
        assert_eq!(keyed(policy), ["POST", "PUT", "PATCH", "DELETE"], "{wanted}");
    }
    assert_eq!(keyed(json!({ "idempotencyKey": true })), ["POST", "PATCH"]);
}

#[test]
fn exceptions_are_kept_beside_what_they_are_excepted_from() {
    let policy = support::read(json!({ "statuses": { "include": ["5xx"], "except": [501] } })).unwrap();
    assert!(policy.statuses.contains(500) && !policy.statuses.contains(501));
    assert_eq!(members(&policy.statuses.include).count(), 100);
    assert_eq!(members(&policy.statuses.except).collect::<Vec<_>>(), [501]);
}

/// The options of a circuit breaker that several policies share.
fn circuit(options: Json) -> Result<Breaker, Box<PolicyError>> {
    Ok(Policy::read_breaker(support::options(options))?.breaker)
}

#[test]
fn a_breaker_of_several_policies_is_like_that_of_one_but_with_a_clock_of_its_own() {
    let of_one = support::read(json!({ "breaker": true })).unwrap().breaker;
    let of_one = Breaker { on: 0.0, ..of_one };
    assert_eq!(circuit(json!({})).unwrap(), of_one);
    let own = circuit(json!({ "probes": 2, "now": "<function>", "random": "<function>" }));
    assert_eq!(own.unwrap(), Breaker { probes: 2.0, ..of_one });
    let refusal = support::read(json!({ "breaker": { "now": "<function>" } })).unwrap_err();
    assert_eq!(refusal.given, "not an option");
}

#[test]
fn its_refusals_name_the_same_fields() {
    let refused = |options| circuit(options).unwrap_err().to_string();
    let allowed = "an object such as { failureRate, window, minimum, open }";
    assert_eq!(refused(json!(true)), format!("retry policy: breaker is true; allowed: {allowed}"));
    assert_eq!(refused(json!({ "now": 5 })), "retry policy: breaker.now is 5; allowed: a function");
    assert_eq!(circuit(json!({ "failureRate": false })).unwrap_err().field, "breaker.failureRate");
}

#[test]
fn a_keep_alive_has_a_block_of_its_own() {
    let options = support::options(json!({ "interval": "30s", "hidden": "pause" }));
    let block = reader::read(&options, Group::KeepAlive).unwrap();
    assert_eq!(block, [30_000.0, 0.1, 1.0, 0.0]);
    assert_eq!(block.len(), BEAT_CELLS);
}

#[test]
fn of_an_option_that_is_written_twice_the_first_counts() {
    let twice =
        Value::Map(vec![("retries".into(), Value::Number(1.0)), ("retries".into(), Value::Number(2.0))]);
    assert_eq!(Policy::read(twice).unwrap().first.retries, 1.0);
}

#[test]
fn presets_are_blocks_too() {
    assert_eq!(Policy::from_block(&block(json!({}))), preset::standard());
}
