//! The misbehaving server (server/main.js), on a port of 127.0.0.1.

use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::project::root;

/// A running server. It ends when this is dropped.
pub struct Server {
    child: Child,
    /// Such as `http://127.0.0.1:7504`.
    pub address: String,
}

impl Server {
    /// Starts the server and waits until it listens.
    pub fn start(port: u16) -> Result<Server> {
        let mut command = Command::new("node");
        command.args(arguments(port)).current_dir(root()).stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().context("could not start node server/main.js")?;
        let stdout = child.stdout.take().context("node server/main.js has no output")?;
        let mut server = Server { child, address: String::new() };
        let mut lines = BufReader::new(stdout).lines();
        for line in lines.by_ref() {
            if let Some(address) = listening(&line?) {
                server.address = address.to_owned();
                // What it prints later must not fill the pipe and stop it.
                std::thread::spawn(move || lines.for_each(drop));
                return Ok(server);
            }
        }
        bail!("node server/main.js ended before it listened; its message is above")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; there is nothing else to do about a failure here.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What follows `node` on the command line.
pub fn arguments(port: u16) -> Vec<OsString> {
    let main: PathBuf = root().join("server/main.js");
    vec![main.into(), "--port".into(), port.to_string().into()]
}

/// `wanted` if it is free, else a free port.
pub fn free_port(wanted: u16) -> Result<u16> {
    for port in [wanted, 0] {
        if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            return Ok(listener.local_addr()?.port());
        }
    }
    bail!("no port of 127.0.0.1 is free")
}

fn listening(line: &str) -> Option<&str> {
    line.trim().strip_prefix("listening on ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_with_the_address() {
        assert_eq!(listening("listening on http://127.0.0.1:7504\n"), Some("http://127.0.0.1:7504"));
        assert_eq!(listening("warming up"), None);
    }

    #[test]
    fn a_taken_port_is_replaced() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert_ne!(free_port(port).unwrap(), port);
    }
}
