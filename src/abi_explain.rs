//! The exports of the small module that explains policies: an npm package downloads it only with the class that asks for it.
//!
//! A policy goes in as a block of numbers, written at `block`, texts included. What comes out lies at an
//! address until the next call. As in [`abi`](crate::abi), nothing is imported, and nothing runs in the midst of an export.

use crate::core::explain;
use crate::core::policy::Policy;

/// What the module holds between two calls.
pub struct Explainer {
    /// A policy's numbers.
    pub block: Vec<f64>,
    /// Random numbers in [0, 1), or the waits that were drawn with them.
    pub numbers: Vec<f64>,
    /// What was said last, in UTF-8.
    pub text: String,
}

impl Explainer {
    /// Before anything.
    pub const fn new() -> Self {
        Explainer { block: Vec::new(), numbers: Vec::new(), text: String::new() }
    }

    /// Puts the policy into plain words.
    pub fn explain(&mut self) {
        self.text = explain::explain(&Policy::from_block(&self.block));
    }

    /// Draws the waits of a call whose every attempt fails without a hint, with the random numbers in turn.
    pub fn delays(&mut self) {
        let mut given = std::mem::take(&mut self.numbers).into_iter();
        let policy = Policy::from_block(&self.block);
        self.numbers = explain::draw_waits(&policy, &mut || given.next().unwrap_or_default());
    }
}

impl Default for Explainer {
    fn default() -> Self {
        Explainer::new()
    }
}

/// The exports themselves, which only WebAssembly has.
#[cfg(target_arch = "wasm32")]
pub mod exports {
    use super::Explainer;
    use std::cell::UnsafeCell;

    struct Only(UnsafeCell<Explainer>);

    // SAFETY: there is one thread.
    unsafe impl Sync for Only {}

    static STATE: Only = Only(UnsafeCell::new(Explainer::new()));

    fn state() -> &'static mut Explainer {
        // SAFETY: each export takes this borrow once and ends with it; see the rules of `abi`.
        unsafe { &mut *STATE.0.get() }
    }

    fn room(list: &mut Vec<f64>, length: usize) -> *mut f64 {
        list.clear();
        list.resize(length, 0.0);
        list.as_mut_ptr()
    }

    /// Makes room for a block of so many numbers, and says where.
    #[unsafe(no_mangle)]
    pub extern "C" fn block(length: usize) -> *mut f64 {
        room(&mut state().block, length)
    }

    /// Makes room for so many random numbers, and says where.
    #[unsafe(no_mangle)]
    pub extern "C" fn numbers(length: usize) -> *mut f64 {
        room(&mut state().numbers, length)
    }

    /// Puts the policy into words, and returns their length in bytes.
    #[unsafe(no_mangle)]
    pub extern "C" fn explain() -> usize {
        state().explain();
        state().text.len()
    }

    /// Where these words are.
    #[unsafe(no_mangle)]
    pub extern "C" fn words() -> *const u8 {
        state().text.as_ptr()
    }

    /// Draws waits, and returns how many there are.
    #[unsafe(no_mangle)]
    pub extern "C" fn delays() -> usize {
        state().delays();
        state().numbers.len()
    }

    /// Where these waits are.
    #[unsafe(no_mangle)]
    pub extern "C" fn waits() -> *const f64 {
        state().numbers.as_ptr()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell;
    use crate::core::policy::cells::CELLS;

    #[test]
    fn a_block_is_put_into_words_and_its_waits_are_drawn() {
        let mut block = vec![0.0; CELLS];
        block[cell!(Cells, first.retries)] = 2.0;
        block[cell!(Cells, first.pace.base)] = 1000.0;
        block[cell!(Cells, first.pace.factor)] = 2.0;
        block[cell!(Cells, first.pace.cap)] = 60_000.0;
        block[cell!(Cells, first.jitter.kind)] = 1.0;
        block[cell!(Cells, network_errors)] = 1.0;
        block[cell!(Cells, deadline)] = f64::INFINITY;
        block[cell!(Cells, attempt_timeout)] = f64::INFINITY;
        let mut explainer = Explainer { block, numbers: vec![0.5, 0.25], text: String::new() };
        explainer.explain();
        assert!(explainer.text.starts_with("Retries after network errors."), "{}", explainer.text);
        explainer.delays();
        assert_eq!(explainer.numbers, [500.0, 500.0]);
    }
}
