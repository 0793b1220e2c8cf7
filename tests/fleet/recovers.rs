//! What the default is for: a fleet that retries must not keep its server down. A small fleet shows it;
//! `docs/fleet.md` has the figures of a large one.

use holdfast_fetch::core::preset::NAMES;
use holdfast_fetch::core::value::Value;
use holdfast_fetch::fleet::catalogue::{find, ours, ours_again};
use holdfast_fetch::fleet::clients::Strategy;
use holdfast_fetch::fleet::measure::Summary;
use holdfast_fetch::fleet::scenario::{Scenario, Visits};
use holdfast_fetch::fleet::simulation::Simulation;

/// Clients that have been there for long, and saved what can be saved.
fn old(seed: u64) -> Scenario {
    Scenario { visits: Visits::Endless { past: 200 }, seed, ..Scenario::brownout().scaled(5000) }
}

fn run(scenario: Scenario, strategy: &Strategy) -> Summary {
    Simulation::new(scenario, strategy).finish().summary
}

fn named(seed: u64, policy: &str) -> Summary {
    run(old(seed), &find(policy).unwrap())
}

#[test]
fn plain_retries_keep_a_server_down_for_good() {
    for policy in ["3 at once", "3 exponential", "3 with full jitter"] {
        let summary = named(1, policy);
        assert_eq!(summary.recovery, None, "{policy}");
        assert!(summary.good < 0.2 && summary.wasted > 0.8, "{policy}: {summary:?}");
    }
}

#[test]
fn the_default_lets_it_get_up() {
    for seed in 1..=5 {
        let without = named(seed, "no retry");
        let summary = named(seed, "standard");
        assert!(summary.recovery.is_some_and(|seconds| seconds <= 20), "{summary:?}");
        assert!(summary.amplification < 1.12 && summary.peak_work < 1.2, "{summary:?}");
        assert!(summary.good > without.good - 0.01, "{summary:?}, {without:?}");
    }
}

#[test]
fn every_preset_does_that_retries_only_timeouts_somebody_vouches_for() {
    for name in NAMES {
        let name = Value::Text(name.into());
        let vouched = ours(&[("preset", name.clone()), ("timeouts", Value::Text("vouched".into()))]);
        let summary = run(old(2), &vouched);
        assert!(summary.recovery.is_some_and(|seconds| seconds <= 70), "{name:?}: {summary:?}");
    }
}

#[test]
fn guides_that_retry_every_timeout_take_longer() {
    let seconds = |name| named(2, name).recovery.unwrap_or(u32::MAX);
    for guide in ["livePerson", "copyleaks", "statusCodes"] {
        assert!(seconds(guide) > 2 * seconds("standard"), "{guide}");
    }
    assert!(seconds("zDirect") <= 70, "its guide retries no timeouts");
}

#[test]
fn savings_alone_do_not_save_a_server() {
    let summary = named(3, "a timeout from what was earned");
    assert!(summary.recovery.is_none_or(|seconds| seconds > 300), "{summary:?}");
}

#[test]
fn a_lone_timeout_is_retried_in_a_young_visit_and_if_others_went_well_before() {
    let share = |calls, gap: f64| {
        let visits = Visits::Calls(calls);
        let duration = gap * 1_000_000.0;
        let mut scenario =
            Scenario { visits, duration, faults: vec![], rate: 1.0 / gap, ..old(1).scaled(500) };
        scenario.server.capacity = 1e6;
        (scenario.server.flaky, scenario.server.silent) = (0.01, 1.0);
        let ledger = Simulation::new(scenario, &find("standard").unwrap()).finish().ledger;
        (ledger.attempts - ledger.calls) as f64 / ledger.rejected as f64
    };
    assert!(share(1, 2.0) > 0.97, "nothing is known of the server");
    // The first of ten calls knows nothing. Of the others, e^-3 have no good answer in the 30 s before
    // they were sent, nor e^-0.2 in the 2 s that they wait, but the last has none after it. A hundredth
    // of all that are counted on, or tried again, fail as well.
    let none = 0.8 * f64::exp(-3.2) + 0.1 * f64::exp(-3.0);
    let expected = 0.98 * (1.0 - none);
    let found = share(10, 10.0);
    assert!((found - expected).abs() < 0.02, "{found} instead of {expected}");
}

/// The same rule, written twice: in the core, and for comparison with others.
#[test]
fn two_implementations_agree() {
    let (ours, again) = (find("standard").unwrap(), ours_again());
    let new = |seed| Scenario { visits: Visits::Calls(12), ..old(seed) };
    let hinted = |seed| {
        let mut scenario = Scenario { clients: 50, rate: 1.4, ..old(seed) };
        (scenario.server.retry_after, scenario.server.flaky) = (Some(1), 0.3);
        scenario
    };
    for scenario in (1..=3).flat_map(|seed| [old(seed), new(seed), hinted(seed)]) {
        let (ours, theirs) = (run(scenario.clone(), &ours), run(scenario, &again));
        assert!((ours.amplification - theirs.amplification).abs() < 0.01, "{ours:?}, {theirs:?}");
        assert!((ours.good - theirs.good).abs() < 0.005, "{ours:?}, {theirs:?}");
        assert!((ours.peak_arrivals - theirs.peak_arrivals).abs() < 0.5, "{ours:?}, {theirs:?}");
    }
}
