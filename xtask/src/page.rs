//! The demo page, built from www into www/dist.

use anyhow::{Context, Result, ensure};
use duct::cmd;

use crate::project::root;
use crate::step::step;
use crate::{fleet, npm};

/// Builds the page and the simulator that is on it; the package must be in pkg/ already.
pub fn build() -> Result<()> {
    fleet::build()?;
    ensure!(root().join("www/index.html").exists(), "there is no www/index.html to build the page from");
    step("vite build (the page)", || {
        cmd!(npm::bin("vite"), "build", "www")
            .dir(root())
            .run()
            .context("vite could not build the page; its message is above")?;
        Ok(())
    })
}
