//! When calls begin, and whose they are.

use super::random::Random;
use super::scenario::{Arrivals, Scenario};
use super::surges::Surges;

/// The calls of all clients, in order.
#[derive(Debug)]
pub struct Traffic {
    /// Of one client's calls, if they are regular; between any two calls, on average, if not.
    period: f64,
    /// The next ones: moments and sources. As many as it takes for whoever looks them up to be quicker with
    /// all of them than with one after the other.
    batch: [(f64, u32); BATCH],
    turn: usize,
    process: Process,
    surges: Surges,
}

const BATCH: usize = 16;

/// Who makes a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    /// From which source it comes; `None`: from one who has just come.
    pub source: Option<u32>,
    /// Is the call part of a surge?
    pub surge: bool,
}

#[derive(Debug)]
enum Process {
    /// Many Poisson processes of one rate are one, whose calls are anybody's.
    Poisson { clients: u32 },
    /// Clients by the moment of their first call.
    Regular { firsts: Vec<(f64, u32)>, turn: usize, round: f64 },
}

impl Traffic {
    /// The calls of a scenario.
    pub fn new(scenario: &Scenario, random: &mut Random) -> Self {
        let (period, process) = match scenario.arrivals {
            Arrivals::Poisson => {
                (1000.0 / scenario.offered(), Process::Poisson { clients: scenario.clients })
            }
            Arrivals::Regular => {
                let period = 1000.0 / scenario.rate;
                let mut firsts: Vec<_> =
                    (0..scenario.clients).map(|client| (random.unit() * period, client)).collect();
                firsts.sort_by(|a, b| a.0.total_cmp(&b.0));
                (period, Process::Regular { firsts, turn: 0, round: 0.0 })
            }
        };
        let mut traffic =
            Traffic { period, batch: [(0.0, 0); BATCH], turn: 0, process, surges: Surges::new(scenario) };
        traffic.fill(random);
        traffic
    }

    /// When the next call begins.
    pub fn next_at(&self) -> f64 {
        self.batch[self.turn].0.min(self.surges.next_at())
    }

    /// Who makes it; then the next one is next.
    pub fn take(&mut self, random: &mut Random) -> Caller {
        let (at, source) = self.batch[self.turn];
        if self.surges.next_at() < at {
            return Caller { source: self.surges.take(), surge: true };
        }
        self.turn += 1;
        if self.turn == BATCH {
            self.fill(random);
        }
        Caller { source: Some(source), surge: false }
    }

    /// The sources of the next calls, if none of them has been taken yet.
    pub fn batch(&self) -> Option<impl Iterator<Item = u32>> {
        (self.turn == 0).then(|| self.batch.iter().map(|(_, source)| *source))
    }

    fn fill(&mut self, random: &mut Random) {
        let mut last = self.batch[BATCH - 1].0;
        for number in 0..BATCH {
            let next = self.draw(last, random);
            last = next.0;
            self.batch[number] = next;
        }
        self.turn = 0;
    }

    fn draw(&mut self, last: f64, random: &mut Random) -> (f64, u32) {
        match &mut self.process {
            Process::Poisson { clients } => {
                (last + random.exponential() * self.period, random.below(*clients))
            }
            Process::Regular { firsts, turn, round } => {
                if *turn == firsts.len() {
                    *turn = 0;
                    *round += 1.0;
                }
                let Some((first, client)) = firsts.get(*turn) else { return (f64::INFINITY, 0) };
                *turn += 1;
                (first + *round * self.period, *client)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls(arrivals: Arrivals) -> Vec<(f64, u32)> {
        let scenario = Scenario { clients: 50, rate: 2.0, arrivals, ..Scenario::brownout() };
        let mut random = Random::new(3, 0);
        let mut traffic = Traffic::new(&scenario, &mut random);
        let mut calls = Vec::new();
        while traffic.next_at() < 100_000.0 {
            let at = traffic.next_at();
            calls.push((at, traffic.take(&mut random).source.unwrap()));
        }
        calls
    }

    #[test]
    fn poisson_calls_vary_by_their_square_root() {
        let calls = calls(Arrivals::Poisson);
        // Four standard deviations of a Poisson(10 000).
        assert!(calls.len().abs_diff(10_000) < 400, "{}", calls.len());
        let mut seconds = [0.0f64; 100];
        calls.iter().for_each(|(at, _)| seconds[(at / 1000.0) as usize] += 1.0);
        let mean = calls.len() as f64 / 100.0;
        let variance = seconds.iter().map(|count| (count - mean) * (count - mean)).sum::<f64>() / 100.0;
        assert!((variance / mean - 1.0).abs() < 0.5, "{variance} / {mean}");
    }

    #[test]
    fn regular_calls_come_once_a_period_from_everybody() {
        let calls = calls(Arrivals::Regular);
        assert_eq!(calls.len(), 10_000);
        assert!(calls.is_sorted_by(|a, b| a.0 <= b.0));
        for client in 0..50 {
            let own: Vec<f64> = calls.iter().filter(|call| call.1 == client).map(|call| call.0).collect();
            assert_eq!(own.len(), 200);
            assert!(own.windows(2).all(|pair| (pair[1] - pair[0] - 500.0).abs() < 1e-6));
        }
    }
}
