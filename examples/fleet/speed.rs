//! How long a run takes, alone on a core.

use crate::stats::summary;
use holdfast_fetch::fleet::catalogue::find;
use holdfast_fetch::fleet::scenario::Scenario;
use std::time::Instant;

/// A line for each policy: its name, a tab, the best of three seeds in seconds. For `benches/fleet.js`.
pub fn print() {
    for name in ["no retry", "3 with full jitter", "standard", "resilientIntegrations"] {
        let Some(strategy) = find(name) else { continue };
        let times = (0..3).map(|seed| {
            let begun = Instant::now();
            summary(&Scenario::brownout(), &strategy, seed);
            begun.elapsed().as_secs_f64()
        });
        println!("{name}\t{}", times.fold(f64::INFINITY, f64::min));
    }
}
