//! Never twice: what may have taken effect is sent again only if repeating it is safe.

use crate::support::{
    POST, Reply, Simulation, aborted, network_error, offline, permanent_error, silence, status, timeout,
};
use holdfast_fetch::core::report::StopReason;
use holdfast_fetch::core::verdict::Request;
use serde_json::json;

const KEYED: Request = Request { keyed: true, ..POST };
const CONDITIONAL: Request = Request { conditional: true, ..POST };

/// Sends and reason of a call whose first attempt ends so, and whose second would succeed.
fn first_ends(options: serde_json::Value, request: Request, reply: Reply) -> (usize, StopReason) {
    let call = Simulation::new(options).amid_good_answers(10).request(request);
    let trace = call.replies([reply, status(200)]).run();
    (trace.sends(), trace.reason)
}

const ONCE: (usize, StopReason) = (1, StopReason::NotIdempotent);
const TWICE: (usize, StopReason) = (2, StopReason::Success);

/// Every outcome that the default policy retries, and that the server may have acted before.
fn ambiguous() -> Vec<Reply> {
    let mut replies: Vec<Reply> = [408, 500, 502, 503, 504].map(status).into();
    replies.extend([network_error(), offline(), timeout(), silence()]);
    // The first server has acted, and sent the request elsewhere.
    replies.extend([425, 429].map(|code| status(code).after_redirect()));
    replies
}

#[test]
fn a_post_is_sent_once() {
    for reply in ambiguous() {
        assert_eq!(first_ends(json!({}), POST, reply.clone()), ONCE, "{reply:?}");
    }
}

#[test]
fn an_idempotent_request_is_repeated() {
    for reply in ambiguous() {
        assert_eq!(first_ends(json!({}), Request::GET, reply.clone()), TWICE, "{reply:?}");
    }
}

#[test]
fn a_post_with_an_idempotency_key_is_repeated() {
    for reply in ambiguous() {
        assert_eq!(first_ends(json!({}), KEYED, reply.clone()), TWICE, "{reply:?}");
    }
}

#[test]
fn a_post_with_a_precondition_is_repeated() {
    for reply in ambiguous() {
        assert_eq!(first_ends(json!({}), CONDITIONAL, reply.clone()), TWICE, "{reply:?}");
    }
}

#[test]
fn a_post_that_the_server_did_not_work_on_is_repeated() {
    for code in [425, 429] {
        assert_eq!(first_ends(json!({}), POST, status(code)), TWICE, "{code}");
    }
}

#[test]
fn which_statuses_mean_that_is_for_the_caller_to_say() {
    let maintenance = || json!({ "unprocessed": [503] });
    assert_eq!(first_ends(maintenance(), POST, status(503)), TWICE);
    assert_eq!(first_ends(maintenance(), POST, status(503).after_redirect()), ONCE);
    assert_eq!(first_ends(maintenance(), POST, status(429)), ONCE, "no longer in the list");
    // Whether or not it is among the statuses to retry.
    assert_eq!(first_ends(json!({ "unprocessed": [418] }), POST, status(418)), TWICE);
    let teapot = status(418).after_redirect();
    assert_eq!(first_ends(json!({ "unprocessed": [418] }), POST, teapot), (1, StopReason::Status));
}

#[test]
fn statuses_that_are_written_win_over_what_the_preset_calls_unprocessed() {
    let stopped = (1, StopReason::Status);
    assert_eq!(first_ends(json!({ "statuses": [503] }), POST, status(429)), stopped);
    assert_eq!(first_ends(json!({ "statuses": [] }), Request::GET, status(425)), stopped);
    let hole = json!({ "statuses": { "include": ["4xx"], "except": [429] } });
    assert_eq!(first_ends(hole.clone(), POST, status(429)), stopped);
    assert_eq!(first_ends(hole, POST, status(425)), TWICE);
    assert_eq!(first_ends(json!({ "statuses": ["4xx"] }), POST, status(429)), TWICE);
}

#[test]
fn the_caller_may_vouch_for_a_post() {
    for reply in ambiguous() {
        assert_eq!(first_ends(json!({ "idempotent": true }), POST, reply.clone()), TWICE, "{reply:?}");
    }
}

#[test]
fn the_caller_may_forbid_to_repeat_a_get() {
    for request in [Request::GET, KEYED, CONDITIONAL] {
        for reply in ambiguous() {
            assert_eq!(first_ends(json!({ "idempotent": false }), request, reply.clone()), ONCE, "{reply:?}");
        }
        assert_eq!(first_ends(json!({ "idempotent": false }), request, status(429)), TWICE);
    }
}

#[test]
fn a_conflict_is_retried_only_with_a_key_of_ours() {
    let with_keys = || json!({ "idempotencyKey": true });
    assert_eq!(first_ends(with_keys(), KEYED, status(409)), TWICE);
    assert_eq!(first_ends(with_keys(), Request::GET, status(409)), (1, StopReason::Status));
    assert_eq!(first_ends(json!({}), KEYED, status(409)), (1, StopReason::Status));
}

#[test]
fn mistakes_are_not_repeated_however_safe() {
    for reply in [permanent_error(), aborted()] {
        let all = json!({ "idempotent": true });
        assert_eq!(first_ends(all, Request::GET, reply.clone()), (1, StopReason::Error), "{reply:?}");
    }
}

#[test]
fn network_errors_and_timeouts_are_retried_unless_switched_off() {
    let error = (1, StopReason::Error);
    let lost = || json!({ "networkErrors": false });
    assert_eq!(first_ends(lost(), Request::GET, network_error()), error);
    assert_eq!(first_ends(lost(), Request::GET, offline()), error);
    assert_eq!(first_ends(lost(), Request::GET, silence()), TWICE);
    let slow = || json!({ "timeouts": false });
    assert_eq!(first_ends(slow(), Request::GET, silence()), error);
    assert_eq!(first_ends(slow(), Request::GET, timeout()), error);
    assert_eq!(first_ends(slow(), Request::GET, network_error()), TWICE);
}

#[test]
fn an_opaque_response_tells_nothing_and_is_returned() {
    assert_eq!(first_ends(json!({}), Request::GET, status(0)), (1, StopReason::Success));
}

#[test]
fn a_conflict_after_an_attempt_that_may_have_acted_is_reported_as_ambiguous() {
    let ambiguous = |replies: [Reply; 2]| {
        let call = Simulation::new(json!({})).amid_good_answers(10).request(CONDITIONAL);
        call.replies(replies).run().report.ambiguous
    };
    assert!(ambiguous([silence(), status(412)]));
    assert!(ambiguous([status(503), status(409)]));
    assert!(!ambiguous([status(429), status(412)]));
}
