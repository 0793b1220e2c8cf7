//! Bodies that can be sent again are sent again whole; a stream is sent once.

use super::support::*;
use js_sys::{Array, Promise, Uint8Array};
use serde_json::json;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Blob, FormData, Request, RequestInit, Response, UrlSearchParams};

const TEXT: &str = "hold fast";
const SHA256: &str = "67f81ab66b0c88901535066e81f6e14db3d6158f6ef75c019e2d5d92aa4ea69b";

fn blob() -> Blob {
    Blob::new_with_str_sequence(&Array::of1(&TEXT.into())).unwrap()
}

fn put(body: impl AsRef<JsValue>) -> JsValue {
    with(init(json!({ "method": "PUT" })), "body", body)
}

/// Two requests arrived, both with [`TEXT`] for a body.
async fn assert_sent_twice(script: &Script, what: &str) {
    let journal = script.journal().await;
    assert_eq!(journal.hits.len(), 2, "{what}");
    for hit in &journal.hits {
        assert_eq!(hit.body_sha256.as_deref(), Some(SHA256), "{what}");
    }
}

#[wasm_bindgen_test]
async fn texts_bytes_and_blobs_are_sent_again() {
    let bytes = Uint8Array::from(TEXT.as_bytes());
    let bodies: [(&str, JsValue); 4] = [
        ("text", TEXT.into()),
        ("bytes", bytes.clone().into()),
        ("buffer", bytes.buffer().into()),
        ("blob", blob().into()),
    ];
    for (what, body) in bodies {
        let script = Script::new("503,200");
        let response = fetch(script.url(), &quick(json!({})), put(&body)).await.unwrap();
        assert_eq!(report(&response).history(), "503 200", "{what}");
        assert_sent_twice(&script, what).await;
    }
}

#[wasm_bindgen_test]
async fn form_fields_are_sent_again() {
    let fields = UrlSearchParams::new_with_str("hold=fast").unwrap();
    let script = Script::new("503,200");
    fetch(script.url(), &quick(json!({})), put(&fields)).await.unwrap();
    let journal = script.journal().await;
    let sizes: Vec<u32> = journal.hits.iter().map(|hit| hit.body_bytes).collect();
    assert_eq!(sizes, [9, 9]);
    assert_eq!(journal.hits[0].body_sha256, journal.hits[1].body_sha256);
    assert!(journal.hits[1].headers["content-type"].starts_with("application/x-www-form-urlencoded"));
}

#[wasm_bindgen_test]
async fn a_form_with_a_file_is_sent_again() {
    let form = FormData::new().unwrap();
    form.append_with_str("hold", "fast").unwrap();
    form.append_with_blob("file", &blob()).unwrap();
    let script = Script::new("503,200");
    fetch(script.url(), &quick(json!({})), put(&form)).await.unwrap();
    // Each attempt has a boundary of its own, three times in the body: between the parts and around them.
    let rest = |hit: &Hit| {
        let (_, boundary) = hit.headers["content-type"].split_once("boundary=").unwrap();
        hit.body_bytes as usize - 3 * boundary.trim_matches('"').len()
    };
    let journal = script.journal().await;
    let rests: Vec<usize> = journal.hits.iter().map(rest).collect();
    assert!(rests.len() == 2 && rests[0] == rests[1] && rests[0] > 2 * TEXT.len(), "{rests:?}");
}

#[wasm_bindgen_test]
async fn a_request_with_a_body_is_sent_again() {
    // The shell learns of the retry before the first attempt, or after it.
    for extra in [json!({}), json!({ "idempotencyKey": true })] {
        let script = Script::new("503,200");
        let request_init = RequestInit::new();
        request_init.set_method("PUT");
        request_init.set_body(&TEXT.into());
        let request = Request::new_with_str_and_init(&script.url(), &request_init).unwrap();
        let response = fetch(request, &quick(extra), JsValue::UNDEFINED).await.unwrap();
        assert_eq!(report(&response).history(), "503 200");
        assert_sent_twice(&script, "Request").await;
    }
}

#[wasm_bindgen_test]
async fn a_request_is_cloned_only_if_it_may_be_sent_again() {
    for retries in [0, 1] {
        let sent = Array::new();
        let list = sent.clone();
        let transport = function(move |input| {
            list.push(&input);
            Promise::resolve(&JsValue::from(Response::new().unwrap())).into()
        });
        let request_init = RequestInit::new();
        request_init.set_method("PUT");
        request_init.set_body(&TEXT.into());
        let request = Request::new_with_str_and_init("http://mock/", &request_init).unwrap();
        let policy = with(quick(json!({ "retries": retries })), "fetch", transport);
        fetch(&request, &policy, JsValue::UNDEFINED).await.unwrap();
        assert_eq!(sent.length(), 1);
        assert_eq!(is_same(&sent.get(0), &request), retries == 0, "retries: {retries}");
    }
}

/// What it makes, and the function that makes it.
type Maker = (&'static str, fn() -> JsValue);

#[wasm_bindgen_test]
async fn a_body_can_be_made_anew_for_each_attempt() {
    let makers: [Maker; 3] = [
        ("text", || TEXT.into()),
        ("promise", || Promise::resolve(&JsValue::from(TEXT)).into()),
        ("stream", || blob().stream().into()),
    ];
    // Chromium streams over HTTP/2 only, and Firefox does not stream at all.
    let usable = if has_cors() { 2 } else { 3 };
    for (what, make) in &makers[..usable] {
        let made = Rc::new(Cell::new(0));
        let (count, make) = (made.clone(), *make);
        let body = function(move |_| {
            count.set(count.get() + 1);
            make()
        });
        let script = Script::new("503,200");
        let response = fetch(script.url(), &quick(json!({})), put(body)).await.unwrap();
        assert_eq!(report(&response).history(), "503 200", "{what}");
        assert_eq!(made.get(), 2, "{what}");
        assert_sent_twice(&script, what).await;
    }
}

#[wasm_bindgen_test]
async fn a_stream_is_sent_once() {
    for (method, reason) in [("PUT", "body"), ("POST", "not-idempotent")] {
        let script = Script::new("503,200");
        let stream = with(init(json!({ "method": method, "duplex": "half" })), "body", blob().stream());
        // Chromium refuses a stream over HTTP/1.1: that failure is not retried either.
        let outcome = fetch(script.url(), &quick(json!({})), stream).await;
        let outcome = outcome.map_or_else(|error| error, JsValue::from);
        let report = report(&outcome);
        let journal = script.journal().await;
        // WebKit says at once that it cannot send streams.
        if report.history() == "permanent" && is_webkit() {
            assert_eq!((report.reason.as_str(), journal.hits.len()), ("error", 0), "{report:?}");
            continue;
        }
        assert_eq!((report.reason.as_str(), report.attempts.len()), (reason, 1), "{report:?}");
        assert!(journal.hits.len() <= 1);
        if !has_cors() {
            assert_eq!(journal.hits[0].body_sha256.as_deref(), Some(SHA256));
        }
    }
}
