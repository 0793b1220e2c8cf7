//! Never silent: each reason by which a call can end, by its public name.

use crate::support::{
    Clock, Commons, Hand, POST, Simulation, offline, permanent_error, policy, silence, status,
};
use holdfast_fetch::core::call::{Answer, Input};
use holdfast_fetch::core::verdict::Request;
use serde_json::json;

fn name(simulation: Simulation) -> &'static str {
    simulation.run().reason.as_str()
}

fn call() -> Simulation {
    Simulation::new(json!({}))
}

#[test]
fn success() {
    assert_eq!(name(call().replies([status(503), status(200)])), "success");
}

#[test]
fn status_of_a_response_that_is_not_retried() {
    assert_eq!(name(call().replies([status(404)])), "status");
}

#[test]
fn attempts() {
    assert_eq!(name(call().replies([status(503)])), "attempts");
    assert_eq!(name(Simulation::new(json!({ "retries": 0 })).replies([silence()])), "attempts");
}

#[test]
fn deadline() {
    assert_eq!(name(Simulation::new(json!({ "deadline": "1s" })).replies([silence()])), "deadline");
}

#[test]
fn deadline_by_the_horizon_of_the_key() {
    let policy = json!({ "idempotencyKey": { "horizon": "1s" } });
    let call = Simulation::new(policy).request(Request { keyed: true, ..POST });
    assert_eq!(name(call.replies([silence()])), "deadline");
}

#[test]
fn hint_too_long() {
    let capped = Simulation::new(json!({ "retryAfter": { "cap": "5s" } }));
    assert_eq!(name(capped.replies([status(503).retry_after("6")])), "hint-too-long");
}

#[test]
fn not_idempotent() {
    assert_eq!(name(call().request(POST).replies([status(503)])), "not-idempotent");
}

#[test]
fn body() {
    let stream = Request { replayable: false, ..Request::GET };
    assert_eq!(name(call().request(stream).replies([status(503)])), "body");
}

#[test]
fn budget() {
    let poor = Simulation::new(json!({ "budget": { "initial": 1 } }));
    assert_eq!(name(poor.replies([status(503)])), "budget");
}

#[test]
fn circuit_open_before_a_retry() {
    let touchy = Simulation::new(json!({ "breaker": { "consecutive": 1, "open": "1m" } }));
    assert_eq!(name(touchy.replies([status(503)])), "circuit-open");
}

#[test]
fn circuit_open_before_the_first_attempt() {
    let policy = policy(json!({ "breaker": true }));
    let commons = Commons::of(&policy);
    commons.breaker.as_ref().unwrap().borrow_mut().isolate(0.0);
    assert_eq!(name(Simulation::of(policy).sharing(&commons, Clock::new())), "circuit-open");
}

#[test]
fn throttled() {
    // Of two requests, none was accepted.
    let strict = Simulation::new(json!({ "throttle": { "k": 1, "cap": 1 } }));
    assert_eq!(name(strict.replies([status(503)])), "throttled");
}

#[test]
fn veto() {
    let asking = Simulation::new(json!({ "shouldRetry": "<function>" }));
    assert_eq!(name(asking.answers([Answer::Stop]).replies([status(503)])), "veto");
}

#[test]
fn offline_at_the_last() {
    assert_eq!(name(call().replies([offline()])), "offline");
    assert_eq!(name(call().replies([offline(), offline(), offline(), status(503)])), "attempts");
}

#[test]
fn aborted() {
    assert_eq!(name(call().replies([silence()]).abort_at(5.0)), "aborted");
}

#[test]
fn error_that_no_retry_mends() {
    assert_eq!(name(call().replies([permanent_error()])), "error");
}

#[test]
fn error_of_a_shell_that_lost_its_place() {
    let mut hand = Hand::new(policy(json!({})));
    hand.give(Input::Woke);
    assert_eq!(hand.report().reason.as_str(), "error");
}

#[test]
fn a_call_that_has_not_ended_reports_no_success() {
    let mut hand = Hand::new(policy(json!({})));
    hand.give(Input::Start);
    assert_eq!(hand.report().reason.as_str(), "error");
}
