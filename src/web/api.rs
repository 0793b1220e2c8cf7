//! Where calls come in, from Rust and from JavaScript.

use super::driver::Driver;
use super::error::RetryError;
use super::policy;
use crate::core::policy::Policy;
use wasm_bindgen::prelude::*;
use web_sys::{Request, RequestInit, Response};

/// The platform's `fetch`, retried as the policy says.
///
/// Resolves with the response as soon as its headers are there, whatever its status is; of what was worth
/// another try, with the last one. The signal of the request ends the call, and so does dropping the future;
/// after the headers, the signal governs the body where the platform has `AbortSignal.any` (not Node 18).
///
/// A body is kept back for the next attempt by cloning the request, which the platform buffers if it is a stream.
///
/// # Errors
/// [`RetryError`]: nothing was sent, the caller gave up, or there was no response to hand over.
pub async fn fetch_with_retry(request: &Request, policy: &Policy) -> Result<Response, RetryError> {
    policy::check(policy).map_err(RetryError::Policy)?;
    Driver::new(request, policy).map_err(RetryError::Request)?.run().await
}

/// The platform's `fetch`, retried as the policy says.
///
/// `policy`: a preset's name, or an object of options without functions; `standard` if it is left out. `init`: as that of `fetch`.
///
/// # Errors
/// A `TypeError` for a policy or request that is refused, with `field` and `allowed` for a policy; the reason of an abort; a
/// `RetryError` with `reason`, `attempts`, `elapsed`, `response` and `cause`.
#[wasm_bindgen(js_name = fetchWithRetry)]
pub async fn fetch_in_javascript(
    #[wasm_bindgen(unchecked_param_type = "string | URL | Request")] input: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "string | object")] policy: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "RequestInit")] init: JsValue,
) -> Result<Response, JsValue> {
    let policy = policy::read(&policy).map_err(RetryError::Policy)?;
    // As they are: `new Request` knows them all.
    let init: &RequestInit = init.unchecked_ref();
    let request = Request::new_with_request_and_init(input.unchecked_ref(), init)?;
    Ok(fetch_with_retry(&request, &policy).await?)
}
