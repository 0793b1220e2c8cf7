//! `until`: the server answers, but what was asked for is not there yet.

use crate::support::{ALMOST_ONE, Hand, POST, Reply, Simulation, policy, status};
use holdfast_fetch::core::call::{Input, Step};
use holdfast_fetch::core::report::StopReason;
use holdfast_fetch::core::verdict::Request;
use serde_json::{Value, json};

const STREAM: Request = Request { replayable: false, ..POST };

fn call(until: Value) -> Simulation {
    Simulation::new(json!({ "until": until }))
}

fn repeated(reply: Reply, times: usize, last: Reply) -> Vec<Reply> {
    let mut replies = vec![reply; times];
    replies.push(last);
    replies
}

#[test]
fn found_asks_again_while_404_and_done_while_202() {
    for (until, not_yet) in [("found", 404), ("done", 202)] {
        let trace = call(json!(until)).replies(repeated(status(not_yet), 3, status(200))).run();
        assert_eq!((trace.reason, trace.sends()), (StopReason::Success, 4), "{until}");
    }
    let trace = call(json!("done")).replies([status(404)]).run();
    assert_eq!((trace.reason, trace.sends()), (StopReason::Status, 1));
    let trace = call(json!({ "not": [404, 409] })).replies([status(404), status(409), status(200)]).run();
    assert_eq!(trace.sends(), 3);
}

#[test]
fn polls_are_one_and_a_half_times_as_far_apart_each_time_up_to_half_a_minute() {
    let waits = |random| {
        let trace = call(json!("found")).random(random).replies(repeated(status(404), 12, status(200))).run();
        trace.waits()
    };
    let expected = [1000, 1500, 2250, 3375, 5063, 7594, 11_391, 17_086, 25_629, 30_000, 30_000, 30_000];
    assert_eq!(waits(0.5), expected);
    for (number, (shortest, longest)) in waits(0.0).into_iter().zip(waits(ALMOST_ONE)).enumerate() {
        let bounds = (expected[number] as f64 * 0.75, expected[number] as f64 * 1.25);
        assert!((shortest as f64 - bounds.0).abs() < 1.0 && (longest as f64 - bounds.1).abs() < 1.0);
    }
}

#[test]
fn the_waits_can_be_written() {
    let until =
        json!({ "not": 404, "backoff": { "type": "linear", "base": 10, "step": 5 }, "jitter": "none" });
    let trace = call(until).replies(repeated(status(404), 3, status(200))).run();
    assert_eq!(trace.waits(), [10, 15, 20]);
}

#[test]
fn decorrelated_waits_grow_out_of_each_other() {
    let until = json!({ "not": 404, "backoff": { "base": 100, "cap": "1h" }, "jitter": "decorrelated" });
    let trace = call(until).random(ALMOST_ONE).replies(repeated(status(404), 3, status(200))).run();
    assert_eq!(trace.waits(), [300, 900, 2700]);
}

#[test]
fn a_retry_after_polls_begins_where_retries_begin() {
    let policy = json!({
        "until": { "not": 404, "backoff": { "type": "constant", "base": "10s" }, "jitter": "none" },
        "backoff": { "base": 100 },
        "jitter": "decorrelated",
    });
    let replies = [status(503), status(503), status(404), status(503), status(200)];
    let trace = Simulation::new(policy).random(ALMOST_ONE).replies(replies).run();
    assert_eq!(trace.waits(), [300, 900, 10_000, 300]);
}

#[test]
fn polling_goes_on_until_the_deadline_and_not_beyond_it() {
    let policy = json!({ "until": "found", "deadline": "1h", "retries": 0, "budget": { "initial": 1 } });
    let trace = Simulation::new(policy).replies([status(404)]).run();
    assert_eq!(trace.reason, StopReason::Deadline);
    assert!(trace.sends() > 100 && trace.elapsed <= 3_600_000.0, "{} {}", trace.sends(), trace.elapsed);
    assert_eq!(trace.statuses().last(), Some(&404), "the last answer is handed over");
}

#[test]
fn a_hint_is_a_floor() {
    let trace = call(json!("done")).replies([status(202).retry_after("20"), status(200)]).run();
    assert_eq!((trace.waits(), trace.report.attempts[0].retry_after), (vec![25_000], Some(20_000.0)));
    let still_running = status(200).retry_after("20");
    let asking = call(json!("<function>")).done([false, true]);
    assert_eq!(asking.replies([still_running, status(200)]).run().waits(), [25_000]);
    let capped = json!({ "until": "done", "retryAfter": { "cap": "10s" } });
    let trace = Simulation::new(capped).replies([status(202).retry_after("20")]).run();
    assert_eq!(trace.reason, StopReason::HintTooLong);
}

