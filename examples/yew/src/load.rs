//! One call, with retries.

use holdfast_fetch::core::policy::Policy;
use holdfast_fetch::web::fetch_with_retry;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Request, UrlSearchParams};

/// Loads what the page's address names.
///
/// # Errors
/// A sentence for people.
pub async fn from_the_address_bar() -> Result<String, String> {
    let parameters = parameters().map_err(words)?;
    let url = parameters.get("url").ok_or("the address names no url")?;
    let policy = parameters.get("policy").unwrap_or_else(|| "{}".to_owned());
    let policy = Policy::read(serde_json::from_str(&policy).map_err(|error| error.to_string())?)
        .map_err(|error| error.to_string())?;
    text(&url, &policy).await
}

async fn text(url: &str, policy: &Policy) -> Result<String, String> {
    let request = Request::new_with_str(url).map_err(words)?;
    let response = fetch_with_retry(&request, policy).await.map_err(|error| error.to_string())?;
    if !response.ok() {
        return Err(format!("the server answered with {}", response.status()));
    }
    let body = JsFuture::from(response.text().map_err(words)?).await.map_err(words)?;
    Ok(body.as_string().unwrap_or_default())
}

fn parameters() -> Result<UrlSearchParams, JsValue> {
    let window = web_sys::window().ok_or("there is no window")?;
    UrlSearchParams::new_with_str(&window.location().search()?)
}

fn words(error: JsValue) -> String {
    format!("{error:?}")
}
