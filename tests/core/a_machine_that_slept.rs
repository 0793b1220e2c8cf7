//! A lid closed during a wait, a frozen tab, a wall clock that somebody sets.

use crate::support::{ALMOST_ONE, Clock, Hand, POST, Simulation, policy, silence, status};
use holdfast_fetch::core::call::{Input, Step};
use holdfast_fetch::core::report::StopReason;
use holdfast_fetch::core::verdict::Request;
use serde_json::{Value, json};

const TWO_HOURS: f64 = 7_200_000.0;

fn every_10_seconds() -> Value {
    json!({ "backoff": { "type": "constant", "base": "10s" }, "jitter": "none", "deadline": false })
}

#[test]
fn at_most_one_attempt_follows_spread_over_five_seconds() {
    for (random, spread) in [(0.0, 0.0), (0.5, 2500.0), (ALMOST_ONE, 5000.0)] {
        let slept = Simulation::new(every_10_seconds()).asleep(0, TWO_HOURS);
        let frozen = Simulation::new(every_10_seconds()).frozen(0, TWO_HOURS);
        for simulation in [slept, frozen] {
            let trace = simulation.random(random).replies([status(503), status(503), status(200)]).run();
            let sent: Vec<f64> = trace.starts.iter().map(|start| start.round()).collect();
            assert_eq!(sent, [0.0, 7_210_000.0 + spread, 7_220_000.0 + spread], "{random}");
        }
    }
}

#[test]
fn a_short_wait_is_followed_by_a_short_spread() {
    let policy = json!({ "backoff": { "base": "200ms" }, "jitter": "none", "deadline": false });
    let trace = Simulation::new(policy)
        .random(ALMOST_ONE)
        .asleep(0, TWO_HOURS)
        .replies([status(503), status(200)])
        .run();
    assert_eq!(trace.waits(), [200, 200]);
}

#[test]
fn sleeping_through_the_spread_as_well_does_not_start_another() {
    let trace = Simulation::new(every_10_seconds())
        .asleep(0, TWO_HOURS)
        .asleep(1, TWO_HOURS)
        .replies([status(503), status(200)])
        .run();
    assert_eq!((trace.waits(), trace.sends()), (vec![10_000, 2500], 2));
}

#[test]
fn a_timer_that_is_a_little_late_is_not_a_sleep() {
    for late in [1.0, 50.0, 2000.0] {
        let trace =
            Simulation::new(every_10_seconds()).frozen(0, late).replies([status(503), status(200)]).run();
        assert_eq!(trace.waits(), [10_000], "{late}");
    }
}

fn ten_seconds_of_three_minutes() -> Simulation {
    Simulation::new(json!({ "backoff": { "type": "constant", "base": "10s" }, "jitter": "none" }))
}

#[test]
fn a_tab_frozen_past_the_deadline_ends_the_call() {
    let trace = ten_seconds_of_three_minutes().frozen(0, TWO_HOURS).replies([status(503), status(200)]).run();
    assert_eq!((trace.sends(), trace.reason), (1, StopReason::Deadline));
    assert_eq!(trace.report.elapsed, trace.elapsed);
}

// It used to be ended at once. But what shows a sleep, where the monotonic clock stands still meanwhile, is the wall clock alone, and
// that is also how a clock looks that somebody sets: the call lost an answer that was seconds away. And who opens a lid wants one.
#[test]
fn a_sleep_past_the_deadline_leaves_the_call_one_attempt_more() {
    let trace = ten_seconds_of_three_minutes().asleep(0, TWO_HOURS).replies([status(503), status(200)]).run();
    assert_eq!((trace.sends(), trace.reason), (2, StopReason::Success));
    assert_eq!(trace.limits[1], 30_000.0, "by the clock that ran on, there was time");
    assert_eq!(trace.report.elapsed, trace.elapsed);

    let trace = ten_seconds_of_three_minutes().asleep(0, TWO_HOURS).replies([status(503)]).run();
    assert_eq!((trace.sends(), trace.reason), (2, StopReason::Deadline), "but not two");
    let twice = ten_seconds_of_three_minutes().asleep(0, 60_000.0).asleep(1, TWO_HOURS).asleep(2, TWO_HOURS);
    let trace = twice.replies([status(503)]).run();
    assert_eq!((trace.sends(), trace.reason), (2, StopReason::Deadline), "however often it sleeps");
}

#[test]
fn what_was_left_by_the_clock_that_ran_on_bounds_that_attempt() {
    let policy =
        json!({ "backoff": { "type": "constant", "base": "10s" }, "jitter": "none", "deadline": "25s" });
    let trace =
        Simulation::new(policy).random(0.0).asleep(0, TWO_HOURS).replies([status(503), silence()]).run();
    assert_eq!((trace.limits[1], trace.reason), (15_000.0, StopReason::Deadline));
}

