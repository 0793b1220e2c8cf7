//! The exports of the module that tells of a policy: numbers in, numbers out, nothing imported.

use std::cell::UnsafeCell;

use crate::core::{explain, preset};

const ROOM: usize = 1024;

/// Where numbers are handed over. WebAssembly has one thread.
struct Numbers(UnsafeCell<[f64; ROOM]>);
// SAFETY: one thread.
unsafe impl Sync for Numbers {}
static IO: Numbers = Numbers(UnsafeCell::new([0.0; ROOM]));

/// The address of the numbers.
#[unsafe(no_mangle)]
pub extern "C" fn io() -> *mut f64 {
    IO.0.get().cast()
}

/// Leaves the longest waits of the default policy, and says how many these are.
#[unsafe(no_mangle)]
pub extern "C" fn delays() -> usize {
    let waits = explain::longest_waits(&preset::standard());
    // SAFETY: one thread, and nothing else is reading.
    let numbers = unsafe { &mut *IO.0.get() };
    numbers.iter_mut().zip(&waits).for_each(|(number, wait)| *number = *wait);
    waits.len()
}
