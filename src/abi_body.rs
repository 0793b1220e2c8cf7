//! The exports of the small module that knows how bodies are continued: what an npm package downloads only for those who ask.
//!
//! Bytes and heads go in through one memory at `io`. What comes out is a step's code (see [`STEPS`]); its numbers are left in
//! eight places at `numbers`, until the next call:
//!
//! | place | after each step of a body |
//! |---|---|
//! | 0, 1, 2, 3 | of the step: READ bytes that are known, 1 if a token comes back · CLOSE nothing, 1 if a token comes back · ASK first byte of a range or -1, its last or -1, what to put into If-Range · REFUSE why ([`REFUSALS`]), and of what kind ([`DIFFERENCES`], [`NO_RANGES`]) |
//! | 4, 5 | bytes delivered, bytes read again |
//! | 6 | all that there is to deliver, or -1 |
//!
//! As in [`abi`](crate::abi), nothing is imported, nothing runs in the midst of an export, handles have a generation, and an
//! instance that was left by an exception is thrown away.

use crate::abi::slots::Slots;
use crate::core::body::head::{Answer, Head};
use crate::core::body::{Body, Input, Limits, Question, Refusal, Step};

/// What a body asks for next, in the order of their codes.
pub const STEPS: [&str; 9] = ["READ", "CLOSE", "AGAIN", "NEXT", "ASK", "USELESS", "REFUSE", "PASS", "JUDGE"];

/// What a body is told, in the order of their codes.
pub const INPUTS: [&str; 6] = ["FIRST", "BYTES", "END", "BROKEN", "QUESTION", "FURTHER"];

/// The flags of an answer: see [`Answer`].
pub const FLAGS: [&str; 4] = ["BARE", "SAME", "HELD", "OTHER"];

/// Why bodies are not continued, as their reports name it.
pub const REFUSALS: [&str; 6] =
    ["changed", "too-long", "fruitless", "expensive", "not-resumable", "out-of-turn"];

/// What of a representation is another: its tag, its length and so on, in the order of
/// [`Difference`](crate::core::body::Difference).
pub const DIFFERENCES: [&str; 5] = ["tag", "length", "type", "bytes", "range"];

/// Why there is no range to be had, in the order of [`NoRange`](crate::core::body::NoRange).
pub const NO_RANGES: [&str; 4] = ["unmarked", "coded", "ignored", "misfit"];

/// Longest piece of a body, or of a head, that goes in at once.
pub const ROOM: usize = 65_536;

/// All bodies.
pub struct Bodies {
    slots: Slots<Box<Body>>,
    /// What the last step left.
    pub numbers: [f64; 8],
}

impl Bodies {
    /// None.
    pub const fn new() -> Self {
        Bodies { slots: Slots::new(), numbers: [0.0; 8] }
    }

    /// Begins a body, and returns its handle. `key`: 128 random bits.
    pub fn open(&mut self, key: [u32; 4], reread: f64, fruitless: u32) -> f64 {
        let [a, b, c, d] = key.map(u64::from);
        self.slots.insert(Box::new(Body::new([a << 32 | b, c << 32 | d], Limits { reread, fruitless })))
    }

    /// Ends one.
    pub fn release(&mut self, body: f64) {
        self.slots.remove(body);
    }

    /// Takes an input of [`INPUTS`] with what belongs to it, and returns a step of [`STEPS`].
    pub fn advance(&mut self, body: f64, input: u32, bytes: &[u8], status: u32, flags: u32) -> u32 {
        let step = match self.slots.get(body) {
            None => Step::Refuse(Refusal::OutOfTurn),
            Some(body) => {
                // What is no head is read as none: once for both kinds of answers, to be in the module once.
                let head = if input == 1 { &[] } else { bytes };
                let answer = Answer {
                    status: status as u16,
                    head: Head::read(head),
                    bare: flags & 1 != 0,
                    same: flags & 2 != 0,
                    held: flags & 4 != 0,
                    other: flags & 8 != 0,
                };
                let step = body.advance(match input {
                    0 => Input::First(&answer),
                    1 => Input::Bytes(bytes),
                    2 => Input::End,
                    3 => Input::Broken,
                    4 => Input::Ask,
                    _ => Input::Further(&answer),
                });
                let [_, _, _, _, delivered, reread, total, _] = &mut self.numbers;
                *delivered = body.delivered();
                *reread = body.reread();
                *total = body.total().unwrap_or(-1.0);
                step
            }
        };
        self.tell(step)
    }

    fn tell(&mut self, step: Step) -> u32 {
        let [first, second, third, ..] = &mut self.numbers;
        match step {
            Step::Read { skip, earned } => {
                (*first, *second) = (skip.into(), f64::from(u8::from(earned)));
                0
            }
            Step::Close { earned } => {
                *second = f64::from(u8::from(earned));
                1
            }
            Step::Again => 2,
            Step::Next => 3,
            Step::Ask(question) => {
                (*first, *second, *third) = match question {
                    Question::Again => (-1.0, -1.0, 0.0),
                    Question::Range { first, last, validator } => {
                        (first, last.unwrap_or(-1.0), f64::from(validator as u8))
                    }
                };
                4
            }
            Step::Useless => 5,
            Step::Refuse(refusal) => {
                let (code, kind) = match refusal {
                    Refusal::Changed(what) => (0, what as u8),
                    Refusal::TooLong => (1, 0),
                    Refusal::Fruitless => (2, 0),
                    Refusal::Expensive(why) => (3, why as u8),
                    Refusal::NotResumable(why) => (4, why as u8),
                    Refusal::OutOfTurn => (5, 0),
                };
                (*first, *second) = (f64::from(code), kind.into());
                6
            }
            Step::Pass => 7,
            Step::Judge => 8,
        }
    }
}

