//! What opens a circuit, what does not, and for how long.

use crate::circuit::{Bench, POLICY, TOUCHY};
use holdfast_fetch::core::breaker::CircuitState::{Closed, HalfOpen, Open};
use holdfast_fetch::core::breaker::Health::{Failure, Success, Unknown};
use holdfast_fetch::core::policy::cells::Breaker as Options;

#[test]
fn it_opens_at_its_rate_and_not_below() {
    let mut bench = Bench::new(Options { failure_rate: 0.3, minimum: 10.0, ..POLICY });
    bench.calls(&[Success; 8]);
    bench.calls(&[Failure; 3]);
    assert_eq!(bench.state(), Closed, "3 of 11");
    let mut bench = Bench::new(Options { failure_rate: 0.3, minimum: 10.0, ..POLICY });
    bench.calls(&[Success; 7]);
    bench.calls(&[Failure; 3]);
    assert_eq!(bench.state(), Open, "3 of 10");
}

#[test]
fn a_few_calls_are_no_rate() {
    let mut bench = Bench::new(POLICY);
    bench.calls(&[Failure; 3]);
    assert_eq!(bench.state(), Closed);
    // Enough calls to judge by, whatever the last of them was.
    bench.call(Success);
    assert_eq!(bench.state(), Open);
}

#[test]
fn failures_that_left_the_window_count_no_more() {
    let mut bench = Bench::new(POLICY);
    bench.calls(&[Failure; 3]);
    bench.now += 30_000.0;
    bench.call(Failure);
    assert_eq!(bench.state(), Closed);
    assert_eq!(bench.breaker.snapshot(bench.now).calls, 1);
}

#[test]
fn failures_in_a_row_open_it_however_long_they_take() {
    let mut bench = Bench::new(Options { consecutive: 3.0, minimum: 100.0, ..POLICY });
    for health in [Failure, Failure, Success, Failure, Failure, Unknown, Failure] {
        assert_eq!(bench.state(), Closed);
        bench.call(health);
        bench.now += 60_000.0;
    }
    assert_eq!(bench.changes(), [(Closed, Open)]);
}

#[test]
fn a_429_does_not_open_it() {
    let mut bench = Bench::new(Options { minimum: 1.0, ..TOUCHY });
    bench.calls(&[Unknown; 1000]);
    assert_eq!(bench.state(), Closed);
    let snapshot = bench.breaker.snapshot(bench.now);
    assert_eq!((snapshot.calls, snapshot.failures, snapshot.consecutive), (0, 0, 0));
}

#[test]
fn slow_calls_open_it_though_they_succeed() {
    for (slow_rate, state) in [(0.5, Open), (f64::INFINITY, Closed)] {
        let mut bench = Bench::new(Options { slow_rate, ..POLICY });
        for duration in [4999.0, 5000.0, 0.0, 70_000.0] {
            let permit = bench.pass();
            bench.tell_more(permit, Success, duration, None);
        }
        assert_eq!(bench.state(), state);
        assert_eq!(bench.breaker.snapshot(bench.now).slow, 2);
    }
}

#[test]
fn a_share_that_may_not_be_exceeded_is_never_reached() {
    let never = Options { failure_rate: f64::INFINITY, ..POLICY };
    let mut bench = Bench::new(never);
    bench.calls(&[Failure; 100]);
    assert_eq!(bench.state(), Closed);
}

#[test]
fn an_open_period_is_spread_upwards_and_at_least_as_long_as_the_hint() {
    for (hint, random, length) in [
        (None, 0.0, 1000.0),
        (None, 0.5, 1125.0),
        (Some(1100.0), 0.5, 1125.0),
        (Some(2000.0), 0.5, 2000.0),
        // Three months.
        (Some(8e9), 0.5, 8e9),
        (Some(f64::NAN), 0.0, 1000.0),
        (Some(-7.0), f64::NAN, 1250.0),
    ] {
        let mut bench = Bench { random, ..Bench::new(TOUCHY) };
        let permit = bench.pass();
        bench.tell_more(permit, Failure, 0.0, hint);
        assert_eq!(bench.breaker.probe_in(bench.now), length, "{hint:?} {random}");
        assert_eq!(bench.ask(), Err(length));
        assert_eq!(bench.breaker.take_changes()[0].probe_in, length);
        bench.now += length - 1.0;
        assert_eq!(bench.state(), Open);
        bench.now += 1.0;
        assert_eq!(bench.breaker.probe_in(bench.now + 5.0), 0.0);
        assert_eq!(bench.state(), HalfOpen);
    }
}

#[test]
fn each_failed_probe_opens_it_for_longer_until_it_closes() {
    let mut bench = Bench::new(TOUCHY);
    for (opened, length) in [(1, 1000.0), (2, 2000.0), (3, 4000.0)] {
        bench.call(Failure);
        assert_eq!(bench.ask(), Err(length));
        assert_eq!(bench.breaker.snapshot(bench.now).opened, opened);
        bench.now += length;
    }
    bench.call(Success);
    assert_eq!(bench.breaker.snapshot(bench.now).opened, 0);
    bench.call(Failure);
    assert_eq!(bench.ask(), Err(1000.0));
}

#[test]
fn the_hint_of_a_failed_probe_is_obeyed_too() {
    let mut bench = Bench::half_open(1);
    let probe = bench.pass();
    bench.tell_more(probe, Failure, 0.0, Some(90_000.0));
    assert_eq!(bench.ask(), Err(90_000.0));
}

#[test]
fn random_numbers_are_drawn_only_when_it_opens() {
    let mut bench = Bench::new(Options { consecutive: 2.0, ..POLICY });
    let mut drawn = 0;
    for expected in [0, 1] {
        let permit = bench.pass();
        bench.breaker.settle(permit, bench.now, Failure, 0.0, None, &mut || {
            drawn += 1;
            0.5
        });
        assert_eq!(drawn, expected);
    }
}

#[test]
fn a_clock_set_back_does_not_shorten_the_open_period_or_stretch_it() {
    for set_back in [1.0, 600.0, 1e9] {
        let mut bench = Bench::new(TOUCHY);
        bench.call(Failure);
        bench.now += 600.0;
        assert_eq!(bench.ask(), Err(400.0));
        bench.now -= set_back;
        assert_eq!(bench.ask(), Err(400.0));
        bench.now += 399.0;
        assert_eq!(bench.state(), Open);
        bench.now += 1.0;
        assert_eq!(bench.state(), HalfOpen);
    }
}
