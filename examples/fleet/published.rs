//! Two published simulations, to see that ours agrees with what their authors found.

use crate::pool;
use crate::stats::Estimate;
use holdfast_fetch::core::policy::cells::Spread;
use holdfast_fetch::fleet::contention::{Waiting, contend};
use holdfast_fetch::fleet::unreliable::{Retrying, fail_at_random};

pub fn tables(seeds: usize) -> String {
    format!("{}\n{}", contention(seeds), unreliable(seeds))
}

fn contention(seeds: usize) -> String {
    let kinds = [
        ("none", Waiting::None),
        ("exponential", Waiting::Backoff(Spread::NONE)),
        ("equal", Waiting::Backoff(Spread::EQUAL)),
        ("full", Waiting::Backoff(Spread::FULL)),
        ("decorrelated", Waiting::Backoff(Spread::DECORRELATED)),
    ];
    let mut table = String::from("| clients |");
    kinds.iter().for_each(|(name, _)| table += &format!(" {name}: calls / ms |"));
    table += "\n|---|---|---|---|---|---|\n";
    for clients in [10, 50, 100] {
        table += &format!("| {clients} |");
        for (name, waiting) in kinds {
            let what = format!("{clients} clients, {name}");
            let runs = pool::run(&what, seeds, |seed| contend(clients, waiting, seed as u64 + 1));
            let calls = Estimate::of(&runs.iter().map(|run| run.calls).collect::<Vec<_>>());
            let time = Estimate::of(&runs.iter().map(|run| run.time).collect::<Vec<_>>());
            table += &format!(" {} / {} |", calls.print(0), time.print(0));
        }
        table += "\n";
    }
    table
}

fn unreliable(seeds: usize) -> String {
    let kinds = [
        ("no retry", Retrying::Times(0)),
        ("3 retries", Retrying::Times(3)),
        ("bucket, 10 %", Retrying::Tokens { ratio: 0.1, cap: 5.0 }),
        ("breaker, 10 %", Retrying::Breaker(0.1)),
    ];
    let mut table = String::from("| failing |");
    kinds.iter().for_each(|(name, _)| table += &format!(" {name}: good / load |"));
    table += "\n|---|---|---|---|---|\n";
    for failing in [0.01, 0.1, 0.2, 0.5, 0.75] {
        table += &format!("| {failing} |");
        for (name, retrying) in kinds {
            let what = format!("{failing} failing, {name}");
            let runs = pool::run(&what, seeds, |seed| fail_at_random(failing, retrying, seed as u64 + 1));
            let good = Estimate::of(&runs.iter().map(|run| run.good).collect::<Vec<_>>());
            let load = Estimate::of(&runs.iter().map(|run| run.load).collect::<Vec<_>>());
            table += &format!(" {} / {} |", good.print(3), load.print(3));
        }
        table += "\n";
    }
    table
}
