//! A server that fails at random, whatever its load: the simulation behind "Fixing retries with token
//! buckets and circuit breakers" (Brooker, 2022).
//!
//! Its calls are independent, so neither time nor order matters but within a client: 100 clients make
//! 300 calls each, as many as 10 per second for 30 seconds.

use super::random::Random;
use serde::Serialize;

/// What a client does when a call fails.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Retrying {
    /// So many retries.
    Times(u32),
    /// As long as there is more than one token: `ratio` for each call, up to `cap`.
    Tokens {
        /// What a call adds.
        ratio: f64,
        /// The most that is kept; the bucket is full at first.
        cap: f64,
    },
    /// Three retries, but none while failures are more than this share of the calls.
    Breaker(f64),
}

/// What came of it, for each call.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Unreliable {
    /// Good ends.
    pub good: f64,
    /// Attempts.
    pub load: f64,
}

/// Clients of a run.
pub const CLIENTS: u32 = 100;
/// Calls of each client.
pub const CALLS: u32 = 300;

/// One run.
pub fn fail_at_random(failing: f64, retrying: Retrying, seed: u64) -> Unreliable {
    let mut random = Random::new(seed, 0);
    let (mut good, mut attempts) = (0u32, 0u32);
    for _ in 0..CLIENTS {
        let mut tokens = if let Retrying::Tokens { cap, .. } = retrying { cap } else { 0.0 };
        let mut failures = 0.0;
        for call in 1..=CALLS {
            if let Retrying::Tokens { ratio, cap } = retrying {
                tokens = f64::min(tokens + ratio, cap);
            }
            for attempt in 0.. {
                attempts += 1;
                if !random.chance(failing) {
                    good += 1;
                    break;
                }
                failures += 1.0;
                let again = match retrying {
                    Retrying::Times(times) => attempt < times,
                    Retrying::Tokens { .. } => tokens > 1.0,
                    Retrying::Breaker(most) => attempt < 3 && failures / f64::from(call) <= most,
                };
                if !again {
                    break;
                }
                tokens -= 1.0;
            }
        }
    }
    let calls = f64::from(CLIENTS * CALLS);
    Unreliable { good: f64::from(good) / calls, load: f64::from(attempts) / calls }
}
