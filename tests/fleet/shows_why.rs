//! What each scene is to show, in a fleet small enough for a test.

use holdfast_fetch::fleet::catalogue::strategy;
use holdfast_fetch::fleet::measure::Outcome;
use holdfast_fetch::fleet::scenario::Scenario;
use holdfast_fetch::fleet::scenes::{SCENES, Scene};
use holdfast_fetch::fleet::simulation::Simulation;

const SEEDS: std::ops::RangeInclusive<u64> = 1..=3;

fn scene(name: &str) -> &'static Scene {
    SCENES.iter().find(|scene| scene.name == name).unwrap()
}

fn scenario(name: &str, seed: u64) -> Scenario {
    let scenario = Scenario { seed, ..(scene(name).scenario)() };
    if scenario.clients > 5000 { scenario.scaled(5000) } else { scenario }
}

/// What comes of the first two policies: the one that has what the scene is about, and the one that lacks it.
fn with_and_without(name: &str, seed: u64) -> (Outcome, Outcome) {
    let run = |number: usize| {
        let (_, policy) = scene(name).policies[number];
        Simulation::new(scenario(name, seed), &strategy(policy()).unwrap()).finish()
    };
    (run(0), run(1))
}

/// The most arrivals of a second that begins twelve seconds after the surge or later, in what the server can do.
fn echo(name: &str, outcome: &Outcome) -> f64 {
    let scenario = scenario(name, 1);
    let from = scenario.surges[0].from / 1000.0 + 12.0;
    let later = outcome.series.arrivals.iter().skip(from as usize);
    f64::from(*later.max().unwrap()) / scenario.server.capacity
}

#[test]
fn retries_are_for_bad_luck() {
    for seed in SEEDS {
        let (with, without) = with_and_without("flaky", seed);
        assert!((0.965..0.975).contains(&without.summary.good), "{:?}", without.summary);
        assert!(with.summary.good > 0.9999, "{:?}", with.summary);
        assert!(with.summary.amplification < 1.04, "{:?}", with.summary);
    }
}

#[test]
fn without_a_budget_the_server_stays_down() {
    for name in ["brownout", "login"] {
        for seed in SEEDS {
            let (with, without) = with_and_without(name, seed);
            assert!(with.summary.recovery.is_some_and(|seconds| seconds <= 60), "{name}: {:?}", with.summary);
            assert_eq!(without.summary.recovery, None, "{name}");
            let end = &without.series.goodput[without.series.goodput.len() - 60..];
            assert_eq!(end.iter().sum::<u32>(), 0, "{name}: a minute, minutes after the trouble");
        }
    }
}

#[test]
fn without_jitter_clients_come_back_in_step() {
    for seed in SEEDS {
        let (with, without) = with_and_without("restart", seed);
        assert!(with.summary.nearly_all.is_some_and(|time| time < 60_000.0), "{:?}", with.summary);
        assert_eq!(without.summary.nearly_all, None, "some never get in");
        assert!(echo("restart", &without) > 3.0 * echo("restart", &with));
        assert!(without.ledger.bad > 2 * with.ledger.bad, "{:?} {:?}", with.ledger, without.ledger);
        assert!(without.summary.in_vain > 60_000.0, "after more than a minute");
    }
}

#[test]
fn clients_that_take_a_hint_to_the_letter_come_back_in_step() {
    for seed in SEEDS {
        let (with, without) = with_and_without("herd", seed);
        assert!(echo("herd", &with) < 4.0, "{}", echo("herd", &with));
        assert!(echo("herd", &without) > 10.0, "{}", echo("herd", &without));
        assert!(without.ledger.bad > 10 * with.ledger.bad, "{:?} {:?}", with.ledger, without.ledger);
    }
}

#[test]
fn without_a_breaker_work_piles_up_at_a_dead_server() {
    for seed in SEEDS {
        let (with, without) = with_and_without("outage", seed);
        let most = |outcome: &Outcome| *outcome.series.queue.iter().max().unwrap();
        assert!(most(&without) > 3 * most(&with), "{} {}", most(&with), most(&without));
        assert!(without.summary.wasted > 5.0 * with.summary.wasted);
        let (soon, late) = (with.summary.recovery.unwrap(), without.summary.recovery.unwrap());
        assert!(late > 2 * soon, "{late} {soon}");
        assert!(without.summary.in_vain > 3.0 * with.summary.in_vain, "an open circuit says no at once");
        assert!(without.ledger.bad as f64 > 1.5 * with.ledger.bad as f64);
    }
}

#[test]
fn the_first_two_policies_differ_in_one_thing() {
    for scene in SCENES {
        let [with, without] = [0, 1].map(|number| {
            let policy = serde_json::to_value(scene.policies[number].1()).unwrap();
            policy.as_object().unwrap().clone()
        });
        let names: std::collections::BTreeSet<_> = with.keys().chain(without.keys()).collect();
        let differ = names.iter().filter(|name| with.get(**name) != without.get(**name)).count();
        assert_eq!(differ, 1, "{}", scene.name);
    }
}
