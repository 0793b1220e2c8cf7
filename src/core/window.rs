//! A sliding window of counts.

const BUCKETS: usize = 10;

/// Counts of the last `length` milliseconds.
#[derive(Clone, Debug)]
pub struct Window {
    step: f64,
    newest: f64,
    buckets: [[u32; 3]; BUCKETS],
}

impl Window {
    /// An empty window.
    pub fn new(length: f64) -> Self {
        Window { step: length / BUCKETS as f64, newest: 0.0, buckets: [[0; 3]; BUCKETS] }
    }

    /// Adds.
    pub fn add(&mut self, now: f64, counts: [u32; 3]) {
        self.turn(now);
        if let Some(bucket) = self.buckets.first_mut() {
            for (sum, count) in bucket.iter_mut().zip(counts) {
                *sum = sum.saturating_add(count);
            }
        }
    }

    /// Sums.
    pub fn totals(&mut self, now: f64) -> [u32; 3] {
        self.turn(now);
        let mut totals = [0u32; 3];
        for bucket in &self.buckets {
            for (sum, count) in totals.iter_mut().zip(bucket) {
                *sum = sum.saturating_add(*count);
            }
        }
        totals
    }

    /// Forgets.
    pub fn clear(&mut self) {
        self.buckets = [[0; 3]; BUCKETS];
    }

    fn turn(&mut self, now: f64) {
        let current = (now / self.step).floor();
        let mut turns = current - self.newest;
        while turns > 0.0 {
            self.buckets.rotate_right(1);
            if let Some(first) = self.buckets.first_mut() {
                *first = [0; 3];
            }
            turns = (turns - 1.0).min(BUCKETS as f64);
        }
        self.newest = self.newest.max(current);
    }
}
