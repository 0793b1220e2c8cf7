//! One thing after the other made different, with clients that have been there for long: those who have
//! saved most.

use crate::compare::{Named, runs};
use crate::stats::short;
use holdfast_fetch::core::value::Value;
use holdfast_fetch::fleet::catalogue::{Contender, OURS, RIVALS, RULES, map, ours};
use holdfast_fetch::fleet::clients::Strategy;
use holdfast_fetch::fleet::scenario::{Arrivals, Scenario, Visits};

pub fn tables(seeds: usize) -> String {
    let pick = |from: &[Contender], name: &str| from.iter().find(|one| one.name == name).copied();
    let policies: Vec<Contender> = [
        pick(RIVALS, "no retry"),
        pick(RULES, "a timeout from what was earned"),
        pick(OURS, "standard"),
        pick(OURS, "fleet"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let numbers: &[Contender] = &[
        Contender { name: "ratio 0.1, initial 3, cap 10: the default", strategy: || budget(0.1, 3.0, 10.0) },
        Contender { name: "initial 1", strategy: || budget(0.1, 1.0, 10.0) },
        Contender { name: "initial 8", strategy: || budget(0.1, 8.0, 10.0) },
        Contender { name: "cap 1", strategy: || budget(0.1, 3.0, 1.0) },
        Contender { name: "cap 3", strategy: || budget(0.1, 3.0, 3.0) },
        Contender { name: "cap 100", strategy: || budget(0.1, 3.0, 100.0) },
        Contender { name: "ratio 0.02", strategy: || budget(0.02, 3.0, 10.0) },
        Contender { name: "ratio 0.5", strategy: || budget(0.5, 3.0, 10.0) },
    ];
    let cautious: &[Contender] = &[
        Contender { name: "cap 10", strategy: || drawn(0.1, 10.0) },
        Contender { name: "cap 3", strategy: || drawn(0.1, 3.0) },
        Contender { name: "cap 1", strategy: || drawn(0.1, 1.0) },
        Contender { name: "cap 0.5", strategy: || drawn(0.1, 0.5) },
        Contender { name: "ratio 0.03, cap 1", strategy: || drawn(0.03, 1.0) },
    ];
    let some = |names: &[&str]| -> Vec<Named> {
        scenarios().into_iter().filter(|(name, _)| names.contains(name)).collect()
    };
    [
        table("sweep", &policies, &scenarios(), seeds),
        table("the budget's numbers", numbers, &some(&STRESSES), seeds),
        table("the numbers of the preset fleet", cautious, &some(&FLEETS), seeds),
    ]
    .join("\n")
}

/// Where the budget's numbers may matter.
const STRESSES: [&str; 5] =
    ["as it is", "load 85 %", "the server never rejects", "a rejection costs 0.1", "300 s long"];

/// Where it matters what clients have saved.
const FLEETS: [&str; 5] = [
    "as it is",
    "new clients",
    "visits of 3 calls, one in 2 s",
    "visits of 10 calls, one in 2 s",
    "visits of 30 calls, one in 10 s",
];

/// A row for each scenario, a column for each policy.
fn table(what: &str, policies: &[Contender], scenarios: &[Named], seeds: usize) -> String {
    let mut table = String::from("| |");
    policies.iter().for_each(|policy| table += &format!(" {} |", policy.name));
    table += &format!("\n|---{}|\n", "|---".repeat(policies.len()));
    let all = runs(what, policies, scenarios, seeds);
    for (row, (name, _)) in scenarios.iter().enumerate() {
        table += &format!("| {name} |");
        all.iter().for_each(|cells| table += &format!(" {} |", short(&cells[row])));
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

/// Visits of so many calls, one in so many seconds; as many visitors as make the same load.
fn visits(scenario: &mut Scenario, calls: u32, gap: f64) {
    scenario.visits = Visits::Calls(calls);
    scenario.clients = (scenario.offered() * gap) as u32;
    scenario.rate = 1.0 / gap;
}
