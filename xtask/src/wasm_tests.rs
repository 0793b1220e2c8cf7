//! The crate's tests as wasm, run by wasm-bindgen's runner.

use std::ffi::OsString;

use anyhow::Result;
use duct::{Expression, cmd};

use crate::engines::{CHOICES, Engine, PAGE, Place, WORKERS};
use crate::idle::IdleConnections;
use crate::prepared::{Prepared, Run};
use crate::project::{WASM, cargo, root};
use crate::server::{Server, free_port};
use crate::{browsers, npm, tools};

/// The port of the server that the tests call. The address is compiled into them, so a fixed one saves a rebuild.
const PORT: u16 = 7504;

/// In Node, or in the page and the workers of an engine.
pub fn prepare(engine: Option<Engine>) -> Result<Prepared> {
    tools::ensure_wasm_target()?;
    npm::ensure_packages()?;
    let server = Server::start(free_port(PORT)?)?;
    let mut runs = Vec::new();
    let mut idle = Vec::new();
    let places = match engine {
        None => vec![None],
        Some(_) => std::iter::once(&PAGE).chain(&WORKERS).map(Some).collect(),
    };
    for place in places {
        // The runner's own page, at an address known beforehand.
        let port = free_port(0)?;
        let command = runner(engine, place)?
            .env("HOLDFAST_SERVER", &server.address)
            .env("WASM_BINDGEN_TEST_ADDRESS", format!("127.0.0.1:{port}"))
            .env("WASM_BINDGEN_TEST_TIMEOUT", "60");
        let what = format!("the crate's tests as wasm, {}", place.map_or("in Node", |place| place.name));
        runs.push(Run { command, what });
        idle.push(IdleConnections::hold(port));
    }
    Ok(Prepared::around(runs, server, idle))
}

fn runner(engine: Option<Engine>, place: Option<&Place>) -> Result<Expression> {
    let mut words: Vec<OsString> =
        vec![cargo().into(), "test".into(), "--package".into(), "holdfast-fetch".into()];
    // All others are native. Each file that is built as wasm is linked and started, tests or none.
    let targets = ["--test", "web"];
    words.extend(targets.iter().chain(&["--no-fail-fast", "--target", WASM]).map(OsString::from));
    if engine == Some(Engine::Webkit) {
        words.splice(0..0, [browsers::xvfb_run()?.into(), "-a".into()]);
    }
    let program = words.remove(0);
    let runner = tools::wasm_bindgen()?.join("wasm-bindgen-test-runner");
    let mut command =
        cmd(program, words).dir(root()).env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner);
    for name in CHOICES {
        command = command.env_remove(name);
    }
    if let Some(place) = place {
        command = command.env(place.variable, "1");
    }
    for (name, value) in engine.map_or(Ok(Vec::new()), Engine::for_runner)? {
        command = command.env(name, value);
    }
    Ok(command)
}
