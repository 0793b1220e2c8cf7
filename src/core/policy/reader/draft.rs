//! A block that is being written: cells, and apart from them the lists and texts that will lie behind.

use std::collections::BTreeMap;

use crate::cell;
use crate::core::policy::cells::{Cell, Pace, STATUSES_A_CELL, Set};
use crate::core::policy::presets::Change;

const SET_CELLS: usize = size_of::<Set>() / 8;

pub(super) struct Draft {
    cells: Vec<f64>,
    /// By the cells that will hold their places.
    lists: BTreeMap<usize, Vec<f64>>,
}

impl Draft {
    pub fn new(cells: usize) -> Self {
        Draft { cells: vec![0.0; cells], lists: BTreeMap::new() }
    }

    /// More cells; gives the first of them.
    pub fn grow(&mut self, count: usize) -> usize {
        let first = self.cells.len();
        self.cells.resize(first.saturating_add(count), 0.0);
        first
    }

    pub fn get(&self, cell: usize) -> f64 {
        self.cells.get(cell).copied().unwrap_or_default()
    }

    pub fn is_on(&self, cell: usize) -> bool {
        self.get(cell) > 0.0
    }

    pub fn set(&mut self, cell: usize, number: f64) {
        self.lists.remove(&cell);
        if let Some(it) = self.cells.get_mut(cell) {
            *it = number;
        }
    }

    pub fn put_list(&mut self, cell: usize, numbers: Vec<f64>) {
        self.lists.insert(cell, numbers);
    }

    /// As UTF-16 units. A list of texts is joined by commas, which none of them has.
    pub fn put_text(&mut self, cell: usize, text: &str) {
        self.put_list(cell, text.encode_utf16().map(f64::from).collect());
    }

    pub fn list(&self, cell: usize) -> &[f64] {
        self.lists.get(&cell).map(Vec::as_slice).unwrap_or_default()
    }

    /// Writes changes over what is there; cells are counted from `base`.
    pub fn apply(&mut self, changes: &[Change], base: usize) {
        for change in changes {
            match change {
                Change::Number(cell, number) => self.set(base.saturating_add(*cell), *number),
                Change::Text(cell, text) => self.put_text(*cell, text),
                Change::Names(cell, names) => self.put_text(*cell, &names.join(",")),
                Change::Statuses(cell, statuses) => {
                    self.clear(*cell);
                    for status in *statuses {
                        self.add(*cell, *status);
                    }
                }
            }
        }
    }

    /// Empties the set that begins at `cell`.
    pub fn clear(&mut self, cell: usize) {
        for part in cell..cell.saturating_add(SET_CELLS) {
            self.set(part, 0.0);
        }
    }

    /// A status, or a class of them by its digit, into the set that begins at `cell`.
    pub fn add(&mut self, cell: usize, status: u16) {
        if status < 10 {
            let first = status.saturating_mul(100);
            return (first..first.saturating_add(100)).for_each(|status| self.add(cell, status));
        }
        let (cell, bit) = bit(cell, status);
        self.set(cell, (self.get(cell) as u64 | bit) as f64);
    }

    pub fn remove(&mut self, cell: usize, status: u16) {
        let (cell, bit) = bit(cell, status);
        self.set(cell, (self.get(cell) as u64 & !bit) as f64);
    }

    pub fn contains(&self, cell: usize, status: u16) -> bool {
        let (cell, bit) = bit(cell, status);
        self.get(cell) as u64 & bit > 0
    }

    /// The statuses of a set, in their order.
    pub fn statuses(&self, cell: usize) -> Vec<u16> {
        (100..600).filter(|status| self.contains(cell, *status)).collect()
    }

    /// The capped wait before a retry, counted from 1, of the pace whose cells begin at `cell`; 0 if the caller's function
    /// computes it.
    pub fn wait(&self, cell: usize, retry: u32) -> f64 {
        let pace = Pace::of(self.cells.get(cell..).unwrap_or_default());
        pace.wait(self.list(cell.saturating_add(cell!(Pace, list))), retry)
    }

    /// The cells of the later tiers of a policy.
    pub fn later_tiers(&self) -> impl Iterator<Item = usize> + use<> {
        let first = self.get(cell!(Cells, later)) as usize;
        let count = self.get(cell!(Cells, later_count)) as usize;
        (0..count).map(move |tier| first.saturating_add(tier.saturating_mul(super::super::cells::TIER_CELLS)))
    }

    /// The greatest number of requests of one call.
    pub fn requests(&self) -> u32 {
        let first = 1.0 + self.get(cell!(Cells, first.retries));
        let later = self.later_tiers().map(|tier| self.get(tier.saturating_add(cell!(Tier, retries))));
        later.fold(first, |sum, retries| sum + retries) as u32
    }

    /// The cells, with the lists behind them.
    pub fn finish(self) -> Vec<f64> {
        let mut block = self.cells;
        for (cell, list) in self.lists {
            let place = block.len();
            if let Some(it) = block.get_mut(cell) {
                *it = place as f64;
            }
            block.push(list.len() as f64);
            block.extend(list);
        }
        block
    }
}

/// The cell of a status in the set that begins at `cell`, and its bit there.
fn bit(cell: usize, status: u16) -> (usize, u64) {
    let place = status.saturating_sub(100);
    (cell.saturating_add(usize::from(place / STATUSES_A_CELL)), 1 << (place % STATUSES_A_CELL))
}
