//! Outcome → done, retry or stop.
//!
//! Two questions are kept apart: is this outcome worth another try, and may this request be sent
//! again (RFC 9110 9.2.2)? Both must be answered with yes.

pub mod health;
pub mod network_error;
pub mod truncated;

use crate::core::network_error::Failure;
use crate::core::policy::Policy;
use crate::core::policy::choices::retried::ALWAYS;
use crate::core::report::StopReason;

/// What is known of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// Its method is idempotent.
    pub idempotent: bool,
    /// It carries an idempotency key.
    pub keyed: bool,
    /// It carries a precondition, so that a second one cannot take effect twice.
    pub conditional: bool,
    /// Its body can be sent again.
    pub replayable: bool,
    /// The platform itself sends it, and follows no redirect: what fails has failed at the first server.
    pub direct: bool,
}

impl Request {
    /// A plain GET.
    pub const GET: Request =
        Request { idempotent: true, keyed: false, conditional: false, replayable: true, direct: false };

    /// May it be sent again although the server may have acted?
    pub fn repeatable(self, policy: &Policy) -> bool {
        let is_safe = self.idempotent || self.keyed || self.conditional;
        policy.idempotent == ALWAYS || policy.idempotent > ALWAYS && is_safe
    }

    /// Does this failure say that no server has begun with it?
    pub fn is_untouched(self, failure: Failure) -> bool {
        self.direct && failure.is_unsent()
    }
}

/// The methods that may be sent again (RFC 9110 9.2.2, and QUERY of the HTTPbis draft).
pub const IDEMPOTENT_METHODS: [&str; 7] = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "QUERY"];

/// Is `method` idempotent? Methods are case-sensitive; the platform has put the usual ones into capitals.
pub fn is_idempotent(method: &str) -> bool {
    IDEMPOTENT_METHODS.contains(&method)
}

/// What came of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A response of this status.
    Response(u16),
    /// None.
    Failure(Failure),
}

impl Outcome {
    /// May the server have done what was asked, although the answer is no good?
    pub fn may_have_acted(self, request: Request) -> bool {
        match self {
            Outcome::Failure(failure) => !request.is_untouched(failure),
            Outcome::Response(status) => status >= 500,
        }
    }

    /// Would the server answer so because it had done it before?
    pub fn is_conflict(self) -> bool {
        matches!(self, Outcome::Response(409 | 412))
    }
}

/// What an outcome means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A good answer.
    Success,
    /// Worth another try, and safe.
    Retry,
    /// The end, and why.
    Stop(StopReason),
}

/// The verdict on a response.
///
/// `redirected`: the platform followed a redirect, so the request's own server did act.
pub fn of_response(
    policy: &Policy,
    request: Request,
    status: u16,
    redirected: bool,
    has_hint: bool,
) -> Verdict {
    // Our key is in use: the first try is still being worked on (draft-ietf-httpapi-idempotency-key).
    let in_progress = status == 409 && request.keyed && policy.key.on > 0.0;
    let did_not_act = policy.is_unprocessed(status) && !redirected;
    // RFC 9110 15.5.14: too large is for good, unless the server says when to come back.
    let for_good = status == 413 && !has_hint;
    let worth_it = (policy.statuses.contains(status) || did_not_act || in_progress) && !for_good;
    of_worth(policy, request, status, redirected, worth_it)
}

/// The verdict on a response of which it is known whether it is worth another try: the server has said so, or its status does.
pub fn of_worth(policy: &Policy, request: Request, status: u16, redirected: bool, worth_it: bool) -> Verdict {
    if !worth_it {
        // Zero is an opaque response, of which nothing can be told.
        return if status < 400 { Verdict::Success } else { Verdict::Stop(StopReason::Status) };
    }
    if policy.is_unprocessed(status) && !redirected || request.repeatable(policy) {
        Verdict::Retry
    } else {
        Verdict::Stop(StopReason::NotIdempotent)
    }
}