impl Default for Bodies {
    fn default() -> Self {
        Bodies::new()
    }
}

/// The exports themselves, which only WebAssembly has.
#[cfg(all(target_arch = "wasm32", feature = "npm-body"))]
pub mod exports {
    use super::{Bodies, ROOM};
    use std::cell::UnsafeCell;

    struct State {
        bodies: Bodies,
        room: [u8; ROOM],
    }

    struct Only(UnsafeCell<State>);

    // SAFETY: there is one thread.
    unsafe impl Sync for Only {}

    static STATE: Only = Only(UnsafeCell::new(State { bodies: Bodies::new(), room: [0; ROOM] }));

    fn state() -> &'static mut State {
        // SAFETY: each export takes this borrow once and ends with it; see the rules of `abi`.
        unsafe { &mut *STATE.0.get() }
    }

    /// Where bytes and heads are written.
    #[unsafe(no_mangle)]
    pub extern "C" fn io() -> *mut u8 {
        state().room.as_mut_ptr()
    }

    /// Where the numbers of a step are.
    #[unsafe(no_mangle)]
    pub extern "C" fn numbers() -> *const f64 {
        state().bodies.numbers.as_ptr()
    }

    /// Begins a body, with 128 bits of the platform's entropy, how many bytes may be read again and how many breaks in a row may
    /// be fruitless.
    #[unsafe(no_mangle)]
    pub extern "C" fn open(a: u32, b: u32, c: u32, d: u32, reread: f64, fruitless: u32) -> f64 {
        state().bodies.open([a, b, c, d], reread, fruitless)
    }

    /// Ends one.
    #[unsafe(no_mangle)]
    pub extern "C" fn release(body: f64) {
        state().bodies.release(body);
    }

    /// Takes an input with the length of what was written, and of an answer its status and flags.
    #[unsafe(no_mangle)]
    pub extern "C" fn advance(body: f64, input: u32, length: u32, status: u32, flags: u32) -> u32 {
        let State { bodies, room } = state();
        let bytes = room.get(..length as usize).unwrap_or_default();
        bodies.advance(body, input, bytes, status, flags)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::body::{Difference, NoRange};

    const HEAD: &[u8] = b"3000\n\n\n\"a\"";

    fn step(code: u32) -> &'static str {
        STEPS[code as usize]
    }

    #[test]
    fn a_body_is_read_broken_and_continued_in_numbers() {
        let mut bodies = Bodies::new();
        let body = bodies.open([1, 2, 3, 4], 1e6, 3);
        let mut tell = |input: &str, bytes: &[u8], status| {
            let input = INPUTS.iter().position(|name| *name == input).unwrap() as u32;
            let code = bodies.advance(body, input, bytes, status, 7);
            (step(code), bodies.numbers)
        };
        assert_eq!(tell("FIRST", HEAD, 200), ("READ", [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 3000.0, 0.0]));
        assert_eq!(tell("BYTES", &[7; 2000], 0).1[4], 2000.0);
        assert_eq!(tell("BROKEN", &[], 0).0, "AGAIN");
        let (name, [first, last, validator, ..]) = tell("QUESTION", &[], 0);
        assert_eq!((name, first, last, validator), ("ASK", 976.0, -1.0, 1.0));
        assert_eq!(tell("FURTHER", b"\n\nbytes 976-2999/3000\n\"a\"", 206).0, "READ");
        let (name, [skip, earned, _, _, delivered, ..]) = tell("BYTES", &[7; 2024], 0);
        assert_eq!((name, skip, earned, delivered), ("READ", 1024.0, 0.0, 3000.0));
        let (name, [_, earned, ..]) = tell("END", &[], 0);
        assert_eq!((name, earned), ("CLOSE", 1.0));
    }

    #[test]
    fn refusals_have_their_codes() {
        let cases = [
            (Refusal::Changed(Difference::Gone), "changed", DIFFERENCES[4]),
            (Refusal::Changed(Difference::Kind), "changed", DIFFERENCES[2]),
            (Refusal::Changed(Difference::Tag), "changed", DIFFERENCES[0]),
            (Refusal::TooLong, "too-long", ""),
            (Refusal::Fruitless, "fruitless", ""),
            (Refusal::Expensive(NoRange::Misfit), "expensive", NO_RANGES[3]),
            (Refusal::NotResumable(NoRange::Coded), "not-resumable", NO_RANGES[1]),
            (Refusal::OutOfTurn, "out-of-turn", ""),
        ];
        for (refusal, reason, kind) in cases {
            let mut bodies = Bodies::new();
            assert_eq!(step(bodies.tell(Step::Refuse(refusal))), "REFUSE");
            let [code, which, ..] = bodies.numbers;
            assert_eq!(REFUSALS[code as usize], reason);
            let kinds: &[&str] = if reason == "changed" { &DIFFERENCES } else { &NO_RANGES };
            assert!(kind.is_empty() || kinds[which as usize] == kind, "{refusal:?}");
        }
    }

    #[test]
    fn a_handle_that_has_ended_is_refused() {
        let mut bodies = Bodies::new();
        let first = bodies.open([0; 4], 0.0, 0);
        bodies.release(first);
        let second = bodies.open([0; 4], 0.0, 0);
        assert_eq!(step(bodies.advance(first, 0, HEAD, 200, 7)), "REFUSE");
        assert_eq!(step(bodies.advance(f64::NAN, 0, HEAD, 200, 7)), "REFUSE");
        assert_eq!(step(bodies.advance(second, 0, HEAD, 200, 7)), "READ");
    }
}
