//! The same seed gives the same run, to the last bit: here, in slices, and on other platforms.

use holdfast_fetch::fleet::catalogue::{OURS, RIVALS, RULES, find, strategy};
use holdfast_fetch::fleet::scenario::{Scenario, Visits};
use holdfast_fetch::fleet::scenes::SCENES;
use holdfast_fetch::fleet::simulation::Simulation;
use serde_json::{Value, json};
use std::fs;

/// Runs that other builds of the simulator must repeat.
const GOLDEN: &str = "tests/vectors/fleet.json";

fn small(seed: u64) -> Scenario {
    let visits = Visits::Calls(20);
    Scenario { seed, visits, duration: 200_000.0, ..Scenario::brownout().scaled(1000) }
}

fn run(seed: u64, policy: &str) -> String {
    let outcome = Simulation::new(small(seed), &find(policy).unwrap()).finish();
    serde_json::to_string(&outcome).unwrap()
}

fn every_name() -> impl Iterator<Item = &'static str> {
    RIVALS.iter().chain(RULES).chain(OURS).map(|contender| contender.name)
}

#[test]
fn the_same_seed_gives_the_same_run() {
    for policy in every_name() {
        assert_eq!(run(1, policy), run(1, policy), "{policy}");
        assert_ne!(run(1, policy), run(2, policy), "{policy}");
    }
}

#[test]
fn in_slices_it_is_the_same_run() {
    for policy in every_name() {
        let mut sliced = Simulation::new(small(3), &find(policy).unwrap());
        let mut slices = 0;
        let mut progress = -1.0;
        while !sliced.run_until(f64::from(slices) * 7000.0) {
            assert!(sliced.progress() > progress && sliced.progress() < 1.0);
            progress = sliced.progress();
            slices += 1;
        }
        assert_eq!((slices, sliced.progress()), (29, 1.0));
        assert_eq!(serde_json::to_string(&sliced.outcome()).unwrap(), run(3, policy), "{policy}");
    }
}

#[test]
fn policies_meet_the_same_calls() {
    let offered = |policy| Simulation::new(small(4), &find(policy).unwrap()).finish().series.offered;
    assert_eq!(offered("no retry"), offered("standard"));
    assert_eq!(offered("no retry"), offered("and AWS's quota, 500 / 14"));
}

fn golden() -> Value {
    let policies = ["no retry", "3 with full jitter", "and gRPC's throttle, 10 / 0.1", "standard", "fleet"];
    let more = ["resilientIntegrations", "and SRE's throttle, K = 2, 2 min", "a timeout by chance, 10 %"];
    let named = policies.iter().chain(&more).map(|policy| (small(7), json!(policy)));
    // Powers of a number that has no exact ones, and waits that depend on the one before.
    let backoff = json!({ "type": "exponential", "base": "300ms", "factor": 1.7 });
    let odd = json!({ "retries": 5, "backoff": backoff, "jitter": "decorrelated" });
    let scenes = SCENES.iter().flat_map(|scene| {
        let scenario = Scenario { seed: 7, ..(scene.scenario)() };
        let small = if scenario.clients > 1000 { scenario.scaled(1000) } else { scenario };
        scene.policies.iter().map(move |(_, policy)| (small.clone(), json!(policy())))
    });
    let runs = named.chain([(small(7), odd)]).chain(scenes).map(|(mut scenario, policy)| {
        scenario.duration = scenario.duration.min(200_000.0);
        let known = strategy(serde_json::from_value(policy.clone()).unwrap()).unwrap();
        let outcome = Simulation::new(scenario.clone(), &known).finish();
        json!({ "policy": policy, "scenario": scenario, "outcome": outcome })
    });
    Value::Array(runs.collect())
}

#[test]
fn golden_runs() {
    let kept: Value = serde_json::from_str(&fs::read_to_string(GOLDEN).unwrap()).unwrap();
    for (now, before) in golden().as_array().unwrap().iter().zip(kept.as_array().unwrap()) {
        assert_eq!(now["outcome"]["summary"], before["outcome"]["summary"], "{}", before["policy"]);
    }
    assert!(golden() == kept, "the same in sum, but not in each second");
}

/// After a change of the simulator, or of what it simulates, that was meant:
/// `cargo test --test fleet repeats_itself -- --ignored`.
#[test]
#[ignore = "writes the golden runs"]
fn write_golden_runs() {
    fs::write(GOLDEN, serde_json::to_string(&golden()).unwrap() + "\n").unwrap();
}
