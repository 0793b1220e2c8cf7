//! Odds and ends of JavaScript, with types.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Response};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch)]
    pub fn platform_fetch(url: &str) -> Promise;

    #[wasm_bindgen(js_namespace = Object, js_name = is)]
    pub fn is_same(one: &JsValue, other: &JsValue) -> bool;
}

#[wasm_bindgen(module = "/tests/web/support/javascript.js")]
extern "C" {
    #[wasm_bindgen(js_name = settled)]
    fn settled_js(call: &Function, milliseconds: f64) -> Promise;

    /// Counts the listeners on a signal from now on: the function tells how many there are.
    #[wasm_bindgen(js_name = countListeners)]
    pub fn count_listeners(signal: &AbortSignal) -> Function;

    /// Defines a script on the server.
    #[wasm_bindgen(js_name = defineScript)]
    pub fn define_script(url: &str, script: &str) -> Promise;

    /// A transport that answers with one status after the other, the last one again and again.
    #[wasm_bindgen(variadic)]
    pub fn answers(statuses: &[u16]) -> JsValue;

    pub type Timers;

    /// Counts the timers that are set from now on.
    #[wasm_bindgen(js_name = watchTimers)]
    pub fn watch_timers() -> Timers;

    /// Those that have neither fired nor been cleared.
    #[wasm_bindgen(method)]
    pub fn count(this: &Timers) -> u32;

    /// Gives the platform's own back.
    #[wasm_bindgen(method)]
    pub fn restore(this: &Timers);
}

/// Whether scripts have an origin here, and with it CORS, preflights and a browser's own limits.
pub fn has_cors() -> bool {
    Reflect::get(&js_sys::global(), &"process".into()).is_ok_and(|process| process.is_undefined())
}

/// Whether this is WebKit, or a browser that is made of it.
pub fn is_webkit() -> bool {
    let navigator = get(&js_sys::global(), "navigator");
    let agent = if navigator.is_object() { text(&navigator, "userAgent") } else { String::new() };
    agent.contains("AppleWebKit") && !agent.contains("Chrome")
}

/// How a call from JavaScript ended, with what: `fulfilled`, `rejected`, `threw` or `pending`.
pub async fn settled(call: impl FnMut() -> JsValue + 'static) -> (String, JsValue) {
    let call = Closure::<dyn FnMut() -> JsValue>::new(call).into_js_value();
    let end = JsFuture::from(settled_js(call.unchecked_ref(), 3000.0)).await.unwrap();
    (text(&end, "how"), get(&end, "value"))
}

/// What a promise settles with. One that never settles is the worst of bugs, so nothing waits for one without end.
///
/// # Panics
/// If it is still pending after some seconds.
pub async fn ended(promise: Promise) -> Result<JsValue, JsValue> {
    let (how, value) = settled(move || promise.clone().into()).await;
    match how.as_str() {
        "fulfilled" => Ok(value),
        "rejected" => Err(value),
        _ => panic!("the promise is still {how}"),
    }
}

/// Is it what a panic of the core, or a misuse of it by the glue, looks like from outside?
pub fn is_crash(error: &JsValue) -> bool {
    const GLUE: [&str; 3] =
        ["null pointer passed to rust", "recursive use of an object", "invoked recursively"];
    let message = text(error, "message");
    error.is_instance_of::<js_sys::WebAssembly::RuntimeError>()
        || GLUE.iter().any(|part| message.contains(part))
}

/// A function of one argument.
pub fn function(run: impl FnMut(JsValue) -> JsValue + 'static) -> JsValue {
    Closure::<dyn FnMut(JsValue) -> JsValue>::new(run).into_js_value()
}

/// A property, or `undefined`.
pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}

/// A property that is a text, or nothing.
pub fn text(object: &JsValue, name: &str) -> String {
    get(object, name).as_string().unwrap_or_default()
}

/// The body.
pub async fn body_of(response: &Response) -> Result<String, JsValue> {
    Ok(ended(response.text()?).await?.as_string().unwrap())
}

/// A header of the response.
pub fn header(response: &Response, name: &str) -> Option<String> {
    response.headers().get(name).unwrap()
}

/// What a call told its listener.
pub struct Events {
    pub listener: JsValue,
    pub all: Array,
}

impl Events {
    pub fn new() -> Events {
        let all = Array::new();
        let list = all.clone();
        let listener = function(move |event| {
            list.push(&event);
            JsValue::UNDEFINED
        });
        Events { listener, all }
    }

    /// A property of each event, in order.
    pub fn each(&self, property: &str) -> Vec<JsValue> {
        self.all.iter().map(|event| get(&event, property)).collect()
    }

    /// What kinds of events there were, in order.
    pub fn kinds(&self) -> String {
        let kinds: Vec<String> = self.all.iter().map(|event| text(&event, "type")).collect();
        kinds.join(" ")
    }
}

/// A listener, and a promise of the first event of this kind.
pub fn first_event(kind: &'static str) -> (JsValue, Promise) {
    let mut listener = JsValue::UNDEFINED;
    let promise = Promise::new(&mut |resolve: Function, _: Function| {
        listener = function(move |event| {
            if text(&event, "type") == kind {
                resolve.call1(&JsValue::UNDEFINED, &event).unwrap();
            }
            JsValue::UNDEFINED
        });
    });
    (listener, promise)
}
