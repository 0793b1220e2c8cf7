//! A retry budget: what keeps retries from turning a short outage into a long one.
//!
//! Jitter spreads retries, but does not make them fewer. A server that is slow for half a minute gets
//! several times its load from clients that all try again, and may never catch up. So retries are
//! paid for with tokens that good answers earn, as gRPC (proposal A6) and Finagle do. Their buckets
//! are sized for a server's own clients; a browser makes a few calls a minute, and a hundred thousand
//! browsers with ten free retries each are a storm.
//!
//! What tells the two apart is how a call failed. A rejection costs a server little. A timeout leaves
//! work in its queue that nobody waits for any more, and a retry adds to it. So the initial credit
//! pays for rejections only; timeouts must be paid from what was earned.

use super::policy::BudgetPolicy;

/// Tokens are counted in whole millionths, so that ten tenths are one, and a refund is exact.
const ONE: f64 = 1e6;

/// How an attempt failed that is to be tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// It never left an offline device.
    Free,
    /// A response, or a connection that was refused or lost.
    Rejection,
    /// No answer in time; also 408 and 504.
    Timeout,
}

/// What a retry took, and where from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Token {
    credit: f64,
    earned: f64,
}

/// The tokens that calls to one origin share.
#[derive(Clone, Debug)]
pub struct Budget {
    ratio: f64,
    cap: f64,
    credit: f64,
    earned: f64,
}

impl Budget {
    /// A budget whose credit is drawn by `random`, a number in [0, 1).
    pub fn new(policy: &BudgetPolicy, random: f64) -> Self {
        let (from, to) = policy.initial;
        Budget {
            ratio: (policy.ratio * ONE).round(),
            cap: (policy.cap * ONE).round(),
            // A caller's own random number may be anything, even NaN.
            credit: ((from + (to - from) * random).max(from).min(to) * ONE).round(),
            earned: 0.0,
        }
    }

    /// Takes what one retry costs. `None`: it cannot be paid, so the call ends with what it has. To
    /// wait for a token would be to wait for other calls, and there may be none.
    pub fn withdraw(&mut self, cost: Cost) -> Option<Token> {
        let token = match cost {
            Cost::Free => Token { credit: 0.0, earned: 0.0 },
            Cost::Timeout => Token { credit: 0.0, earned: ONE },
            // Credit first: what was earned can pay for either.
            Cost::Rejection => {
                let credit = self.credit.min(ONE);
                Token { credit, earned: ONE - credit }
            }
        };
        if token.earned > self.earned {
            return None;
        }
        self.credit -= token.credit;
        self.earned -= token.earned;
        Some(token)
    }

    /// Gives back what a retry took that was never sent.
    pub fn refund(&mut self, token: Token) {
        self.credit += token.credit;
        self.earn(token.earned);
    }

    /// A good answer came.
    pub fn deposit(&mut self) {
        self.earn(self.ratio);
    }

    /// The tokens left: of the initial credit, and of those that were earned.
    pub fn balance(&self) -> (f64, f64) {
        (self.credit / ONE, self.earned / ONE)
    }

    fn earn(&mut self, amount: f64) {
        self.earned = (self.earned + amount).min(self.cap);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(initial: f64) -> Budget {
        Budget::new(&BudgetPolicy { ratio: 0.1, initial: (initial, initial), cap: 2.0 }, 0.0)
    }

    fn earn(budget: &mut Budget, answers: u32) {
        for _ in 0..answers {
            budget.deposit();
        }
    }

    #[test]
    fn a_lone_call_may_use_its_credit_for_rejections() {
        let mut budget = budget(3.0);
        for left in [2.0, 1.0, 0.0] {
            assert!(budget.withdraw(Cost::Rejection).is_some());
            assert_eq!(budget.balance(), (left, 0.0));
        }
        assert_eq!(budget.withdraw(Cost::Rejection), None);
    }

    #[test]
    fn a_timeout_is_paid_from_what_was_earned() {
        let mut budget = budget(3.0);
        earn(&mut budget, 9);
        assert_eq!(budget.withdraw(Cost::Timeout), None);
        budget.deposit();
        assert_eq!(budget.balance(), (3.0, 1.0), "ten tenths are one");
        assert!(budget.withdraw(Cost::Timeout).is_some());
        assert_eq!(budget.balance(), (3.0, 0.0));
    }

    #[test]
    fn what_never_left_the_device_is_free() {
        let mut budget = budget(0.0);
        assert!(budget.withdraw(Cost::Free).is_some());
        assert_eq!(budget.withdraw(Cost::Rejection), None);
    }

    #[test]
    fn fractions_of_credit_and_earnings_make_one_token() {
        let mut budget = budget(0.5);
        earn(&mut budget, 4);
        assert_eq!(budget.withdraw(Cost::Rejection), None);
        budget.deposit();
        let token = budget.withdraw(Cost::Rejection).unwrap();
        assert_eq!(budget.balance(), (0.0, 0.0));
        budget.refund(token);
        assert_eq!(budget.balance(), (0.5, 0.5));
    }

    #[test]
    fn no_more_is_kept_than_the_cap() {
        let mut budget = budget(3.0);
        earn(&mut budget, 15);
        let token = budget.withdraw(Cost::Timeout).unwrap();
        earn(&mut budget, 100);
        budget.refund(token);
        assert_eq!(budget.balance(), (3.0, 2.0));
    }

    #[test]
    fn the_credit_is_drawn_from_its_range() {
        let policy = BudgetPolicy { ratio: 0.1, initial: (1.0, 3.0), cap: 2.0 };
        for (random, credit) in [(0.0, 1.0), (0.25, 1.5), (7.0, 3.0), (-1.0, 1.0), (f64::NAN, 1.0)] {
            assert_eq!(Budget::new(&policy, random).balance(), (credit, 0.0), "{random}");
        }
    }
}
