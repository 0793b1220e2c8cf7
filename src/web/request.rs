//! The request of one call: what the core must know of it, and how to send it once more.

use crate::core::policy::{KeyPolicy, KeySource};
use crate::core::verdict::{self, is_idempotent};
use crate::web::policy::Bound;
use crate::web::random;
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;

#[wasm_bindgen(module = "/src/web/request.js")]
extern "C" {
    /// The flags below.
    pub fn survey(input: &JsValue, init: &JsValue) -> u32;

    fn method(input: &JsValue, init: &JsValue) -> String;

    fn address(input: &JsValue) -> String;

    fn header(input: &JsValue, init: &JsValue, name: &str) -> Option<String>;

    #[wasm_bindgen(catch, js_name = withHeader)]
    fn with_header(input: &JsValue, init: &JsValue, name: &str, value: &str) -> Result<JsValue, JsValue>;
}

#[wasm_bindgen(module = "/src/web/attempt.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn attempt(transport: &JsValue, input: &JsValue, init: &JsValue, limit: f64) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_name = signalOf)]
    fn signal_of(input: &JsValue, init: &JsValue) -> Option<AbortSignal>;
}

#[wasm_bindgen]
extern "C" {
    type Cloneable;

    #[wasm_bindgen(method, catch)]
    fn clone(this: &Cloneable) -> Result<JsValue, JsValue>;
}

const STREAM: u32 = 1;
const CLONE: u32 = 2;
const ABORTED: u32 = 4;

/// Does a request so surveyed need anything done before it is sent?
pub fn needs_care(survey: u32) -> bool {
    survey & (CLONE | ABORTED) != 0
}

/// One request, to be sent once or more.
pub struct Request {
    pub input: JsValue,
    pub method: String,
    /// Without credentials, query and fragment.
    pub address: String,
    pub facts: verdict::Request,
    /// The caller's.
    pub signal: Option<AbortSignal>,
    init: JsValue,
    kind: u32,
}

impl Request {
    /// Reads a request, and gives it its idempotency key.
    ///
    /// # Errors
    /// What the caller's key function threw.
    pub fn new(input: JsValue, init: JsValue, bound: &Bound) -> Result<Request, JsValue> {
        let kind = survey(&input, &init);
        let method = method(&input, &init);
        let mut request = Request {
            address: address(&input),
            signal: signal_of(&input, &init),
            facts: verdict::Request {
                idempotent: is_idempotent(&method),
                replayable: kind & STREAM == 0,
                ..verdict::Request::GET
            },
            input,
            method,
            init,
            kind,
        };
        if let Some(policy) = &bound.policy.idempotency_key {
            request.add_key(policy, bound)?;
        }
        if !request.facts.idempotent {
            request.facts.keyed |= request.has("idempotency-key");
            request.facts.conditional = request.has("if-match")
                || request.has("if-unmodified-since")
                || request.header("if-none-match").is_some_and(|tag| tag.trim() == "*");
        }
        Ok(request)
    }

    fn add_key(&mut self, policy: &KeyPolicy, bound: &Bound) -> Result<(), JsValue> {
        // A key that the caller has put there stays.
        if self.has(&policy.header) {
            self.facts.keyed = true;
            return Ok(());
        }
        if !policy.methods.contains(&self.method) {
            return Ok(());
        }
        let key = match (&policy.source, &bound.key) {
            (KeySource::Fixed(key), _) => Some(key.clone()),
            (KeySource::Caller, Some(make)) => {
                let key = make.call0(&JsValue::UNDEFINED)?.as_string().filter(|key| !key.is_empty());
                Some(key.ok_or_else(|| {
                    js_sys::TypeError::new("idempotencyKey: the function must return a text")
                })?)
            }
            _ => random::uuid(),
        };
        if let Some(key) = key {
            self.init = with_header(&self.input, &self.init, &policy.header, &policy.format(&key))?;
            self.facts.keyed = true;
        }
        Ok(())
    }

    fn header(&self, name: &str) -> Option<String> {
        header(&self.input, &self.init, name)
    }

    fn has(&self, name: &str) -> bool {
        self.header(name).is_some()
    }

    /// Sends it. A body that can be read only once is kept back if there may be another attempt.
    pub async fn send(&self, transport: &JsValue, limit: f64, again: bool) -> Result<JsValue, JsValue> {
        let input = if self.kind & CLONE != 0 && again {
            self.input.unchecked_ref::<Cloneable>().clone()?
        } else {
            self.input.clone()
        };
        JsFuture::from(attempt(transport, &input, &self.init, limit)?).await
    }

    /// Lets go of the body that was kept back for another attempt.
    pub fn release(&self) {
        if self.kind & CLONE != 0 {
            crate::web::end::release(&self.input);
        }
    }
}
