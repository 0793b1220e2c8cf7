//! Randomness from the operating system.

use holdfast_fetch::core::random::SplitMix64;
use holdfast_fetch::core::uuid;

/// Spreads waits. Every client has a seed of its own: those with the same one would all come back at once.
pub fn generator() -> Result<SplitMix64, getrandom::Error> {
    Ok(SplitMix64::new(getrandom::u64()?))
}

/// An idempotency key. Not from the generator: nobody may guess it.
pub fn key() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(uuid::v4(bytes))
}
