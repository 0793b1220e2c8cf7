//! What the default is for, too: a server that lives is asked again, however few its clients are.

use holdfast_fetch::core::value::Value;
use holdfast_fetch::fleet::catalogue::{A_TOKEN_EACH, find, map, ours};
use holdfast_fetch::fleet::clients::Strategy;
use holdfast_fetch::fleet::living::{Lived, Living, Trouble, live};
use holdfast_fetch::fleet::measure::Summary;
use holdfast_fetch::fleet::scenario::{Fault, Scenario, Visits};
use holdfast_fetch::fleet::simulation::Simulation;

fn standard() -> Strategy {
    find("standard").unwrap()
}

fn without_a_budget() -> Strategy {
    ours(&[("budget", Value::Bool(false))])
}

fn mean(living: Living, strategy: &Strategy) -> Lived {
    let runs = (1..=20).map(|seed| live(&living, strategy, seed));
    let sum = runs.fold((0.0, 0.0), |sum, run| (sum.0 + run.good, sum.1 + run.attempts));
    Lived { good: sum.0 / 20.0, attempts: sum.1 / 20.0 }
}

#[test]
fn a_page_whose_calls_fail_once_gets_them_all() {
    for calls in [8, 30, 100] {
        let living = Living { calls, at_once: calls, trouble: Trouble::Times(1) };
        assert_eq!(live(&living, &standard(), 1), Lived { good: 1.0, attempts: 2.0 }, "{calls}");
        assert!(live(&living, &(A_TOKEN_EACH.strategy)(), 1).good < 0.5, "{calls}");
    }
}

#[test]
fn calls_that_fail_by_chance_end_as_they_would_without_a_budget() {
    for (rate, least) in [(0.1, 0.998), (0.2, 0.998), (0.3, 0.99), (0.4, 0.97), (0.5, 0.8)] {
        let living = Living { calls: 500, at_once: 1, trouble: Trouble::Chance(rate) };
        let (with, without) = (mean(living, &standard()), mean(living, &without_a_budget()));
        assert!(with.good >= least * without.good, "{rate}: {with:?}, {without:?}");
    }
}

#[test]
fn a_bulk_job_against_a_limit_ends_as_it_would_without_a_budget() {
    for retry_after in [Some(1), None] {
        for at_once in [20, 100] {
            let living = Living { calls: 100, at_once, trouble: Trouble::Limit { retry_after } };
            let (with, without) = (mean(living, &standard()), mean(living, &without_a_budget()));
            assert_eq!(with, without, "{retry_after:?}, {at_once} at once");
        }
    }
}

#[test]
fn with_enough_retries_it_gets_all_of_its_answers() {
    let patient = ours(&[("retries", Value::Number(8.0))]);
    for at_once in [20, 100] {
        let living = Living { calls: 100, at_once, trouble: Trouble::Limit { retry_after: Some(1) } };
        assert_eq!(mean(living, &patient).good, 1.0, "{at_once} at once");
    }
}

#[test]
fn operations_that_are_not_ready_at_once_are_tried_until_they_are() {
    let lived = |calls, times| {
        live(&Living { calls, at_once: 1, trouble: Trouble::Times(times) }, &standard(), 1).good
    };
    assert_eq!(lived(5, 2), 1.0);
    assert_eq!(lived(500, 1), 1.0);
}

fn run(scenario: &Scenario, strategy: &Strategy) -> Summary {
    Simulation::new(scenario.clone(), strategy).finish().summary
}

/// A fleet of a thirtieth of the load, whose visitors make so many calls in 1.5 seconds.
fn pages(calls: u32, rejection: f64) -> Scenario {
    let gap = 1.5 / f64::from(calls);
    let mut scenario = Scenario { rate: 1.0 / gap, visits: Visits::Calls(calls), ..Scenario::brownout() };
    scenario.clients = (1400.0 * gap) as u32;
    scenario.server.rejection = rejection;
    scenario
}

#[test]
fn pages_of_many_calls_let_a_server_get_up() {
    for calls in [8, 30, 100] {
        for rejection in [0.0, 0.2] {
            let scenario = pages(calls, rejection);
            let [now, simpler] =
                [standard(), (A_TOKEN_EACH.strategy)()].map(|strategy| run(&scenario, &strategy));
            let most = simpler.recovery.map(|seconds| (seconds + 5).max(seconds * 3 / 2));
            assert!(
                now.recovery.is_some_and(|seconds| Some(seconds) <= most),
                "{calls}: {now:?}, {simpler:?}"
            );
            assert!(now.work <= 1.1 * simpler.work, "{calls}: {now:?}, {simpler:?}");
        }
    }
}

#[test]
fn a_hundred_servers_get_more_from_one_that_half_works_than_without_retries() {
    let fault = Fault { from: 120_000.0, to: 420_000.0, capacity: 1.0, errors: 0.5 };
    let visits = Visits::Endless { past: 200 };
    let scenario = Scenario { clients: 100, rate: 14.0, visits, faults: vec![fault], ..Scenario::brownout() };
    let (with, without) = (run(&scenario, &standard()), run(&scenario, &find("no retry").unwrap()));
    assert!(with.good > without.good + 0.01, "{with:?}, {without:?}");
    assert!(with.recovery.is_some_and(|seconds| seconds <= 5), "{with:?}");
}

#[test]
fn a_dead_server_gets_hardly_more_requests_than_calls_whatever_it_says() {
    for retry_after in [None, Some(0), Some(1), Some(30)] {
        let hints = map(&[("jitter", Value::Text("none".into()))]);
        let strategy = ours(&[("retryAfter", hints)]);
        let mut scenario = Scenario { clients: 1, rate: 2.0, ..Scenario::brownout() };
        scenario.faults = vec![Fault { from: 0.0, to: 1e9, capacity: 0.0, errors: 0.0 }];
        (scenario.server.queue, scenario.server.retry_after) = (0.0, retry_after);
        let outcome = Simulation::new(scenario, &strategy).finish();
        let after = |list: &[u32]| list.iter().skip(90).map(|count| f64::from(*count)).sum::<f64>();
        let (calls, attempts) = (after(&outcome.series.offered), after(&outcome.series.arrivals));
        assert!(calls > 1000.0 && attempts <= 1.25 * calls, "{retry_after:?}: {attempts} of {calls}");
    }
}
