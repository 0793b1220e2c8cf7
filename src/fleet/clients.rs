//! What clients do: ours run on the product's own core, the others on what was published of them.

use super::exchange::{Next, Reply};
use super::ours::Ours;
use super::random::Random;
use super::rivals::{Rival, Rivals};
use crate::core::policy::Policy;
use std::rc::Rc;

/// What to do when an attempt fails.
#[derive(Clone, Debug)]
pub enum Strategy {
    /// As others do.
    Rival(Rival),
    /// As this library does.
    Ours(Rc<Policy>),
}

/// All clients of a run. Calls are numbered; the number of one that ended is used again.
#[derive(Debug)]
pub enum Clients {
    /// As others do.
    Rivals(Rivals),
    /// As this library does.
    Ours(Ours),
}

impl Clients {
    /// As many clients as that, all new.
    pub fn new(strategy: &Strategy, clients: u32, timeout: f64, retry_after: Option<u32>) -> Self {
        match strategy {
            Strategy::Rival(rival) => Clients::Rivals(Rivals::new(*rival, clients, timeout, retry_after)),
            Strategy::Ours(policy) => Clients::Ours(Ours::new(policy, clients, timeout, retry_after)),
        }
    }

    /// Another client comes in the place of this one. It has made some good calls, long ago.
    pub fn arrive(&mut self, client: u32, past: u32, random: &mut Random) {
        match self {
            Clients::Rivals(rivals) => rivals.arrive(client, past, random),
            Clients::Ours(ours) => ours.arrive(client, past, random),
        }
    }

    /// Reads a little of what these have, who will make the next calls: the processor waits for all of it at
    /// once, instead of for each when its turn comes.
    pub fn warm(&self, next: impl Iterator<Item = u32>) {
        match self {
            Clients::Rivals(rivals) => next.for_each(|client| rivals.warm(client)),
            Clients::Ours(ours) => next.for_each(|client| ours.warm(client)),
        }
    }

    /// A call begins.
    pub fn begin(&mut self, call: usize, client: u32, now: f64, random: &mut Random) -> Next {
        match self {
            Clients::Rivals(rivals) => rivals.begin(call, client, now),
            Clients::Ours(ours) => ours.begin(call, client, now, random),
        }
    }

    /// Its attempt has ended.
    pub fn reply(&mut self, call: usize, reply: Reply, now: f64, random: &mut Random) -> Next {
        match self {
            Clients::Rivals(rivals) => rivals.reply(call, reply, now, random),
            Clients::Ours(ours) => ours.reply(call, reply, now, random),
        }
    }

    /// Its wait is over.
    pub fn wake(&mut self, call: usize, now: f64, random: &mut Random) -> Next {
        match self {
            Clients::Rivals(rivals) => rivals.wake(call, now),
            Clients::Ours(ours) => ours.wake(call, now, random),
        }
    }
}
