//! What happens later, in order.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, VecDeque};

/// Timers, the earliest first; of the same moment, the one that was set first.
#[derive(Debug)]
pub struct Timers<T> {
    heap: BinaryHeap<Timer<T>>,
    /// Those that came in the order in which they are due, as timeouts of one length do: a heap would sort
    /// what is sorted.
    lane: VecDeque<Timer<T>>,
    set: u64,
}

#[derive(Debug)]
struct Timer<T> {
    at: f64,
    number: u64,
    what: T,
}

impl<T> Default for Timers<T> {
    fn default() -> Self {
        Timers { heap: BinaryHeap::new(), lane: VecDeque::new(), set: 0 }
    }
}

impl<T> Timers<T> {
    /// Sets a timer.
    pub fn set(&mut self, at: f64, what: T) {
        let timer = self.timer(at, what);
        self.heap.push(timer);
    }

    /// Sets a timer that is probably due after all that were set so before.
    pub fn set_in_order(&mut self, at: f64, what: T) {
        let timer = self.timer(at, what);
        if self.lane.back().is_none_or(|last| last.at <= at) {
            self.lane.push_back(timer);
        } else {
            self.heap.push(timer);
        }
    }

    /// When the next one is due; infinity if there is none.
    pub fn next_at(&self) -> f64 {
        let of = |timer: Option<&Timer<T>>| timer.map_or(f64::INFINITY, |timer| timer.at);
        of(self.lane.front()).min(of(self.heap.peek()))
    }

    /// Takes the next one.
    pub fn take(&mut self) -> Option<T> {
        // A greater timer is an earlier one; none is the least.
        let next = if self.lane.front() > self.heap.peek() { self.lane.pop_front() } else { self.heap.pop() };
        next.map(|timer| timer.what)
    }

    fn timer(&mut self, at: f64, what: T) -> Timer<T> {
        self.set += 1;
        Timer { at, number: self.set, what }
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
