//! One thing after the other made different, with clients that have been there for long: those who have
//! saved most.

use crate::compare::{Named, runs};
use crate::stats::{short, with_good};
use holdfast_fetch::core::value::Value;
use holdfast_fetch::fleet::catalogue::{A_TOKEN_EACH, Contender, OURS, RIVALS, RULES, map, ours};
use holdfast_fetch::fleet::clients::Strategy;
use holdfast_fetch::fleet::measure::Summary;
use holdfast_fetch::fleet::scenario::{Arrivals, Fault, Scenario, Visits};

pub fn tables(seeds: usize) -> String {
    let pick = |from: &[Contender], name: &str| from.iter().find(|one| one.name == name).copied();
    let policies: Vec<Contender> = [
        pick(RIVALS, "no retry"),
        pick(RULES, "a timeout from what was earned"),
        Some(A_TOKEN_EACH),
        pick(OURS, "standard"),
        pick(OURS, "fleet"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let numbers: &[Contender] = &[
        Contender { name: "ratio 0.4, initial 6, cap 6: the default", strategy: || budget(0.4, 6.0, 6.0) },
        Contender { name: "initial 3", strategy: || budget(0.4, 3.0, 6.0) },
        Contender { name: "initial 12", strategy: || budget(0.4, 12.0, 6.0) },
        Contender { name: "initial 30", strategy: || budget(0.4, 30.0, 6.0) },
        Contender { name: "cap 3", strategy: || budget(0.4, 6.0, 3.0) },
        Contender { name: "cap 12", strategy: || budget(0.4, 6.0, 12.0) },
        Contender { name: "cap 100", strategy: || budget(0.4, 6.0, 100.0) },
        Contender { name: "ratio 0.1", strategy: || budget(0.1, 6.0, 6.0) },
        Contender { name: "ratio 0.7", strategy: || budget(0.7, 6.0, 6.0) },
    ];
    let cautious: &[Contender] = &[
        Contender { name: "ratio 0.1, cap 1: the preset", strategy: || drawn(0.1, 1.0) },
        Contender { name: "cap 0.5", strategy: || drawn(0.1, 0.5) },
        Contender { name: "cap 3", strategy: || drawn(0.1, 3.0) },
        Contender { name: "cap 6", strategy: || drawn(0.1, 6.0) },
        Contender { name: "ratio 0.4, cap 1", strategy: || drawn(0.4, 1.0) },
    ];
    let all = [scenarios(), crowds()].concat();
    let some = |names: &[&str]| -> Vec<Named> {
        all.iter().filter(|(name, _)| names.contains(name)).cloned().collect()
    };
    [
        table("sweep", &policies, &scenarios(), short, seeds),
        table("crowds", &policies, &crowds(), with_good, seeds),
        table("the budget's numbers", numbers, &some(&STRESSES), with_good, seeds),
        table("the numbers of the preset fleet", cautious, &some(&FLEETS), short, seeds),
    ]
    .join("\n")
}

/// Where the budget's numbers may matter.
const STRESSES: [&str; 8] = [
    "as it is",
    "load 85 %",
    "the server never rejects",
    "a rejection costs 0.1",
    "300 s long",
    "pages of 8 calls in 1.5 s, a rejection costs 0.2",
    "pages of 30 calls in 1.5 s, a rejection costs 0.2",
    "a hundred servers, half of the answers errors for 300 s",
];

/// Where it matters what clients have saved.
const FLEETS: [&str; 5] = [
    "as it is",
    "new clients",
    "visits of 3 calls, one in 2 s",
    "visits of 10 calls, one in 2 s",
    "visits of 30 calls, one in 10 s",
];

/// A row for each scenario, a column for each policy.
fn table(
    what: &str,
    policies: &[Contender],
    scenarios: &[Named],
    told: fn(&[Summary]) -> String,
    seeds: usize,
) -> String {
    let mut table = String::from("| |");
    policies.iter().for_each(|policy| table += &format!(" {} |", policy.name));
    table += &format!("\n|---{}|\n", "|---".repeat(policies.len()));
    let all = runs(what, policies, scenarios, seeds);
    for (row, (name, _)) in scenarios.iter().enumerate() {
        table += &format!("| {name} |");
        all.iter().for_each(|cells| table += &format!(" {} |", told(&cells[row])));
        table += "\n";
    }
    table
}

/// With an initial credit of U(0, 1).
fn drawn(ratio: f64, cap: f64) -> Strategy {
    let initial = Value::List(vec![Value::Number(0.0), Value::Number(1.0)]);
    let (ratio, cap) = (Value::Number(ratio), Value::Number(cap));
    ours(&[("budget", map(&[("initial", initial), ("ratio", ratio), ("cap", cap)]))])
}

fn budget(ratio: f64, initial: f64, cap: f64) -> Strategy {
    let number = |name, value| (name, Value::Number(value));
    ours(&[("budget", map(&[number("ratio", ratio), number("initial", initial), number("cap", cap)]))])
}

fn scenarios() -> Vec<Named> {
    let warm = || Scenario { visits: Visits::Endless { past: 200 }, ..Scenario::brownout() };
    let with = |change: fn(&mut Scenario)| {
        let mut scenario = warm();
        change(&mut scenario);
        scenario
    };
    vec![
        ("as it is", warm()),
        ("new clients", Scenario::brownout()),
        ("load 50 %", with(|it| it.rate = 0.010)),
        ("load 85 %", with(|it| it.rate = 0.017)),
        ("load 95 %", with(|it| it.rate = 0.019)),
        ("1,000,000 clients", with(|it| (it.clients, it.rate) = (1_000_000, 0.0014))),
        ("10,000 clients", with(|it| (it.clients, it.rate) = (10_000, 0.14))),
        ("1,000 clients", with(|it| (it.clients, it.rate) = (1000, 1.4))),
        ("visits of 10 calls, one in 2 s", with(|it| visits(it, 10, 2.0))),
        ("visits of 30 calls, one in 10 s", with(|it| visits(it, 30, 10.0))),
        ("visits of 3 calls, one in 2 s", with(|it| visits(it, 3, 2.0))),
        ("regular calls", with(|it| it.arrivals = Arrivals::Regular)),
        ("clients wait 1 s", with(|it| it.timeout = 1000.0)),
        ("clients wait 5 s", with(|it| it.timeout = 5000.0)),
        ("clients wait 30 s", with(|it| it.timeout = 30_000.0)),
        (
            "clients wait 30 s, the server never rejects",
            with(|it| {
                it.timeout = 30_000.0;
                it.server.queue = f64::INFINITY;
                it.faults[0].to = 220_000.0;
            }),
        ),
        ("a queue of 0.5 s", with(|it| it.server.queue = 1000.0)),
        ("a queue of 2 s", with(|it| it.server.queue = 4000.0)),
        ("a queue of 8 s", with(|it| it.server.queue = 16_000.0)),
        ("the server never rejects", with(|it| it.server.queue = f64::INFINITY)),
        ("half of the rejections are silent", with(|it| it.server.silent = 0.5)),
        ("all rejections are silent", with(|it| it.server.silent = 1.0)),
        ("a rejection costs 0.1", with(|it| it.server.rejection = 0.1)),
        ("a rejection costs 0.2", with(|it| it.server.rejection = 0.2)),
        ("Retry-After: 30", with(|it| it.server.retry_after = Some(30))),
        ("5 s long", with(|it| it.faults[0].to = 125_000.0)),
        ("120 s long", with(|it| it.faults[0].to = 240_000.0)),
        ("300 s long", with(|it| it.faults[0].to = 420_000.0)),
        ("no capacity left", with(|it| it.faults[0].capacity = 0.0)),
        ("30 % left", with(|it| it.faults[0].capacity = 0.3)),
        ("60 % left", with(|it| it.faults[0].capacity = 0.6)),
        (
            "half of the answers are errors",
            with(|it| {
                it.faults[0].capacity = 1.0;
                it.faults[0].errors = 0.5;
            }),
        ),
        (
            "all of the answers are errors",
            with(|it| {
                it.faults[0].capacity = 1.0;
                it.faults[0].errors = 1.0;
            }),
        ),
    ]
}

/// Many calls of one client: pages that make theirs at once, and a hundred servers of fourteen calls a second each.
fn crowds() -> Vec<Named> {
    let pages = |calls: u32, rejection: f64, retry_after| {
        let mut scenario = Scenario::brownout();
        visits(&mut scenario, calls, 1.5 / f64::from(calls));
        (scenario.server.rejection, scenario.server.retry_after) = (rejection, retry_after);
        scenario
    };
    let servers = |rejection: f64, retry_after, fault: Fault| {
        let mut scenario = Scenario { clients: 100, rate: 14.0, faults: vec![fault], ..Scenario::brownout() };
        scenario.visits = Visits::Endless { past: 200 };
        (scenario.server.rejection, scenario.server.retry_after) = (rejection, retry_after);
        scenario
    };
    let brownout = Scenario::brownout().faults[0];
    let half = Fault { to: 420_000.0, capacity: 1.0, errors: 0.5, ..brownout };
    let warm = Scenario { visits: Visits::Endless { past: 200 }, ..Scenario::brownout() };
    let hinted = |seconds| {
        let mut scenario = warm.clone();
        scenario.server.retry_after = Some(seconds);
        scenario
    };
    vec![
        ("pages of 8 calls in 1.5 s", pages(8, 0.0, None)),
        ("pages of 30 calls in 1.5 s", pages(30, 0.0, None)),
        ("pages of 100 calls in 1.5 s", pages(100, 0.0, None)),
        ("pages of 8 calls in 1.5 s, a rejection costs 0.1", pages(8, 0.1, None)),
        ("pages of 30 calls in 1.5 s, a rejection costs 0.1", pages(30, 0.1, None)),
        ("pages of 100 calls in 1.5 s, a rejection costs 0.1", pages(100, 0.1, None)),
        ("pages of 8 calls in 1.5 s, a rejection costs 0.2", pages(8, 0.2, None)),
        ("pages of 30 calls in 1.5 s, a rejection costs 0.2", pages(30, 0.2, None)),
        ("pages of 100 calls in 1.5 s, a rejection costs 0.2", pages(100, 0.2, None)),
        ("pages of 30 calls in 1.5 s, Retry-After: 1", pages(30, 0.0, Some(1))),
        ("Retry-After: 0", hinted(0)),
        ("Retry-After: 1", hinted(1)),
        ("a hundred servers", servers(0.0, None, brownout)),
        ("a hundred servers, a rejection costs 0.2", servers(0.2, None, brownout)),
        ("a hundred servers, Retry-After: 0", servers(0.0, Some(0), brownout)),
        ("a hundred servers, Retry-After: 1", servers(0.0, Some(1), brownout)),
        ("a hundred servers, Retry-After: 1, a rejection costs 0.2", servers(0.2, Some(1), brownout)),
        ("a hundred servers, Retry-After: 30", servers(0.0, Some(30), brownout)),
        ("a hundred servers, half of the answers errors for 300 s", servers(0.0, None, half)),
        (
            "a hundred servers, half of the answers errors with Retry-After: 1 for 300 s",
            servers(0.0, Some(1), half),
        ),
    ]
}

/// Visits of so many calls, one in so many seconds; as many visitors as make the same load.
fn visits(scenario: &mut Scenario, calls: u32, gap: f64) {
    scenario.visits = Visits::Calls(calls);
    scenario.clients = (scenario.offered() * gap) as u32;
    scenario.rate = 1.0 / gap;
}
