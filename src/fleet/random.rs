//! Random numbers that are the same on every platform.
//!
//! Only comparisons and the four operations: `ln` and `cos` may differ in the last bit between a
//! native build and a browser's, and one bit is enough to make another run of it.

use crate::core::random::SplitMix64;

/// A seeded source of numbers.
#[derive(Clone, Debug)]
pub struct Random(SplitMix64);

impl Random {
    /// The source number `stream` of `seed`: streams of one seed have nothing in common.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut spread = SplitMix64::new(seed ^ stream.wrapping_mul(0xd1b5_4a32_d192_ed03));
        let bits = spread.next_f64().to_bits();
        Random(SplitMix64::new(bits ^ seed.rotate_left(32) ^ stream))
    }

    /// In [0, 1).
    pub fn unit(&mut self) -> f64 {
        self.0.next_f64()
    }

    /// In [0, `below`).
    pub fn below(&mut self, below: u32) -> u32 {
        (self.unit() * f64::from(below)) as u32
    }

    /// True this often.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Exponentially distributed, with a mean of 1: by von Neumann's comparisons ("Various techniques
    /// used in connection with random digits", 1951).
    pub fn exponential(&mut self) -> f64 {
        let mut whole = 0.0;
        loop {
            let first = self.unit();
            let mut last = first;
            let mut odd = true;
            loop {
                let next = self.unit();
                if next > last {
                    break;
                }
                last = next;
                odd = !odd;
            }
            if odd {
                return whole + first;
            }
            whole += 1.0;
        }
    }

    /// About normally distributed, with mean 0 and deviation 1: the sum of twelve even numbers. No
    /// value is beyond 6.
    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean and variance of many draws.
    fn moments(mut draw: impl FnMut() -> f64) -> (f64, f64) {
        let draws: Vec<f64> = (0..200_000).map(|_| draw()).collect();
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        let variance = draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / draws.len() as f64;
        (mean, variance)
    }

    #[test]
    fn exponential_numbers() {
        let mut random = Random::new(1, 0);
        let (mean, variance) = moments(|| random.exponential());
        assert!((mean - 1.0).abs() < 0.01 && (variance - 1.0).abs() < 0.03, "{mean} {variance}");
        let tail = (0..200_000).filter(|_| random.exponential() > 3.0).count() as f64 / 200_000.0;
        assert!((tail - 0.0498).abs() < 0.003, "e^-3 = 0.0498, got {tail}");
    }

    #[test]
    fn normal_numbers() {
        let mut random = Random::new(2, 0);
        let (mean, variance) = moments(|| random.normal());
        assert!(mean.abs() < 0.01 && (variance - 1.0).abs() < 0.02, "{mean} {variance}");
    }

    #[test]
    fn streams_and_seeds_differ() {
        let mut firsts: Vec<u64> = Vec::new();
        for (seed, stream) in [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (u64::MAX, 0)] {
            firsts.push(Random::new(seed, stream).unit().to_bits());
        }
        firsts.sort_unstable();
        firsts.dedup();
        assert_eq!(firsts.len(), 6);
    }
}
