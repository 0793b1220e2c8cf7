//! Idle connections that keep the test page's server awake.

use std::net::{Ipv4Addr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// More than the threads that tiny_http starts with.
const CONNECTIONS: usize = 8;

/// wasm-bindgen's runner serves its page with tiny_http, which counts its waiting threads too late: of several connections that
/// come at once, some get no thread until another connection closes, which takes browsers minutes. While idle connections
/// occupy its first threads, it starts one for each that comes.
pub struct IdleConnections {
    wanted: Arc<AtomicBool>,
}

impl IdleConnections {
    /// Connects to `port` of 127.0.0.1 as soon as something listens there.
    pub fn hold(port: u16) -> IdleConnections {
        let wanted = Arc::new(AtomicBool::new(true));
        let still_wanted = Arc::clone(&wanted);
        thread::spawn(move || {
            let mut held = Vec::new();
            while still_wanted.load(Ordering::Relaxed) {
                if held.len() < CONNECTIONS {
                    held.extend(TcpStream::connect((Ipv4Addr::LOCALHOST, port)));
                }
                thread::sleep(Duration::from_millis(20));
            }
        });
        IdleConnections { wanted }
    }
}

impl Drop for IdleConnections {
    fn drop(&mut self) {
        self.wanted.store(false, Ordering::Relaxed);
    }
}
