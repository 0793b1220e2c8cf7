//! A session is touched at its interval: never later if the machine can help it, never in a burst.

use crate::session::{Mishap, Session, read};
use crate::support::{ALMOST_ONE, Clock};
use holdfast_fetch::core::keep_alive::{Input, KeepAlive, Reason, Step, Turn};
use serde_json::{Value, json};

const MINUTE: f64 = 60_000.0;
const TWO_HOURS: f64 = 7_200_000.0;

/// Every 30 s, to the millisecond.
fn exactly() -> Value {
    json!({ "interval": "30s", "jitter": 0 })
}

#[test]
fn beats_come_at_the_interval() {
    let diary = Session::new(exactly()).run(100_000.0);
    assert_eq!((diary.beats, diary.missed), (vec![30_000.0, 60_000.0, 90_000.0], vec![]));
}

#[test]
fn the_first_one_comes_at_once_if_asked_for() {
    let diary = Session::new(json!({ "interval": "30s", "jitter": 0, "immediately": true })).run(65_000.0);
    assert_eq!(diary.beats, [0.0, 30_000.0, 60_000.0]);
}

#[test]
fn jitter_only_shortens() {
    for (random, wait) in [(0.0, 30_000.0), (0.5, 28_500.0), (1.0, 27_000.0)] {
        let diary = Session::new(json!({ "interval": "30s" })).random(random).run(MINUTE);
        assert_eq!(diary.beats, [wait, 2.0 * wait], "{random}");
    }
}

#[test]
fn jitter_is_drawn_anew_for_each_beat() {
    let diary = Session::new(json!({ "interval": "30s", "jitter": 0.5 })).seed(7).run(100.0 * MINUTE);
    let mut waits: Vec<u64> = diary.beats.windows(2).map(|pair| (pair[1] - pair[0]) as u64).collect();
    waits.sort_unstable();
    waits.dedup();
    assert!(waits.len() > 200 && waits[0] < 16_000 && waits[waits.len() - 1] > 29_000, "{waits:?}");
}

#[test]
fn odd_random_numbers_do_no_harm() {
    for random in [-5.0, 17.0, f64::NAN, f64::INFINITY] {
        let diary = Session::new(json!({ "interval": "30s" })).random(random).run(5.0 * MINUTE);
        assert!((10..=11).contains(&diary.beats.len()), "{random}: {:?}", diary.beats);
    }
}

#[test]
fn the_wait_is_counted_from_the_start_of_a_beat() {
    for ok in [true, false] {
        let diary = Session::new(exactly()).beats([(7000.0, ok)]).run(100_000.0);
        assert_eq!((diary.beats, diary.missed), (vec![30_000.0, 60_000.0, 90_000.0], vec![]), "{ok}");
    }
}

#[test]
fn after_two_hours_of_sleep_there_is_one_beat_and_one_report() {
    // Asleep, its timer still has 15 s to go; frozen, it fires as soon as it may.
    let cases = [
        (Mishap::Asleep(TWO_HOURS), TWO_HOURS + 60_000.0, 240),
        (Mishap::Frozen(TWO_HOURS), TWO_HOURS + 45_000.0, 239),
    ];
    for (mishap, late, count) in cases {
        let diary = Session::new(exactly()).mishap(45_000.0, mishap).run(TWO_HOURS + 76_000.0);
        assert_eq!(diary.beats[..3], [30_000.0, late, late + 30_000.0], "{mishap:?}");
        assert_eq!(diary.missed, [(late, count, Reason::Late)], "{mishap:?}");
    }
}

#[test]
fn timers_that_fire_once_a_minute_give_a_beat_a_minute_and_the_other_is_reported() {
    let diary = Session::new(json!({ "interval": "30s" })).seed(1).timers_fire_each(MINUTE).run(5.0 * MINUTE);
    assert_eq!(diary.beats, [1.0, 2.0, 3.0, 4.0, 5.0].map(|minutes| minutes * MINUTE));
    let missed: Vec<_> = diary.missed.iter().map(|(_, count, reason)| (*count, *reason)).collect();
    assert_eq!(missed, [(1, Reason::Late); 5]);
}

#[test]
fn an_interval_above_the_throttle_loses_no_beat_to_it() {
    let minutes = json!({ "interval": "5m" });
    let diary = Session::new(minutes).seed(1).timers_fire_each(MINUTE).run(60.0 * MINUTE);
    assert_eq!((diary.beats.len(), diary.missed.len()), (12, 0));
}

#[test]
fn a_beat_that_is_a_little_late_is_sent_and_no_other_is_missed() {
    let diary = Session::new(exactly()).mishap(29_000.0, Mishap::Frozen(20_000.0)).run(80_000.0);
    assert_eq!((diary.beats, diary.missed), (vec![49_000.0, 79_000.0], vec![]));
}

#[test]
fn a_beat_still_under_way_when_the_next_is_due_is_not_overlapped() {
    let diary = Session::new(exactly()).beats([(75_000.0, true), (0.0, true)]).run(200_000.0);
    assert_eq!(diary.beats, [30_000.0, 120_000.0, 150_000.0, 180_000.0]);
    assert_eq!((diary.missed, diary.overlaps), (vec![(105_000.0, 2, Reason::Busy)], 0));
}

