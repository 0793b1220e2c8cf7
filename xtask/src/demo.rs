//! `cargo xtask demo`: the page and the server that it plays with.

use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::{Context, Result};

use crate::project::root;
use crate::server::{arguments, free_port};
use crate::step::headline;
use crate::{package, page};

pub fn run(wanted: u16) -> Result<()> {
    package::run()?;
    page::build()?;
    let port = free_port(wanted)?;
    if port != wanted {
        eprintln!("    port {wanted} is in use, taking {port}");
    }
    headline(&format!("http://127.0.0.1:{port}"));
    eprintln!("Open that address once the server listens. Ctrl-C ends it.");
    // The server takes this process's place: whoever ends the one ends the other.
    let failure = Command::new("node")
        .args(arguments(port))
        .arg("--root")
        .arg(root().join("www/dist"))
        .current_dir(root())
        .exec();
    Err(failure).context("could not start node server/main.js")
}
