//! `cargo xtask bench`: benches/run.js on the package as it ships, and on the simulator as the page has it.

use anyhow::{Context, Result, ensure};
use duct::cmd;

use crate::engines::Engine;
use crate::project::root;
use crate::{fleet, npm, package};

/// `only`: these benches instead of all.
pub fn run(only: &[String], no_write: bool, quick: bool) -> Result<()> {
    let script = root().join("benches/run.js");
    ensure!(script.exists(), "there is no benches/run.js");
    package::run()?;
    let chosen = |name: &str| only.is_empty() || only.iter().any(|one| one == name);
    if chosen("fleet") {
        fleet::build()?;
    }
    let mut arguments = vec![script.into_os_string()];
    arguments.extend(only.iter().map(Into::into));
    arguments.extend(no_write.then(|| "--no-write".into()));
    arguments.extend(quick.then(|| "--quick".into()));
    let mut command = cmd(npm::node22()?, arguments).dir(root());
    if chosen("fleet") || chosen("start") {
        for engine in Engine::ALL {
            let (variable, program) = engine.program()?;
            command = command.env(variable, program);
        }
    }
    command.run().context("benches/run.js failed; its message is above")?;
    Ok(())
}
