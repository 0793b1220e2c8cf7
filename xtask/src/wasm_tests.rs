//! The crate's tests as wasm, run by wasm-bindgen's runner.

use std::ffi::OsString;

use anyhow::{Result, ensure};
use duct::{Expression, cmd};

use crate::engines::{CHOICES, Engine, PAGE, Place, WORKERS};
use crate::groups::Choice;
use crate::idle::IdleConnections;
use crate::prepared::{Prepared, Run};
use crate::project::{WASM, cargo, root};
use crate::server::{Server, free_port};
use crate::{browsers, npm, tools};

/// The port of the server that the tests call. The address is compiled into them, so a fixed one saves a rebuild.
const PORT: u16 = 7504;

/// In Node, or in a page and workers of an engine: of Chromium, at each change, in a page alone.
pub fn prepare(engine: Option<Engine>, choice: &Choice) -> Result<Prepared> {
    ensure!(choice.files.len() < 2, "wasm-bindgen's runner takes one --file at most");
    tools::ensure_wasm_target()?;
    npm::ensure_packages()?;
    let server = Server::start(free_port(PORT)?)?;
    let mut runs = Vec::new();
    let mut idle = Vec::new();
    let places = match engine {
        None => vec![None],
        Some(Engine::Chromium) if !choice.all => vec![Some(&PAGE)],
        Some(_) => std::iter::once(&PAGE).chain(&WORKERS).map(Some).collect(),
    };
    for place in places {
        // The runner's own page, at an address known beforehand.
        let port = free_port(0)?;
        let command = runner(engine, place, &choice.files)?
            .env("HOLDFAST_SERVER", &server.address)
            .env("WASM_BINDGEN_TEST_ADDRESS", format!("127.0.0.1:{port}"))
            .env("WASM_BINDGEN_TEST_TIMEOUT", "60");
        let what = format!("the crate's tests as wasm, {}", place.map_or("in Node", |place| place.name));
        runs.push(Run { command, what });
        idle.push(IdleConnections::hold(port));
    }
    Ok(Prepared::around(runs, server, idle))
}

fn runner(engine: Option<Engine>, place: Option<&Place>, parts: &[String]) -> Result<Expression> {
    // The only one that is wasm: any other would be linked and started only to say that it has no tests.
    let arguments = ["test", "--package", "holdfast-fetch", "--test", "web", "--target", WASM];
    let mut words: Vec<OsString> =
        std::iter::once(cargo()).map(Into::into).chain(arguments.map(Into::into)).collect();
    words.extend(parts.iter().map(OsString::from));
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
