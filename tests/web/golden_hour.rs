//! The hour of `tests/core/golden_hour.rs` through the whole shell: the platform's own timers, clocks and fetch
//! are the only things that are not real. What a listener hears is the golden file, line by line.

use super::support::*;
use holdfast_fetch::core::random::SplitMix64;
use holdfast_fetch::web::RetryPolicy;
use js_sys::{Array, Promise};
use serde_json::json;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Headers, Response};

#[path = "../support/hour.rs"]
mod hour;

const GOLDEN: &str = include_str!("../vectors/golden-hour.txt");

#[wasm_bindgen(module = "/tests/web/support/virtual_time.js")]
extern "C" {
    type VirtualTime;

    #[wasm_bindgen(js_name = virtualTime)]
    fn virtual_time() -> VirtualTime;

    #[wasm_bindgen(method)]
    fn now(this: &VirtualTime) -> f64;

    #[wasm_bindgen(method)]
    fn at(this: &VirtualTime, milliseconds: f64, run: JsValue);

    #[wasm_bindgen(method)]
    fn run(this: &VirtualTime) -> Promise;

    fn answer(after: f64, status: Option<u16>, headers: JsValue) -> JsValue;

}

/// The number at the end of an address, which is the call's.
fn number_of(address: &str) -> u32 {
    address.rsplit('/').next().unwrap().parse().unwrap()
}

/// A transport with the hour's server behind it, and what was wrong with the keys that it saw.
fn server(time: Rc<VirtualTime>, wrong: Rc<RefCell<Vec<String>>>) -> JsValue {
    let fetch = move |address: String, request: JsValue, context: JsValue| {
        let call = number_of(&address);
        let key = match get(&request, "headers").dyn_into::<Headers>() {
            Ok(headers) => headers.get("Idempotency-Key").unwrap(),
            Err(_) => None,
        };
        // The keys are counted, and every third call is a write.
        let expected = (hour::method(call) == "POST").then(|| format!("order-{}", call / 3));
        if key != expected {
            wrong.borrow_mut().push(format!("call {call}: {key:?}"));
        }
        let attempt = get(&context, "attempt").as_f64().unwrap() as u32;
        let hour::Answer { after, status, retry_after } = hour::answer(time.now(), call, attempt);
        let headers = retry_after.map_or(json!({}), |seconds| json!({ "Retry-After": seconds.to_string() }));
        answer(after, status, init(headers))
    };
    Closure::<dyn FnMut(String, JsValue, JsValue) -> JsValue>::new(fetch).into_js_value()
}

/// The policy, and the lines that its calls tell.
fn policy_of_the_hour(time: &Rc<VirtualTime>, transport: JsValue) -> (JsValue, Rc<RefCell<Vec<String>>>) {
    let lines = Rc::new(RefCell::new(Vec::new()));
    let (told, clock) = (Rc::clone(&lines), Rc::clone(time));
    let listener = function(move |event| {
        let call = number_of(&text(&event, "url"));
        let event: hour::Event = serde_wasm_bindgen::from_value(event).unwrap();
        told.borrow_mut().push(hour::line(clock.now(), call, &event));
        JsValue::UNDEFINED
    });
    let mut random = SplitMix64::new(hour::SEED);
    let random = Closure::<dyn FnMut() -> f64>::new(move || random.next_f64()).into_js_value();
    let mut keys = 0..;
    let key = function(move |_| format!("order-{}", keys.next().unwrap()).into());
    let policy = init(json!({ "preset": "resilientIntegrations" }));
    let policy = with(policy, "idempotencyKey", with(init(json!({})), "key", key));
    let policy = with(policy, "fallback", function(|_| Response::new().unwrap().into()));
    let policy = with(with(policy, "random", random), "onEvent", listener);
    (RetryPolicy::new(&with(policy, "fetch", transport)).unwrap().into(), lines)
}

#[wasm_bindgen_test]
async fn the_whole_shell_does_what_is_written() {
    let time = Rc::new(virtual_time());
    let wrong_keys = Rc::new(RefCell::new(Vec::new()));
    let (policy, lines) = policy_of_the_hour(&time, server(Rc::clone(&time), Rc::clone(&wrong_keys)));
    let calls = Array::new();
    for (call, start) in (0..).zip(hour::starts()) {
        let (policy, calls) = (policy.clone(), calls.clone());
        let call = move || {
            let method = init(json!({ "method": hour::method(call) }));
            calls.push(&begin(format!("https://hour.example/{call}"), &policy, method));
        };
        time.at(start, Closure::once_into_js(call));
    }
    JsFuture::from(time.run()).await.unwrap();

    assert_eq!(hour::first_difference(&hour::text(&lines.borrow()), GOLDEN), None);
    assert_eq!(*wrong_keys.borrow(), [""; 0]);
    let ends = ended(Promise::all(&calls)).await.expect("a good answer or the fallback");
    assert_eq!(Array::from(&ends).length() as usize, hour::starts().len());
}
