//! What a server, or the network in its place, does with one request.

use super::Hand;
use holdfast_fetch::core::call::{Head, Input, Step};
use holdfast_fetch::core::hint;
use holdfast_fetch::core::network_error::Failure;

/// What comes of one attempt.
#[derive(Clone, Debug)]
pub struct Reply {
    /// How long it takes.
    pub after: f64,
    /// How long the machine sleeps meanwhile.
    pub asleep: f64,
    pub outcome: Outcome,
    /// What the caller's `statusOf` says of it, if it is asked.
    pub means: Option<u16>,
}

#[derive(Clone, Debug)]
pub enum Outcome {
    Response { status: u16, headers: Vec<(String, String)>, redirected: bool, hidden: bool },
    Failure(Failure),
}

/// A response, at once.
pub fn status(status: u16) -> Reply {
    Reply::new(Outcome::Response { status, headers: Vec::new(), redirected: false, hidden: false })
}

/// The connection is lost.
pub fn network_error() -> Reply {
    Reply::new(Outcome::Failure(Failure::Network))
}

/// The operating system gives up before the attempt's own limit.
pub fn timeout() -> Reply {
    Reply::new(Outcome::Failure(Failure::Timeout))
}

/// The connection is refused, or the server says that it has not begun with the request.
pub fn unsent() -> Reply {
    Reply::new(Outcome::Failure(Failure::Unsent))
}

/// The operating system gives up to connect.
pub fn no_connection() -> Reply {
    Reply::new(Outcome::Failure(Failure::ConnectTimeout))
}

/// The platform says that there is no network.
pub fn offline() -> Reply {
    Reply::new(Outcome::Failure(Failure::Offline))
}

/// An expired certificate, an invalid URL.
pub fn permanent_error() -> Reply {
    Reply::new(Outcome::Failure(Failure::Permanent))
}

/// Something other than the caller's signal called the attempt off.
pub fn aborted() -> Reply {
    Reply::new(Outcome::Failure(Failure::Aborted))
}

/// No answer, ever.
pub fn silence() -> Reply {
    network_error().after(f64::INFINITY)
}

impl Reply {
    fn new(outcome: Outcome) -> Self {
        Reply { after: 0.0, asleep: 0.0, outcome, means: None }
    }

    pub fn after(mut self, milliseconds: f64) -> Self {
        self.after = milliseconds;
        self
    }

    pub fn while_asleep(mut self, milliseconds: f64) -> Self {
        self.asleep = milliseconds;
        self
    }

    /// It means this status, as the caller's `statusOf` says.
    pub fn meaning(mut self, status: u16) -> Self {
        self.means = Some(status);
        self
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        let Outcome::Response { headers, .. } = &mut self.outcome else { panic!("{name} of no response") };
        headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn retry_after(self, value: &str) -> Self {
        self.header("retry-after", value)
    }

    /// The platform has followed a redirect to get here.
    pub fn after_redirect(mut self) -> Self {
        let Outcome::Response { redirected, .. } = &mut self.outcome else { panic!("no response") };
        *redirected = true;
        self
    }

    /// From another origin that exposes no headers.
    pub fn without_visible_headers(mut self) -> Self {
        let Outcome::Response { hidden, .. } = &mut self.outcome else { panic!("no response") };
        *hidden = true;
        self
    }

    /// Tells the call of the outcome.
    pub fn give_to(&self, hand: &mut Hand) -> Step {
        match &self.outcome {
            Outcome::Failure(failure) => hand.give(Input::Failed(*failure)),
            Outcome::Response { status, headers, redirected, hidden } => {
                let find = |name: &str| headers.iter().find(|(other, _)| other == name);
                let header = |name: &str| find(name).map(|(_, value)| value.clone());
                if self.means.is_some() {
                    assert_eq!(hand.give(Input::Answered(*status)), Step::AskStatus);
                }
                hand.give(Input::Response(Head {
                    status: self.means.unwrap_or(*status),
                    redirected: *redirected,
                    located: header("location").is_some(),
                    hidden: *hidden,
                    hint: hint::of(&hand.policy, *status, &header, hand.clock.now().wall),
                }))
            }
        }
    }
}
