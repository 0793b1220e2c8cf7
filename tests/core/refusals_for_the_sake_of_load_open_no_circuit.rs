//! 429 and kin say that the server is up, and that somebody is too fast: no reason to open a circuit, and
//! none to close one.

use crate::support::{Hand, Reply, offline, permanent_error, policy, status};
use holdfast_fetch::core::breaker::CircuitState::{Closed, HalfOpen};
use holdfast_fetch::core::call::{Input, Step};
use serde_json::json;

/// What proves nothing of the server.
fn nothing() -> [Reply; 5] {
    [status(429), status(425), status(408), offline(), permanent_error()]
}

fn call() -> Hand {
    Hand::new(policy(json!({ "retries": 0, "breaker": { "consecutive": 1, "open": "10s" } })))
}

#[test]
fn however_many_there_are() {
    let hand = call();
    for _ in 0..20 {
        for reply in nothing() {
            let mut call = hand.beside();
            assert!(matches!(call.give(Input::Start), Step::Send { .. }));
            reply.give_to(&mut call);
        }
    }
    assert_eq!((hand.circuit().state, hand.circuit().calls), (Closed, 0));
}

#[test]
fn one_that_answers_a_probe_leaves_its_place_to_the_next() {
    for reply in nothing() {
        let mut probe = call();
        probe.give(Input::Start);
        probe.answer(503);
        let mut probe = probe.beside();
        probe.clock.run(12_000.0);
        probe.give(Input::Start);
        reply.give_to(&mut probe);
        assert_eq!((probe.circuit().state, probe.circuit().probing), (HalfOpen, 0), "{reply:?}");

        let mut next = probe.beside();
        assert!(matches!(next.give(Input::Start), Step::Send { .. }));
        next.answer(200);
        assert_eq!(next.circuit().state, Closed);
    }
}

#[test]
fn a_refusal_of_the_request_itself_is_the_work_of_a_server_that_is_well() {
    for code in [400, 401, 403, 404, 409, 422] {
        let mut probe = call();
        probe.give(Input::Start);
        probe.answer(503);
        let mut probe = probe.beside();
        probe.clock.run(12_000.0);
        probe.give(Input::Start);
        probe.answer(code);
        assert_eq!(probe.circuit().state, Closed, "{code}");
    }
}
