//! What happened lately, as counts.
//!
//! A window that starts anew every so often forgets at that moment how bad it was a moment ago; one
//! that keeps every call grows with the traffic. Ten buckets, of which the oldest is dropped when a
//! new one begins, forget a little at a time and take the same memory for one call or a million.

use crate::core::backoff::bounded;

const BUCKETS: usize = 10;

/// The counts of each bucket, as numbers.
pub type Counts = [[f64; 3]; BUCKETS];

/// The place of the last one.
const LAST: u32 = BUCKETS as u32 - 1;

/// Three counts over a sliding window of time. What the three are is the user's affair.
///
/// A count is kept for at least nine tenths of the window, and for less than all of it. While a clock
/// that was set back catches up, by up to a window, nothing gets older; set back further, time goes
/// on from there. So nothing is forgotten too soon, and nothing is kept for ever.
#[derive(Debug)]
pub struct Window {
    /// In a circle.
    buckets: [[u32; 3]; BUCKETS],
    /// The place of the newest.
    place: u32,
    /// The length of a bucket.
    width: f64,
    /// The number of the newest bucket, counted in widths from the clock's zero.
    newest: f64,
}

impl Window {
    /// An empty window over the last `length` milliseconds. No length below 10 ms is kept.
    pub fn new(length: f64) -> Self {
        let width = (length / BUCKETS as f64).max(1.0);
        Window { buckets: [[0; 3]; BUCKETS], place: 0, width, newest: 0.0 }
    }

    /// Counts what happened at `now`, a clock's milliseconds.
    pub fn add(&mut self, now: f64, counts: [u32; 3]) {
        self.slide(now);
        if let Some(newest) = self.buckets.get_mut(self.place as usize) {
            add(newest, &counts);
        }
    }

    /// The sums over the window that ends at `now`.
    pub fn totals(&mut self, now: f64) -> [u32; 3] {
        self.slide(now);
        let mut totals = [0; 3];
        for bucket in &self.buckets {
            add(&mut totals, bucket);
        }
        totals
    }

    /// Writes the counts of each bucket, the newest first, and returns the milliseconds since that one began.
    pub fn write(&mut self, now: f64, counts: &mut Counts) -> f64 {
        self.slide(now);
        let (newer, older) = counts.split_at_mut(BUCKETS.saturating_sub(self.place as usize));
        for (part, bucket) in older.iter_mut().chain(newer).zip(&self.buckets) {
            *part = bucket.map(f64::from);
        }
        bounded(now - self.newest * self.width, f64::INFINITY)
    }

    /// Becomes one whose newest bucket began at 0, with counts as they were written.
    pub fn read(&mut self, counts: &Counts) {
        (self.place, self.newest) = (0, 0.0);
        for (bucket, part) in self.buckets.iter_mut().zip(counts) {
            *bucket = part.map(|count| count as u32);
        }
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.buckets = [[0; 3]; BUCKETS];
    }

    fn slide(&mut self, now: f64) {
        let bucket = (now / self.width).floor();
        let steps = bucket - self.newest;
        // False for NaN as well.
        if !(steps > 0.0 || steps < -(BUCKETS as f64)) {
            return;
        }
        self.newest = bucket;
        // The cast saturates: a clock that was set back drops nothing.
        for _ in 0..BUCKETS.min(steps as usize) {
            self.place = self.place.checked_sub(1).unwrap_or(LAST);
            if let Some(oldest) = self.buckets.get_mut(self.place as usize) {
                *oldest = [0; 3];
            }
        }
    }
}

fn add(sums: &mut [u32; 3], counts: &[u32; 3]) {
    for (sum, count) in sums.iter_mut().zip(counts) {
        *sum = sum.saturating_add(*count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_fall_out_one_bucket_at_a_time() {
        let mut window = Window::new(1000.0);
        window.add(0.0, [1, 0, 0]);
        window.add(99.0, [1, 1, 0]);
        window.add(100.0, [1, 1, 1]);
        assert_eq!(window.totals(999.0), [3, 2, 1]);
        assert_eq!(window.totals(1000.0), [1, 1, 1]);
        assert_eq!(window.totals(1100.0), [0, 0, 0]);
    }

    #[test]
    fn a_long_silence_forgets_all() {
        let mut window = Window::new(1000.0);
        window.add(0.0, [7, 7, 7]);
        assert_eq!(window.totals(1e15), [0, 0, 0]);
    }

    #[test]
    fn a_clock_that_trembles_at_the_edge_of_a_bucket_ages_nothing() {
        let mut window = Window::new(1000.0);
        window.add(0.0, [1, 0, 0]);
        for _ in 0..100 {
            assert_eq!(window.totals(100.1), [1, 0, 0]);
            assert_eq!(window.totals(99.9), [1, 0, 0]);
        }
    }

    #[test]
    fn a_clock_set_back_by_years_loses_nothing_and_goes_on_from_there() {
        let mut window = Window::new(1000.0);
        window.add(1e12, [1, 0, 0]);
        window.add(50.0, [1, 0, 0]);
        assert_eq!(window.totals(950.0), [2, 0, 0]);
        assert_eq!(window.totals(1050.0), [0, 0, 0]);
    }

    #[test]
    fn a_broken_clock_does_not_stay() {
        let mut window = Window::new(1000.0);
        window.add(50.0, [1, 0, 0]);
        assert_eq!(window.totals(f64::NAN), [1, 0, 0]);
        assert_eq!(window.totals(f64::INFINITY), [0, 0, 0]);
        window.add(50.0, [1, 0, 0]);
        assert_eq!(window.totals(900.0), [1, 0, 0]);
        assert_eq!(window.totals(1000.0), [0, 0, 0]);
    }

    #[test]
    fn a_window_without_length_is_a_short_one() {
        for length in [0.0, -5.0, f64::NAN] {
            let mut window = Window::new(length);
            window.add(0.0, [1, 0, 0]);
            assert_eq!(window.totals(9.0), [1, 0, 0]);
            assert_eq!(window.totals(10.0), [0, 0, 0]);
        }
    }

    #[test]
    fn a_window_without_end_keeps_all() {
        let mut window = Window::new(f64::INFINITY);
        window.add(0.0, [1, 0, 0]);
        assert_eq!(window.totals(1e15), [1, 0, 0]);
    }

    #[test]
    fn what_is_restored_grows_old_as_it_would_have() {
        for length in [1000.0, f64::INFINITY] {
            let mut window = Window::new(length);
            for now in [0.0, 120.0, 130.0, 250.0] {
                window.add(now, [1, 0, 1]);
            }
            let mut counts = Counts::default();
            let age = window.write(260.0, &mut counts);
            let mut restored = Window::new(length);
            restored.add(5000.0, [9, 9, 9]);
            restored.read(&counts);
            for later in [0.0, 700.0, 739.0, 740.0, 840.0, 940.0] {
                assert_eq!(restored.totals(age + later), window.totals(260.0 + later), "{length} {later}");
            }
        }
    }

    #[test]
    fn sums_too_large_to_hold_stay_large() {
        let mut window = Window::new(1000.0);
        window.read(&[[9e15, 4e9, 0.0]; BUCKETS]);
        window.add(0.0, [1, 1, 1]);
        assert_eq!(window.totals(0.0), [u32::MAX, u32::MAX, 1]);
    }

    #[test]
    fn what_is_cleared_is_gone_at_once() {
        let mut window = Window::new(1000.0);
        window.add(0.0, [1, 1, 1]);
        window.clear();
        window.add(100.0, [1, 0, 0]);
        assert_eq!(window.totals(1050.0), [1, 0, 0]);
    }
}
