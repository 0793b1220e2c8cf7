//! What happens later, in order.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Timers, the earliest first; of the same moment, the one that was set first.
#[derive(Debug)]
pub struct Timers<T> {
    heap: BinaryHeap<Timer<T>>,
    set: u64,
}

#[derive(Debug)]
struct Timer<T> {
    at: f64,
    number: u64,
    what: T,
}

impl<T> Timers<T> {
    /// No timers.
    pub fn new() -> Self {
        Timers { heap: BinaryHeap::new(), set: 0 }
    }

    /// Sets a timer.
    pub fn set(&mut self, at: f64, what: T) {
        self.heap.push(Timer { at, number: self.set, what });
        self.set += 1;
    }

    /// When the next one is due; infinity if there is none.
    pub fn next_at(&self) -> f64 {
        self.heap.peek().map_or(f64::INFINITY, |timer| timer.at)
    }

    /// Takes the next one.
    pub fn take(&mut self) -> Option<T> {
        self.heap.pop().map(|timer| timer.what)
    }
}

impl<T> Ord for Timer<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        other.at.total_cmp(&self.at).then(other.number.cmp(&self.number))
    }
}

impl<T> PartialOrd for Timer<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> PartialEq for Timer<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<T> Eq for Timer<T> {}

#[cfg(test)]
mod tests {
    use super::Timers;

    #[test]
    fn the_earliest_first_and_then_the_first_set() {
        let mut timers = Timers::new();
        for (at, what) in [(3.0, 'd'), (1.0, 'a'), (2.0, 'b'), (2.0, 'c')] {
            timers.set(at, what);
        }
        assert_eq!(timers.next_at(), 1.0);
        assert_eq!(String::from_iter(std::iter::from_fn(|| timers.take())), "abcd");
        assert_eq!(timers.next_at(), f64::INFINITY);
    }
}
