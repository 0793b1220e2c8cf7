//! Anything asynchronous can be retried.

use super::support::*;
use holdfast_fetch::web::retry;
use js_sys::Promise;
use serde_json::json;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{AbortController, AbortSignal};

#[derive(Clone, Copy)]
enum Step {
    Gives(i32),
    Fails(&'static str),
    HasABug,
    Hangs,
}

use Step::{Fails, Gives, Hangs, HasABug};

impl Step {
    fn take(self) -> Promise {
        match self {
            Gives(value) => Promise::resolve(&JsValue::from(value)),
            Fails(message) => Promise::reject(&js_sys::Error::new(message)),
            HasABug => Promise::reject(&js_sys::TypeError::new("x is not a function")),
            Hangs => Promise::new(&mut |_, _| {}),
        }
    }
}

/// An operation that takes one step after the other, the last one again and again. Its contexts are kept.
fn operation(steps: &'static [Step]) -> (JsValue, Rc<RefCell<Vec<JsValue>>>) {
    let contexts = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&contexts);
    let run = function(move |context| {
        let mut seen = seen.borrow_mut();
        seen.push(context);
        steps[seen.len().min(steps.len()) - 1].take().into()
    });
    (run, contexts)
}

#[wasm_bindgen_test]
async fn it_is_tried_again_until_it_succeeds() {
    let (run, contexts) = operation(&[Fails("one"), Fails("two"), Gives(7)]);
    let value = ended(retry(&run, &quick(json!({})), &JsValue::UNDEFINED)).await.unwrap();
    assert_eq!(value, 7);
    let numbers: Vec<_> = contexts.borrow().iter().map(|context| get(context, "attempt")).collect();
    assert_eq!(numbers, [1, 2, 3]);
    for context in contexts.borrow().iter() {
        assert!(get(context, "signal").is_instance_of::<AbortSignal>());
    }
}

#[wasm_bindgen_test]
async fn its_last_error_is_the_cause() {
    let (run, contexts) = operation(&[Fails("one"), Fails("two")]);
    let error = ended(retry(&run, &quick(json!({ "retries": 1 })), &JsValue::UNDEFINED)).await.unwrap_err();
    assert_eq!(text(&get(&error, "cause"), "message"), "two");
    assert_eq!(
        (report(&error).reason.as_str(), report(&error).history().as_str()),
        ("attempts", "network network")
    );
    assert_eq!(contexts.borrow().len(), 2);
}

#[wasm_bindgen_test]
async fn a_bug_ends_it_at_once() {
    let (run, contexts) = operation(&[HasABug]);
    let error = ended(retry(&run, &quick(json!({})), &JsValue::UNDEFINED)).await.unwrap_err();
    assert_eq!(text(&error, "reason"), "error");
    assert_eq!(contexts.borrow().len(), 1);
}

#[wasm_bindgen_test]
async fn an_attempt_that_takes_too_long_is_told_by_its_signal() {
    let (run, contexts) = operation(&[Hangs, Gives(7)]);
    let policy = quick(json!({ "attemptTimeout": 50, "timeouts": true }));
    assert_eq!(ended(retry(&run, &policy, &JsValue::UNDEFINED)).await.unwrap(), 7);
    let signal: AbortSignal = get(&contexts.borrow()[0], "signal").unchecked_into();
    assert!(signal.aborted());
    assert_eq!(text(&signal.reason(), "name"), "TimeoutError");
}

#[wasm_bindgen_test]
async fn an_abort_ends_it_with_its_own_reason() {
    let controller = AbortController::new().unwrap();
    let reason = js_sys::Error::new("enough");
    let (run, contexts) = operation(&[Hangs]);
    let options = with(init(json!({})), "signal", controller.signal());
    let call = retry(&run, &quick(json!({})), &options);
    while contexts.borrow().is_empty() {
        JsFuture::from(Promise::resolve(&JsValue::UNDEFINED)).await.unwrap();
    }
    controller.abort_with_reason(&reason);
    assert!(is_same(&ended(call).await.unwrap_err(), &reason));
    let signal: AbortSignal = get(&contexts.borrow()[0], "signal").unchecked_into();
    assert!(is_same(&signal.reason(), &reason));
}

#[wasm_bindgen_test]
async fn a_response_that_it_returns_is_judged_like_one_of_fetch() {
    let script = Script::new("503,200");
    let address = script.url();
    let run = function(move |_| platform_fetch(&address).into());
    let value = ended(retry(&run, &quick(json!({})), &JsValue::UNDEFINED)).await.unwrap();
    assert_eq!(report(&value).history(), "503 200");
    assert_eq!(script.journal().await.hits.len(), 2);
}
