//! Adaptive throttling of a call's attempts, first ones included.

use crate::support::{Hand, Reply, network_error, policy, silence, status};
use holdfast_fetch::core::call::{Input, Step};
use holdfast_fetch::core::report::StopReason;
use serde_json::json;

/// Random numbers of 0.5, so a call is refused when the chance of that is above one half.
fn client() -> Hand {
    Hand::new(policy(json!({ "retries": 0, "throttle": { "k": 1, "cap": 1 }, "attemptTimeout": "1s" })))
}

/// One more call: is it sent?
fn call(hand: &Hand, reply: &Reply) -> bool {
    let mut call = hand.beside();
    match call.give(Input::Start) {
        Step::Send { .. } => {
            reply.give_to(&mut call);
            true
        }
        Step::Finish(StopReason::Throttled) => {
            assert_eq!(call.call.sent(), 0);
            false
        }
        other => panic!("{other:?}"),
    }
}

fn chance(hand: &Hand) -> f64 {
    let throttle = hand.commons.throttle.as_ref().unwrap();
    throttle.borrow_mut().chance(hand.clock.now().monotonic)
}

#[test]
fn what_is_refused_was_no_attempt_and_took_no_time() {
    let hand = client();
    assert!(call(&hand, &status(503)));
    assert!(call(&hand, &status(503)), "one of two, which is not more than half");
    let mut refused = hand.beside();
    assert_eq!(refused.give(Input::Start), Step::Finish(StopReason::Throttled));
    let report = refused.report();
    assert_eq!((report.reason, report.attempts.len(), report.elapsed), (StopReason::Throttled, 0, 0.0));
}

#[test]
fn overload_has_several_names() {
    for reply in [status(503), status(500), status(429), network_error(), silence()] {
        let hand = client();
        (0..20).for_each(|_| {
            call(&hand, &reply);
        });
        assert!(chance(&hand) > 0.9, "{reply:?}");
    }
}

#[test]
fn any_other_answer_accepts_the_request() {
    for code in [200, 204, 301, 400, 401, 404, 409, 422] {
        let hand = client();
        (0..20).for_each(|_| assert!(call(&hand, &status(code)), "{code}"));
        assert_eq!(chance(&hand), 0.0, "{code}");
    }
}

#[test]
fn a_caller_who_gives_up_has_not_been_refused() {
    let hand = client();
    for _ in 0..20 {
        let mut call = hand.beside();
        assert!(matches!(call.give(Input::Start), Step::Send { .. }));
        call.give(Input::Aborted);
    }
    assert_eq!(chance(&hand), 0.0, "a search field that calls off its last request at every key");
}

#[test]
fn a_retry_is_refused_like_any_other() {
    let policy = policy(json!({ "throttle": { "k": 1, "cap": 1 } }));
    let mut call = Hand::new(policy);
    call.give(Input::Start);
    let step = call.answer(503);
    let throttle = call.commons.throttle.clone().unwrap();
    (0..9).for_each(|_| throttle.borrow_mut().settle(call.clock.now().monotonic, false));
    assert_eq!(call.wait(step), Step::Finish(StopReason::Throttled));
    assert_eq!(call.report().attempts.len(), 1);
}

#[test]
fn some_are_sent_nevertheless_and_when_they_go_well_the_rest_follows() {
    let mut hand = Hand::new(policy(json!({ "retries": 0, "throttle": true })));
    let chances = [0.95, 0.5, 0.99, 0.1];
    let mut number = 0;
    let mut sent = |hand: &Hand, reply: Reply| {
        let mut call = hand.beside();
        number += 1;
        call.random = Box::new(move || chances[number % 4]);
        let sent = matches!(call.give(Input::Start), Step::Send { .. });
        if sent {
            reply.give_to(&mut call);
        }
        sent
    };
    let during = (0..200).filter(|_| sent(&hand, status(503))).count();
    assert!((90..=110).contains(&during), "only the half whose number is above nine tenths: {during}");
    hand.clock.run(60_000.0);
    (0..400).for_each(|_| {
        sent(&hand, status(200));
    });
    hand.clock.run(70_000.0);
    assert!((0..100).all(|_| sent(&hand, status(200))));
}
