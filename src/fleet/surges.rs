//! What clients do all at once.

use super::random::Random;
use super::scenario::{Scenario, Surge};

/// The number of their random numbers' source. They have one of their own, so that a surge changes nothing of
/// the other calls.
const STREAM: u64 = 3;

/// The calls of all surges, in order.
#[derive(Debug)]
pub struct Surges {
    /// The next one last; `None`: of a new client.
    calls: Vec<(f64, Option<u32>)>,
}

impl Surges {
    /// The surges of a scenario.
    pub fn new(scenario: &Scenario) -> Self {
        let mut random = Random::new(scenario.seed, STREAM);
        let mut calls: Vec<_> =
            scenario.surges.iter().flat_map(|surge| calls(surge, scenario.clients, &mut random)).collect();
        calls.sort_by(|a, b| b.0.total_cmp(&a.0));
        Surges { calls }
    }

    /// When the next call begins; infinity if there is none.
    pub fn next_at(&self) -> f64 {
        self.calls.last().map_or(f64::INFINITY, |call| call.0)
    }

    /// Whose it is; then the next one is next.
    pub fn take(&mut self) -> Option<u32> {
        self.calls.pop()?.1
    }
}

/// Clients are all alike, so it does not matter which of them comes when.
fn calls(surge: &Surge, clients: u32, random: &mut Random) -> Vec<(f64, Option<u32>)> {
    let moment = |random: &mut Random| surge.from + (surge.to - surge.from) * random.unit();
    let source = |number: u32| if surge.new { None } else { number.checked_rem(clients) };
    (0..surge.calls).map(|number| (moment(random), source(number))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_call_is_made_once_in_its_time_by_somebody_else() {
        let of = |from: f64, new| Surge { from, to: from + 100.0, calls: 50, new };
        let surges = vec![of(1000.0, false), of(500.0, true), of(1050.0, false)];
        let mut surges = Surges::new(&Scenario { surges, ..Scenario::brownout().scaled(60) });
        let (mut before, mut new, mut sources) = (0.0, 0, [0; 60]);
        while surges.next_at() < f64::INFINITY {
            let at = surges.next_at();
            assert!(at >= before);
            before = at;
            match surges.take() {
                None => {
                    assert!((500.0..600.0).contains(&at));
                    new += 1;
                }
                Some(source) => {
                    assert!((1000.0..1150.0).contains(&at));
                    sources[source as usize] += 1;
                }
            }
        }
        assert_eq!(new, 50);
        assert!(sources[..50].iter().all(|calls| *calls == 2) && sources[50..] == [0; 10]);
    }
}
