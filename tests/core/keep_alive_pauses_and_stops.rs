//! Hidden pages, the end, and inputs that come out of turn.

use crate::session::{Mishap, Session, read};
use crate::support::Clock;
use holdfast_fetch::core::keep_alive::{Input, KeepAlive, Reason, Step, Turn};
use serde_json::{Value, json};

fn pausing() -> Value {
    json!({ "interval": "30s", "jitter": 0, "hidden": "pause" })
}

fn hidden(from: f64, to: f64) -> Session {
    Session::new(pausing()).mishap(from, Mishap::Hidden).mishap(to, Mishap::Shown)
}

#[test]
fn no_beat_is_sent_while_the_page_is_hidden() {
    let diary = Session::new(pausing()).mishap(40_000.0, Mishap::Hidden).run(1e7);
    assert_eq!((diary.beats, diary.pauses), (vec![30_000.0], vec![40_000.0]));
}

#[test]
fn one_that_is_overdue_is_sent_as_soon_as_it_is_shown_and_the_others_are_reported() {
    let diary = hidden(40_000.0, 200_000.0).run(250_000.0);
    assert_eq!(diary.beats, [30_000.0, 200_000.0, 230_000.0]);
    assert_eq!(diary.missed, [(200_000.0, 4, Reason::Hidden)]);
}

#[test]
fn one_that_is_not_yet_due_is_waited_for() {
    let diary = hidden(40_000.0, 50_000.0).run(100_000.0);
    assert_eq!((diary.beats, diary.missed), (vec![30_000.0, 60_000.0, 90_000.0], vec![]));
}

#[test]
fn a_beat_under_way_is_finished_and_then_it_pauses() {
    let diary = hidden(31_000.0, 100_000.0).beats([(5000.0, true), (0.0, true)]).run(110_000.0);
    assert_eq!((diary.beats, diary.pauses), (vec![30_000.0, 100_000.0], vec![35_000.0]));
    assert_eq!(diary.missed, [(100_000.0, 1, Reason::Hidden)]);
}

#[test]
fn a_page_hidden_and_shown_during_a_beat_changes_nothing() {
    let diary = hidden(31_000.0, 32_000.0).beats([(5000.0, true)]).run(65_000.0);
    assert_eq!((diary.beats, diary.pauses.len()), (vec![30_000.0, 60_000.0], 0));
}

#[test]
fn one_that_begins_in_a_hidden_page_begins_with_a_pause() {
    for (immediately, first) in [(true, 10_000.0), (false, 30_000.0)] {
        let mut options = pausing();
        options["immediately"] = immediately.into();
        let diary = Session::new(options).hidden_at_first().mishap(10_000.0, Mishap::Shown).run(59_000.0);
        assert_eq!((diary.pauses[0], diary.beats[0]), (0.0, first), "{immediately}");
        assert_eq!(diary.missed, [], "{immediately}");
    }
}

#[test]
fn a_sleep_in_a_hidden_page_is_part_of_the_pause() {
    let diary = hidden(40_000.0, 50_000.0).mishap(45_000.0, Mishap::Asleep(7_200_000.0)).run(51_000.0);
    assert_eq!(diary.beats, [30_000.0, 7_250_000.0]);
    assert_eq!(diary.missed, [(7_250_000.0, 239, Reason::Hidden)]);
}

#[test]
fn a_page_that_is_to_continue_does() {
    let diary = Session::new(json!({ "interval": "30s", "jitter": 0 }))
        .mishap(40_000.0, Mishap::Hidden)
        .mishap(70_000.0, Mishap::Hidden)
        .run(100_000.0);
    assert_eq!((diary.beats, diary.pauses.len()), (vec![30_000.0, 60_000.0, 90_000.0], 0));
}

#[test]
fn stop_ends_it_at_once_wherever_it_is() {
    let stages: [(&str, Session); 4] = [
        ("waiting", Session::new(pausing())),
        ("beating", Session::new(pausing()).beats([(25_000.0, true)])),
        ("paused", Session::new(pausing()).mishap(31_000.0, Mishap::Hidden)),
        ("late", Session::new(pausing()).mishap(31_000.0, Mishap::Asleep(1e6))),
    ];
    for (stage, session) in stages {
        let diary = session.mishap(40_000.0, Mishap::Stop).mishap(50_000.0, Mishap::Shown).run(1e6);
        assert_eq!((diary.beats.len(), diary.missed.len()), (1, 0), "{stage}");
        assert!(diary.stopped_at.is_some(), "{stage}");
    }
}

#[test]
fn once_stopped_it_stays_so() {
    let now = Clock::new().now();
    let mut keep_alive = KeepAlive::new(read(pausing()).unwrap(), now);
    assert_eq!(keep_alive.advance(Input::Stop, now, 0.0).step, Step::Stopped);
    for input in ALL {
        assert_eq!(keep_alive.advance(input, now, 0.0), Turn { missed: None, step: Step::Continue });
    }
}

const ALL: [Input; 7] = [
    Input::Start,
    Input::Woke,
    Input::Beaten { ok: true },
    Input::Beaten { ok: false },
    Input::Hidden,
    Input::Shown,
    Input::Stop,
];

#[test]
fn inputs_out_of_turn_send_nothing() {
    // What leads to each state, and what may come in it.
    let stages: [(&[Input], &[Input]); 4] = [
        (&[], &[Input::Start]),
        (&[Input::Start], &[Input::Woke]),
        (&[Input::Start, Input::Woke], &[Input::Beaten { ok: true }, Input::Beaten { ok: false }]),
        (&[Input::Start, Input::Hidden], &[]),
    ];
    for (path, next) in stages {
        for input in ALL.iter().filter(|input| !next.contains(input)) {
            let now = Clock::new().now();
            let mut keep_alive = KeepAlive::new(read(pausing()).unwrap(), now);
            path.iter().for_each(|input| {
                keep_alive.advance(*input, now, 0.0);
            });
            let turn = keep_alive.advance(*input, now, 0.0);
            assert!(!matches!(turn.step, Step::Beat { .. }), "{path:?} {input:?}: {turn:?}");
            let is_heeded = matches!(input, Input::Hidden | Input::Shown | Input::Stop);
            assert!(is_heeded || turn.step == Step::Continue, "{path:?} {input:?}: {turn:?}");
        }
    }
}
