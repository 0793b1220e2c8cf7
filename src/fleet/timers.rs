//! What happens later, in order.

use super::radix::RadixHeap;
use std::collections::VecDeque;

/// Timers, the earliest first; of the same moment, the one that was set first.
#[derive(Debug)]
pub struct Timers<T> {
    heap: RadixHeap<T>,
    /// Those that came in the order in which they are due, as timeouts of one length do: a heap would sort
    /// what is sorted.
    queue: VecDeque<Timer<T>>,
    set: u64,
}

/// When, and which of all that were set.
type Turn = (f64, u64);

#[derive(Debug)]
struct Timer<T> {
    turn: Turn,
    what: T,
}

const NEVER: Turn = (f64::INFINITY, u64::MAX);

impl<T> Default for Timers<T> {
    fn default() -> Self {
        Timers { heap: RadixHeap::default(), queue: VecDeque::new(), set: 0 }
    }
}

impl<T> Timers<T> {
    /// Sets a timer, which must not be due before one that was taken.
    pub fn set(&mut self, at: f64, what: T) {
        self.set += 1;
        self.heap.push(at, self.set, what);
    }

    /// Sets a timer that is probably due after all that were set so before.
    pub fn set_in_order(&mut self, at: f64, what: T) {
        if self.queue.back().is_none_or(|last| last.turn.0 <= at) {
            self.set += 1;
            self.queue.push_back(Timer { turn: (at, self.set), what });
        } else {
            self.set(at, what);
        }
    }

    /// When the next one is due; infinity if there is none.
    pub fn next_at(&self) -> f64 {
        self.first_queued().0.min(self.heap.next().0)
    }

    /// Takes the next one.
    pub fn take(&mut self) -> Option<T> {
        if self.first_queued() < self.heap.next() {
            self.queue.pop_front().map(|timer| timer.what)
        } else {
            self.heap.pop()
        }
    }

    fn first_queued(&self) -> Turn {
        self.queue.front().map_or(NEVER, |timer| timer.turn)
    }
}

#[cfg(test)]
mod tests {
    use super::Timers;

    #[test]
    fn the_earliest_first_and_then_the_first_set() {
        let mut timers = Timers::default();
        for (at, what) in [(3.0, 'f'), (1.0, 'a'), (2.0, 'b')] {
            timers.set(at, what);
        }
        for (at, what) in [(2.0, 'c'), (4.0, 'g'), (2.0, 'd')] {
            timers.set_in_order(at, what);
        }
        timers.set(2.0, 'e');
        assert_eq!(timers.next_at(), 1.0);
        assert_eq!(String::from_iter(std::iter::from_fn(|| timers.take())), "abcdefg");
        assert_eq!(timers.next_at(), f64::INFINITY);
    }
}
