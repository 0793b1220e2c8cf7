use super::*;
use crate::core::policy::cells::CELLS;
use crate::{cell, codes};

/// A policy as its cells say, with retries after 503 and fixed waits of a second.
fn block(cells: &[(usize, f64)]) -> Vec<f64> {
    let mut block = vec![0.0; CELLS];
    let plain = [
        (cell!(Cells, first.retries), 3.0),
        (cell!(Cells, first.pace.kind), 2.0),
        (cell!(Cells, first.pace.base), 1000.0),
        (cell!(Cells, first.pace.cap), f64::INFINITY),
        (cell!(Cells, idempotent), 2.0),
        (cell!(Cells, network_errors), 1.0),
        (cell!(Cells, hints.on), 1.0),
        (cell!(Cells, hints.cap), f64::INFINITY),
        (cell!(Cells, attempt_timeout), 30_000.0),
        (cell!(Cells, deadline), 60_000.0),
    ];
    for (cell, number) in plain.into_iter().chain(cells.iter().copied()) {
        block[cell] = number;
    }
    block
}

fn at(ms: f64) -> Moment {
    Moment { now: Now { monotonic: ms, wall: 1e12 + ms }, shared: ms, random: 0.5 }
}

const GET: u32 = 0b1001;

fn tell(instance: &mut Instance, call: f64, input: u32, a: f64, ms: f64, text: &str) -> u32 {
    instance.advance(call, Event { input, a, b: 0.0, facts: GET, moment: at(ms) }, text.as_bytes())
}

#[test]
fn a_call_goes_from_its_first_request_to_its_end() {
    let mut instance = Instance::new();
    let policy = instance.policy(Policy::from_block(&block(&[])));
    assert_eq!(instance.begin(policy, NONE, NONE, GET, f64::NAN, at(0.0)), codes::SEND);
    assert_eq!(instance.io[0], 30_000.0);
    let call = instance.io[8];
    assert_eq!(tell(&mut instance, call, codes::FAILED, 0.0, 40.0, ""), codes::WAIT);
    assert_eq!(instance.io[0], 1000.0);
    assert_eq!(instance.io[10..20], [1.0, 1.0, 1.0, 0.0, 40.0, -1.0, 0.0, -1.0, 0.0, 1000.0]);
    assert_eq!(tell(&mut instance, call, codes::WOKE, 0.0, 1040.0, ""), codes::SEND);
    assert_eq!(instance.io[10], 0.0, "no attempt ended");
    assert_eq!(tell(&mut instance, call, codes::RESPONSE, 200.0, 1100.0, ""), codes::FINISH);
    assert_eq!(codes::REASONS[instance.io[0] as usize].as_str(), "success");
    assert_eq!(instance.io[10..20], [1.0, 2.0, 1.0, 1040.0, 60.0, 200.0, -1.0, -1.0, 0.0, -1.0]);
}

#[test]
fn the_most_attempts_are_counted_for_those_who_listen_only() {
    let mut instance = Instance::new();
    let policy = instance.policy(Policy::from_block(&block(&[])));
    instance.io[MOST] = -1.0;
    instance.begin(policy, NONE, NONE, GET, f64::NAN, at(0.0));
    assert_eq!(instance.io[MOST], -1.0);
    instance.begin(policy, NONE, NONE, GET | codes::HEARD, f64::NAN, at(0.0));
    assert_eq!(instance.io[MOST], 4.0);
}

#[test]
fn a_call_that_ended_hears_nothing_more() {
    let mut instance = Instance::new();
    let policy = instance.policy(Policy::from_block(&block(&[])));
    instance.begin(policy, NONE, NONE, GET, f64::NAN, at(0.0));
    let call = instance.io[8];
    tell(&mut instance, call, codes::RESPONSE, 200.0, 5.0, "");
    instance.begin(policy, NONE, NONE, GET, f64::NAN, at(6.0));
    let next = instance.io[8];
    assert_eq!(tell(&mut instance, call, codes::WOKE, 0.0, 7.0, ""), codes::FINISH);
    assert_eq!(codes::REASONS[instance.io[0] as usize].as_str(), "error");
    assert_eq!(tell(&mut instance, next, codes::RESPONSE, 200.0, 8.0, ""), codes::FINISH);
    assert_eq!(codes::REASONS[instance.io[0] as usize].as_str(), "success");
}

#[test]
fn a_failure_is_told_by_its_lines() {
    for (text, offline, expected) in [
        ("TypeError\nfetch failed\nECONNRESET\n", 0, Failure::Network),
        ("TypeError\nfetch failed\nECONNRESET\n", 1, Failure::Offline),
        ("TypeError\nfetch failed\nCERT_HAS_EXPIRED\n", 1, Failure::Permanent),
    ] {
        assert_eq!(failure(-1.0, offline, text.as_bytes()), expected, "{text}");
    }
    assert_eq!(failure(1.0, 1, b""), Failure::Timeout);
}

#[test]
fn a_policy_may_be_let_go_while_its_call_is_under_way() {
    let mut instance = Instance::new();
    let policy = instance.policy(Policy::from_block(&block(&[])));
    instance.begin(policy, NONE, NONE, GET, f64::NAN, at(0.0));
    let call = instance.io[8];
    instance.release(policy);
    assert_eq!(tell(&mut instance, call, codes::FAILED, 0.0, 1.0, ""), codes::WAIT);
    assert_eq!(instance.begin(policy, NONE, NONE, GET, f64::NAN, at(2.0)), codes::FINISH);
}

#[test]
fn a_caller_s_number_is_used_for_every_draw_and_without_one_the_core_draws() {
    let mut instance = Instance::new();
    instance.seed(1, 2);
    let full = [(cell!(Cells, first.jitter.kind), 1.0)];
    let policy = instance.policy(Policy::from_block(&block(&full)));
    let mut wait = |random: f64| {
        let moment = Moment { random, ..at(0.0) };
        instance.begin(policy, NONE, NONE, GET, f64::NAN, moment);
        let call = instance.io[8];
        instance.advance(call, Event { input: codes::FAILED, a: 0.0, b: 0.0, facts: GET, moment }, b"");
        instance.io[0]
    };
    assert_eq!([wait(0.25), wait(0.25), wait(0.75)], [250.0, 250.0, 750.0]);
    assert_ne!(wait(f64::NAN), wait(f64::NAN));
}
