//! A probe that is called off proves nothing, and the next call takes its place.

use crate::support::{Hand, aborted, policy};
use holdfast_fetch::core::breaker::CircuitState::{Closed, HalfOpen, Open};
use holdfast_fetch::core::call::{Input, Step};
use holdfast_fetch::core::report::StopReason;
use serde_json::json;

/// A probe that is under way.
fn probe() -> Hand {
    let mut hand = Hand::new(policy(json!({
        "retries": 0,
        "attemptTimeout": "5s",
        "breaker": { "consecutive": 1, "open": "10s" },
    })));
    hand.give(Input::Start);
    hand.answer(503);
    let mut probe = hand.beside();
    probe.clock.run(12_000.0);
    assert!(matches!(probe.give(Input::Start), Step::Send { .. }));
    assert_eq!((probe.circuit().state, probe.circuit().probing), (HalfOpen, 1));
    probe
}

#[test]
fn whoever_calls_it_off() {
    let by_the_caller = |probe: &mut Hand| probe.give(Input::Aborted);
    let by_somebody_else = |probe: &mut Hand| aborted().give_to(probe);
    let by_a_mistake_of_the_shell = |probe: &mut Hand| probe.give(Input::Broken);
    for call_off in [by_the_caller, by_somebody_else, by_a_mistake_of_the_shell] {
        let mut probe = probe();
        call_off(&mut probe);
        assert_eq!((probe.circuit().state, probe.circuit().probing), (HalfOpen, 0));
        let mut next = probe.beside();
        assert!(matches!(next.give(Input::Start), Step::Send { .. }));
        next.answer(200);
        assert_eq!(next.circuit().state, Closed);
    }
}

#[test]
fn others_are_refused_while_it_is_under_way_and_not_after_it() {
    let mut probe = probe();
    assert_eq!(probe.beside().give(Input::Start), Step::Finish(StopReason::CircuitOpen));
    probe.give(Input::Aborted);
    assert!(matches!(probe.beside().give(Input::Start), Step::Send { .. }));
}

#[test]
fn one_that_never_reports_loses_its_place_and_its_say() {
    for (status, reason) in [(200, StopReason::Success), (503, StopReason::Attempts)] {
        let mut lost = probe();
        let mut next = lost.beside();
        next.clock.run(60_000.0);
        assert!(matches!(next.give(Input::Start), Step::Send { .. }));
        lost.clock = next.clock;
        assert_eq!(lost.answer(status), Step::Finish(reason), "its caller gets the answer all the same");
        assert_eq!((next.circuit().state, next.circuit().probing), (HalfOpen, 1));
        next.answer(503);
        assert_eq!(next.circuit().state, Open);
    }
}
