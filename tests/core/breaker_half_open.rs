//! The way from open to closed, where most circuit breakers can be fooled.

use crate::circuit::{Bench, LEASE, POLICY, TOUCHY};
use holdfast_fetch::core::breaker::CircuitState::{Closed, HalfOpen, Open};
use holdfast_fetch::core::breaker::Health::{Failure, Success, Unknown};
use holdfast_fetch::core::policy::cells::Breaker as Options;

#[test]
fn a_cancelled_probe_does_not_close_the_circuit() {
    let mut bench = Bench::half_open(1);
    for _ in 0..10 {
        let probe = bench.pass();
        assert_eq!(bench.ask(), Err(LEASE));
        bench.breaker.release(probe, bench.now);
        assert_eq!(bench.state(), HalfOpen);
    }
    // Its place is free again.
    bench.call(Failure);
    assert_eq!(bench.changes(), [(HalfOpen, Open)]);
}

#[test]
fn a_probe_that_was_told_to_slow_down_proves_nothing() {
    let mut bench = Bench::half_open(1);
    bench.call(Unknown);
    assert_eq!(bench.state(), HalfOpen);
    bench.call(Success);
    assert_eq!(bench.state(), Closed);
}

#[test]
fn a_late_result_from_before_the_break_changes_nothing() {
    for health in [Success, Failure, Unknown] {
        let mut bench = Bench::new(Options { consecutive: 2.0, ..POLICY });
        let old = [bench.pass(), bench.pass(), bench.pass()];
        bench.calls(&[Failure; 2]);
        bench.changes();

        bench.tell(old[0], health);
        assert_eq!(bench.state(), Open);
        bench.now += 1000.0;
        assert_eq!(bench.state(), HalfOpen);
        let probe = bench.pass();
        bench.tell(old[1], health);
        assert_eq!(bench.state(), HalfOpen);
        assert_eq!(bench.breaker.snapshot(bench.now).probing, 1);
        bench.tell(probe, Success);
        bench.tell(old[2], health);
        assert_eq!(bench.breaker.snapshot(bench.now).calls, 0);
        assert_eq!(bench.changes(), [(Open, HalfOpen), (HalfOpen, Closed)]);
    }
}

#[test]
fn a_late_result_finds_out_that_the_time_is_up_but_is_not_its_cause() {
    let mut bench = Bench::new(TOUCHY);
    let old = bench.pass();
    bench.call(Failure);
    bench.now += 1000.0;
    bench.tell(old, Success);
    assert_eq!(bench.changes(), [(Closed, Open), (Open, HalfOpen)]);
}

#[test]
fn fifty_calls_at_half_open_send_one_request() {
    let mut bench = Bench::half_open(1);
    let sent = (0..50).filter(|_| bench.ask().is_ok()).count();
    assert_eq!(sent, 1);
}

#[test]
fn no_more_calls_are_let_through_than_there_are_probes() {
    let mut bench = Bench::half_open(3);
    let sent = (0..50).filter(|_| bench.ask().is_ok()).count();
    assert_eq!(sent, 3);
}

#[test]
fn all_probes_must_succeed() {
    let mut bench = Bench::half_open(3);
    bench.calls(&[Success, Success, Unknown]);
    assert_eq!(bench.state(), HalfOpen);
    bench.call(Success);
    assert_eq!(bench.state(), Closed);

    let mut bench = Bench::half_open(3);
    bench.calls(&[Success, Success, Failure]);
    assert_eq!(bench.ask(), Err(2000.0));
}

#[test]
fn a_probe_that_never_reports_does_not_block_for_ever() {
    let mut bench = Bench::half_open(1);
    bench.pass();
    bench.now += 200.0;
    assert_eq!(bench.ask(), Err(300.0));
    bench.now += 300.0;
    bench.call(Success);
    assert_eq!(bench.state(), Closed);
}

#[test]
fn not_even_one_whose_lease_has_no_end() {
    let mut bench = Bench::half_open(1);
    bench.breaker.acquire(bench.now, f64::INFINITY).expect("a permit");
    let wait = bench.ask().expect_err("no place");
    assert!(wait.is_finite());
    bench.now += wait;
    bench.pass();
}

#[test]
fn not_even_if_the_clock_is_set_back_by_years() {
    let mut bench = Bench::half_open(1);
    bench.pass();
    bench.now -= 1e11;
    assert_eq!(bench.ask(), Err(LEASE));
    bench.now += LEASE;
    bench.pass();
}

#[test]
fn the_result_of_a_probe_whose_lease_is_over_is_too_late() {
    for health in [Success, Failure, Unknown] {
        let mut bench = Bench::half_open(1);
        let late = bench.pass();
        bench.now += LEASE;
        let probe = bench.pass();
        bench.tell(late, health);
        assert_eq!(bench.breaker.snapshot(bench.now).probing, 1);
        assert_eq!(bench.ask(), Err(LEASE));
        bench.tell(probe, Success);
        assert_eq!(bench.changes(), [(HalfOpen, Closed)]);
    }
}

#[test]
fn a_result_counts_once() {
    let mut bench = Bench::half_open(2);
    let probe = bench.pass();
    bench.tell(probe, Success);
    bench.tell(probe, Success);
    assert_eq!(bench.state(), HalfOpen);
}

#[test]
fn a_slow_answer_is_a_failure_only_where_slowness_opens() {
    for (slow_rate, to) in [(0.9, Open), (f64::INFINITY, Closed)] {
        let mut bench = Bench::new(Options { slow_rate, ..TOUCHY });
        bench.call(Failure);
        bench.now += 1000.0;
        let probe = bench.pass();
        bench.tell_more(probe, Success, 5000.0, None);
        assert_eq!(bench.state(), to);
    }
}

#[test]
fn what_was_counted_before_the_break_is_forgotten_after_it() {
    let mut bench = Bench::new(POLICY);
    bench.calls(&[Failure; 4]);
    bench.now += 1000.0;
    bench.calls(&[Success, Failure, Failure, Failure]);
    assert_eq!(bench.state(), Closed, "three calls are no rate");
}
