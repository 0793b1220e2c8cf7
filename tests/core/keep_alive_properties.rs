//! Whatever machines, browsers, people and servers do, a session's beats keep their promises.

use crate::session::{Diary, Mishap, Session};
use holdfast_fetch::core::keep_alive::KeepAliveOptions;
use proptest::prelude::*;

/// Clocks that count milliseconds since 1970 in an `f64` are no finer than this.
const FINE: f64 = 0.01;

#[derive(Clone, Debug)]
struct Day {
    options: KeepAliveOptions,
    seed: u64,
    mishaps: Vec<(f64, Mishap)>,
    beats: Vec<(f64, bool)>,
    timers_fire_each: f64,
}

impl Day {
    fn live(&self) -> Diary {
        let session = Session::of(self.options).seed(self.seed).beats(self.beats.clone());
        let session = session.timers_fire_each(self.timers_fire_each);
        let session = self.mishaps.iter().fold(session, |session, (at, mishap)| session.mishap(*at, *mishap));
        session.run(self.length())
    }

    fn length(&self) -> f64 {
        60.0 * self.options.interval
    }
}

fn mishap(longest: f64) -> impl Strategy<Value = Mishap> {
    prop_oneof![
        // Less than a second of sleep is taken for a coarse clock.
        (2000.0..longest).prop_map(Mishap::Asleep),
        (0.0..longest).prop_map(Mishap::Frozen),
        Just(Mishap::Hidden),
        Just(Mishap::Shown),
    ]
}

fn days() -> impl Strategy<Value = Day> {
    (1000.0..600_000.0).prop_flat_map(|interval| {
        let options =
            (0.0..=0.5, any::<bool>(), any::<bool>()).prop_map(move |(jitter, pauses, immediately)| {
                KeepAliveOptions { interval, jitter, pauses, immediately }
            });
        let mishaps = prop::collection::vec((0.0..60.0 * interval, mishap(20.0 * interval)), 0..8);
        let beats = prop::collection::vec((0.0..3.0 * interval, any::<bool>()), 1..8);
        let timers = prop_oneof![Just(0.0), Just(1000.0), Just(60_000.0)];
        (options, any::<u64>(), mishaps, beats, timers).prop_map(
            |(options, seed, mishaps, beats, timers_fire_each)| Day {
                options,
                seed,
                mishaps,
                beats,
                timers_fire_each,
            },
        )
    })
}

/// Those told of after one beat and up to the next.
fn missed_between(diary: &Diary, from: f64, to: f64) -> f64 {
    diary
        .missed
        .iter()
        .filter(|(at, ..)| *at > from && *at <= to)
        .map(|(_, count, _)| f64::from(*count))
        .sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn beats_are_never_closer_than_the_shortest_interval(day in days()) {
        let diary = day.live();
        let shortest = day.options.shortest_wait() - FINE;
        prop_assert!(diary.beats.windows(2).all(|pair| pair[1] - pair[0] >= shortest), "{diary:?}");
        prop_assert_eq!(diary.overlaps, 0);
    }

    #[test]
    fn every_beat_that_was_due_is_sent_or_reported(day in days()) {
        let diary = day.live();
        let KeepAliveOptions { interval, .. } = day.options;
        for pair in diary.beats.windows(2) {
            // What is left of the time between two beats, without the intervals that were reported, is one
            // wait, and a lateness that is less than an interval.
            let left = pair[1] - pair[0] - interval * missed_between(&diary, pair[0], pair[1]);
            prop_assert!(left >= day.options.shortest_wait() - FINE, "too many reported: {diary:?}");
            prop_assert!(left < 2.0 * interval + FINE, "too few reported: {diary:?}");
        }
    }

    #[test]
    fn without_mishaps_it_beats_as_often_as_it_should(day in days()) {
        let day = Day { mishaps: Vec::new(), beats: vec![(0.0, true)], timers_fire_each: 0.0, ..day };
        let diary = day.live();
        let first = if day.options.immediately { 0.0 } else { day.options.interval };
        prop_assert!(diary.beats[0] <= first);
        prop_assert!(diary.beats.windows(2).all(|pair| pair[1] - pair[0] <= day.options.interval + FINE));
        prop_assert!(day.length() - diary.beats[diary.beats.len() - 1] <= day.options.interval + FINE);
        prop_assert_eq!(diary.missed, []);
    }

    #[test]
    fn what_is_reported_is_one_or_more(day in days()) {
        let diary = day.live();
        prop_assert!(diary.missed.iter().all(|(_, count, _)| *count > 0), "{diary:?}");
        // Between two beats: the first was busy, the second is late.
        prop_assert!(diary.missed.len() <= 2 * diary.beats.len() + 1, "{diary:?}");
    }

    #[test]
    fn a_wall_clock_that_is_set_at_will_causes_no_more_than_one_early_beat_each_time(
        day in days(),
        settings in prop::collection::vec((0.0..1.0, -1e10..1e10), 0..8),
    ) {
        let length = day.length();
        let mut day = Day {
            mishaps: settings.iter().map(|(at, by)| (at * length, Mishap::WallSet(*by))).collect(),
            ..day
        };
        day.options.pauses = false;
        let diary = day.live();
        let shortest = day.options.shortest_wait() - FINE;
        let early = diary.beats.windows(2).filter(|pair| pair[1] - pair[0] < shortest).count();
        prop_assert!(early <= settings.len(), "{diary:?}");
    }

    #[test]
    fn a_hidden_page_sends_nothing_and_makes_up_for_nothing(day in days(), from in 0.0..1.0, long in 0.0..1.0) {
        let (from, to) = (from * day.length(), (from + long) * day.length());
        let mut day = Day { mishaps: vec![(from, Mishap::Hidden), (to, Mishap::Shown)], ..day };
        day.options.pauses = true;
        let diary = day.live();
        prop_assert!(!diary.beats.iter().any(|at| from + FINE < *at && *at < to - FINE), "{diary:?}");
        let at_once = to - FINE..to - FINE + day.options.shortest_wait();
        let just_after = diary.beats.iter().filter(|at| at_once.contains(*at));
        prop_assert!(just_after.count() <= 1, "{diary:?}");
    }

    #[test]
    fn after_the_stop_there_is_nothing(day in days(), at in 0.0..1.0) {
        let at = at * day.length();
        let mishaps = [day.mishaps.clone(), vec![(at, Mishap::Stop)]].concat();
        let diary = Day { mishaps, ..day }.live();
        let stopped_at = diary.stopped_at.unwrap();
        prop_assert!(diary.beats.iter().all(|beat| *beat <= stopped_at), "{diary:?}");
        prop_assert!(diary.missed.iter().all(|(missed, ..)| *missed <= stopped_at), "{diary:?}");
    }
}
