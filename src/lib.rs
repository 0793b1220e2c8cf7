//! A `fetch` that holds on, and the machine inside it.
//!
//! To JavaScript this crate is an npm package, `holdfast-fetch`. To Rust it is [`core`]: the decisions
//! of a retrying client, without the client. It opens no socket, reads no clock, draws no random number
//! and starts no thread. You bring those; it says when to send, how long to wait and when to stop.
//! Natively it depends on serde alone, and without its default features on nothing.
//!
//! # The state machine
//!
//! One logical call, with all its attempts and waits, is a [`Call`](core::call::Call). **Every change of
//! its state happens in one method, [`Call::advance`](core::call::Call::advance): you say what happened
//! and what time it is, it says what to do next.** You do that, and say what came of it:
//!
//! | it says: [`Step`](core::call::Step) | you | and say: [`Input`](core::call::Input) |
//! |---|---|---|
//! | | are asked to make a call | `Start` |
//! | `Send { limit }` | send the request; after `limit` ms without headers, give up | `Response(head)` or `Failed(failure)` |
//! | `Wait { milliseconds, .. }` | let that time pass | `Woke` |
//! | `Finish(reason)` | hand over the last response or error: the call is over | |
//!
//! Most policies ask for nothing else. Callbacks and recovery ask more, and each question has one answer:
//!
//! | it asks: `Step` | if the policy has | answer: `Input` |
//! |---|---|---|
//! | `Ask { stop }` | `shouldRetry` | `Answer` |
//! | `AskDelay { retry, tier }` | a function as `backoff` | `Delay` |
//! | `AskUntil` | a function as `until` | `Done` |
//! | `Refresh` | `refresh` | `Refreshed` |
//! | `Fallback(reason)` | `fallback` | `Fallback` |
//!
//! With `until`, a `Wait` may be one before a poll: then the next request is a GET of the response's
//! `Location`, if it is a 202 that has one.
//!
//! At any point `Aborted` ends the call, because its caller gave up. An input out of turn ends it too: to
//! send anything then could be a duplicate.
//!
//! # A call by hand
//!
//! The server is busy, and says for how long. Nothing here waits: time is a number.
//!
//! ```
//! use holdfast_fetch::core::call::{Call, Head, Input, Now, Shared, Situation, Step};
//! use holdfast_fetch::core::{hint, preset};
//! use holdfast_fetch::core::random::SplitMix64;
//! use holdfast_fetch::core::history::History;
//! use holdfast_fetch::core::report::StopReason;
//! use holdfast_fetch::core::verdict::Request;
//!
//! let at = |ms: f64| Now { monotonic: ms, wall: 1_767_225_600_000.0 + ms };
//! let mut random = SplitMix64::new(7); // a program seeds it with entropy of the operating system
//!
//! let policy = preset::standard();
//! let mut call = Call::new(at(0.0));
//! let mut history = History::default(); // a call itself remembers only its last attempt
//! let mut tell = |call: &mut Call, ms: f64, input: Input| {
//!     let step = call.advance(
//!         input,
//!         &mut Situation {
//!             policy: &policy,
//!             now: at(ms),
//!             request: Request::GET,
//!             random: &mut || random.next_f64(),
//!             shared: Shared::nothing(),
//!         },
//!     );
//!     history.note(call);
//!     step
//! };
//!
//! // It begins: send the request, and wait at most 30 s for headers.
//! assert_eq!(tell(&mut call, 0.0, Input::Start), Step::Send { limit: 30_000.0 });
//!
//! // 40 ms later: 503, and Retry-After.
//! let headers = |name: &str| (name == "retry-after").then(|| "2".to_owned());
//! let asked = hint::of(&policy, 503, &headers, at(40.0).wall);
//! let busy = Head { status: 503, hint: asked, ..Head::default() };
//! let Step::Wait { milliseconds, .. } = tell(&mut call, 40.0, Input::Response(busy)) else {
//!     panic!("a 503 is waited out");
//! };
//! assert!(milliseconds >= 2000.0, "never earlier than the server asked");
//!
//! // When that time has passed, the request is sent again, and answered.
//! let later = 40.0 + milliseconds;
//! assert!(matches!(tell(&mut call, later, Input::Woke), Step::Send { .. }));
//! let good = Head { status: 200, ..Head::default() };
//! let step = tell(&mut call, later + 35.0, Input::Response(good));
//! assert_eq!(step, Step::Finish(StopReason::Success));
//!
//! let report = history.report(&call, at(later + 35.0));
//! assert_eq!(report.attempts.len(), 2);
//! let wait = report.attempts[0].wait.expect("one was begun");
//! assert!((wait - milliseconds).abs() < 0.001, "times are told to the microsecond");
//! ```
//!
//! `examples/native` is the same as a program: an HTTP client with threads that sleep, a real clock and
//! real entropy.
//!
//! # Policies are data
//!
//! A [`Policy`](core::policy::Policy) is read from any serde format, by way of
//! [`Value`](core::value::Value). The options are those of the npm package; what is not written is the
//! preset's. A bad policy is refused before anything is sent, in a sentence:
//!
//! ```
//! use holdfast_fetch::core::{explain, policy::Policy};
//!
//! let read = |json: &str| Policy::read(serde_json::from_str(json).unwrap());
//!
//! let policy = read(r#"{ "retries": 5, "deadline": "1m", "jitter": "none" }"#).unwrap();
//! assert_eq!(explain::longest_waits(&policy), [500.0, 1000.0, 2000.0, 4000.0, 8000.0]);
//!
//! let error = read(r#"{ "retries": -1 }"#).unwrap_err();
//! assert_eq!(error.to_string(), "retry policy: retries is -1; allowed: a whole number from 0 to 1000");
//! ```
//!
//! # In WebAssembly
//!
//! Applications in Rust for the web (Leptos, Yew, Dioxus) bring nothing: on `wasm32-unknown-unknown` the module
//! `web` is a driver around the platform's `fetch`, for pages, workers and Node. Its waits are `setTimeout`'s,
//! its entropy is the platform's crypto, and calls of equal policies share a budget and a circuit for each origin.
//!
//! ```no_run
//! # #[cfg(all(target_arch = "wasm32", feature = "web"))]
//! # async fn load() -> Result<(), wasm_bindgen::JsValue> {
//! use holdfast_fetch::core::policy::Policy;
//! use holdfast_fetch::web::fetch_with_retry;
//! use web_sys::Request;
//!
//! let policy = Policy::read(serde_json::from_str(r#"{ "retries": 5 }"#).unwrap()).unwrap();
//! let request = Request::new_with_str("https://api.example/orders")?;
//! let response = fetch_with_retry(&request, &policy).await?;
//! # Ok(())
//! # }
//! ```
//!
//! `examples/yew` is an application around it. To JavaScript it is `fetchWithRetry(input, policy?, init?)`, of
//! which `wasm-pack build --target nodejs | web | bundler` makes a module.
//!
//! # What you bring
//!
//! | | as | because |
//! |---|---|---|
//! | time | [`Now`](core::call::Now), two clocks, in milliseconds | the monotonic one measures, the wall clock reads HTTP-dates and notices that the machine slept |
//! | randomness | a function to [0, 1), of real entropy | clients with one seed wait for the same time, and come back together |
//! | the request's nature | [`Request`](core::verdict::Request) | a POST is sent twice only with an idempotency key. The [policy](core::policy::cells::Key) says in which header; sending it is up to you |
//! | failures | [`Failure`](core::network_error::Failure) | only you know what your client's errors mean; [`classify`](core::network_error::classify) knows those of JavaScript engines |
//! | what calls share | [`Shared`](core::call::Shared): a [`Budget`](core::budget::Budget), [`Breaker`](core::breaker::Breaker), [`Throttle`](core::throttle::Throttle) for each origin, of the policy's options | that is what keeps many clients from turning a short outage into a long one. [`Shared::nothing`](core::call::Shared::nothing) goes without |
//!
//! # Where things are
//!
//! | | |
//! |---|---|
//! | [`core::call`] | one logical call: the heart |
//! | [`core::policy`], [`core::preset`] | what a caller may ask for; the default and five published guides |
//! | [`core::backoff`], [`core::jitter`] | how long to wait, and how waits are spread |
//! | [`core::verdict`], [`core::retry_after`], [`core::rate_limit`] | outcome → retry or not; what servers ask for |
//! | [`core::budget`], [`core::breaker`], [`core::throttle`] | what the calls to one origin share |
//! | [`core::body`] | a body that broke is continued, or refused, but never spliced |
//! | [`core::keep_alive`] | the same style of machine for a session that must not expire |
//! | [`core::explain`], [`core::report`] | a policy in plain words; what became of a call |
//! | `fleet` (native, or feature `fleet`) | a simulator: a hundred thousand such clients and one server |
//! | `web` (wasm32, feature `web`, without feature `fleet`) | `fetch_with_retry`, a driver around the platform's `fetch` |
//! | `abi` (feature `npm`) | the same decisions as functions of numbers, for the npm package's shell in TypeScript |
//!
//! All of `core` is free of `unsafe` and cannot panic: lints refuse what could.

#[cfg(any(not(target_arch = "wasm32"), feature = "npm", feature = "npm-body"))]
pub mod abi;
#[cfg(any(not(target_arch = "wasm32"), feature = "npm-body"))]
pub mod abi_body;
#[cfg(any(not(target_arch = "wasm32"), feature = "npm-explain"))]
pub mod abi_explain;
pub mod codes;
pub mod core;

#[cfg(any(
    test,
    all(target_arch = "wasm32", any(feature = "npm", feature = "npm-explain", feature = "npm-body"))
))]
mod allocator;

#[cfg(any(all(not(target_arch = "wasm32"), feature = "serde"), feature = "fleet"))]
pub mod fleet;

/// The simulator in a browser is a module of its own, without the shell around `fetch`.
#[cfg(all(target_arch = "wasm32", feature = "fleet"))]
pub mod fleet_bindings;

#[cfg(all(target_arch = "wasm32", feature = "web", not(feature = "fleet")))]
pub mod web;