/// The verdict on an attempt without a response.
pub fn of_failure(policy: &Policy, request: Request, failure: Failure) -> Verdict {
    let worth_it = match failure {
        Failure::Network | Failure::Unsent | Failure::Offline => policy.network_errors > 0.0,
        Failure::Timeout | Failure::ConnectTimeout => policy.timeouts > 0.0,
        Failure::Permanent | Failure::Aborted => false,
    };
    match (worth_it, request.is_untouched(failure) || request.repeatable(policy)) {
        (false, _) => Verdict::Stop(StopReason::Error),
        (true, true) => Verdict::Retry,
        (true, false) => Verdict::Stop(StopReason::NotIdempotent),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::preset;

    const POST: Request = Request { idempotent: false, ..Request::GET };
    const NOT_IDEMPOTENT: Verdict = Verdict::Stop(StopReason::NotIdempotent);
    const STATUS: Verdict = Verdict::Stop(StopReason::Status);

    fn status(request: Request, status: u16) -> Verdict {
        of_response(&preset::standard(), request, status, false, false)
    }

    #[test]
    fn statuses_by_default() {
        for retried in [408, 425, 429, 500, 502, 503, 504, 507, 520, 529, 530, 598, 599] {
            assert_eq!(status(Request::GET, retried), Verdict::Retry, "{retried}");
        }
        let returned = [
            400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 421, 422, 423, 451, 501, 505, 506, 508, 510,
            511, 600, 999,
        ];
        for returned in returned {
            assert_eq!(status(Request::GET, returned), STATUS, "{returned}");
        }
        for good in [0, 200, 204, 206, 301, 304, 307] {
            assert_eq!(status(Request::GET, good), Verdict::Success, "{good}");
        }
    }

    #[test]
    fn methods_that_may_be_repeated() {
        for method in ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "QUERY"] {
            assert!(is_idempotent(method), "{method}");
        }
        for method in ["POST", "PATCH", "patch", "get", "LOCK", ""] {
            assert!(!is_idempotent(method), "{method}");
        }
    }

    #[test]
    fn a_post_is_repeated_only_with_a_reason() {
        assert_eq!(status(POST, 503), NOT_IDEMPOTENT);
        assert_eq!(status(Request { keyed: true, ..POST }, 503), Verdict::Retry);
        assert_eq!(status(Request { conditional: true, ..POST }, 503), Verdict::Retry);
        assert_eq!(status(POST, 429), Verdict::Retry, "the server did not act");
        assert_eq!(status(POST, 425), Verdict::Retry);
    }

    #[test]
    fn after_a_redirect_the_first_server_has_acted() {
        assert_eq!(of_response(&preset::standard(), POST, 429, true, false), NOT_IDEMPOTENT);
        assert_eq!(of_response(&preset::standard(), Request::GET, 429, true, false), Verdict::Retry);
    }

    #[test]
    fn the_caller_may_vouch_or_forbid() {
        let mut policy = preset::standard();
        policy.idempotent = 1.0;
        assert_eq!(of_response(&policy, POST, 503, false, false), Verdict::Retry);
        policy.idempotent = 0.0;
        assert_eq!(of_response(&policy, Request::GET, 503, false, false), NOT_IDEMPOTENT);
        assert_eq!(of_response(&policy, Request::GET, 429, false, false), Verdict::Retry);
        assert_eq!(of_failure(&policy, Request::GET, Failure::Network), NOT_IDEMPOTENT);
    }

    #[test]
    fn a_conflict_on_our_own_key_is_waited_for() {
        let mut policy = preset::standard();
        let keyed = Request { keyed: true, ..POST };
        assert_eq!(of_response(&policy, keyed, 409, false, false), STATUS);
        policy.key.on = 1.0;
        assert_eq!(of_response(&policy, keyed, 409, false, false), Verdict::Retry);
        assert_eq!(of_response(&policy, keyed, 422, false, false), STATUS);
        assert_eq!(of_response(&policy, POST, 409, false, false), STATUS);
    }

    #[test]
    fn too_large_is_retried_only_when_the_server_says_when() {
        let mut policy = preset::standard();
        policy.statuses.include[6] += f64::from(1 << 13);
        assert_eq!(of_response(&policy, Request::GET, 413, false, false), STATUS);
        assert_eq!(of_response(&policy, Request::GET, 413, false, true), Verdict::Retry);
    }

    #[test]
    fn failures() {
        let mut policy = preset::standard();
        let direct = Request { direct: true, ..POST };
        for failure in [Failure::Network, Failure::Offline, Failure::Timeout] {
            assert_eq!(of_failure(&policy, Request::GET, failure), Verdict::Retry);
            assert_eq!(of_failure(&policy, POST, failure), NOT_IDEMPOTENT);
            assert_eq!(of_failure(&policy, direct, failure), NOT_IDEMPOTENT);
        }
        for failure in [Failure::Unsent, Failure::ConnectTimeout] {
            assert_eq!(
                of_failure(&policy, POST, failure),
                NOT_IDEMPOTENT,
                "a redirect may have been followed"
            );
            assert_eq!(of_failure(&policy, direct, failure), Verdict::Retry);
        }
        for failure in [Failure::Permanent, Failure::Aborted] {
            assert_eq!(of_failure(&policy, Request::GET, failure), Verdict::Stop(StopReason::Error));
        }
        policy.network_errors = 0.0;
        policy.timeouts = 0.0;
        for failure in [Failure::Network, Failure::Timeout, Failure::Unsent, Failure::ConnectTimeout] {
            assert_eq!(of_failure(&policy, direct, failure), Verdict::Stop(StopReason::Error));
        }
    }
}
