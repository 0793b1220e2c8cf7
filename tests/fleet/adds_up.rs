//! Nothing is lost in the simulator: calls, attempts and work add up, whatever the policy and the trouble.

use holdfast_fetch::fleet::catalogue::{OURS, RIVALS, RULES, find};
use holdfast_fetch::fleet::measure::Outcome;
use holdfast_fetch::fleet::scenario::{Arrivals, Fault, Scenario, Visits};
use holdfast_fetch::fleet::simulation::Simulation;

fn small() -> Scenario {
    let mut scenario = Scenario::brownout().scaled(2000);
    scenario.duration = 300_000.0;
    scenario
}

fn scenarios() -> Vec<(&'static str, Scenario)> {
    let with = |change: fn(&mut Scenario)| {
        let mut scenario = small();
        change(&mut scenario);
        scenario
    };
    vec![
        ("brownout", small()),
        ("regular", with(|it| it.arrivals = Arrivals::Regular)),
        ("visits", with(|it| it.visits = Visits::Calls(3))),
        ("silent", with(|it| it.server.silent = 0.7)),
        ("costly rejections", with(|it| it.server.rejection = 0.3)),
        ("hints", with(|it| it.server.retry_after = Some(10))),
        ("never rejects", with(|it| it.server.queue = f64::INFINITY)),
        ("nothing left", with(|it| it.faults[0].capacity = 0.0)),
        ("errors", with(|it| it.faults[0].errors = 0.5)),
        ("isolated failures", with(|it| (it.server.flaky, it.server.silent) = (0.05, 0.5))),
        (
            "ends in trouble",
            with(|it| it.faults.push(Fault { from: 290_000.0, to: 1e9, capacity: 0.0, ..Fault::NONE })),
        ),
    ]
}

fn sum(list: &[u32]) -> u64 {
    list.iter().map(|count| u64::from(*count)).sum()
}

fn check(what: &str, outcome: &Outcome) {
    let (ledger, series, summary) = (&outcome.ledger, &outcome.series, &outcome.summary);
    let attempts = ledger.served + ledger.failed + ledger.stale + ledger.rejected + ledger.held;
    assert_eq!(ledger.attempts, attempts, "{what}: attempts");
    assert_eq!(ledger.calls, ledger.good + ledger.bad + ledger.open, "{what}: calls");
    assert_eq!(ledger.good, ledger.served, "{what}: a good answer ends a call");
    for (list, total) in [
        (&series.offered, ledger.calls),
        (&series.arrivals, ledger.attempts),
        (&series.rejected, ledger.rejected),
        (&series.goodput, ledger.good),
        (&series.wasted, ledger.stale),
        (&series.accepted, ledger.attempts - ledger.rejected),
    ] {
        assert_eq!(sum(list), total, "{what}: a series");
        assert!(list.len() <= 300, "{what}: {} seconds", list.len());
    }
    assert!((summary.amplification - ledger.attempts as f64 / ledger.calls as f64).abs() < 1e-12, "{what}");
}

#[test]
fn whatever_the_policy_and_the_trouble() {
    for (name, scenario) in scenarios() {
        for contender in RIVALS.iter().chain(RULES).chain(OURS) {
            let outcome = Simulation::new(scenario.clone(), &(contender.strategy)()).finish();
            check(&format!("{name}, {}", contender.name), &outcome);
        }
    }
}

#[test]
fn who_does_not_retry_sends_each_call_once() {
    for (name, scenario) in scenarios() {
        let outcome = Simulation::new(scenario, &find("no retry").unwrap()).finish();
        assert_eq!(outcome.summary.amplification, 1.0, "{name}");
    }
}

#[test]
fn three_retries_are_at_most_four_attempts() {
    for (name, scenario) in scenarios() {
        let outcome = Simulation::new(scenario, &find("3 with full jitter").unwrap()).finish();
        assert!((1.0..=4.0).contains(&outcome.summary.amplification), "{name}");
    }
}

#[test]
fn a_server_does_what_it_can_while_there_is_work() {
    let mut scenario = small();
    scenario.faults.clear();
    scenario.rate *= 3.0;
    let outcome = Simulation::new(scenario.clone(), &find("no retry").unwrap()).finish();
    let done = outcome.ledger.served + outcome.ledger.stale;
    let able = scenario.server.capacity * scenario.duration / 1000.0;
    assert!(done as f64 <= able && done as f64 > 0.99 * able, "{done} of {able}");
}

#[test]
fn without_trouble_all_ends_well_and_nobody_retries() {
    for contender in RIVALS.iter().chain(OURS) {
        let scenario = Scenario { faults: vec![], ..small() };
        let outcome = Simulation::new(scenario, &(contender.strategy)()).finish();
        assert_eq!((outcome.summary.good, outcome.summary.amplification), (1.0, 1.0), "{}", contender.name);
    }
}
