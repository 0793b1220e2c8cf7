//! What happened lately, as counts.
//!
//! A window that starts anew every so often forgets at that moment how bad it was a moment ago; one
//! that keeps every call grows with the traffic. Ten buckets, of which the oldest is dropped when a
//! new one begins, forget a little at a time and take the same memory for one call or a million.

const BUCKETS: usize = 10;

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
        *sum = sum.wrapping_add(*count);
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
    fn what_is_cleared_is_gone_at_once() {
        let mut window = Window::new(1000.0);
        window.add(0.0, [1, 1, 1]);
        window.clear();
        window.add(100.0, [1, 0, 0]);
        assert_eq!(window.totals(1050.0), [1, 0, 0]);
    }
}
