//! Pages that are hidden, shown, left and come back to.

use super::stage::*;
use crate::support::*;
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

const TWO_HOURS: f64 = 7_200_000.0;

#[wasm_bindgen_test]
async fn a_page_that_is_shown_again_does_not_wait_for_its_timer() {
    for how in [Page::show, Page::come_back] {
        let session = Session::new(json!({}), answers(&[200]));
        session.time.sleep(TWO_HOURS);
        how(&session.page);
        session.time.pass(1000.0).await;
        let diary = session.diary();
        session.end();
        assert_eq!(diary, "7200 missed 239 late, 7200 beat");
    }
}

#[wasm_bindgen_test]
async fn a_page_that_is_to_pause_sends_nothing_while_it_is_hidden() {
    let session = Session::new(json!({ "hidden": "pause" }), answers(&[200]));
    session.time.pass(40_000.0).await;
    session.page.hide();
    let timers = (session.state(), session.time.pending());
    session.time.pass(TWO_HOURS).await;
    session.page.show();
    let at_once = session.state();
    session.time.pass(31_000.0).await;
    let diary = session.diary();
    session.end();
    assert_eq!((timers, at_once.as_str()), (("paused".into(), 0), "beating"));
    assert_eq!(diary, "30 beat, 7240 missed 239 hidden, 7240 beat, 7270 beat");
}

#[wasm_bindgen_test]
async fn a_page_that_was_hidden_for_a_moment_goes_on_as_before() {
    let session = Session::new(json!({ "hidden": "pause" }), answers(&[200]));
    session.time.pass(10_000.0).await;
    session.page.hide();
    session.time.pass(10_000.0).await;
    session.page.show();
    session.time.pass(41_000.0).await;
    let diary = session.diary();
    session.end();
    assert_eq!(diary, "30 beat, 60 beat");
}

#[wasm_bindgen_test]
async fn a_page_that_is_hidden_from_the_start_pauses_from_the_start() {
    let page = own_page();
    page.be_hidden();
    let options = json!({ "hidden": "pause", "immediately": true });
    let session = Session::of("http://mock/".into(), options, answers(&[200]), page);
    let state = session.state();
    session.time.pass(20_000.0).await;
    session.page.show();
    session.time.pass(1000.0).await;
    let diary = session.diary();
    session.end();
    assert_eq!((state.as_str(), diary.as_str()), ("paused", "20 beat"));
}

#[wasm_bindgen_test]
async fn a_page_that_is_to_continue_does_not_care() {
    let session = Session::new(json!({}), answers(&[200]));
    session.page.hide();
    session.time.pass(61_000.0).await;
    let diary = session.diary();
    session.end();
    assert_eq!(diary, "30 beat, 60 beat");
}
