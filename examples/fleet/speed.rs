//! How long a run takes, alone on a core.

use crate::stats::summary;
use holdfast_fetch::fleet::catalogue::find;
use holdfast_fetch::fleet::scenario::Scenario;
use std::time::Instant;

pub fn table() -> String {
    let mut table = String::from("| 100,000 clients × 900 s | best of 3 |\n|---|---|\n");
    for name in ["no retry", "3 with full jitter", "standard", "resilientIntegrations"] {
        let Some(strategy) = find(name) else { continue };
        let time = (0..3).map(|seed| {
            let begin = Instant::now();
            summary(&Scenario::brownout(), &strategy, seed);
            begin.elapsed().as_secs_f64()
        });
        table += &format!("| {name} | {:.2} s |\n", time.fold(f64::INFINITY, f64::min));
    }
    table
}
