//! What people and programs do with a circuit beside sending calls: isolate, reset, watch, keep, forget.

use crate::circuit::{Bench, POLICY, TOUCHY};
use holdfast_fetch::core::breaker::CircuitState::{Closed, HalfOpen, Isolated, Open};
use holdfast_fetch::core::breaker::Health::{Failure, Success};
use holdfast_fetch::core::policy::cells::Breaker as Options;
use holdfast_fetch::core::window::Counts;

const NO_COUNTS: Counts = [[0.0; 3]; 10];

#[test]
fn an_isolated_circuit_lets_nobody_through_until_it_is_reset() {
    let mut bench = Bench::new(TOUCHY);
    bench.breaker.isolate(bench.now);
    bench.breaker.isolate(bench.now);
    assert_eq!(bench.ask(), Err(f64::INFINITY));
    bench.now += 1e12;
    assert_eq!(bench.ask(), Err(f64::INFINITY));
    assert_eq!(bench.breaker.probe_in(bench.now), f64::INFINITY);
    assert_eq!(bench.breaker.take_changes()[0].probe_in, f64::INFINITY);
    bench.breaker.reset(bench.now);
    bench.pass();
    assert_eq!(bench.changes(), [(Isolated, Closed)]);
}

#[test]
fn calls_under_way_do_not_end_an_isolation() {
    for failures in [0, 1] {
        let mut bench = Bench::new(TOUCHY);
        let old = bench.pass();
        if failures > 0 {
            bench.call(Failure);
            bench.now += 1000.0;
        }
        let last = bench.pass();
        bench.breaker.isolate(bench.now);
        bench.tell(last, Success);
        bench.tell(old, Failure);
        assert_eq!(bench.state(), Isolated);
    }
}

#[test]
fn a_reset_forgets_all() {
    let mut bench = Bench::new(Options { consecutive: 2.0, ..POLICY });
    bench.calls(&[Failure; 2]);
    bench.breaker.reset(bench.now);
    assert_eq!(bench.changes(), [(Closed, Open), (Open, Closed)]);
    bench.call(Failure);
    assert_eq!(bench.state(), Closed);
    bench.call(Failure);
    assert_eq!(bench.ask(), Err(1000.0), "the first time in a row");
}

#[test]
fn a_reset_of_a_closed_circuit_forgets_too() {
    let mut bench = Bench::new(TOUCHY);
    let old = bench.pass();
    bench.breaker.reset(bench.now);
    bench.tell(old, Failure);
    assert_eq!(bench.state(), Closed);
    assert_eq!(bench.changes(), []);
}

#[test]
fn every_change_is_told_once_in_order() {
    let mut bench = Bench::new(TOUCHY);
    bench.call(Failure);
    bench.now += 1000.0;
    bench.call(Failure);
    bench.now += 2000.0;
    bench.call(Success);
    let expected = [(Closed, Open), (Open, HalfOpen), (HalfOpen, Open), (Open, HalfOpen), (HalfOpen, Closed)];
    assert_eq!(bench.changes(), expected);
    assert_eq!(bench.changes(), []);
}

#[test]
fn changes_that_nobody_takes_do_not_pile_up() {
    let mut bench = Bench::new(TOUCHY);
    bench.call(Failure);
    for _ in 0..1000 {
        bench.breaker.reset(bench.now);
        bench.call(Failure);
    }
    let changes = bench.changes();
    assert!(changes.len() <= 16);
    assert_eq!(changes[0].0, Closed);
    assert!(changes.windows(2).all(|pair| pair[0].1 == pair[1].0));
}

#[test]
fn a_circuit_is_restored_as_it_was() {
    for (state, opened, probe_in) in [(Closed, 0, 0.0), (Open, 3, 700.0), (HalfOpen, 2, 0.0)] {
        let mut bench = Bench::new(TOUCHY);
        bench.breaker.restore(bench.now, state, opened, probe_in);
        let snapshot = bench.breaker.snapshot(bench.now);
        assert_eq!((snapshot.state, snapshot.opened, snapshot.probe_in), (state, opened, probe_in));
        assert_eq!(bench.changes(), []);
        // It goes on from there.
        bench.now += probe_in;
        bench.call(Failure);
        assert_eq!(bench.ask(), Err(1000.0 * f64::from(1 << opened)));
    }
    let mut bench = Bench::new(TOUCHY);
    bench.breaker.restore(bench.now, Isolated, 0, f64::INFINITY);
    assert_eq!(bench.ask(), Err(f64::INFINITY));
}

#[test]
fn what_a_circuit_was_before_it_is_restored_means_nothing() {
    let mut bench = Bench::new(TOUCHY);
    let old = bench.pass();
    bench.breaker.restore(bench.now, Closed, 5, 0.0);
    bench.tell(old, Failure);
    assert_eq!(bench.state(), Closed);
    assert_eq!(bench.breaker.snapshot(bench.now).opened, 0, "a closed circuit has not opened");
}

