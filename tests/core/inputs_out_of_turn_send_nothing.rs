//! A shell that loses its place must not cause a duplicate: what a call did not ask for ends it.

use crate::support::{Move, Stage, stages};
use holdfast_fetch::core::call::{Answer, Head, Input, Step};
use holdfast_fetch::core::hint::Hint;
use holdfast_fetch::core::network_error::Failure;
use holdfast_fetch::core::report::StopReason;

/// One input of each kind, but for aborts, which are never out of turn.
const INPUTS: [(&str, Move); 10] = [
    ("start", |hand| hand.give(Input::Start)),
    ("start of the rest of a body", |hand| hand.give(Input::Resume { cut: true })),
    ("start of a stream again", |hand| hand.give(Input::Reconnect { pause: f64::NAN, closed: true })),
    ("a good response", |hand| hand.answer(200)),
    ("a bad response", |hand| hand.answer(503)),
    ("a failure", |hand| hand.give(Input::Failed(Failure::Network))),
    ("an answer", |hand| hand.give(Input::Answer(Answer::Retry(f64::NAN)))),
    ("an answer with a wait", |hand| hand.give(Input::Answer(Answer::RetryAfter(0.0)))),
    ("a delay", |hand| hand.give(Input::Delay(0.0))),
    ("the end of a wait", |hand| hand.give(Input::Woke)),
];

/// Which inputs each state waits for.
fn is_expected(stage: &str, input: &str) -> bool {
    match stage {
        "not started" => input.starts_with("start"),
        "first attempt" | "second attempt" => input.ends_with("response") || input == "a failure",
        "asked shouldRetry" => input.starts_with("an answer"),
        "asked backoff" => input == "a delay",
        "waiting" | "waiting after a sleep" | "waiting as backoff said" => input == "the end of a wait",
        _ => false,
    }
}

#[test]
fn they_end_the_call_with_reason_error() {
    let mut tried = 0;
    for (input, give) in INPUTS {
        for Stage { name, mut hand, .. } in stages() {
            if is_expected(name, input) {
                continue;
            }
            let sent = hand.call.sent();
            let expected = if name == "ended" { StopReason::Success } else { StopReason::Error };
            assert_eq!(give(&mut hand), Step::Finish(expected), "{input} when {name}");
            assert_eq!(hand.call.sent(), sent, "{input} when {name}");
            tried += 1;
        }
    }
    assert_eq!(tried, 10 * 9 - 15, "all but the expected ones");
}

#[test]
fn what_is_expected_does_not() {
    for (input, give) in INPUTS {
        for Stage { name, mut hand, .. } in stages() {
            if is_expected(name, input) {
                assert_ne!(give(&mut hand), Step::Finish(StopReason::Error), "{input} when {name}");
            }
        }
    }
}

#[test]
fn nothing_that_follows_sends_anything() {
    for (first, give) in INPUTS {
        for Stage { name, mut hand, .. } in stages() {
            if is_expected(name, first) {
                continue;
            }
            let end = give(&mut hand);
            let sent = hand.call.sent();
            for (second, give) in INPUTS {
                assert_eq!(give(&mut hand), end, "{first}, then {second} when {name}");
            }
            assert_eq!(hand.call.sent(), sent, "{first} when {name}");
        }
    }
}

#[test]
fn a_finished_call_hears_of_no_hint() {
    let mut ended = stages().pop().unwrap();
    let head = Head { status: 503, hint: Hint { wait: Some(1.0), ..Hint::default() }, ..Head::default() };
    assert_eq!(ended.hand.give(Input::Response(head)), Step::Finish(StopReason::Success));
}
