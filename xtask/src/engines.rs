//! The three browser engines: what each needs to be driven, and where in it the crate's tests run.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use duct::cmd;

use crate::project::root;
use crate::{browsers, npm, tools};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    Chromium,
    Firefox,
    Webkit,
}

/// Where in a browser the crate's tests run, by the variable that tells wasm-bindgen's runner.
pub struct Place {
    pub variable: &'static str,
    pub name: &'static str,
}

pub const PAGE: Place = Place { variable: "WASM_BINDGEN_USE_BROWSER", name: "in a page" };
const DEDICATED: Place =
    Place { variable: "WASM_BINDGEN_USE_DEDICATED_WORKER", name: "in a dedicated worker" };
const SHARED: Place = Place { variable: "WASM_BINDGEN_USE_SHARED_WORKER", name: "in a shared worker" };
const SERVICE: Place = Place { variable: "WASM_BINDGEN_USE_SERVICE_WORKER", name: "in a service worker" };
pub const WORKERS: [Place; 3] = [DEDICATED, SHARED, SERVICE];

/// All variables by which the runner chooses where to run; those of another place must not be around.
pub const CHOICES: [&str; 7] = [
    PAGE.variable,
    DEDICATED.variable,
    SHARED.variable,
    SERVICE.variable,
    "CHROMEDRIVER",
    "GECKODRIVER",
    "SAFARIDRIVER",
];

/// A variable of an environment, with its value.
pub type Variable = (&'static str, PathBuf);

impl Engine {
    pub const ALL: [Engine; 3] = [Engine::Chromium, Engine::Firefox, Engine::Webkit];

    /// As tests/engines/launch.js names it.
    pub fn name(self) -> &'static str {
        match self {
            Engine::Chromium => "chromium",
            Engine::Firefox => "firefox",
            Engine::Webkit => "webkit",
        }
    }

    /// The program that tests/engines drives, by the variable that names it there.
    pub fn program(self) -> Result<Variable> {
        Ok(match self {
            Engine::Chromium => ("CHROME", browsers::chrome()?),
            Engine::Firefox => ("FIREFOX", browsers::firefox()?),
            Engine::Webkit => ("WEBKIT_DRIVER", browsers::webkit_driver()?),
        })
    }

    /// For wasm-bindgen's runner, which knows WebKit's driver by the name of Safari's.
    pub fn for_runner(self) -> Result<Vec<Variable>> {
        Ok(match self {
            Engine::Chromium => vec![("CHROMEDRIVER", browsers::chromedriver()?)],
            Engine::Firefox => {
                let binary = format!("--binary={}", browsers::firefox()?.display());
                vec![("GECKODRIVER", tools::geckodriver()?), ("GECKODRIVER_ARGS", binary.into())]
            }
            Engine::Webkit => vec![("SAFARIDRIVER", browsers::webkit_driver()?)],
        })
    }

    /// Name and version, as the running browser tells them.
    pub fn describe(self) -> Result<(String, String)> {
        let (variable, program) = self.program()?;
        let command = cmd!(npm::node22()?, "tests/engines/version.js")
            .dir(root())
            .env("ENGINE", self.name())
            .env(variable, program)
            .stdin_null()
            .stderr_to_stdout();
        let output = command.unchecked().stdout_capture().run()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        ensure!(output.status.success(), "{} could not be started: {text}", self.name());
        let (name, version) =
            text.trim().split_once('\t').context("tests/engines/version.js gave no version")?;
        Ok((name.to_owned(), version.to_owned()))
    }
}
