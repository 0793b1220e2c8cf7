//! How long clients waited.

use super::scenario::Scenario;

/// What the times of calls come to.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    failed: u32,
    in_vain: f64,
    /// Good calls of surges that are still missing until nearly all are there.
    missing: u32,
    surge: f64,
    nearly_all: Option<f64>,
}

/// Nearly all.
const MOST: f64 = 0.95;

impl Patience {
    /// Before the first call.
    pub fn new(scenario: &Scenario) -> Self {
        let calls: u32 = scenario.surges.iter().map(|surge| surge.calls).sum();
        Patience {
            failed: 0,
            in_vain: 0.0,
            missing: (f64::from(calls) * MOST).ceil() as u32,
            surge: scenario.surges.iter().map(|surge| surge.from).fold(f64::INFINITY, f64::min),
            nearly_all: None,
        }
    }

    /// A call ended well, at that moment.
    pub fn on_good(&mut self, surge: bool, now: f64) {
        if surge && self.missing > 0 {
            self.missing -= 1;
            self.nearly_all = (self.missing == 0).then_some(now - self.surge);
        }
    }

    /// A call failed after so many milliseconds.
    pub fn on_bad(&mut self, after: f64) {
        self.failed += 1;
        self.in_vain += after;
    }

    /// Milliseconds that a call took that failed, on average; 0 if none did.
    pub fn in_vain(&self) -> f64 {
        self.in_vain / f64::from(self.failed.max(1))
    }

    /// Milliseconds from the beginning of the first surge until 95 % of the calls of all had ended well.
    pub fn nearly_all(&self) -> Option<f64> {
        self.nearly_all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fleet::scenario::Surge;

    #[test]
    fn nearly_all_is_nineteen_of_twenty() {
        let surge = Surge { from: 1000.0, to: 2000.0, calls: 20, new: false };
        let mut patience = Patience::new(&Scenario { surges: vec![surge], ..Scenario::brownout() });
        for call in 0..18 {
            patience.on_good(true, f64::from(call));
            patience.on_good(false, f64::from(call));
        }
        assert_eq!(patience.nearly_all(), None);
        patience.on_good(true, 3500.0);
        patience.on_good(true, 9000.0);
        assert_eq!(patience.nearly_all(), Some(2500.0));
    }

    #[test]
    fn what_failed_is_averaged() {
        let mut patience = Patience::new(&Scenario::brownout());
        assert_eq!((patience.in_vain(), patience.nearly_all()), (0.0, None));
        patience.on_bad(1000.0);
        patience.on_bad(4000.0);
        assert_eq!(patience.in_vain(), 2500.0);
    }
}
