//! A connection that was never made, or a request that the server says it has not begun with, has had no effect: it leaves no work
//! behind, and may be sent again whatever its method, unless a redirect may have been followed before.

use crate::support::{
    DIRECT_POST, Hand, POST, Reply, Simulation, no_connection, policy, status, timeout, unsent,
};
use holdfast_fetch::core::breaker::CircuitState;
use holdfast_fetch::core::call::Input;
use holdfast_fetch::core::report::StopReason;
use holdfast_fetch::core::verdict::Request;
use serde_json::json;

fn never_made() -> [Reply; 2] {
    [unsent(), no_connection()]
}

#[test]
fn a_post_is_sent_again_where_no_redirect_can_have_been_followed() {
    for reply in never_made() {
        let sends = |request: Request| {
            let trace =
                Simulation::new(json!({})).request(request).replies([reply.clone(), status(200)]).run();
            (trace.sends(), trace.reason)
        };
        assert_eq!(sends(DIRECT_POST), (2, StopReason::Success));
        assert_eq!(sends(POST), (1, StopReason::NotIdempotent));
    }
}

#[test]
fn so_is_one_that_must_never_be_repeated_since_nothing_is_repeated() {
    for reply in never_made() {
        let call = Simulation::new(json!({ "idempotent": false })).request(DIRECT_POST);
        assert_eq!(call.replies([reply, status(200)]).run().sends(), 2);
    }
}

#[test]
fn its_time_out_needs_no_good_answer_to_vouch_for_it() {
    let call = |reply: Reply| Simulation::new(json!({})).replies([reply]).run();
    let trace = call(no_connection());
    assert_eq!((trace.sends(), trace.reason), (4, StopReason::Attempts));
    let trace = call(timeout());
    assert_eq!((trace.sends(), trace.reason), (2, StopReason::Budget));
}

#[test]
fn a_stream_is_sent_once_all_the_same() {
    let stream = Request { replayable: false, ..DIRECT_POST };
    let trace = Simulation::new(json!({})).request(stream).replies([unsent()]).run();
    assert_eq!((trace.sends(), trace.reason), (1, StopReason::Body));
}

#[test]
fn it_opens_the_circuit_of_an_origin_like_any_other_failure() {
    for reply in never_made() {
        let mut hand = Hand::new(policy(json!({ "retries": 0, "breaker": { "consecutive": 1 } })));
        hand.give(Input::Start);
        reply.give_to(&mut hand);
        assert_eq!(hand.circuit().state, CircuitState::Open);
    }
}

#[test]
fn reports_call_it_by_the_public_names() {
    let failure = |reply: Reply| {
        let trace = Simulation::new(json!({ "retries": 0 })).replies([reply]).run();
        trace.report.attempts[0].failure.unwrap().as_str()
    };
    assert_eq!(never_made().map(failure), ["network", "timeout"]);
}

#[test]
fn a_conflict_after_it_is_not_ambiguous() {
    let ambiguous = |request: Request| {
        let keyed = Request { keyed: true, ..request };
        Simulation::new(json!({})).request(keyed).replies([unsent(), status(409)]).run().report.ambiguous
    };
    assert!(!ambiguous(DIRECT_POST));
    assert!(ambiguous(POST), "a redirect may have been followed");
}

#[test]
fn the_switches_for_network_errors_and_timeouts_hold() {
    for (policy, reply) in
        [(json!({ "networkErrors": false }), unsent()), (json!({ "timeouts": false }), no_connection())]
    {
        let trace = Simulation::new(policy).request(DIRECT_POST).replies([reply]).run();
        assert_eq!((trace.sends(), trace.reason), (1, StopReason::Error));
    }
}

#[test]
fn a_time_out_of_it_at_the_deadline_is_the_deadlines() {
    let policy = json!({ "deadline": "5s", "attemptTimeout": false });
    let trace = Simulation::new(policy).replies([no_connection().after(4999.0)]).run();
    assert_eq!((trace.sends(), trace.reason), (1, StopReason::Deadline));
}
