//! Many runs on all cores, with a word on how far they are.

use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What each of `count` numbers comes to, in their order.
pub fn run<T: Send>(what: &str, count: usize, job: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return;
            }
            let result = job(number);
            let mut done = done.lock().expect("no job panics while it holds this");
            done.push((number, result));
            eprint!("\r{what}: {} of {count} ", done.len());
            // Progress is a courtesy; a closed pipe must not end the runs.
            let _ = std::io::stderr().flush();
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    eprintln!();
    let mut done = done.into_inner().expect("all jobs are done");
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, result)| result).collect()
}
