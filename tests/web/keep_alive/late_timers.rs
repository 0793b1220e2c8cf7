//! Throttled tabs, frozen tabs, machines that sleep, beats that hang: one beat, never a burst.

use super::stage::*;
use crate::support::*;
use js_sys::Promise;
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

const MINUTE: f64 = 60_000.0;
const TWO_HOURS: f64 = 7_200_000.0;

#[wasm_bindgen_test]
async fn a_tab_whose_timers_fire_once_a_minute_sends_a_beat_a_minute() {
    let session = Session::new(json!({ "jitter": 0.1 }), answers(&[200]));
    session.time.throttle(MINUTE);
    // The first timer was set before.
    session.time.pass(31_000.0).await;
    session.time.pass(3.0 * MINUTE).await;
    let diary = session.diary();
    session.end();
    let kinds: Vec<&str> = diary.split(", ").skip(1).map(|line| line.split_once(' ').unwrap().1).collect();
    assert_eq!(&kinds[kinds.len() - 4..], ["missed 1 late", "beat", "missed 1 late", "beat"], "{diary}");
    // By chance the second beat is due in the last second of a minute, and late by the whole next one.
    let beats = kinds.iter().filter(|kind| **kind == "beat").count();
    assert!((2..=3).contains(&beats), "{diary}");
}

#[wasm_bindgen_test]
async fn after_two_hours_in_a_frozen_tab_there_is_one_beat_and_one_report() {
    let session = Session::new(json!({}), answers(&[200]));
    session.time.pass(45_000.0).await;
    session.time.freeze(TWO_HOURS).await;
    session.time.pass(31_000.0).await;
    let diary = session.diary();
    session.end();
    assert_eq!(diary, "30 beat, 7245 missed 239 late, 7245 beat, 7275 beat");
}

#[wasm_bindgen_test]
async fn after_two_hours_of_sleep_there_is_one_beat_and_one_report() {
    let session = Session::new(json!({}), answers(&[200]));
    session.time.pass(45_000.0).await;
    session.time.sleep(TWO_HOURS);
    session.time.pass(16_000.0).await;
    let diary = session.diary();
    session.end();
    assert_eq!(diary, "30 beat, 7260 missed 240 late, 7260 beat");
}

#[wasm_bindgen_test]
async fn a_beat_still_under_way_is_not_overlapped() {
    let held = held_transport();
    let session = Session::new(json!({}), held.fetch());
    session.time.pass(30_000.0).await;
    let state = session.state();
    // The tab is frozen, so nobody gives the beat up, and the answer comes first.
    session.time.freeze(0.0).await;
    held.answer(200);
    session.time.sleep(65_000.0);
    session.time.pass(0.0).await;
    let sent = held.sent();
    session.time.pass(25_000.0).await;
    let diary = session.diary();
    let sent_after = held.sent();
    session.end();
    assert_eq!((state.as_str(), sent, sent_after), ("beating", 1, 2));
    assert_eq!(diary, "95 beat, 95 missed 2 busy");
}

#[wasm_bindgen_test]
async fn a_beat_that_hangs_is_given_up_before_the_next_is_due() {
    let never = function(|_| Promise::new(&mut |_, _| ()).into());
    let session = Session::new(json!({}), never);
    session.time.pass(91_000.0).await;
    let diary = session.diary();
    session.end();
    assert_eq!(diary, "57 failed, 87 failed");
}
