//! The package's types: made from the TypeScript, in a file for each entry.

use std::path::Path;

use anyhow::{Context, Result};
use duct::cmd;

use crate::project::root;

/// Fails if they declare other values than the entries of the package in `folder` export.
pub fn are_exported(folder: &Path) -> Result<()> {
    cmd!("node", "xtask/js/surface.js", folder)
        .dir(root())
        .run()
        .context("the types and the entries differ; the message is above")?;
    Ok(())
}

/// Writes them into `folder`, with those for CommonJS.
pub fn write(folder: &Path) -> Result<()> {
    cmd!("node", "xtask/js/declarations.js", folder)
        .dir(root())
        .run()
        .context("the types could not be made; the message is above")?;
    Ok(())
}
