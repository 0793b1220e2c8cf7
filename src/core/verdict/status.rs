//! Sets of HTTP statuses: numbers, classes such as `"5xx"`, and holes in them.

/// Statuses from `first` to `last`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusRange {
    /// The lowest.
    pub first: u16,
    /// The highest.
    pub last: u16,
}

impl StatusRange {
    /// One status.
    pub const fn one(status: u16) -> Self {
        StatusRange { first: status, last: status }
    }

    /// A hundred of them: `class(5)` is `5xx`.
    pub const fn class(digit: u16) -> Self {
        let first = digit.saturating_mul(100);
        StatusRange { first, last: first.saturating_add(99) }
    }

    fn contains(self, status: u16) -> bool {
        (self.first..=self.last).contains(&status)
    }
}

/// What is included, less what is excepted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatusSet {
    /// Statuses in the set,
    pub include: Vec<StatusRange>,
    /// but for these.
    pub except: Vec<StatusRange>,
}

impl StatusSet {
    /// Is `status` in the set?
    pub fn contains(&self, status: u16) -> bool {
        covers(&self.include, status) && !covers(&self.except, status)
    }
}

/// Is `status` in one of `ranges`?
pub fn covers(ranges: &[StatusRange], status: u16) -> bool {
    ranges.iter().any(|range| range.contains(status))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_win() {
        let set = StatusSet {
            include: vec![StatusRange::one(429), StatusRange::class(5)],
            except: vec![StatusRange::one(501)],
        };
        let found: Vec<u16> =
            [428, 429, 430, 499, 500, 501, 599, 600].into_iter().filter(|s| set.contains(*s)).collect();
        assert_eq!(found, [429, 500, 599]);
    }
}
