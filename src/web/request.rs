//! The request of one call: what the core has to know of it, and how it is sent once more.

use super::failure::get;
use super::{random, response};
use crate::core::policy::{KeySource, Policy};
use crate::core::verdict::{self, is_idempotent};
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, Request, RequestInit, RequestRedirect, Url};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch)]
    fn fetch(request: &Request, init: &RequestInit) -> Result<Promise, JsValue>;
}

/// One request, to be sent once or more.
pub struct Outgoing {
    pub facts: verdict::Request,
    /// Scheme, host and port: those who share a server.
    pub origin: String,
    /// Method and address, without what may be secret: credentials, query, fragment.
    pub name: String,
    request: Request,
    holds_body: bool,
}

impl Outgoing {
    /// Takes a request, which is used up as by `fetch`, and gives it its idempotency key unless it has one.
    ///
    /// # Errors
    /// It was used up before, or the platform has no entropy for a key.
    pub fn new(given: &Request, policy: &Policy) -> Result<Outgoing, JsValue> {
        let request = Request::new_with_request(given)?;
        let (method, headers) = (request.method(), request.headers());
        let header = |name: &str| headers.get(name).ok().flatten().filter(|value| !value.is_empty());
        let key_header = policy.text(policy.key.header);
        let has_own = || policy.key.on > 0.0 && header(&key_header).is_some();
        let is_keyed = || has_own() || header("idempotency-key").is_some();
        if policy.is_keyed(&method) && !is_keyed() {
            let key = match policy.key_source() {
                KeySource::Fixed(text) => text,
                KeySource::Random | KeySource::Caller => random::uuid()?,
            };
            headers.set(&key_header, &policy.format_key(&key))?;
        }
        // Of a request across origins without CORS the browser strips keys: what is not there now does not arrive.
        let keyed = is_keyed();
        // If-Match: * holds after the effect as well, and If-Unmodified-Since for up to a second.
        let conditional = header("if-match").is_some_and(|tag| tag.trim() != "*")
            || header("if-none-match").is_some_and(|tag| tag.trim() == "*");
        // Firefox has no Request.body: there, only the method tells.
        let holds_body = !get(&request, "body").is_null() && !matches!(method.as_str(), "GET" | "HEAD");
        let url = Url::new(&request.url())?;
        let (origin, name) = match url.origin() {
            opaque if opaque == "null" => (url.protocol(), url.protocol()),
            origin => (origin.clone(), origin + &url.pathname()),
        };
        let direct = matches!(request.redirect(), RequestRedirect::Error | RequestRedirect::Manual);
        // The body of a Request can always be copied.
        let replayable = true;
        let idempotent = is_idempotent(&method);
        let facts = verdict::Request { idempotent, keyed, conditional, replayable, direct };
        Ok(Outgoing { facts, origin, name: method + " " + &name, request, holds_body })
    }

    /// The caller's signal.
    pub fn signal(&self) -> AbortSignal {
        self.request.signal()
    }

    /// Sends it. `again`: there may be another attempt, so a body is kept back for it.
    ///
    /// # Errors
    /// What a `fetch` that is not the platform's threw.
    pub fn send(&self, again: bool, signal: &AbortSignal) -> Result<Promise, JsValue> {
        let init = RequestInit::new();
        init.set_signal(Some(signal));
        if again && self.holds_body {
            fetch(&self.request.clone()?, &init)
        } else {
            fetch(&self.request, &init)
        }
    }
}

impl Drop for Outgoing {
    fn drop(&mut self) {
        if self.holds_body {
            response::release(&self.request);
        }
    }
}