#[test]
fn failures_in_a_row_are_carried_from_one_circuit_to_the_next() {
    let touchy = Options { consecutive: 3.0, ..TOUCHY };
    let mut bench = Bench::new(touchy);
    bench.call(Failure);
    bench.call(Failure);
    let failures = bench.breaker.snapshot(bench.now).consecutive;
    let mut next = Bench::new(touchy);
    next.breaker.restore(next.now, Closed, 0, 0.0);
    next.breaker.go_on_after(failures, 0.0, &NO_COUNTS);
    assert_eq!(next.state(), Closed);
    next.call(Failure);
    assert_eq!(next.state(), Open);
    next.breaker.go_on_after(0, 0.0, &NO_COUNTS);
    assert_eq!(next.breaker.snapshot(next.now).consecutive, 3, "an open one counts its own");
}

#[test]
fn what_was_counted_is_carried_and_grows_old_on_the_way() {
    // A window of 30 s: what was counted in its first 3 s is forgotten after 30 s, on whichever clock.
    for (away, opens) in [(0.0, true), (29_000.0, true), (30_000.0, false)] {
        let options = Options { consecutive: 0.0, failure_rate: 0.5, minimum: 3.0, ..POLICY };
        let mut bench = Bench::new(options);
        bench.call(Failure);
        bench.call(Failure);
        let mut counts = NO_COUNTS;
        let age = bench.breaker.write_counts(bench.now, &mut counts);
        let mut next = Bench::new(options);
        next.now = 123.0;
        next.breaker.restore(next.now, Closed, 0, 0.0);
        next.breaker.go_on_after(2, age + away, &counts);
        next.call(Failure);
        assert_eq!(next.state() == Open, opens, "{away}");
    }
}

#[test]
fn carried_at_each_step_it_does_what_the_one_breaker_does_that_stays() {
    let options = Options { consecutive: 0.0, failure_rate: 0.5, minimum: 4.0, ..POLICY };
    let (mut stays, mut carried) = (Bench::new(options), Bench::new(options));
    assert_eq!(carried.state(), stays.state(), "from the same moment on");
    for step in 0..400 {
        // Six or seven calls to a window, at times that no part of it begins at.
        let wait = f64::from(1700 + step * 37 % 5800);
        stays.now += wait;
        let health = if step % 5 == 3 || step > 300 { Failure } else { Success };
        stays.call(health);
        let before = carried.breaker.snapshot(carried.now);
        let mut counts = NO_COUNTS;
        let age = carried.breaker.write_counts(carried.now, &mut counts);
        carried = Bench::new(options);
        carried.now = f64::from(step) * 11.0;
        carried.breaker.restore(carried.now, before.state, before.opened, before.probe_in - wait);
        carried.breaker.go_on_after(before.consecutive, age + wait, &counts);
        carried.call(health);
        assert_eq!(carried.state(), stays.state(), "{step}");
        if stays.state() != Closed {
            return assert!(step > 300, "{step}");
        }
        assert_eq!(carried.breaker.snapshot(carried.now), stays.breaker.snapshot(stays.now), "{step}");
    }
    panic!("it never opened");
}

#[test]
fn a_restored_open_period_ends() {
    let mut bench = Bench::new(TOUCHY);
    bench.breaker.restore(bench.now, Open, 1, f64::INFINITY);
    assert!(bench.breaker.probe_in(bench.now).is_finite());
    bench.breaker.restore(bench.now, Open, 1, f64::NAN);
    assert_eq!(bench.state(), HalfOpen);
}

#[test]
fn a_circuit_that_remembers_nothing_is_at_rest() {
    let mut bench = Bench::new(POLICY);
    assert!(bench.breaker.is_at_rest(bench.now));
    for health in [Success, Failure] {
        bench.call(health);
        assert!(!bench.breaker.is_at_rest(bench.now));
        bench.now += 30_000.0;
        assert!(bench.breaker.is_at_rest(bench.now));
    }
}

#[test]
fn a_circuit_that_remembers_is_not_at_rest() {
    // Failures in a row are no matter of the window.
    let mut bench = Bench::new(Options { consecutive: 2.0, ..POLICY });
    bench.call(Failure);
    bench.now += 30_000.0;
    assert!(!bench.breaker.is_at_rest(bench.now));
    bench.call(Success);
    bench.now += 30_000.0;
    assert!(bench.breaker.is_at_rest(bench.now));

    // Nor is it before everybody knows that it closed.
    let mut bench = Bench::half_open(1);
    assert!(!bench.breaker.is_at_rest(bench.now));
    bench.call(Success);
    assert!(!bench.breaker.is_at_rest(bench.now));
    bench.changes();
    assert!(bench.breaker.is_at_rest(bench.now));
    bench.breaker.isolate(bench.now);
    bench.changes();
    assert!(!bench.breaker.is_at_rest(bench.now));
}
