//! What several seeds say together.

use holdfast_fetch::fleet::clients::Strategy;
use holdfast_fetch::fleet::measure::Summary;
use holdfast_fetch::fleet::scenario::Scenario;
use holdfast_fetch::fleet::simulation::Simulation;

/// A mean and half the width of its 95 % confidence interval.
#[derive(Clone, Copy)]
pub struct Estimate {
    pub mean: f64,
    pub within: f64,
}

/// Student's t at 97.5 %, by degrees of freedom: for few seeds the normal's 1.96 is too sure of itself.
const T: [f64; 10] = [12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23];

impl Estimate {
    pub fn of(values: &[f64]) -> Self {
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        if values.len() < 2 {
            return Estimate { mean, within: f64::INFINITY };
        }
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (count - 1.0);
        let t = T.get(values.len() - 2).copied().unwrap_or(1.96 + 2.5 / (count - 1.0));
        Estimate { mean, within: t * (variance / count).sqrt() }
    }

    pub fn print(&self, digits: usize) -> String {
        // Less than the last digit says nothing.
        let least = 0.5 * 10f64.powi(-(digits as i32));
        if self.within.is_infinite() || self.within < least {
            return format!("{:.digits$}", self.mean);
        }
        format!("{:.digits$} ± {:.digits$}", self.mean, self.within)
    }
}

/// The same scenario with seeds from 1 on.
pub fn summary(scenario: &Scenario, strategy: &Strategy, seed: usize) -> Summary {
    let scenario = Scenario { seed: seed as u64 + 1, ..scenario.clone() };
    Simulation::new(scenario, strategy).finish().summary
}

fn of(runs: &[Summary], what: fn(&Summary) -> f64) -> Estimate {
    Estimate::of(&runs.iter().map(what).collect::<Vec<_>>())
}

/// "148 ± 1 s", or how many never did.
pub fn recovery(runs: &[Summary]) -> String {
    let times: Vec<f64> = runs.iter().filter_map(|run| run.recovery.map(f64::from)).collect();
    match runs.len() - times.len() {
        0 => format!("{} s", Estimate::of(&times).print(0)),
        lost if times.is_empty() || lost == runs.len() => "**never**".into(),
        lost => format!("**never** ({lost} of {})", runs.len()),
    }
}

/// Amplification, peak of arrivals, recovery.
pub fn short(runs: &[Summary]) -> String {
    let amplification = of(runs, |run| run.amplification).print(2);
    let peak = of(runs, |run| run.peak_arrivals).print(1);
    format!("{amplification} / {peak} / {}", recovery(runs))
}

/// The same, and the work of all attempts, in that of the calls, and the calls that end well.
pub fn with_good(runs: &[Summary]) -> String {
    let work = of(runs, |run| run.work).print(2);
    let good = of(runs, |run| run.good * 100.0).print(1);
    format!("{} / {work} / {good} %", short(runs))
}

/// Everything, a column each.
pub fn long(runs: &[Summary]) -> String {
    let amplification = of(runs, |run| run.amplification).print(2);
    let arrivals = of(runs, |run| run.peak_arrivals).print(2);
    let work = of(runs, |run| run.peak_work).print(2);
    let wasted = of(runs, |run| run.wasted * 100.0).print(1);
    let good = of(runs, |run| run.good * 100.0).print(2);
    format!("{amplification} | {arrivals} | {work} | {wasted} % | {} | {good} %", recovery(runs))
}