#[test]
fn after_one_that_failed_so_late_another_follows_at_once() {
    let diary = Session::new(exactly()).beats([(75_000.0, false), (0.0, true)]).run(140_000.0);
    assert_eq!(diary.beats, [30_000.0, 105_000.0, 135_000.0]);
    assert_eq!((diary.missed, diary.overlaps), (vec![(105_000.0, 1, Reason::Busy)], 0));
}

#[test]
fn a_sleep_during_a_beat_is_followed_by_one_beat_and_one_report() {
    let diary = Session::new(exactly())
        .beats([(5000.0, false), (0.0, true)])
        .mishap(31_000.0, Mishap::Asleep(TWO_HOURS))
        .run(60_000.0);
    assert_eq!(diary.beats, [30_000.0, TWO_HOURS + 35_000.0]);
    assert_eq!(diary.missed, [(TWO_HOURS + 35_000.0, 239, Reason::Busy)]);
}

#[test]
fn a_beat_that_hangs_is_over_before_the_next_is_due() {
    for jitter in [0.0, 0.1, 0.5] {
        let options = read(json!({ "interval": "30s", "jitter": jitter })).unwrap();
        let hangs = (options.deadline(), false);
        let diary = Session::of(options).seed(3).beats([hangs]).run(100.0 * MINUTE);
        assert_eq!(diary.missed, [], "{jitter}");
        assert!(diary.beats.len() >= 200, "{jitter}: {}", diary.beats.len());
    }
}

#[test]
fn a_page_shown_again_looks_at_the_clock() {
    // Timers of a page that was kept aside stand still with it: this one has 29 s to go.
    let diary = Session::new(exactly())
        .mishap(1000.0, Mishap::Asleep(TWO_HOURS))
        .mishap(1001.0, Mishap::Shown)
        .run(2000.0);
    assert_eq!(diary.beats, [TWO_HOURS + 1001.0]);
    assert_eq!(diary.missed, [(TWO_HOURS + 1001.0, 239, Reason::Late)]);
}

#[test]
fn a_page_shown_again_too_early_waits_for_the_rest() {
    let diary = Session::new(exactly()).mishap(20_000.0, Mishap::Shown).run(65_000.0);
    assert_eq!((diary.beats, diary.missed), (vec![30_000.0, 60_000.0], vec![]));
}

#[test]
fn a_wall_clock_set_back_changes_nothing() {
    let diary = Session::new(exactly()).mishap(10_000.0, Mishap::WallSet(-TWO_HOURS)).run(100_000.0);
    assert_eq!((diary.beats, diary.missed), (vec![30_000.0, 60_000.0, 90_000.0], vec![]));
}

#[test]
fn a_wall_clock_set_forward_and_back_costs_one_report_and_no_beat() {
    let diary = Session::new(exactly())
        .mishap(10_000.0, Mishap::WallSet(TWO_HOURS))
        .mishap(40_000.0, Mishap::WallSet(-TWO_HOURS))
        .run(100_000.0);
    assert_eq!(diary.beats, [30_000.0, 60_000.0, 90_000.0]);
    assert_eq!(diary.missed, [(30_000.0, 240, Reason::Late)]);
}

#[test]
fn clocks_that_drift_apart_are_no_sleep() {
    let ahead =
        |session: Session, second: u32| session.mishap(f64::from(second) * 1000.0, Mishap::WallSet(10.0));
    let diary = (1..600).fold(Session::new(exactly()), ahead).run(600_000.0);
    assert_eq!((diary.beats.len(), diary.missed.len()), (20, 0));
    assert_eq!(diary.elapsed, 600_000.0);
}

#[test]
fn the_time_asleep_counts_as_elapsed() {
    let diary = Session::new(exactly()).mishap(10_000.0, Mishap::Asleep(TWO_HOURS)).run(30_000.0);
    assert_eq!(diary.elapsed, TWO_HOURS + 30_000.0);
}

#[test]
fn timers_are_believed_where_clocks_stand_still() {
    let now = Clock::new().now();
    let mut keep_alive = KeepAlive::new(read(exactly()).unwrap(), now);
    let wait = Step::Wait { milliseconds: 30_000.0 };
    assert_eq!(keep_alive.advance(Input::Start, now, 0.0).step, wait);
    for number in 1..=3 {
        let beat = Turn { missed: None, step: Step::Beat { number } };
        assert_eq!(keep_alive.advance(Input::Woke, now, 0.0), beat);
        assert_eq!(keep_alive.advance(Input::Beaten { ok: true }, now, 0.0).step, wait);
    }
    assert_eq!((keep_alive.elapsed(), keep_alive.beats()), (90_000.0, 3));
}

#[test]
fn clocks_gone_mad_cause_no_burst() {
    let mad = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1e300, 1e300, 0.0];
    for (monotonic, wall) in mad.iter().flat_map(|one| mad.iter().map(move |other| (*one, *other))) {
        let start = Clock::new().now();
        let mut keep_alive = KeepAlive::new(read(exactly()).unwrap(), start);
        keep_alive.advance(Input::Start, start, 0.0);
        let then = holdfast_fetch::core::call::Now { monotonic, wall };
        keep_alive.advance(Input::Woke, then, ALMOST_ONE);
        for now in [then, start, then] {
            let turn = keep_alive.advance(Input::Beaten { ok: true }, now, ALMOST_ONE);
            if let Step::Wait { milliseconds } = turn.step {
                assert!((0.0..=30_000.0).contains(&milliseconds) && milliseconds > 0.0, "{turn:?}");
            }
            assert!(keep_alive.elapsed().is_finite(), "{monotonic} {wall}");
        }
    }
}
