//! What a caller may ask for, checked and complete: numbers.
//!
//! A policy is made by [`Policy::read`] from a [`Value`], or by naming a [preset](crate::core::preset). Its numbers are
//! [`Cells`], which it can be used as: `policy.deadline`. Durations are milliseconds; `f64::INFINITY` stands for "no limit".

pub mod cells;
pub mod choices;
pub mod explain;
mod key;
pub mod presets;
pub mod reader;
pub mod statuses;
pub mod table;
mod texts;

use super::error::PolicyError;
use super::value::Value;
use cells::{CELLS, Cell, Cells, Pace, Spread, TIER_CELLS, Tier};
pub use key::KeySource;
use std::ops::{Deref, DerefMut};

/// Everything that decides how one logical call goes.
#[derive(Clone, Debug)]
pub struct Policy {
    cells: Cells,
    /// The numbers that they were made of, and the lists behind them.
    block: Box<[f64]>,
    /// What was written, as it was written: the policy as data.
    #[cfg(feature = "serde")]
    pub written: Value,
}

impl Policy {
    /// Reads and checks a policy: a preset's name, or a map of options.
    ///
    /// # Errors
    /// The first field that is unknown, out of range, or contradicts another one that was written.
    pub fn read(value: Value) -> Result<Policy, Box<PolicyError>> {
        let written = match value {
            Value::Text(_) => Value::Map(vec![("preset".into(), value)]),
            _ => value,
        };
        let policy = Policy::from_block(&reader::read(&written, table::Group::Policy)?);
        Ok(Policy {
            #[cfg(feature = "serde")]
            written,
            ..policy
        })
    }

    /// Reads and checks the options of a circuit breaker that several policies share: a policy of which only the breaker
    /// counts. Refusals name its fields as they do those of a policy's own breaker.
    ///
    /// # Errors
    /// The first field that is unknown, out of range, or contradicts another one.
    pub fn read_breaker(options: Value) -> Result<Policy, Box<PolicyError>> {
        let whole = Value::Map(vec![("breaker".into(), options)]);
        Ok(Policy::from_block(&reader::read(&whole, table::Group::SharedBreaker)?))
    }

    /// The policy of a block: cells, then lists. It is trusted to mean something, but not to be whole: what it has not is 0,
    /// and no length is believed.
    pub fn from_block(block: &[f64]) -> Policy {
        Policy::new(Cells::of(block), block.into())
    }

    /// The same, of a block whose first numbers are these cells.
    pub fn new(cells: Cells, block: Box<[f64]>) -> Policy {
        Policy {
            cells,
            block,
            #[cfg(feature = "serde")]
            written: Value::Map(Vec::new()),
        }
    }

    /// A series of retries, counted from 0; the first is the policy's own.
    pub fn tier(&self, index: u32) -> Option<Tier> {
        let Some(later) = index.checked_sub(1) else { return Some(self.first) };
        if f64::from(later) >= self.later_count {
            return None;
        }
        let place = self.later + f64::from(later) * TIER_CELLS as f64;
        let [retries, kind, base, factor, step, cap, list, jitter, a, b] =
            *self.behind(place).first_chunk()?;
        Some(Tier {
            retries,
            pace: Pace { kind, base, factor, step, cap, list },
            jitter: Spread { kind: jitter, a, b },
        })
    }

    /// All series of retries, one after the other.
    pub fn tiers(&self) -> impl Iterator<Item = Tier> {
        (0..).map_while(|index| self.tier(index))
    }

    /// The greatest number of requests of one call.
    pub fn most_requests(&self) -> u32 {
        self.tiers().fold(1, |sum, tier| sum.saturating_add(tier.retries as u32))
    }

    /// The capped wait before a retry, counted from 1; 0 if the caller's function computes it.
    pub fn wait(&self, pace: &Pace, retry: u32) -> f64 {
        pace.wait(self.list(pace.list), retry)
    }

    /// How much of the deadline is kept for a fallback, which is there for calls that ran out of time: a tenth of it, a second at most.
    pub fn reserve(&self) -> f64 {
        if self.fallback.on > 0.0 { (self.deadline * 0.1).min(1000.0) } else { 0.0 }
    }

    /// The list at a place: there, its length comes first.
    fn list(&self, place: f64) -> &[f64] {
        let Some((length, members)) = self.behind(place).split_first() else { return &[] };
        members.get(..*length as usize).unwrap_or_default()
    }

    /// What lies at a place of the block, and after it; nothing at the first, which stands for no place.
    fn behind(&self, place: f64) -> &[f64] {
        let place = place as usize;
        if place == 0 { &[] } else { self.block.get(place..).unwrap_or_default() }
    }
}

impl Deref for Policy {
    type Target = Cells;

    fn deref(&self) -> &Cells {
        &self.cells
    }
}

impl DerefMut for Policy {
    fn deref_mut(&mut self) -> &mut Cells {
        &mut self.cells
    }
}

/// The same numbers, and the same written.
impl PartialEq for Policy {
    fn eq(&self, other: &Self) -> bool {
        #[cfg(feature = "serde")]
        if self.written != other.written {
            return false;
        }
        // What lies before the lists are the cells as they were at first.
        self.cells == other.cells && self.block.get(CELLS..) == other.block.get(CELLS..)
    }
}

/// A policy without lists.
impl From<Cells> for Policy {
    fn from(cells: Cells) -> Self {
        Policy::new(cells, Box::new([]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell;

    #[test]
    fn tiers_and_lists_lie_behind_the_cells() {
        let mut block = vec![0.0; CELLS];
        let place = CELLS as f64;
        block[cell!(Cells, first.retries)] = 2.0;
        block[cell!(Cells, first.pace.kind)] = 4.0;
        block[cell!(Cells, first.pace.list)] = place + 20.0;
        block[cell!(Cells, later)] = place;
        block[cell!(Cells, later_count)] = 2.0;
        for retries in [3.0, 4.0] {
            block.push(retries);
            block.extend([0.0; TIER_CELLS - 1]);
        }
        block.extend([2.0, 100.0, 250.0]);
        let policy = Policy::from_block(&block);
        assert_eq!(policy.tiers().map(|tier| tier.retries).collect::<Vec<_>>(), [2.0, 3.0, 4.0]);
        assert_eq!(policy.list(policy.first.pace.list), [100.0, 250.0]);
        assert_eq!(policy.most_requests(), 10);
    }

    #[test]
    fn a_block_that_is_broken_is_some_policy() {
        for number in [f64::NAN, f64::INFINITY, -1.0, 1e300, 40.0] {
            for length in [0, 1, 20, CELLS, CELLS + 9] {
                let policy = Policy::from_block(&vec![number; length]);
                assert!(policy.tiers().take(100).count() <= 100);
                for place in [number, 0.0, CELLS as f64, CELLS as f64 + 8.0] {
                    policy.list(place);
                    policy.text(place);
                }
            }
        }
    }
}
