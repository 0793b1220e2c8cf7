//! What lies in a block: numbers, and sets, lists and texts of them.

use super::cells::{STATUSES_A_CELL, Set};
use crate::core::status::StatusRange;

const _: () = assert!(size_of::<Set>() / 8 * STATUSES_A_CELL as usize == 500);

/// Cells, and behind them lists: each a length, then its members.
pub(super) struct Block<'a>(&'a [f64]);

impl<'a> Block<'a> {
    pub(super) fn new(numbers: &'a [f64]) -> Self {
        Block(numbers)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn number(&self, cell: usize) -> f64 {
        self.0.get(cell).copied().unwrap_or(0.0)
    }

    pub(super) fn whole(&self, cell: usize) -> u32 {
        self.number(cell) as u32
    }

    pub(super) fn is_on(&self, cell: usize) -> bool {
        self.number(cell) > 0.0
    }

    /// The list whose place is in `cell`.
    pub(super) fn list(&self, cell: usize) -> &[f64] {
        let place = self.whole(cell) as usize;
        if place == 0 {
            return &[];
        }
        let start = place.saturating_add(1);
        let end = start.saturating_add(self.whole(place) as usize);
        self.0.get(start..end).unwrap_or(&[])
    }

    /// The text whose place is in `cell`.
    pub(super) fn text(&self, cell: usize) -> String {
        let mut text = String::new();
        for character in char::decode_utf16(self.list(cell).iter().map(|unit| *unit as u16)) {
            text.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        text
    }

    /// The statuses of the set that begins at `cell`, in their order.
    pub(super) fn statuses(&self, cell: usize) -> Vec<u16> {
        let mut statuses = Vec::new();
        for status in 100..600 {
            if self.contains(cell, status) {
                statuses.push(status);
            }
        }
        statuses
    }

    pub(super) fn contains(&self, cell: usize, status: u16) -> bool {
        let place = status.saturating_sub(100);
        let bits = self.number(cell.saturating_add(usize::from(place / STATUSES_A_CELL))) as u64;
        bits >> (place % STATUSES_A_CELL) & 1 > 0
    }

    /// The same as ranges: whole classes first, then single statuses.
    pub(super) fn ranges(&self, cell: usize) -> Vec<StatusRange> {
        let mut ranges = Vec::new();
        let mut singles = Vec::new();
        for digit in 1..6 {
            let class = StatusRange::class(digit);
            let before = singles.len();
            for status in class.first..=class.last {
                if self.contains(cell, status) {
                    singles.push(StatusRange::one(status));
                }
            }
            if singles.len().saturating_sub(before) == 100 {
                singles.truncate(before);
                ranges.push(class);
            }
        }
        ranges.append(&mut singles);
        ranges
    }
}

/// The members of a list of texts, which are joined by commas.
pub(super) fn members(joined: &str) -> Vec<String> {
    let mut members = Vec::new();
    let mut member = String::new();
    for character in joined.chars() {
        if character == ',' {
            members.push(std::mem::take(&mut member));
        } else {
            member.push(character);
        }
    }
    if !joined.is_empty() {
        members.push(member);
    }
    members
}
