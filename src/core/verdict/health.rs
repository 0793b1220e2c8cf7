//! Outcome → what it says of the server: is it well, and what did this attempt cost it?

use super::Outcome::{self, Response};
use crate::core::breaker::Health;
use crate::core::budget::Cost;
use crate::core::network_error::Failure;
use crate::core::policy::Policy;
use crate::core::policy::choices::retried::ALWAYS;

/// What an attempt says of the server's health. A refusal for the sake of load (429 and kin) proves
/// nothing: the server is up, and closing a circuit on it would send more.
pub fn health(policy: &Policy, outcome: Outcome) -> Health {
    match outcome {
        Outcome::Failure(Failure::Network | Failure::Timeout | Failure::Unsent | Failure::ConnectTimeout) => {
            Health::Failure
        }
        Outcome::Failure(_) | Response(408 | 425 | 429) => Health::Unknown,
        Response(status) if status >= 500 && is_retried(policy, status) => Health::Failure,
        Response(_) => Health::Success,
    }
}

fn is_retried(policy: &Policy, status: u16) -> bool {
    policy.statuses.contains(status) || policy.is_unprocessed(status)
}

/// A hint of at least this many milliseconds spreads the retries of a crowd; a shorter one lets it run.
const PACED: f64 = 1000.0;

/// What a retry after this attempt draws from the budget. A timeout leaves work behind in the server,
/// or in the one behind it (504, and what Cloudflare and other proxies say for it), unless no connection came
/// about; a policy that retries timeouts like anything else has been told so.
///
/// `hint`: how long the server asked to wait, in milliseconds; not a number: it did not.
pub fn cost(policy: &Policy, outcome: Outcome, hint: f64) -> Cost {
    match outcome {
        Outcome::Failure(Failure::Offline) => Cost::Free,
        Outcome::Failure(Failure::Timeout) | Response(408 | 504 | 524 | 598) if policy.timeouts != ALWAYS => {
            Cost::Timeout
        }
        Response(429) => Cost::Limited,
        _ if hint >= PACED => Cost::Paced,
        _ => Cost::Rejection,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::preset;

    #[test]
    fn failures_are_what_the_server_did_wrong() {
        let of = |outcome| health(&preset::standard(), outcome);
        for status in [500, 502, 503, 504, 522, 529] {
            assert_eq!(of(Response(status)), Health::Failure, "{status}");
        }
        for status in [200, 304, 400, 401, 404, 501] {
            assert_eq!(of(Response(status)), Health::Success, "{status}");
        }
        for status in [408, 425, 429] {
            assert_eq!(of(Response(status)), Health::Unknown, "{status}");
        }
        for failure in [Failure::Network, Failure::Timeout, Failure::Unsent, Failure::ConnectTimeout] {
            assert_eq!(of(Outcome::Failure(failure)), Health::Failure);
        }
        for failure in [Failure::Offline, Failure::Permanent, Failure::Aborted] {
            assert_eq!(of(Outcome::Failure(failure)), Health::Unknown);
        }
    }

    #[test]
    fn what_timed_out_costs_more_than_what_was_refused() {
        let mut policy = preset::standard();
        let of = |policy: &Policy, outcome| cost(policy, outcome, f64::NAN);
        let timeout = Outcome::Failure(Failure::Timeout);
        for outcome in [timeout, Response(408), Response(504), Response(524), Response(598)] {
            assert_eq!(of(&policy, outcome), Cost::Timeout);
        }
        assert_eq!(of(&policy, Response(503)), Cost::Rejection);
        for failure in [Failure::Network, Failure::Unsent, Failure::ConnectTimeout] {
            assert_eq!(of(&policy, Outcome::Failure(failure)), Cost::Rejection, "{failure:?}");
        }
        assert_eq!(of(&policy, Outcome::Failure(Failure::Offline)), Cost::Free);
        policy.timeouts = 1.0;
        assert_eq!(of(&policy, Outcome::Failure(Failure::Timeout)), Cost::Rejection);
    }

    #[test]
    fn a_hint_of_a_second_paces_and_so_does_a_limit() {
        let policy = preset::standard();
        for (status, hint, paced) in [
            (500, PACED, Cost::Paced),
            (503, 30.0 * PACED, Cost::Paced),
            (503, PACED - 1.0, Cost::Rejection),
            (503, 0.0, Cost::Rejection),
            (429, PACED, Cost::Limited),
            (429, f64::NAN, Cost::Limited),
            (504, PACED, Cost::Timeout),
        ] {
            assert_eq!(cost(&policy, Response(status), hint), paced, "{status} {hint}");
        }
    }
}
