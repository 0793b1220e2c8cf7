//! A script on the misbehaving server, and the server's journal of how it was played.

use super::javascript::platform_fetch;
use js_sys::Math;
use serde::Deserialize;
use std::collections::BTreeMap;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

/// Compiled in, since a page has no environment.
const SERVER: Option<&str> = option_env!("HOLDFAST_SERVER");

/// One script, under an id of its own.
pub struct Script {
    id: String,
    query: String,
}

/// What the server saw.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Journal {
    pub hits: Vec<Hit>,
    pub effects: u32,
}

/// One request that arrived.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hit {
    /// On the server's clock, in milliseconds.
    pub at: f64,
    pub method: String,
    pub headers: BTreeMap<String, String>,
    pub body_bytes: u32,
    pub body_sha256: Option<String>,
    pub ended: String,
    pub ended_at: Option<f64>,
}

impl Script {
    /// Steps in the server's compact form, which other origins may see all of.
    pub fn new(steps: &str) -> Script {
        Script { id: new_id(), query: format!("?script={steps}&cors=exposed") }
    }

    pub fn url(&self) -> String {
        format!("{}/play/{}{}", address(), self.id, self.query)
    }

    /// The journal as it is.
    pub async fn journal(&self) -> Journal {
        self.journal_once("").await
    }

    /// The journal as soon as there is as much in it as `condition` says, such as `hits=1&open=0`.
    pub async fn journal_once(&self, condition: &str) -> Journal {
        let wait = if condition.is_empty() { 0 } else { 5000 };
        let url = format!("{}/journal/{}?wait={wait}&{condition}", address(), self.id);
        let response: Response = JsFuture::from(platform_fetch(&url)).await.unwrap().unchecked_into();
        if response.status() == 404 {
            return Journal::default();
        }
        let journal = JsFuture::from(response.json().unwrap()).await.unwrap();
        serde_wasm_bindgen::from_value(journal).unwrap()
    }
}

fn new_id() -> String {
    format!("{:x}{:x}", (Math::random() * 1e15) as u64, (Math::random() * 1e15) as u64)
}

/// Where the server listens, such as `http://127.0.0.1:7504`.
fn address() -> &'static str {
    SERVER.expect(
        "HOLDFAST_SERVER must hold the server's address when these tests are compiled. \
         Run `cargo xtask test --only wasm-node`, or `node server/main.js --port 7504` and \
         `HOLDFAST_SERVER=http://127.0.0.1:7504 cargo test --target wasm32-unknown-unknown --test web`.",
    )
}
