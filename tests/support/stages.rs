//! A call in each of the states that it can be in.

use super::{Hand, policy};
use holdfast_fetch::core::call::{Answer, Input, Step};
use serde_json::json;

/// Something that happens to a call, and what it says to do next.
pub type Move = fn(&mut Hand) -> Step;

/// Where a call stands, and whether a request of it is under way.
pub struct Stage {
    pub name: &'static str,
    pub hand: Hand,
    pub under_way: bool,
}

/// Freshly made calls, one in each state.
pub fn stages() -> Vec<Stage> {
    let stage = |name, under_way, moves: &[Move]| {
        let mut hand = Hand::new(policy(json!({
            "shouldRetry": "<function>",
            "retries": 3,
            "backoff": { "type": "constant", "base": "10s" },
            "jitter": "none",
            "tiers": [{ "retries": 1, "backoff": "<function>" }],
        })));
        for step in moves {
            step(&mut hand);
        }
        Stage { name, hand, under_way }
    };
    let start = |hand: &mut Hand| hand.give(Input::Start);
    let fail = |hand: &mut Hand| hand.answer(503);
    let agree = |hand: &mut Hand| hand.give(Input::Answer(Answer::Policy));
    let wake = |hand: &mut Hand| {
        hand.clock.run(10_000.0);
        hand.give(Input::Woke)
    };
    let wake_late = |hand: &mut Hand| {
        hand.clock.run(20_000.0);
        hand.give(Input::Woke)
    };
    let delay = |hand: &mut Hand| hand.give(Input::Delay(5.0));
    let four_tries =
        [start, fail, agree, wake, fail, agree, wake, fail, agree, wake, fail, agree] as [Move; 12];
    vec![
        stage("not started", false, &[]),
        stage("first attempt", true, &[start]),
        stage("asked shouldRetry", false, &[start, fail]),
        stage("waiting", false, &[start, fail, agree]),
        stage("waiting after a sleep", false, &[start, fail, agree, wake_late]),
        stage("second attempt", true, &[start, fail, agree, wake]),
        stage("asked backoff", false, &four_tries),
        stage("waiting as backoff said", false, &[&four_tries[..], &[delay]].concat()),
        stage("ended", false, &[start, |hand| hand.answer(200)]),
    ]
}
