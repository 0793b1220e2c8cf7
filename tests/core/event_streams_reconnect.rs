//! A call that goes on with an event stream sends nothing before the stream's reconnection time, whether the stream broke or was closed.

use crate::support::{Hand, policy};
use holdfast_fetch::core::call::{Input, Step};
use holdfast_fetch::core::network_error::Failure;
use holdfast_fetch::core::report::StopReason;
use holdfast_fetch::core::verdict::Request;
use serde_json::{Value, json};

const LOST: Input = Input::Failed(Failure::Network);
const NONE: f64 = f64::NAN;

fn closed(options: Value, pause: f64) -> (Hand, Step) {
    let mut hand = Hand::new(policy(options));
    let step = hand.give(Input::Reconnect { pause, closed: true });
    (hand, step)
}

fn broken(options: Value, pause: f64) -> (Hand, Step) {
    let mut hand = Hand::new(policy(options));
    let step = hand.give(Input::Reconnect { pause, closed: false });
    assert!(matches!(step, Step::Send { .. }), "{step:?}");
    let step = hand.give(LOST);
    (hand, step)
}

fn wait(step: Step) -> f64 {
    let Step::Wait { milliseconds, poll: _, tier: _ } = step else { panic!("{step:?}") };
    milliseconds
}

#[test]
fn its_own_time_is_a_floor_and_so_is_that_of_one_that_has_named_none() {
    for (pause, least) in [(7000.0, 7000.0), (NONE, 3000.0)] {
        for begun in [closed, broken] {
            for random in [0.0, 0.5, 0.999] {
                let options = json!({ "backoff": { "type": "constant", "base": "1s" } });
                let (mut hand, _) = begun(options, pause);
                hand.random = Box::new(move || random);
                let mut again = hand.beside();
                again.random = Box::new(move || random);
                let step = again.give(Input::Reconnect { pause, closed: true });
                assert!(wait(step) >= least, "{pause} {random} {step:?}");
            }
            let (_, step) = begun(json!({}), pause);
            assert!((least..=2.0 * least).contains(&wait(step)), "{step:?}");
        }
    }
}

#[test]
fn the_policys_wait_counts_where_it_is_longer() {
    let patient = json!({ "backoff": { "type": "constant", "base": "20s" }, "jitter": "none" });
    for begun in [closed, broken] {
        assert_eq!(wait(begun(patient.clone(), 0.0).1), 20_000.0);
        assert_eq!(wait(begun(patient.clone(), NONE).1), 20_000.0);
    }
}

#[test]
fn a_closed_stream_has_not_failed() {
    let only = json!({ "retries": 0, "budget": { "initial": 1, "ratio": 0 } });
    let (mut hand, step) = closed(only.clone(), NONE);
    let step = hand.wait(step);
    assert!(matches!(step, Step::Send { .. }), "{step:?}");
    assert_eq!(hand.answer(200), Step::Finish(StopReason::Success));
    assert_eq!(hand.report().attempts.len(), 1);
    assert_eq!((hand.call.paid(), hand.tokens()), (0.0, 1.0));
    assert_eq!(broken(only, NONE).1, Step::Finish(StopReason::Attempts), "one that broke has");
}

#[test]
fn what_a_server_asks_for_is_heeded_as_hints_are() {
    let (_, step) = closed(json!({ "retryAfter": { "cap": "1m" } }), 61_000.0);
    assert_eq!(step, Step::Finish(StopReason::HintTooLong));
    // But a stream that closes again and again is no tight loop, whatever the policy makes of hints.
    for options in [json!({ "retryAfter": false }), json!({ "retryAfter": { "cap": "4s" } })] {
        for pause in [NONE, if options["retryAfter"].is_object() { NONE } else { 0.0 }] {
            assert!(wait(closed(options.clone(), pause).1) >= 3000.0, "{options} {pause}");
        }
    }
    // Nor does it end one whose policy wants no long waits.
    assert!(wait(closed(json!({ "retryAfter": { "cap": "2s" } }), NONE).1) >= 2000.0);
}

#[test]
fn the_callers_own_backoff_is_asked() {
    let (mut hand, step) = closed(json!({ "backoff": "<function>" }), NONE);
    assert!(matches!(step, Step::AskDelay { retry: 1, tier: 0 }), "{step:?}");
    assert!(wait(hand.give(Input::Delay(50_000.0))) >= 25_000.0);
}

#[test]
fn a_deadline_that_the_wait_would_pass_ends_it() {
    for begun in [closed, broken] {
        let options = json!({ "deadline": "2s", "attemptTimeout": "1s" });
        assert_eq!(begun(options, NONE).1, Step::Finish(StopReason::Deadline));
    }
}

#[test]
fn what_may_not_be_repeated_is_not_asked_again() {
    for (request, reason) in [
        (Request { idempotent: false, ..Request::GET }, StopReason::NotIdempotent),
        (Request { replayable: false, ..Request::GET }, StopReason::Body),
    ] {
        let mut hand = Hand::new(policy(json!({})));
        hand.request = request;
        let step = hand.give(Input::Reconnect { pause: NONE, closed: true });
        assert_eq!(step, Step::Finish(reason));
    }
}

#[test]
fn its_time_is_a_floor_for_each_connection_that_follows_not_for_the_first_alone() {
    // The second one is no number that half the bytes can hold: the next is no earlier.
    for pause in [7000.0, 16_777_217.0] {
        for begun in [closed, broken] {
            let options = json!({ "backoff": { "type": "constant", "base": 1 }, "deadline": false });
            let (mut hand, mut step) = begun(options, pause);
            hand.random = Box::new(|| 0.0);
            for _ in 0..3 {
                assert!(wait(step) >= pause, "{pause} {step:?}");
                assert!(matches!(hand.wait(step), Step::Send { .. }));
                step = hand.answer(503);
                if matches!(step, Step::Finish(_)) {
                    break;
                }
            }
        }
    }
}
