//! The package's types: made from the TypeScript, in a file for each entry.

use std::path::Path;

use anyhow::{Context, Result};
use duct::cmd;

use crate::project::root;

/// Writes them into `folder`, with those for CommonJS.
pub fn write(folder: &Path) -> Result<()> {
    cmd!("node", "xtask/js/declarations.js", folder)
        .dir(root())
        .run()
        .context("the types could not be made; the message is above")?;
    Ok(())
}
