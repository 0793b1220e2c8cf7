//! An attempt that the platform called off for want of a network cost no server anything.

use crate::support::{Hand, Simulation, network_error, offline, policy, status};
use holdfast_fetch::core::breaker::CircuitState::Closed;
use holdfast_fetch::core::call::Input;
use holdfast_fetch::core::report::StopReason;
use serde_json::json;

#[test]
fn its_retries_need_no_tokens() {
    let poor = json!({ "budget": { "initial": 0, "ratio": 0.1 } });
    let (trace, hand) =
        Simulation::new(poor.clone()).replies([offline(), offline(), offline(), status(200)]).run_and_keep();
    assert_eq!((trace.reason, trace.sends()), (StopReason::Success, 4));
    assert_eq!(hand.tokens(), 0.1, "one good answer, and nothing was taken");
    let trace = Simulation::new(poor).replies([offline(), network_error()]).run();
    assert_eq!((trace.reason, trace.sends()), (StopReason::Budget, 2));
}

#[test]
fn an_abort_of_such_a_wait_gives_nothing_back() {
    let mut hand = Hand::new(policy(json!({ "budget": { "initial": 1 } })));
    hand.give(Input::Start);
    offline().give_to(&mut hand);
    assert_eq!(hand.tokens(), 1.0);
    hand.give(Input::Aborted);
    assert_eq!(hand.tokens(), 1.0);
}

#[test]
fn it_opens_no_circuit() {
    let breaker = json!({ "retries": 0, "breaker": { "consecutive": 1 } });
    let (trace, hand) = Simulation::new(breaker).replies([offline()]).run_and_keep();
    assert_eq!((trace.reason, hand.circuit().state), (StopReason::Offline, Closed));
    assert_eq!(hand.circuit().calls, 0);
}

#[test]
fn it_is_not_held_against_the_server_by_the_throttle() {
    let mut hand = Hand::new(policy(json!({ "throttle": { "k": 1, "cap": 1 } })));
    for _ in 0..50 {
        hand = hand.beside();
        hand.give(Input::Start);
        offline().give_to(&mut hand);
    }
    let chance = hand.commons.throttle.unwrap().borrow_mut().chance(hand.clock.now().monotonic);
    assert_eq!(chance, 0.0);
}
