//! Memory for the modules that import nothing: one thread, few kinds of objects, and every byte of code is downloaded.
//!
//! A block's size is a power of two, and freed blocks of one size form a list. What is asked for comes off its list, or off the
//! end of memory, which only grows. So both directions cost a few instructions and nothing is ever searched. The price:
//! blocks are up to twice as large as needed, and are never joined or split, so each size keeps the memory of its busiest
//! moment. For calls and policies, all of them small, alike and short-lived, that is what any allocator would keep.

use std::alloc::{GlobalAlloc, Layout};
use std::cell::UnsafeCell;
use std::ptr::null_mut;

/// Blocks begin at multiples of this, and none is smaller.
const SMALLEST: usize = 16;
/// One list for each power of two that an address of 32 bits can count.
const SIZES: usize = 32;

/// Where new memory is found.
///
/// # Safety
/// What lies between the two pointers must be writable, used by nobody else, and there for as long as the ground is.
pub unsafe trait Ground {
    /// At least so many bytes: their beginning, at a multiple of 16, and their end. `None` if there are no more.
    fn more(&self, bytes: usize) -> Option<(*mut u8, *mut u8)>;
}

/// The allocator.
pub struct Sizes<G> {
    ground: G,
    free: UnsafeCell<Free>,
}

struct Free {
    /// The first free block of each size; a free block begins with the address of the next one.
    lists: [*mut u8; SIZES],
    /// Memory that was no block yet.
    top: *mut u8,
    end: *mut u8,
}

// SAFETY: WebAssembly without threads has one; the tests share no allocator.
unsafe impl<G> Sync for Sizes<G> {}

impl<G> Sizes<G> {
    /// An allocator that first uses up what lies between `top`, a multiple of 16, and `end`.
    ///
    /// # Safety
    /// As for [`Ground`], for what lies between these two.
    pub const unsafe fn new(ground: G, top: *mut u8, end: *mut u8) -> Self {
        Sizes { ground, free: UnsafeCell::new(Free { lists: [null_mut(); SIZES], top, end }) }
    }
}

// SAFETY: a block comes from the ground or off a list, and is on no list while it is lent. Blocks do not overlap, since each
// begins where the one before ended. All are at multiples of 16, which is checked to be enough.
unsafe impl<G: Ground> GlobalAlloc for Sizes<G> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: one thread, and nothing in here allocates.
        let free = unsafe { &mut *self.free.get() };
        let list = list_of(layout);
        let Some(first) = free.lists.get_mut(list).filter(|_| layout.align() <= SMALLEST) else {
            return null_mut();
        };
        let block = *first;
        if !block.is_null() {
            // SAFETY: it is free, so it begins with the next one's address.
            *first = unsafe { block.cast::<*mut u8>().read() };
            return block;
        }
        let size = 1 << list;
        if free.end.addr().wrapping_sub(free.top.addr()) < size {
            let Some((start, end)) = self.ground.more(size) else { return null_mut() };
            // What follows the last piece continues it.
            if start != free.end {
                free.top = start;
            }
            free.end = end;
        }
        let block = free.top;
        free.top = block.wrapping_add(size);
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as above.
        let free = unsafe { &mut *self.free.get() };
        if let Some(first) = free.lists.get_mut(list_of(layout)) {
            // SAFETY: it is given back, and no block is too small for an address.
            unsafe { block.cast::<*mut u8>().write(*first) };
            *first = block;
        }
    }
}

/// The exponent of the smallest power of two that holds it.
fn list_of(layout: Layout) -> usize {
    let largest = layout.size().max(SMALLEST).wrapping_sub(1);
    usize::BITS.wrapping_sub(largest.leading_zeros()) as usize
}

#[cfg(all(target_arch = "wasm32", not(feature = "bindings")))]
mod memory {
    use super::{Ground, Sizes};
    use core::arch::wasm32::memory_grow;

    const PAGE: usize = 1 << 16;

    /// The module's own memory.
    struct Memory;

    // SAFETY: fresh pages are nobody's, and stay.
    unsafe impl Ground for Memory {
        fn more(&self, bytes: usize) -> Option<(*mut u8, *mut u8)> {
            let pages = bytes.div_ceil(PAGE);
            let first = memory_grow::<0>(pages);
            (first != usize::MAX).then(|| {
                let start = first.wrapping_mul(PAGE);
                (start as *mut u8, start.wrapping_add(pages.wrapping_mul(PAGE)) as *mut u8)
            })
        }
    }