#[test]
fn a_failure_between_polls_has_all_retries_of_its_own() {
    let bad = || [status(503), status(503), status(503)];
    let replies = [bad().to_vec(), vec![status(404)], bad().to_vec(), vec![status(200)]].concat();
    let policy = json!({ "until": "found", "budget": false });
    let trace = Simulation::new(policy.clone()).replies(replies).run();
    assert_eq!((trace.reason, trace.sends()), (StopReason::Success, 8));
    let trace = Simulation::new(policy).replies([status(404), status(503)]).run();
    assert_eq!((trace.reason, trace.sends()), (StopReason::Attempts, 5));
}

#[test]
fn later_tiers_are_fresh_again_too() {
    let policy = json!({
        "until": { "not": 404, "backoff": { "type": "constant", "base": 1 }, "jitter": "none" },
        "retries": 1,
        "backoff": { "type": "constant", "base": 10 },
        "jitter": "none",
        "tiers": [{ "retries": 1, "backoff": { "type": "constant", "base": 20 } }],
        "budget": false,
    });
    let replies = [status(503), status(503), status(404), status(503), status(503), status(200)];
    let trace = Simulation::new(policy).replies(replies).run();
    assert_eq!(trace.waits(), [10, 20, 1, 10, 20]);
}

#[test]
fn a_write_is_asked_about_only_at_another_address_or_with_a_key() {
    let moved = || status(202).header("location", "/jobs/1");
    for request in [POST, STREAM] {
        let mut hand = Hand::new(policy(json!({ "until": "done" })));
        hand.request = request;
        hand.give(Input::Start);
        assert!(matches!(moved().give_to(&mut hand), Step::Wait { poll: true, .. }));
    }
    let trace = call(json!("done")).request(POST).replies([status(202)]).run();
    assert_eq!(trace.reason, StopReason::NotIdempotent);
    let keyed = Request { keyed: true, ..POST };
    let trace = call(json!("done")).request(keyed).replies([status(202), status(200)]).run();
    assert_eq!(trace.reason, StopReason::Success);
    let stream = Request { keyed: true, ..STREAM };
    let trace = call(json!("done")).request(stream).replies([status(202)]).run();
    assert_eq!(trace.reason, StopReason::Body);
    // Any other status may have a Location that means something else.
    let other = status(404).header("location", "/elsewhere");
    let trace = call(json!("found")).request(POST).replies([other]).run();
    assert_eq!(trace.reason, StopReason::NotIdempotent);
}

#[test]
fn a_poll_is_told_from_a_retry() {
    let mut hand = Hand::new(policy(json!({ "until": "found" })));
    hand.give(Input::Start);
    let step = hand.answer(404);
    assert!(matches!(step, Step::Wait { poll: true, tier: 0, .. }));
    hand.wait(step);
    assert!(matches!(hand.answer(503), Step::Wait { poll: false, .. }));
}

#[test]
fn a_predicate_says_of_each_good_answer_whether_it_is_the_one() {
    let until = json!("<function>");
    let trace = call(until.clone()).done([false, false, true]).replies([status(200)]).run();
    assert_eq!((trace.reason, trace.sends(), trace.predicates_asked), (StopReason::Success, 3, 3));
    // A failure is none of its business.
    let replies = [status(503), status(200), status(404)];
    let trace = call(until).done([false]).replies(replies).run();
    assert_eq!((trace.reason, trace.sends(), trace.predicates_asked), (StopReason::Status, 3, 1));
}

#[test]
fn a_predicate_may_come_with_statuses() {
    let until = json!({ "not": 202, "done": "<function>" });
    let trace = call(until).done([true]).replies([status(202), status(200)]).run();
    assert_eq!((trace.sends(), trace.predicates_asked), (2, 1));
}

#[test]
fn a_machine_that_slept_through_a_poll_polls_once() {
    let trace = Simulation::new(json!({ "until": "found", "deadline": false }))
        .asleep(0, 1e7)
        .replies([status(404), status(200)])
        .run();
    assert_eq!((trace.reason, trace.sends(), trace.waits.len()), (StopReason::Success, 2, 2));
}

#[test]
fn the_server_is_well_while_it_says_not_yet() {
    let policy = json!({ "until": "found", "breaker": { "consecutive": 1 }, "deadline": "1m" });
    let (trace, hand) = Simulation::new(policy).replies([status(404)]).run_and_keep();
    assert_eq!((trace.reason, hand.circuit().failures), (StopReason::Deadline, 0));
}
