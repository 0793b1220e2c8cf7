//! `cargo xtask bench`: benches/run.js on the package as it ships.

use anyhow::{Context, Result, ensure};
use duct::cmd;

use crate::project::root;
use crate::{npm, package};

pub fn run() -> Result<()> {
    let script = root().join("benches/run.js");
    ensure!(script.exists(), "there is no benches/run.js");
    package::run()?;
    cmd!(npm::node22()?, script).dir(root()).run().context("benches/run.js failed; its message is above")?;
    Ok(())
}