    unsafe extern "C" {
        // Where the linker has put what comes last, and where the memory ends that the module starts with.
        static __heap_base: u8;
        static __heap_end: u8;
    }

    // SAFETY: the linker leaves what lies between these to the program, and aligns the first to 16.
    #[global_allocator]
    static ALLOCATOR: Sizes<Memory> = unsafe {
        Sizes::new(Memory, (&raw const __heap_base).cast_mut(), (&raw const __heap_end).cast_mut())
    };
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::cell::Cell;

    /// Two pieces of memory that touch, then one apart.
    struct Field {
        bytes: Vec<u128>,
        taken: Cell<usize>,
    }

    const PIECES: [(usize, usize); 3] = [(0, 4096), (4096, 8192), (12_288, 65_536)];

    impl Field {
        fn new() -> Self {
            Field { bytes: vec![0; 65_536 / 16], taken: Cell::new(0) }
        }
    }

    // SAFETY: each piece is handed out once, and the vector lives as long as the field.
    unsafe impl Ground for Field {
        fn more(&self, bytes: usize) -> Option<(*mut u8, *mut u8)> {
            let (from, to) = *PIECES[self.taken.get()..].iter().find(|(from, to)| to - from >= bytes)?;
            self.taken.set(PIECES.iter().position(|piece| *piece == (from, to))? + 1);
            let start = self.bytes.as_ptr().cast_mut().cast::<u8>();
            Some((start.wrapping_add(from), start.wrapping_add(to)))
        }
    }

    fn fresh() -> Sizes<Field> {
        // SAFETY: there is nothing between these two.
        unsafe { Sizes::new(Field::new(), null_mut(), null_mut()) }
    }

    /// What is lent, with the byte that it is filled with.
    struct Lent {
        block: *mut u8,
        layout: Layout,
        mark: u8,
    }

    impl Lent {
        fn is_as_it_was(&self) -> bool {
            // SAFETY: it is lent to us, and filled.
            (0..self.layout.size()).all(|at| unsafe { self.block.add(at).read() } == self.mark)
        }
    }

    proptest! {
        #[test]
        fn blocks_are_aligned_and_nobody_elses(
            turns in prop::collection::vec((1_usize..3000, 0_u32..5, any::<prop::sample::Index>(), any::<bool>()), 1..200)
        ) {
            let sizes = fresh();
            let mut lent: Vec<Lent> = Vec::new();
            for (mark, (size, align, index, frees)) in turns.into_iter().enumerate() {
                if frees && !lent.is_empty() {
                    let gone = lent.swap_remove(index.index(lent.len()));
                    prop_assert!(gone.is_as_it_was());
                    // SAFETY: it was lent by this allocator, with this layout.
                    unsafe { sizes.dealloc(gone.block, gone.layout) };
                    continue;
                }
                let layout = Layout::from_size_align(size, 1 << align).unwrap();
                // SAFETY: its size is not zero.
                let block = unsafe { sizes.alloc(layout) };
                if block.is_null() {
                    continue;
                }
                prop_assert_eq!(block.addr() % layout.align(), 0);
                let mark = mark as u8;
                // SAFETY: so many bytes are ours.
                unsafe { block.write_bytes(mark, size) };
                lent.push(Lent { block, layout, mark });
            }
            prop_assert!(lent.iter().all(Lent::is_as_it_was));
        }
    }

    #[test]
    fn what_is_given_back_is_lent_again() {
        let sizes = fresh();
        let layout = Layout::from_size_align(100, 8).unwrap();
        // Far more than there is.
        for _ in 0..10_000 {
            // SAFETY: its size is not zero, and it is given back as it was lent.
            unsafe {
                let block = sizes.alloc(layout);
                assert!(!block.is_null());
                sizes.dealloc(block, layout);
            }
        }
        assert_eq!(sizes.ground.taken.get(), 1);
    }

    #[test]
    fn what_there_is_not_is_refused() {
        let sizes = fresh();
        for (size, align) in [(100_000, 8), (1 << 40, 8), (16, 32)] {
            // SAFETY: its size is not zero.
            assert!(unsafe { sizes.alloc(Layout::from_size_align(size, align).unwrap()) }.is_null());
        }
    }
}
