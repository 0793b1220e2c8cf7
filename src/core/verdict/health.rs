//! Outcome → what it says of the server: is it well, and what did this attempt cost it?

use crate::core::breaker::Health;
use crate::core::budget::Cost;
use crate::core::network_error::Failure;
use crate::core::policy::{Policy, Timeouts};
use crate::core::report::Attempt;

/// What an attempt says of the server's health. A refusal for the sake of load (429 and kin) proves
/// nothing: the server is up, and closing a circuit on it would send more.
pub fn health(policy: &Policy, attempt: &Attempt) -> Health {
    match (attempt.failure, attempt.status) {
        (Some(Failure::Network | Failure::Timeout), _) => Health::Failure,
        (None, Some(408 | 425 | 429)) => Health::Unknown,
        (None, Some(status)) if status >= 500 && is_retried(policy, status) => Health::Failure,
        (None, Some(_)) => Health::Success,
        _ => Health::Unknown,
    }
}

fn is_retried(policy: &Policy, status: u16) -> bool {
    policy.statuses.contains(status) || policy.unprocessed.contains(&status)
}

/// What a retry after this attempt draws from the budget. A timeout leaves work behind in the server,
/// or in the one behind it; a policy that retries timeouts like anything else has been told so.
pub fn cost(policy: &Policy, attempt: &Attempt) -> Cost {
    match (attempt.failure, attempt.status) {
        (Some(Failure::Offline), _) => Cost::Free,
        (Some(Failure::Timeout), _) | (None, Some(408 | 504)) if policy.timeouts != Timeouts::Always => {
            Cost::Timeout
        }
        _ => Cost::Rejection,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::preset;

    fn answered(status: u16) -> Attempt {
        Attempt { status: Some(status), ..Attempt::default() }
    }

    fn failed(failure: Failure) -> Attempt {
        Attempt { failure: Some(failure), ..Attempt::default() }
    }

    #[test]
    fn failures_are_what_the_server_did_wrong() {
        let of = |attempt: Attempt| health(&preset::standard(), &attempt);
        for status in [500, 502, 503, 504] {
            assert_eq!(of(answered(status)), Health::Failure, "{status}");
        }
        for status in [200, 304, 400, 401, 404, 501] {
            assert_eq!(of(answered(status)), Health::Success, "{status}");
        }
        for status in [408, 425, 429] {
            assert_eq!(of(answered(status)), Health::Unknown, "{status}");
        }
        assert_eq!(of(failed(Failure::Network)), Health::Failure);
        assert_eq!(of(failed(Failure::Timeout)), Health::Failure);
        for failure in [Failure::Offline, Failure::Permanent, Failure::Aborted] {
            assert_eq!(of(failed(failure)), Health::Unknown);
        }
    }

    #[test]
    fn what_timed_out_costs_more_than_what_was_refused() {
        let mut policy = preset::standard();
        let by = |policy: &Policy, attempt: Attempt| cost(policy, &attempt);
        for attempt in [failed(Failure::Timeout), answered(504), answered(408)] {
            assert_eq!(by(&policy, attempt), Cost::Timeout);
        }
        assert_eq!(by(&policy, answered(503)), Cost::Rejection);
        assert_eq!(by(&policy, failed(Failure::Network)), Cost::Rejection);
        assert_eq!(by(&policy, failed(Failure::Offline)), Cost::Free);
        policy.timeouts = Timeouts::Always;
        assert_eq!(by(&policy, failed(Failure::Timeout)), Cost::Rejection);
    }
}
