//! What came of a run: plain data, second by second and in sum.

use super::patience::Patience;
use super::scenario::Scenario;
use serde::Serialize;

/// What happened in each second.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Series {
    /// Calls that began.
    pub offered: Vec<u32>,
    /// Attempts that reached the server.
    pub arrivals: Vec<u32>,
    /// Attempts that it took, into its queue or at once.
    pub accepted: Vec<u32>,
    /// Attempts that it rejected.
    pub rejected: Vec<u32>,
    /// Calls that ended well.
    pub goodput: Vec<u32>,
    /// Calls that ended otherwise.
    pub failed: Vec<u32>,
    /// Attempts that it answered when nobody waited any more.
    pub wasted: Vec<u32>,
    /// Attempts that it held at the end of the second.
    pub queue: Vec<u32>,
    /// Calls that were under way at the end of the second: clients that wait.
    pub waiting: Vec<u32>,
}

/// A run in a few numbers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Attempts for each call.
    pub amplification: f64,
    /// The most arrivals of a second, in offered calls per second.
    pub peak_arrivals: f64,
    /// The work that came to the server for each call, in requests. A rejection is work too, if the scenario says so.
    pub work: f64,
    /// The most work that came to the server in a second, in what it can do in one. A rejection is work
    /// too, if the scenario says so.
    pub peak_work: f64,
    /// Of the requests that the server worked on, the share that nobody waited for any more.
    pub wasted: f64,
    /// Seconds from the end of the last fault or surge to the beginning of the first ten seconds in which goodput
    /// is 95 % of what is offered. `None`: there are none.
    pub recovery: Option<u32>,
    /// The share of the calls that ended well, of those that ended.
    pub good: f64,
    /// Milliseconds that a call took that failed, on average.
    pub in_vain: f64,
    /// Milliseconds from the beginning of the first surge until 95 % of the calls of all surges had ended well.
    /// `None`: there are none, or so many never did.
    pub nearly_all: Option<f64>,
}

/// Everything that came of a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// In sum.
    pub summary: Summary,
    /// Second by second.
    pub series: Series,
    /// What must add up.
    pub ledger: Ledger,
}

/// What must add up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ledger {
    /// Calls that began.
    pub calls: u64,
    /// Calls that ended well.
    pub good: u64,
    /// Calls that ended otherwise.
    pub bad: u64,
    /// Calls that were under way at the end.
    pub open: u64,
    /// Attempts.
    pub attempts: u64,
    /// Attempts that got a good answer in time.
    pub served: u64,
    /// Attempts that got an error in time, after work.
    pub failed: u64,
    /// Attempts that were answered too late.
    pub stale: u64,
    /// Attempts that were rejected.
    pub rejected: u64,
    /// Attempts that the server held at the end.
    pub held: u64,
}

/// The length of the time whose goodput decides on recovery, in seconds.
const STEADY: usize = 10;

impl Series {
    /// A list by the name of its field.
    pub fn list(&self, name: &str) -> Option<&[u32]> {
        let list = match name {
            "offered" => &self.offered,
            "arrivals" => &self.arrivals,
            "accepted" => &self.accepted,
            "rejected" => &self.rejected,
            "goodput" => &self.goodput,
            "failed" => &self.failed,
            "wasted" => &self.wasted,
            "queue" => &self.queue,
            "waiting" => &self.waiting,
            _ => return None,
        };
        Some(list)
    }

    /// Makes room for the second in which `now` lies, and says which it is.
    pub fn second(&mut self, now: f64) -> usize {
        let second = (now / 1000.0) as usize;
        if self.offered.len() <= second {
            let lists = [
                &mut self.offered,
                &mut self.arrivals,
                &mut self.accepted,
                &mut self.rejected,
                &mut self.goodput,
                &mut self.failed,
                &mut self.wasted,
            ];
            for list in lists {
                list.resize(second + 1, 0);
            }
        }
        second
    }
}

impl Summary {
    /// Sums up.
    pub fn new(scenario: &Scenario, series: &Series, ledger: &Ledger, patience: &Patience) -> Self {
        let most = |list: &[u32]| f64::from(list.iter().copied().max().unwrap_or_default());
        let work = series.accepted.iter().zip(&series.rejected);
        let work = work.map(|(taken, not)| f64::from(*taken) + f64::from(*not) * scenario.server.rejection);
        let served_or_not = ledger.attempts - ledger.rejected;
        let done = ledger.served + ledger.failed + ledger.stale;
        Summary {
            amplification: share(ledger.attempts, ledger.calls),
            work: (served_or_not as f64 + ledger.rejected as f64 * scenario.server.rejection)
                / (ledger.calls.max(1)) as f64,
            peak_arrivals: most(&series.arrivals) / scenario.offered(),
            peak_work: work.fold(0.0, f64::max) / scenario.server.capacity,
            wasted: share(ledger.stale, done),
            recovery: recovery(scenario, series),
            good: share(ledger.good, ledger.good + ledger.bad),
            in_vain: patience.in_vain(),
            nearly_all: patience.nearly_all(),
        }
    }
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn recovery(scenario: &Scenario, series: &Series) -> Option<u32> {
    let faults = scenario.faults.iter().map(|fault| fault.to);
    let trouble_ends = faults.chain(scenario.surges.iter().map(|surge| surge.to)).fold(0.0, f64::max);
    let end = (trouble_ends / 1000.0).ceil() as usize;
    let enough = 0.95 * scenario.offered() * STEADY as f64;
    let after = series.goodput.get(end..)?;
    let steady = after.windows(STEADY).position(|ten| f64::from(ten.iter().sum::<u32>()) >= enough)?;
    Some(steady as u32)
}
