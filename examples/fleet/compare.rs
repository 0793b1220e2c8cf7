//! All policies in the same trouble, with clients of three kinds.

use crate::pool;
use crate::stats::{long, short, summary};
use holdfast_fetch::core::value::Value;
use holdfast_fetch::fleet::catalogue::{Contender, OURS, RIVALS, RULES, ours};
use holdfast_fetch::fleet::clients::Strategy;
use holdfast_fetch::fleet::measure::Summary;
use holdfast_fetch::fleet::scenario::{Scenario, Visits};

/// A scenario and how it is called.
pub type Named = (&'static str, Scenario);

/// The same load from few clients, from many, and from many that have been there for long.
fn fleets() -> [Named; 3] {
    let many = Scenario::brownout();
    let few = Scenario { clients: 100, rate: 14.0, ..many.clone() };
    let warm = Scenario { visits: Visits::Endless { past: 200 }, ..many.clone() };
    [
        ("100 clients, 14 calls/s each", few),
        ("100,000 clients, 0.014/s each, new", many),
        ("the same, 200 good calls before", warm),
    ]
}

/// The runs of each contender in each scenario.
pub fn runs(what: &str, contenders: &[Contender], of: &[Named], seeds: usize) -> Vec<Vec<Vec<Summary>>> {
    let cells = contenders.len() * of.len();
    let all = pool::run(what, cells * seeds, |number| {
        let (cell, seed) = (number / seeds, number % seeds);
        let (contender, scenario) = (&contenders[cell / of.len()], &of[cell % of.len()].1);
        summary(scenario, &(contender.strategy)(), seed)
    });
    let cells: Vec<_> = all.chunks(seeds).map(<[Summary]>::to_vec).collect();
    cells.chunks(of.len()).map(<[Vec<Summary>]>::to_vec).collect()
}

fn side_by_side(what: &str, contenders: &[Contender], fleets: &[Named], seeds: usize) -> String {
    let mut table = String::from("| policy |");
    fleets.iter().for_each(|(name, _)| table += &format!(" {name} |"));
    table += &format!("\n|---{}|\n", "|---".repeat(fleets.len()));
    for (contender, cells) in contenders.iter().zip(runs(what, contenders, fleets, seeds)) {
        table += &format!("| {} |", contender.name);
        cells.iter().for_each(|cell| table += &format!(" {} |", short(cell)));
        table += "\n";
    }
    table
}

pub fn rivals(seeds: usize) -> String {
    let [few, new, _] = fleets();
    side_by_side("what others do", RIVALS, &[few, new], seeds)
}

pub fn rules(seeds: usize) -> String {
    let [_, new, old] = fleets();
    let balances = RIVALS.iter().filter(|one| one.name.contains("balance"));
    let contenders: Vec<Contender> = balances.chain(RULES).copied().collect();
    side_by_side("rules for timeouts", &contenders, &[new, old], seeds)
}

/// Presets whose guide retries every timeout, but asking that somebody vouches for it.
const VOUCHED: [Contender; 3] = [
    Contender { name: "livePerson, timeouts: \"vouched\"", strategy: || vouched("livePerson") },
    Contender { name: "copyleaks, timeouts: \"vouched\"", strategy: || vouched("copyleaks") },
    Contender {
        name: "resilientIntegrations, timeouts: \"vouched\"",
        strategy: || vouched("resilientIntegrations"),
    },
];

fn vouched(preset: &str) -> Strategy {
    let text = |text: &str| Value::Text(text.into());
    ours(&[("preset", text(preset)), ("timeouts", text("vouched"))])
}

/// The presets, in full, with new clients and with old ones.
pub fn presets(seeds: usize) -> String {
    let [_, new, old] = fleets();
    let contenders = [OURS, &VOUCHED].concat();
    let fleets = [new, old];
    let all = runs("presets", &contenders, &fleets, seeds);
    let mut tables = Vec::new();
    for (column, (name, _)) in fleets.iter().enumerate() {
        let mut table = format!("| {name} |");
        let columns = [
            "amplification",
            "peak of arrivals, × offered",
            "peak of work, × capacity",
            "wasted work",
            "recovery",
            "calls that end well",
        ];
        columns.iter().for_each(|column| table += &format!(" {column} |"));
        table += "\n|---|---|---|---|---|---|---|\n";
        for (contender, cells) in contenders.iter().zip(&all) {
            table += &format!("| {} | {} |\n", contender.name, long(&cells[column]));
        }
        tables.push(table);
    }
    tables.join("\n")
}
