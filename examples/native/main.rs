//! An HTTP client that retries: the core decides, this program does.
//!
//! ```text
//! node server/main.js --port 8080 &
//! cargo run --example native -- GET '{ "retries": 5 }' 'http://127.0.0.1:8080/play/a?script=2*503;retry-after=1,200'
//! ```
//!
//! | file | brings |
//! |---|---|
//! | `client.rs` | the loop: it carries out what a `Call` says, and tells it what came of it |
//! | `clock.rs`, `entropy.rs` | what the core does not have |
//! | `origin.rs` | what the calls to one origin share |
//! | `transport.rs` | one attempt, by ureq |

#[cfg(not(target_arch = "wasm32"))]
mod client;
#[cfg(not(target_arch = "wasm32"))]
mod clock;
#[cfg(not(target_arch = "wasm32"))]
mod entropy;
#[cfg(not(target_arch = "wasm32"))]
mod origin;
#[cfg(not(target_arch = "wasm32"))]
mod transport;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    use std::process::ExitCode;

    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [method, policy, urls @ ..] = arguments.as_slice() else {
        eprintln!("usage: native METHOD POLICY URL..., where POLICY is JSON, such as '{{ \"retries\": 5 }}'");
        return ExitCode::from(2);
    };
    match run(method, policy, urls) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// Calls one address after the other. Did all of them answer well?
#[cfg(not(target_arch = "wasm32"))]
fn run(method: &str, policy: &str, urls: &[String]) -> Result<bool, Box<dyn std::error::Error>> {
    use holdfast_fetch::core::policy::Policy;
    use holdfast_fetch::core::report::StopReason;

    let mut client = client::Client::new(Policy::read(serde_json::from_str(policy)?)?)?;
    let method = method.parse()?;
    let mut all_well = true;
    for url in urls {
        println!("{method} {url}");
        let (reason, outcome) = client.call(&method, &url.parse()?)?;
        all_well &= reason == StopReason::Success;
        match outcome {
            Some(Ok(answer)) => println!("  {} {}", answer.status, answer.body),
            Some(Err(error)) => println!("  {error}"),
            None => {}
        }
    }
    Ok(all_well)
}

#[cfg(target_arch = "wasm32")]
fn main() {}
