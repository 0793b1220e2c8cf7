//! Spreads one seed into many numbers.
//!
//! The seed comes from outside: a generator with a seed of its own would give every client in the
//! world the same "random" waits, which is the very thing jitter exists to prevent.

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
#[derive(Clone, Debug)]
pub struct SplitMix64(u64);

impl SplitMix64 {
    /// A generator that repeats itself exactly for the same seed.
    pub const fn new(seed: u64) -> Self {
        SplitMix64(seed)
    }

    /// A number in [0, 1), of 53 random bits.
    pub fn next_f64(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^= bits >> 31;
        (bits >> 11) as f64 / (1u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::SplitMix64;

    #[test]
    fn numbers_fill_the_unit_interval_evenly() {
        let mut random = SplitMix64::new(7);
        let mut tenths = [0u32; 10];
        for _ in 0..100_000 {
            let number = random.next_f64();
            assert!((0.0..1.0).contains(&number));
            tenths[(number * 10.0) as usize] += 1;
        }
        // Six standard deviations of a binomial(100000, 0.1).
        assert!(tenths.iter().all(|count| count.abs_diff(10_000) < 570), "{tenths:?}");
    }

    #[test]
    fn seeds_differ() {
        assert_ne!(SplitMix64::new(1).next_f64(), SplitMix64::new(2).next_f64());
    }
}
