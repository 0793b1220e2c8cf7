//! `cargo xtask bench`: benches/run.js on the package as it ships, and on the simulator as the page has it.

use anyhow::{Context, Result, ensure};
use duct::cmd;

use crate::engines::Engine;
use crate::project::root;
use crate::{fleet, npm, package};

pub fn run() -> Result<()> {
    let script = root().join("benches/run.js");
    ensure!(script.exists(), "there is no benches/run.js");
    package::run()?;
    fleet::build()?;
    let mut command = cmd!(npm::node22()?, script).dir(root());
    for engine in Engine::ALL {
        let (variable, program) = engine.program()?;
        command = command.env(variable, program);
    }
    command.run().context("benches/run.js failed; its message is above")?;
    Ok(())
}
