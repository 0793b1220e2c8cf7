//! A queue for what never comes before what was taken last: a radix heap (Ahuja, Mehlhorn, Orlin and Tarjan,
//! "Faster algorithms for the shortest path problem", 1990).
//!
//! A number lies in the list of the highest bit in which it differs from the number taken last, so all of a
//! list come before all of the next. When the lists before it are empty, a list is dealt out by its least
//! number. No comparisons of pairs: a binary heap's are coin tosses to the processor, and it loses half.

use std::collections::VecDeque;

/// What is due at some moment, the earliest first; of the same moment, the first that came.
#[derive(Debug)]
pub(super) struct RadixHeap<T> {
    /// Those due at `last`.
    due: VecDeque<Entry<T>>,
    lists: [Vec<Entry<T>>; 64],
    /// A bit for each list that is not empty.
    filled: u64,
    last: u64,
    next: (f64, u64),
}

#[derive(Debug)]
struct Entry<T> {
    at: f64,
    number: u64,
    what: T,
}

impl<T> Default for RadixHeap<T> {
    fn default() -> Self {
        RadixHeap {
            due: VecDeque::new(),
            lists: std::array::from_fn(|_| Vec::new()),
            filled: 0,
            last: 0,
            next: (f64::INFINITY, u64::MAX),
        }
    }
}

impl<T> RadixHeap<T> {
    /// `at` must be neither negative nor before what was taken; `number` is greater with each that comes.
    pub fn push(&mut self, at: f64, number: u64, what: T) {
        debug_assert!(at.to_bits() >= self.last, "{at} is over");
        self.next = if at < self.next.0 { (at, number) } else { self.next };
        self.put(Entry { at, number, what });
    }

    /// Moment and number of the first; infinite if there is none.
    pub fn next(&self) -> (f64, u64) {
        self.next
    }

    /// Takes the first.
    pub fn pop(&mut self) -> Option<T> {
        if self.due.is_empty() {
            self.deal();
        }
        let first = self.due.pop_front()?;
        self.next = self.first();
        Some(first.what)
    }

    // Positive numbers are in the order of their bits.
    fn put(&mut self, entry: Entry<T>) {
        match (entry.at.to_bits() ^ self.last).checked_ilog2() {
            None => self.due.push_back(entry),
            Some(bit) => {
                self.lists[bit as usize].push(entry);
                self.filled |= 1 << bit;
            }
        }
    }

    /// Deals out the first list.
    fn deal(&mut self) {
        let bit = self.filled.trailing_zeros();
        let Some(list) = self.lists.get_mut(bit as usize) else { return };
        let mut list = std::mem::take(list);
        self.filled ^= 1 << bit;
        self.last = self.next.0.to_bits();
        list.drain(..).for_each(|entry| self.put(entry));
        // Its room is used again.
        self.lists[bit as usize] = list;
    }

    fn first(&self) -> (f64, u64) {
        if let Some(entry) = self.due.front() {
            return (entry.at, entry.number);
        }
        let list = self.lists.get(self.filled.trailing_zeros() as usize).into_iter().flatten();
        let turns = list.map(|entry| (entry.at, entry.number));
        turns.fold((f64::INFINITY, u64::MAX), |least, turn| if turn.0 < least.0 { turn } else { least })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fleet::random::Random;

    #[test]
    fn in_the_order_of_time_and_then_of_coming() {
        let mut random = Random::new(5, 0);
        let mut heap = RadixHeap::default();
        let mut plain: Vec<(f64, u64)> = Vec::new();
        let mut now = 0.0;
        for number in 0..20_000 {
            // Some at once, some together, some far away.
            let wait = [0.0, 1.0, 1000.0 * random.unit(), 1e6 * random.unit()][random.below(4) as usize];
            heap.push(now + wait, number, number);
            plain.push((now + wait, number));
            if random.chance(0.5) {
                let first = *plain.iter().min_by(|a, b| a.partial_cmp(b).unwrap()).unwrap();
                assert_eq!(heap.next(), first);
                assert_eq!(heap.pop(), Some(first.1));
                plain.retain(|turn| *turn != first);
                now = first.0;
            }
        }
        plain.sort_by(|a, b| a.partial_cmp(b).unwrap());
        assert_eq!(
            std::iter::from_fn(|| heap.pop()).collect::<Vec<_>>(),
            plain.iter().map(|it| it.1).collect::<Vec<_>>()
        );
        assert_eq!((heap.next().0, heap.pop()), (f64::INFINITY, None));
    }
}
