//! It ends at once, once, and leaves nothing behind.

use super::stage::*;
use crate::support::*;
use holdfast_fetch::web::keep_alive;
use serde_json::json;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::AbortController;

const MINUTE: f64 = 60_000.0;
const TWO_HOURS: f64 = 7_200_000.0;

#[wasm_bindgen_test]
async fn stop_ends_it_at_once_and_only_once() {
    let held = held_transport();
    let session = Session::new(json!({}), held.fetch());
    session.time.pass(35_000.0).await;
    for _ in 0..3 {
        session.stop();
    }
    held.answer(200);
    session.time.pass(MINUTE).await;
    session.page.show();
    let (diary, sent) = (session.diary(), held.sent());
    session.end();
    assert_eq!((diary.as_str(), sent), ("35 stopped", 1));
}

#[wasm_bindgen_test]
async fn stop_aborts_a_beat_under_way() {
    let script = Script::new("hang");
    let kept = beat_now(&script, json!({}));
    script.journal_once("hits=1").await;
    stop(&kept);
    let journal = script.journal_once("open=0").await;
    assert_eq!((journal.hits.len(), journal.hits[0].ended.as_str()), (1, "client-closed"));
}

#[wasm_bindgen_test]
async fn an_aborted_signal_stops_it_too_and_keeps_no_listener() {
    for place in ["signal", "init"] {
        let controller = AbortController::new().unwrap();
        let count = count_listeners(&controller.signal());
        let events = Events::new();
        let options = with(init(json!({ "interval": "30s" })), "onEvent", &events.listener);
        let own = controller.signal();
        let options = match place {
            "signal" => with(options, place, own),
            _ => with(options, place, with(init(json!({})), "signal", own)),
        };
        let kept = keep_alive(&"http://mock/".into(), &options).unwrap();
        assert_eq!(text(&kept, "state"), "waiting", "{place}");
        controller.abort();
        assert_eq!((text(&kept, "state"), events.kinds()), ("stopped".into(), "stopped".into()), "{place}");
        assert_eq!(count.call0(&JsValue::UNDEFINED).unwrap(), 0, "{place}");

        let late = keep_alive(&"http://mock/".into(), &options).unwrap();
        assert_eq!((text(&late, "state"), events.kinds()), ("stopped".into(), "stopped stopped".into()));
        assert_eq!(count.call0(&JsValue::UNDEFINED).unwrap(), 0, "{place}");
    }
}

#[wasm_bindgen_test]
async fn a_listener_may_stop_it_before_the_next_beat() {
    for (kind, beats) in [("beat", 1), ("missed", 0)] {
        let time = own_time();
        let stopper = stopper(kind);
        let options = with(init(json!({ "interval": "30s", "jitter": 0 })), "onEvent", stopper.listener());
        let options = with(options, "policy", with(quick(json!({})), "fetch", answers(&[200])));
        let kept = keep_alive(&"http://mock/".into(), &options).unwrap();
        stopper.set_keep_alive(&kept);
        time.freeze(if kind == "missed" { TWO_HOURS } else { 30_000.0 }).await;
        time.pass(TWO_HOURS).await;
        let left = (text(&kept, "state"), get(&kept, "beats"), time.pending());
        time.restore();
        assert_eq!(left, ("stopped".into(), beats.into(), 0), "{kind}");
        assert_eq!(stopper.kinds().join(" "), format!("{kind} stopped"));
    }
}
