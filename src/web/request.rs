//! The request of one call: what the core must know of it, and how to send it once more.

use crate::core::policy::KeySource;
use crate::core::text::take_line;
use crate::core::verdict::{self, is_idempotent};
use crate::web::end;
use crate::web::policy::Bound;
use crate::web::random;
use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

#[wasm_bindgen(module = "/src/web/request.js")]
extern "C" {
    fn address(input: &JsValue) -> String;

    fn describe(input: &JsValue, init: &JsValue, key_header: &str) -> String;

    #[wasm_bindgen(js_name = signalOf)]
    fn signal_of(input: &JsValue, init: &JsValue) -> Option<AbortSignal>;

    #[wasm_bindgen(js_name = isAborted)]
    fn is_aborted(signal: &AbortSignal) -> bool;

    #[wasm_bindgen(catch, js_name = withHeaders)]
    fn with_headers(input: &JsValue, init: &JsValue, changes: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_name = whereNext)]
    fn where_next(input: &JsValue, init: &JsValue, response: &JsValue) -> Result<JsValue, JsValue>;

    fn header(name: &str, value: &str) -> JsValue;
}

#[wasm_bindgen(module = "/src/web/origin.js")]
extern "C" {
    #[wasm_bindgen(js_name = originOf)]
    fn origin_of(input: &JsValue) -> String;

    #[wasm_bindgen(js_name = wholeAddress)]
    fn whole_address(input: &JsValue) -> String;
}

#[wasm_bindgen(module = "/src/web/cache.js")]
extern "C" {
    fn keep(name: &str, input: &JsValue, init: &JsValue, response: &JsValue);

    fn kept(
        name: &str,
        max_age: f64,
        input: &JsValue,
        init: &JsValue,
        limit: f64,
        caller: Option<&AbortSignal>,
    ) -> Promise;
}

#[wasm_bindgen(module = "/src/web/attempt.js")]
extern "C" {
    #[wasm_bindgen(js_name = attemptAgain)]
    fn attempt(
        transport: &JsValue,
        input: &JsValue,
        init: &JsValue,
        limit: f64,
        keep: bool,
        number: u32,
        elapsed: f64,
    ) -> Promise;
}

// As in request.js.
const STREAM: u32 = 1;
const CLONE: u32 = 2;
const KEYED: u32 = 8;
const CONDITIONAL: u32 = 16;
const BARE: u32 = 32;
const OPERATION: u32 = 64;

/// One request, to be sent once or more.
pub struct Request {
    pub method: String,
    pub facts: verdict::Request,
    /// The caller's.
    pub signal: Option<AbortSignal>,
    /// A function of the caller's stands in for it.
    pub is_operation: bool,
    /// It has followed a server's word to another origin.
    pub is_abroad: bool,
    input: JsValue,
    init: JsValue,
    /// A `Request` that holds a body.
    holds_body: bool,
    /// It has no idempotency key, and one would arrive.
    takes_key: bool,
}

impl Request {
    /// Reads a request.
    pub fn new(input: JsValue, init: JsValue, bound: &Bound) -> Request {
        let key = bound.policy.idempotency_key.as_ref();
        let description = describe(&input, &init, key.map_or("idempotency-key", |key| &key.header));
        let mut lines = description.as_str();
        let mut next = || take_line(&mut lines);
        let flags = next().bytes().fold(0, |flags, digit| flags * 10 + u32::from(digit & 15));
        let method = next().to_owned();
        Request {
            signal: signal_of(&input, &init),
            is_operation: flags & OPERATION != 0,
            is_abroad: false,
            facts: verdict::Request {
                // Who asks for an operation to be retried says that it may be.
                idempotent: flags & OPERATION != 0 || is_idempotent(&method),
                keyed: flags & KEYED != 0,
                conditional: flags & CONDITIONAL != 0,
                replayable: flags & STREAM == 0,
            },
            holds_body: flags & CLONE != 0,
            takes_key: flags & (KEYED | BARE | OPERATION) == 0,
            input,
            method,
            init,
        }
    }

    /// Has the caller given up?
    pub fn is_aborted(&self) -> bool {
        self.signal.as_ref().is_some_and(is_aborted)
    }

    /// Gives it its idempotency key, unless the caller has put one there.
    ///
    /// # Errors
    /// What the caller's function threw, or what is wrong with the request's headers.
    pub fn add_key(&mut self, bound: &Bound) -> Result<(), JsValue> {
        let Some(policy) = &bound.policy.idempotency_key else { return Ok(()) };
        if !self.takes_key || !policy.methods.contains(&self.method) {
            return Ok(());
        }
        let key = match &policy.source {
            KeySource::Fixed(key) => key.clone(),
            KeySource::Random => random::uuid()?,
            KeySource::Caller => bound.make_key()?,
        };
        self.renew(&header(&policy.header, &policy.format(&key)))?;
        self.facts.keyed = true;
        Ok(())
    }

    /// Gives it other headers.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn renew(&mut self, headers: &JsValue) -> Result<(), JsValue> {
        self.init = with_headers(&self.input, &self.init, headers)?;
        Ok(())
    }

    /// Becomes a GET of what a 202 says is the place to ask further, if it says so.
    ///
    /// # Errors
    /// What is wrong with that address.
    pub fn follow(&mut self, response: &JsValue) -> Result<(), JsValue> {
        let next = where_next(&self.input, &self.init, response)?;
        if next.is_undefined() {
            return Ok(());
        }
        self.release();
        let next: Array = next.unchecked_into();
        (self.input, self.init) = (next.get(0), next.get(1));
        self.is_abroad |= next.get(2).is_truthy();
        self.method = "GET".into();
        self.holds_body = false;
        self.facts = verdict::Request::GET;
        Ok(())
    }

    /// With query and fragment: for the caller's own functions only.
    pub fn whole_address(&self) -> String {
        whole_address(&self.input)
    }

    /// Where what it shares with other calls is kept.
    pub fn origin(&self) -> String {
        origin_of(&self.input)
    }

    /// Keeps a good answer to it.
    pub fn keep(&self, cache: &str, response: &JsValue) {
        keep(cache, &self.input, &self.init, response);
    }

    /// A promise of the answer that was kept, or of nothing.
    pub fn kept(&self, cache: &str, max_age: f64, limit: f64) -> Promise {
        kept(cache, max_age, &self.input, &self.init, limit, self.signal.as_ref())
    }

    /// Without credentials, query and fragment. Made only when asked for: it costs a microsecond.
    pub fn address(&self) -> String {
        address(&self.input)
    }

    /// Sends it. A body that can be read only once is kept back if there may be another attempt.
    pub fn send(&self, transport: &JsValue, limit: f64, again: bool, number: u32, elapsed: f64) -> Promise {
        attempt(transport, &self.input, &self.init, limit, self.holds_body && again, number, elapsed)
    }

    /// Lets go of the body that was kept back for another attempt.
    pub fn release(&self) {
        if self.holds_body {
            end::release(&self.input);
        }
    }
}
