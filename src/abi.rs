//! The npm core's exports: numbers in, numbers out, nothing imported.

use std::cell::UnsafeCell;

use crate::core::retry_after;

const ROOM: usize = 8192;

/// Where text is handed over. WebAssembly has one thread.
struct Text(UnsafeCell<[u8; ROOM]>);
// SAFETY: one thread.
unsafe impl Sync for Text {}
static TEXT: Text = Text(UnsafeCell::new([0; ROOM]));

/// The address at which the shell writes text, 8192 bytes.
#[unsafe(no_mangle)]
pub extern "C" fn text() -> *mut u8 {
    TEXT.0.get().cast()
}

/// The wait in milliseconds that a `Retry-After` asks for, or NaN.
#[unsafe(no_mangle)]
pub extern "C" fn retryAfter(length: usize, now: f64) -> f64 {
    // SAFETY: one thread, and nothing writes here while this runs.
    let text = unsafe { &*TEXT.0.get() };
    let text = text.get(..length).and_then(|text| std::str::from_utf8(text).ok());
    text.and_then(|text| retry_after::parse(text, now)).unwrap_or(f64::NAN)
}