#[test]
fn a_wall_clock_set_forward_ends_nothing() {
    for during_the_wait in [true, false] {
        let mut hand =
            Hand::new(policy(json!({ "deadline": "1m", "backoff": { "type": "constant", "base": 300 } })));
        hand.give(Input::Start);
        if !during_the_wait {
            hand.clock.set_wall(120_000.0);
        }
        let mut step = hand.answer(503);
        while let Step::Wait { .. } = step {
            if during_the_wait && hand.call.elapsed(hand.clock.now()) < 60_000.0 {
                hand.clock.set_wall(120_000.0);
            }
            step = hand.wait(step);
        }
        assert!(matches!(step, Step::Send { .. }), "{during_the_wait}: {step:?}");
        assert!(hand.clock.passed() <= 600.0);
        assert_eq!(hand.answer(200), Step::Finish(StopReason::Success));
    }
}

// A key that the server has forgotten makes a repetition a second order: there, the wall clock is believed.
#[test]
fn a_sleep_past_the_horizon_of_a_key_ends_the_call() {
    let key = json!({ "idempotencyKey": { "horizon": "1h" }, "deadline": false });
    let keyed = Request { keyed: true, ..POST };
    let trace =
        Simulation::new(key).request(keyed).asleep(0, TWO_HOURS).replies([status(503), status(200)]).run();
    assert_eq!((trace.sends(), trace.reason), (1, StopReason::Deadline));
}

#[test]
fn the_spread_ends_before_the_deadline() {
    // Woken with one second to go: 10 s waited, 169 s slept, 3 min allowed.
    for random in [0.0, 0.5, ALMOST_ONE, 1.0, 17.0, f64::NAN] {
        let policy = json!({ "backoff": { "type": "constant", "base": "10s" }, "jitter": "none" });
        let trace = Simulation::new(policy)
            .random(random)
            .asleep(0, 169_000.0)
            .replies([status(503), status(200)])
            .run();
        assert!(trace.waits[1].1 < 1000.0, "{random}: {:?}", trace.waits);
        assert_eq!((trace.sends(), trace.reason), (2, StopReason::Success), "{random}");
    }
}

#[test]
fn a_sleep_during_an_attempt_counts_too() {
    let slow = status(503).after(50.0).while_asleep(100_000.0);
    let trace = Simulation::new(json!({ "deadline": "2m" })).replies([slow, status(200)]).run();
    assert_eq!(trace.report.attempts[0].duration, 100_050.0);
    let rest = trace.limits[1];
    assert_eq!(rest, 120_000.0 - trace.starts[1], "the second attempt has what is left");
}

#[test]
fn a_wall_clock_set_back_changes_nothing() {
    let mut hand = Hand::new(policy(every_10_seconds()));
    hand.give(Input::Start);
    hand.clock.run(100.0);
    hand.clock.set_wall(-TWO_HOURS);
    assert!(matches!(hand.answer(503), Step::Wait { milliseconds: 10_000.0, .. }));
    hand.clock.run(10_000.0);
    assert!(matches!(hand.give(Input::Woke), Step::Send { .. }));
    assert_eq!(hand.call.elapsed(hand.clock.now()), 10_100.0);
}

#[test]
fn a_wall_clock_set_right_by_less_than_a_second_changes_nothing() {
    let mut clock = Clock::new();
    let call = Hand::new(policy(json!({}))).call;
    clock.run(5000.0);
    clock.set_wall(999.0);
    assert_eq!(call.elapsed(clock.now()), 5000.0);
    clock.set_wall(2.0);
    assert_eq!(call.elapsed(clock.now()), 6001.0);
}

#[test]
fn time_never_runs_back_even_if_the_clock_that_showed_a_sleep_is_set_back() {
    let mut hand = Hand::new(policy(json!({ "deadline": false, "backoff": { "base": 0 } })));
    hand.give(Input::Start);
    hand.clock.set_wall(TWO_HOURS);
    hand.answer(503);
    assert!(matches!(hand.give(Input::Woke), Step::Send { .. }));
    hand.clock.set_wall(-TWO_HOURS);
    hand.clock.run(70.0);
    hand.answer(200);
    let report = hand.report();
    let times: Vec<(f64, f64)> =
        report.attempts.iter().map(|attempt| (attempt.started_at, attempt.duration)).collect();
    assert_eq!(times, [(0.0, TWO_HOURS), (TWO_HOURS, 0.0)]);
    assert_eq!(report.elapsed, TWO_HOURS);
}
