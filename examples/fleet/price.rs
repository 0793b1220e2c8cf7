//! What caution costs those who meet no outage: isolated failures that are not retried.

use crate::pool;
use holdfast_fetch::fleet::catalogue::{OURS, RIVALS, RULES};
use holdfast_fetch::fleet::scenario::{Scenario, Visits};
use holdfast_fetch::fleet::simulation::Simulation;

const VISITS: [u32; 4] = [3, 10, 30, 100];
/// Seconds between the calls of a visit, on average.
const GAPS: [f64; 3] = [2.0, 10.0, 60.0];

pub fn table() -> String {
    let rivals = RIVALS.iter().filter(|one| one.name.contains("balance"));
    let all: Vec<_> = rivals.chain(RULES).chain(&OURS[..2]).collect();
    let columns = VISITS.len() * GAPS.len();
    let mut tables = String::new();
    for (kind, silent) in [("timeouts", 1.0), ("rejections", 0.0)] {
        let shares = pool::run(&format!("isolated {kind}"), all.len() * columns, |number| {
            let (gap, calls) = (number % columns / VISITS.len(), number % VISITS.len());
            let mut scenario = Scenario {
                clients: 2000,
                rate: 1.0 / GAPS[gap],
                visits: Visits::Calls(VISITS[calls]),
                faults: vec![],
                duration: 300_000.0 * GAPS[gap],
                ..Scenario::brownout()
            };
            scenario.server.capacity = 1e6;
            scenario.server.flaky = 0.01;
            scenario.server.silent = silent;
            let ledger = Simulation::new(scenario, &(all[number / columns].strategy)()).finish().ledger;
            (ledger.attempts - ledger.calls) as f64 / ledger.rejected as f64
        });
        tables += &format!("| share of isolated {kind} that are retried |");
        GAPS.iter().for_each(|gap| tables += &format!(" a call in {gap} s, visits of 3 / 10 / 30 / 100 |"));
        tables += "\n|---|---|---|---|\n";
        for (one, shares) in all.iter().zip(shares.chunks(columns)) {
            tables += &format!("| {} |", one.name);
            for gap in shares.chunks(VISITS.len()) {
                let shares: Vec<String> = gap.iter().map(|share| format!("{share:.2}")).collect();
                tables += &format!(" {} |", shares.join(" / "));
            }
            tables += "\n";
        }
        tables += "\n";
    }
    tables.trim_end().to_owned() + "\n"
}
