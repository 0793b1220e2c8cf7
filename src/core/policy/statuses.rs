//! Sets of statuses, and what a policy says of one status.

use super::Policy;
use super::cells::{STATUSES_A_CELL, Set, Statuses};

/// Is `status` in the set?
pub fn has(set: &Set, status: u16) -> bool {
    // What is below 100 becomes a large number here, and is in no cell.
    let place = status.wrapping_sub(100);
    let cell = set.get(usize::from(place / STATUSES_A_CELL)).copied().unwrap_or_default();
    cell as u64 >> (place % STATUSES_A_CELL) & 1 > 0
}

/// The statuses of a set, in their order.
pub fn members(set: &Set) -> impl Iterator<Item = u16> {
    (100..600).filter(|status| has(set, *status))
}

impl Statuses {
    /// Is `status` included, and not excepted?
    pub fn contains(&self, status: u16) -> bool {
        has(&self.include, status) && !has(&self.except, status)
    }
}

impl Policy {
    /// Does this status end a call well, whatever else the response says?
    pub fn is_good(&self, status: u16) -> bool {
        status < 400 && !self.statuses.contains(status)
    }

    /// Does the server say by this status that it did not act?
    pub fn is_unprocessed(&self, status: u16) -> bool {
        has(&self.unprocessed, status)
    }

    /// Does this status say that what is polled for is not there yet?
    pub fn is_not_yet(&self, status: u16) -> bool {
        self.until.on > 0.0 && has(&self.until.not, status)
    }

    /// Does the caller say whether a good response is what was waited for?
    pub fn asks_until(&self) -> bool {
        self.until.on > 0.0 && self.until.asks > 0.0
    }

    /// Are headers that tell of rate limits looked at as well?
    pub fn heeds_limits(&self, status: u16) -> bool {
        status == 429 && self.hints.headers == 0.0 && self.heeds_hints(status)
    }

    /// Does it matter what a response of this status asks for?
    pub fn heeds_hints(&self, status: u16) -> bool {
        self.hints.on > 0.0 && (!self.is_good(status) || self.is_not_yet(status) || self.asks_until())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_win() {
        // 429, 500 to 599 but 501.
        let class = ((1u64 << 50) - 1) as f64;
        let mut set = Statuses::default();
        (set.include[6], set.include[8], set.include[9]) = (f64::from(1 << 29), class, class);
        set.except[8] = 2.0;
        let all = [0, 50, 99, 100, 428, 429, 430, 499, 500, 501, 599, 600, 650, u16::MAX];
        let found: Vec<u16> = all.into_iter().filter(|status| set.contains(*status)).collect();
        assert_eq!(found, [429, 500, 599]);
        assert_eq!(members(&set.include).count(), 101);
    }

    #[test]
    fn a_cell_that_is_no_number_has_no_statuses() {
        for number in [f64::NAN, -1.0] {
            assert_eq!(members(&[number; 10]).count(), 0, "{number}");
        }
    }
}
