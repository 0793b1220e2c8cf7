//! Clients that all want to change one row: the simulation behind "Exponential backoff and jitter"
//! (Brooker, AWS Architecture Blog, 2015).
//!
//! Each reads the row's version and writes the row; the write fails if the version has changed since.
//! Then it waits and begins again, until it has written once. The network takes about 10 ms each way.

use super::random::Random;
use super::timers::Timers;
use crate::core::policy::cells::Spread;
use serde::Serialize;

/// How losers wait: base 5 ms, doubled, at most 2 s.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Waiting {
    /// Not at all.
    None,
    /// The product's own backoff and jitter.
    Backoff(Spread),
}

/// What it took until everybody had written.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Contention {
    /// Writes that were tried.
    pub calls: f64,
    /// Milliseconds.
    pub time: f64,
}

const BASE: f64 = 5.0;
const CAP: f64 = 2000.0;

#[derive(Clone, Copy)]
enum Event {
    Read,
    ReadDone { version: u32 },
    Write { version: u32 },
    WriteDone { good: bool },
}

/// One run.
pub fn contend(clients: u32, waiting: Waiting, seed: u64) -> Contention {
    let mut random = Random::new(seed, 0);
    let mut events = Timers::default();
    // Retries of each client, and its last wait.
    let mut losers = vec![(0i32, None); clients as usize];
    let (mut version, mut calls, mut now) = (0, 0u32, 0.0);
    for client in 0..clients {
        events.set(network(&mut random), (client, Event::Read));
    }
    loop {
        let next = events.next_at();
        let Some((client, event)) = events.take() else { break };
        now = next;
        let (wait, event) = match event {
            Event::Read => (0.0, Event::ReadDone { version }),
            Event::ReadDone { version } => (0.0, Event::Write { version }),
            Event::Write { version: seen } => {
                calls += 1;
                let good = seen == version;
                version += u32::from(good);
                (0.0, Event::WriteDone { good })
            }
            Event::WriteDone { good: true } => continue,
            Event::WriteDone { good: false } => {
                let (retries, last) = &mut losers[client as usize];
                *retries += 1;
                let wait = match waiting {
                    Waiting::None => 0.0,
                    Waiting::Backoff(jitter) => {
                        let delay = BASE * 2.0f64.powi(*retries);
                        jitter.spread(delay, BASE, *last, CAP, random.unit())
                    }
                };
                *last = Some(wait);
                (wait, Event::Read)
            }
        };
        events.set(now + wait + network(&mut random), (client, event));
    }
    Contention { calls: f64::from(calls), time: now }
}

fn network(random: &mut Random) -> f64 {
    (10.0 + 2.0 * random.normal()).abs()
}
