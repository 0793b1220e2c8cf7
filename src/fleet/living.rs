//! One client of a server that lives: what a budget may cost those whom it is not for.

use super::clients::{Clients, Strategy};
use super::exchange::{Next, Reply};
use super::random::Random;
use super::timers::Timers;
use serde::Serialize;

/// Calls of one client, and what they meet. Times are milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Living {
    /// How many calls it makes.
    pub calls: u32,
    /// How many of them at a time: when one ends, the next one begins.
    pub at_once: u32,
    /// What goes wrong.
    pub trouble: Trouble,
}

/// What goes wrong with a server that lives.
#[derive(Clone, Copy, Debug)]
pub enum Trouble {
    /// The first so many attempts of each call fail.
    Times(u32),
    /// This share of the attempts fails.
    Chance(f64),
    /// It takes ten requests a second, saves up no more than ten, and may tell the others to come back later.
    Limit {
        /// `Retry-After`, in seconds.
        retry_after: Option<u32>,
    },
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Lived {
    /// The share of the calls that ended well.
    pub good: f64,
    /// Attempts for each call.
    pub attempts: f64,
}

/// How long an answer takes.
const LATENCY: f64 = 50.0;
/// Longer than any answer.
const TIMEOUT: f64 = 30_000.0;
/// Requests per second, and the most that are saved up.
const LIMIT: f64 = 10.0;

/// What is to happen to a call.
#[derive(Clone, Copy, Debug)]
enum Due {
    Reply(Reply),
    Wake,
}

struct Server {
    trouble: Trouble,
    /// Attempts of each call.
    attempts: Vec<u32>,
    allowance: f64,
    filled_at: f64,
    random: Random,
}

impl Server {
    fn answer(&mut self, call: usize, now: f64) -> Reply {
        self.attempts[call] += 1;
        let (is_good, else_) = match self.trouble {
            Trouble::Times(times) => (self.attempts[call] > times, Reply::Rejected),
            Trouble::Chance(share) => (!self.random.chance(share), Reply::Rejected),
            Trouble::Limit { .. } => {
                let more = (now - self.filled_at) * LIMIT / 1000.0;
                (self.allowance, self.filled_at) = ((self.allowance + more).min(LIMIT), now);
                let is_one_left = self.allowance >= 1.0;
                self.allowance -= f64::from(u8::from(is_one_left));
                (is_one_left, Reply::Limited)
            }
        };
        if is_good { Reply::Good } else { else_ }
    }
}

/// One run.
pub fn live(living: &Living, strategy: &Strategy, seed: u64) -> Lived {
    let retry_after = if let Trouble::Limit { retry_after } = living.trouble { retry_after } else { None };
    let mut random = Random::new(seed, 1);
    let mut clients = Clients::new(strategy, 1, TIMEOUT, retry_after);
    clients.arrive(0, 0, &mut random);
    let mut server = Server {
        trouble: living.trouble,
        attempts: vec![0; living.calls as usize],
        allowance: LIMIT,
        filled_at: 0.0,
        random: Random::new(seed, 2),
    };
    let mut timers = Timers::default();
    let (mut now, mut begun, mut good) = (0.0, 0, 0u32);
    let mut next = Vec::new();
    for _ in 0..living.at_once.min(living.calls) {
        next.push((begun, clients.begin(begun, 0, now, &mut random)));
        begun += 1;
    }
    loop {
        while let Some((call, step)) = next.pop() {
            match step {
                Next::Send { .. } => {
                    timers.set(now + LATENCY, (call, Due::Reply(server.answer(call, now))));
                }
                Next::Wait(length) => timers.set(now + length, (call, Due::Wake)),
                Next::End { good: is_good } => {
                    good += u32::from(is_good);
                    if begun < living.calls as usize {
                        next.push((begun, clients.begin(begun, 0, now, &mut random)));
                        begun += 1;
                    }
                }
            }
        }
        let at = timers.next_at();
        let Some((call, due)) = timers.take() else { break };
        now = at;
        let step = match due {
            Due::Reply(reply) => clients.reply(call, reply, now, &mut random),
            Due::Wake => clients.wake(call, now, &mut random),
        };
        next.push((call, step));
    }
    let calls = f64::from(living.calls);
    Lived { good: f64::from(good) / calls, attempts: f64::from(server.attempts.iter().sum::<u32>()) / calls }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fleet::catalogue::find;

    fn plain(living: Living) -> Lived {
        live(&living, &find("3 exponential").unwrap(), 1)
    }

    #[test]
    fn troubles_are_what_they_say() {
        let living = |calls, trouble| Living { calls, at_once: 1, trouble };
        assert_eq!(plain(living(5, Trouble::Times(2))), Lived { good: 1.0, attempts: 3.0 });
        assert_eq!(plain(living(5, Trouble::Times(4))), Lived { good: 0.0, attempts: 4.0 });
        let lived = plain(living(10_000, Trouble::Chance(0.5)));
        assert!((lived.good - 0.9375).abs() < 0.01 && (lived.attempts - 1.875).abs() < 0.03, "{lived:?}");
    }

    #[test]
    fn a_limit_lets_ten_through_and_ten_more_a_second() {
        let all = Living { calls: 40, at_once: 40, trouble: Trouble::Limit { retry_after: None } };
        // After 1, 3 and 7 seconds: ten each.
        assert_eq!(plain(all).good, 1.0);
        let more = plain(Living { calls: 80, at_once: 80, ..all });
        assert_eq!(more, Lived { good: 0.5, attempts: (80.0 + 70.0 + 60.0 + 50.0) / 80.0 });
        let one = plain(Living { calls: 80, at_once: 1, ..all });
        assert_eq!(one.good, 1.0);
    }
}
