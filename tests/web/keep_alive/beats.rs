//! What a beat is, and what becomes of its answer.

use super::stage::*;
use crate::support::*;
use holdfast_fetch::web::keep_alive;
use js_sys::{Promise, Reflect};
use serde_json::json;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Response;

#[wasm_bindgen_test]
async fn beats_come_at_the_interval() {
    let session = Session::new(json!({}), answers(&[200]));
    assert_eq!(session.state(), "waiting");
    session.time.pass(95_000.0).await;
    let (diary, beats) = (session.diary(), get(&session.keep_alive, "beats"));
    session.end();
    assert_eq!((diary.as_str(), beats), ("30 beat, 60 beat, 90 beat", 3.into()));
}

#[wasm_bindgen_test]
async fn a_beat_is_a_request_with_the_init_and_the_policy() {
    let script = Script::new("503,200,200");
    let options = init(json!({
        "interval": "1h",
        "immediately": true,
        "init": { "method": "PUT", "headers": { "x-session": "7" } },
    }));
    let (listener, beat) = first_event("beat");
    let options = with(with(options, "policy", quick(json!({}))), "onEvent", listener);
    let kept = keep_alive(&script.url().into(), &options).unwrap();
    let event = ended(beat).await.unwrap();
    stop(&kept);
    assert_eq!((get(&event, "beat"), get(&get(&event, "response"), "status")), (1.into(), 200.into()));
    let hits = script.journal().await.hits;
    assert_eq!(hits.iter().map(|hit| hit.method.as_str()).collect::<Vec<_>>(), ["PUT", "PUT"]);
    assert!(hits.iter().all(|hit| hit.headers["x-session"] == "7"));
}

#[wasm_bindgen_test]
async fn a_beat_that_is_not_answered_well_has_failed() {
    let refused = function(|_| Promise::reject(&js_sys::TypeError::new("Failed to fetch")).into());
    for (transport, name, property) in
        [(answers(&[404]), "response", "status"), (refused, "error", "message")]
    {
        let session = Session::new(json!({}), transport);
        session.time.pass(61_000.0).await;
        let event = session.events.all.get(0);
        let diary = session.diary();
        session.end();
        // The second has waited 1 ms before each of three retries.
        assert!(diary.starts_with("30") && diary.ends_with("failed"), "{diary}");
        assert_eq!(diary.matches("failed").count(), 2);
        assert!(!get(&get(&event, name), property).is_undefined(), "{name}");
    }
}

#[wasm_bindgen_test]
async fn a_function_is_called_with_a_signal_that_stop_aborts() {
    let slot = js_sys::Object::new();
    let own = slot.clone();
    let target = function(move |signal| {
        Reflect::set(&own, &"signal".into(), &signal).unwrap();
        Promise::new(&mut |_, _| ()).into()
    });
    let session = Session::of(target, json!({}), JsValue::UNDEFINED, own_page());
    session.time.pass(35_000.0).await;
    let signal = get(&slot, "signal");
    let before = get(&signal, "aborted");
    let state = session.state();
    session.end();
    assert_eq!((state.as_str(), before, get(&signal, "aborted")), ("beating", false.into(), true.into()));
}

#[wasm_bindgen_test]
async fn what_a_function_gives_back_decides() {
    type Target = fn() -> JsValue;
    let cases: [(Target, &str); 4] = [
        (|| JsValue::UNDEFINED, "30 beat"),
        (|| Promise::resolve(&JsValue::from(5)).into(), "30 beat"),
        (|| Response::new().unwrap().into(), "30 beat"),
        (|| Promise::reject(&js_sys::TypeError::new("no")).into(), "30 failed"),
    ];
    for (target, expected) in cases {
        let session = Session::of(function(move |_| target()), json!({}), JsValue::UNDEFINED, own_page());
        session.time.pass(31_000.0).await;
        let diary = session.diary();
        session.end();
        assert_eq!(diary, expected);
    }
}

#[wasm_bindgen_test]
async fn the_body_of_an_answer_that_nobody_reads_is_let_go() {
    for steps in ["200;endless;every=10", "404;endless;every=10"] {
        let script = Script::new(steps);
        let kept = beat_now(&script, json!({}));
        script.journal_once("hits=1").await;
        let journal = script.journal_once("open=0").await;
        stop(&kept);
        assert_eq!((journal.hits.len(), journal.hits[0].ended.as_str()), (1, "client-closed"), "{steps}");
    }
}

#[wasm_bindgen_test]
async fn a_listener_may_read_the_body_at_once_or_in_a_while() {
    for tasks in [0, 5] {
        let script = Script::new("200;slow;bytes=8;every=20");
        let reader = reader(tasks);
        let options =
            with(init(json!({ "interval": "1h", "immediately": true })), "onEvent", reader.listener());
        let kept = keep_alive(&script.url().into(), &options).unwrap();
        let body = ended(reader.body()).await.unwrap().as_string().unwrap();
        stop(&kept);
        assert!(body.starts_with('{') && body.trim_end().ends_with('}'), "{body}");
    }
}
