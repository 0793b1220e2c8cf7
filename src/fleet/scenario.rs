//! What is simulated: the clients, the server, and what goes wrong.

use serde::{Deserialize, Deserializer, Serialize};

/// One run, but for what the clients do when they fail. Times are milliseconds.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Scenario {
    /// How many clients there are.
    pub clients: u32,
    /// Calls that one client begins, per second.
    pub rate: f64,
    /// How they are spread.
    pub arrivals: Arrivals,
    /// How long clients stay.
    pub visits: Visits,
    /// How long a client waits for one answer.
    pub timeout: f64,
    /// The server.
    pub server: ServerSettings,
    /// What goes wrong with it.
    pub faults: Vec<Fault>,
    /// What clients do all at once.
    pub surges: Vec<Surge>,
    /// How long is simulated.
    pub duration: f64,
    /// The same seed makes the same run, to the last bit.
    pub seed: u64,
}

/// How the calls of a client are spread in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Arrivals {
    /// A Poisson process.
    Poisson,
    /// Evenly, each client at a moment of its own.
    Regular,
}

/// How long clients stay: a new page knows nothing of the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Visits {
    /// For ever.
    Endless {
        /// Good calls that each made before the run.
        past: u32,
    },
    /// For this many calls; then another client comes in its place.
    Calls(u32),
}

/// One queue, first come, first served, worked on at a rate.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServerSettings {
    /// Requests per second.
    pub capacity: f64,
    /// Places in the queue; infinity, which JSON calls null: it never rejects.
    #[serde(deserialize_with = "null_is_infinite")]
    pub queue: f64,
    /// The work of a rejection, in requests.
    pub rejection: f64,
    /// The share of rejections that the client never hears of: for it they are timeouts.
    pub silent: f64,
    /// The share of requests that are rejected for no reason, whatever the load.
    pub flaky: f64,
    /// `Retry-After` of rejections, in seconds.
    pub retry_after: Option<u32>,
}

/// A time of lower capacity.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Fault {
    /// When it begins.
    pub from: f64,
    /// When it is over.
    pub to: f64,
    /// The share of the capacity that is left.
    pub capacity: f64,
    /// The share of requests that it works on in vain: the answer is an error.
    pub errors: f64,
}

/// Calls on top of all others, close together: connections that broke at the same moment and are made anew,
/// a page that everybody opens when the news is out.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Surge {
    /// When it begins.
    pub from: f64,
    /// When it is over; its calls are spread evenly.
    pub to: f64,
    /// How many calls it is.
    pub calls: u32,
    /// Of clients that come for this one call. If not, each is the call of another one of those who are there,
    /// as long as there are enough.
    pub new: bool,
}

impl Scenario {
    /// A hundred thousand clients of one call in 71 seconds each, at 70 % of what the server can do, of
    /// which a tenth is left for half a minute. Its queue lasts twice as long as clients wait.
    pub fn brownout() -> Self {
        Scenario {
            clients: 100_000,
            rate: 0.014,
            arrivals: Arrivals::Poisson,
            visits: Visits::Endless { past: 0 },
            timeout: 2000.0,
            server: ServerSettings {
                capacity: 2000.0,
                queue: 8000.0,
                rejection: 0.0,
                silent: 0.0,
                flaky: 0.0,
                retry_after: None,
            },
            faults: vec![Fault { from: 120_000.0, to: 150_000.0, capacity: 0.1, ..Fault::NONE }],
            surges: vec![],
            duration: 900_000.0,
            seed: 1,
        }
    }

    /// The same share of everything with another number of clients.
    pub fn scaled(mut self, clients: u32) -> Self {
        let share = f64::from(clients) / f64::from(self.clients);
        self.clients = clients;
        self.server.capacity *= share;
        self.server.queue *= share;
        for surge in &mut self.surges {
            surge.calls = (f64::from(surge.calls) * share).round() as u32;
        }
        self
    }

    /// Calls per second, of all clients.
    pub fn offered(&self) -> f64 {
        f64::from(self.clients) * self.rate
    }
}

fn null_is_infinite<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or(f64::INFINITY))
}

impl Fault {
    /// A fault that is none.
    pub const NONE: Fault = Fault { from: 0.0, to: 0.0, capacity: 1.0, errors: 0.0 };
}
