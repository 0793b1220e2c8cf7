//! Machines, pages, listeners and sessions of the tests' own.

use crate::support::*;
use holdfast_fetch::web::keep_alive;
use js_sys::{Array, Function, Promise};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/tests/web/keep_alive/stage.js")]
extern "C" {
    pub type Time;

    #[wasm_bindgen(js_name = ownTime)]
    pub fn own_time() -> Time;

    #[wasm_bindgen(method)]
    pub fn throttle(this: &Time, milliseconds: f64);

    #[wasm_bindgen(method, js_name = pass)]
    pub fn pass_js(this: &Time, milliseconds: f64) -> Promise;

    #[wasm_bindgen(method, js_name = freeze)]
    pub fn freeze_js(this: &Time, milliseconds: f64) -> Promise;

    #[wasm_bindgen(method)]
    pub fn sleep(this: &Time, milliseconds: f64);

    #[wasm_bindgen(method)]
    pub fn pending(this: &Time) -> u32;

    #[wasm_bindgen(method)]
    pub fn restore(this: &Time);

    pub type Page;

    #[wasm_bindgen(js_name = ownPage)]
    pub fn own_page() -> Page;

    #[wasm_bindgen(method)]
    pub fn hide(this: &Page);

    #[wasm_bindgen(method)]
    pub fn show(this: &Page);

    #[wasm_bindgen(method, js_name = beHidden)]
    pub fn be_hidden(this: &Page);

    #[wasm_bindgen(method, js_name = comeBack)]
    pub fn come_back(this: &Page);

    #[wasm_bindgen(method)]
    pub fn listeners(this: &Page) -> u32;

    #[wasm_bindgen(method)]
    pub fn restore(this: &Page);

    pub type Held;

    #[wasm_bindgen(js_name = heldTransport)]
    pub fn held_transport() -> Held;

    #[wasm_bindgen(method, getter)]
    pub fn fetch(this: &Held) -> Function;

    #[wasm_bindgen(method)]
    pub fn sent(this: &Held) -> u32;

    #[wasm_bindgen(method)]
    pub fn answer(this: &Held, status: u16);

    /// A listener that reads the body of the first answer, after so many tasks.
    pub type Reader;

    pub fn reader(tasks: u32) -> Reader;

    #[wasm_bindgen(method, getter)]
    pub fn listener(this: &Reader) -> Function;

    #[wasm_bindgen(method, getter)]
    pub fn body(this: &Reader) -> Promise;

    /// A listener that stops what it listens to at the first event of a kind.
    pub type Stopper;

    pub fn stopper(kind: &str) -> Stopper;

    #[wasm_bindgen(method, getter)]
    pub fn listener(this: &Stopper) -> Function;

    #[wasm_bindgen(method, getter)]
    pub fn kinds(this: &Stopper) -> Array;

    #[wasm_bindgen(method, setter, js_name = keepAlive)]
    pub fn set_keep_alive(this: &Stopper, keep_alive: &JsValue);
}

impl Time {
    pub async fn pass(&self, milliseconds: f64) {
        JsFuture::from(self.pass_js(milliseconds)).await.unwrap();
    }

    pub async fn freeze(&self, milliseconds: f64) {
        JsFuture::from(self.freeze_js(milliseconds)).await.unwrap();
    }
}

/// A session under test, with all that surrounds it. Ended and put right by `end`.
pub struct Session {
    pub time: Time,
    pub page: Page,
    pub events: Events,
    pub keep_alive: JsValue,
}

impl Session {
    /// Beats by `transport`, every 30 s to the millisecond but for what `options` say.
    pub fn new(options: Value, transport: impl AsRef<JsValue>) -> Session {
        Session::of("http://mock/".into(), options, transport, own_page())
    }

    pub fn of(target: JsValue, mut options: Value, transport: impl AsRef<JsValue>, page: Page) -> Session {
        let entries = options.as_object_mut().unwrap();
        entries.entry("interval").or_insert(json!("30s"));
        entries.entry("jitter").or_insert(json!(0));
        let events = Events::new();
        let options = with(init(options), "onEvent", &events.listener);
        let options = with(options, "policy", with(quick(json!({})), "fetch", transport));
        let time = own_time();
        let keep_alive = keep_alive(&target, &options).unwrap();
        Session { time, page, events, keep_alive }
    }

    /// What kind of event there was when, in seconds, and how many beats were missed: `30 beat, 90 missed 1 late`.
    pub fn diary(&self) -> String {
        let line = |event: JsValue| {
            let kind = text(&event, "type");
            let seconds = get(&event, "elapsed").as_f64().unwrap() / 1000.0;
            match get(&event, "missed").as_f64() {
                Some(missed) => format!("{seconds} {kind} {missed} {}", text(&event, "reason")),
                None => format!("{seconds} {kind}"),
            }
        };
        self.events.all.iter().map(line).collect::<Vec<_>>().join(", ")
    }

    pub fn state(&self) -> String {
        text(&self.keep_alive, "state")
    }

    pub fn stop(&self) {
        stop(&self.keep_alive);
    }

    /// Stops it, and looks whether anything is left.
    pub fn end(self) {
        self.stop();
        let left = (self.time.pending(), self.page.listeners(), self.state());
        self.time.restore();
        self.page.restore();
        assert_eq!(left, (0, 0, "stopped".into()));
    }
}

/// Starts one that beats now, and then not for an hour: for tests with a real server, on real clocks.
pub fn beat_now(script: &Script, mut options: Value) -> JsValue {
    options["interval"] = json!("1h");
    options["immediately"] = json!(true);
    let options = with(init(options), "policy", quick(json!({})));
    keep_alive(&script.url().into(), &options).unwrap()
}

/// Calls `stop`, as a function of its own.
pub fn stop(keep_alive: &JsValue) {
    let stop: Function = get(keep_alive, "stop").unchecked_into();
    stop.call0(&JsValue::UNDEFINED).unwrap();
}
