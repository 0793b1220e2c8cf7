//! A retry budget: what keeps retries from turning a short outage into a long one.
//!
//! Jitter spreads retries, but does not make them fewer. A server that is slow for half a minute gets
//! several times its load from clients that all try again, and may never catch up. So retries are
//! paid for with tokens that good answers earn, as gRPC (proposal A6) and Finagle do.
//!
//! Their buckets are sized for a server's own clients. A hundred thousand browsers that make a call a
//! minute have saved up a hundred thousand tokens when an outage begins, and that is a storm, however
//! few each of them has. What tells a storm from a mishap is how the call failed. A rejection costs a
//! server little. A timeout leaves work in its queue that nobody waits for any more, and a retry adds
//! to it. So after a timeout a token is not enough: this server must have given a good answer shortly
//! before, which answers for one retry. In an outage there are none, so a fleet of any size stops by
//! itself. A client that has never heard of the server has nothing to go by, and may retry one timeout.
//! `docs/fleet.md` has the figures.

use crate::core::policy::{Policy, cells};

/// Tokens are counted in whole millionths, so that ten tenths are one, and a refund is exact.
const ONE: f64 = 1e6;

/// A good answer answers for attempts that are sent up to this much later.
pub const FRESH: f64 = 30_000.0;

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
    vouched: f64,
}

impl Token {
    /// What nothing was taken for.
    pub const NONE: Token = Token { credit: 0.0, earned: 0.0, vouched: NEVER };
}

/// The tokens that calls to one origin share.
#[derive(Clone, Debug, PartialEq)]
pub struct Budget {
    ratio: f64,
    cap: f64,
    credit: f64,
    earned: f64,
    /// When the last good answer came, if it has not answered for a retry yet.
    vouched: f64,
    /// Whether there ever was one.
    heard: bool,
}

/// No such time.
const NEVER: f64 = f64::NEG_INFINITY;

/// The server has not answered yet, so nothing speaks against it.
const UNKNOWN: f64 = f64::INFINITY;

impl Budget {
    /// That of a policy, if it has one.
    pub fn of(policy: &Policy, random: f64) -> Option<Self> {
        (policy.budget.on > 0.0).then(|| Budget::new(&policy.budget, random))
    }

    /// A budget whose credit is drawn by `random`, a number in [0, 1).
    pub fn new(policy: &cells::Budget, random: f64) -> Self {
        let cells::Budget { from, to, .. } = *policy;
        Budget {
            ratio: (policy.ratio * ONE).round(),
            cap: (policy.cap * ONE).round(),
            // A caller's own random number may be anything, even NaN.
            credit: ((from + (to - from) * random).max(from).min(to) * ONE).round(),
            earned: 0.0,
            vouched: UNKNOWN,
            heard: false,
        }
    }

    /// Takes what one retry costs, of an attempt that was sent at `sent`. `None`: it cannot be paid, so
    /// the call ends with what it has. To wait for a token would be to wait for other calls, and there
    /// may be none.
    pub fn withdraw(&mut self, cost: Cost, sent: f64) -> Option<Token> {
        if cost == Cost::Free {
            return Some(Token::NONE);
        }
        let credit = self.credit.min(ONE);
        let mut token = Token { credit, earned: ONE - credit, vouched: NEVER };
        if token.earned > self.earned {
            return None;
        }
        if cost == Cost::Timeout {
            if self.vouched + FRESH < sent {
                return None;
            }
            token.vouched = self.vouched;
            self.vouched = NEVER;
        }
        self.credit -= token.credit;
        self.earned -= token.earned;
        Some(token)
    }

    /// Gives back what a retry took that was never sent.
    pub fn refund(&mut self, token: Token) {
        self.credit += token.credit;
        let is_stale = self.heard && token.vouched == UNKNOWN;
        self.earn(token.earned, if is_stale { NEVER } else { token.vouched });
    }

    /// A good answer came at `now`, on the clock by which attempts are sent.
    pub fn deposit(&mut self, now: f64) {
        if !self.heard {
            (self.heard, self.vouched) = (true, NEVER);
        }
        self.earn(self.ratio, now);
    }

    /// The tokens left: of the initial credit, and of those that were earned.
    pub fn balance(&self) -> (f64, f64) {
        (self.credit / ONE, self.earned / ONE)
    }

    fn earn(&mut self, amount: f64, vouched: f64) {
        self.earned = (self.earned + amount).min(self.cap);
        self.vouched = self.vouched.max(vouched);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(initial: f64) -> Budget {
        Budget::new(&cells::Budget { on: 1.0, ratio: 0.1, from: initial, to: initial, cap: 2.0 }, 0.0)
    }

    fn earn(budget: &mut Budget, answers: u32) {
        for _ in 0..answers {
            budget.deposit(0.0);
        }
    }

    #[test]
    fn a_lone_call_may_use_its_credit_for_rejections() {
        let mut budget = budget(3.0);
        for left in [2.0, 1.0, 0.0] {
            assert!(budget.withdraw(Cost::Rejection, 0.0).is_some());
            assert_eq!(budget.balance(), (left, 0.0));
        }
        assert_eq!(budget.withdraw(Cost::Rejection, 0.0), None);
    }

    #[test]
    fn ten_tenths_are_one() {
        let mut budget = budget(0.0);
        earn(&mut budget, 9);
        assert_eq!(budget.withdraw(Cost::Rejection, 0.0), None);
        budget.deposit(0.0);
        assert!(budget.withdraw(Cost::Rejection, 0.0).is_some());
        assert_eq!(budget.balance(), (0.0, 0.0));
    }

    #[test]
    fn a_timeout_needs_a_good_answer_shortly_before_it_was_sent() {
        let mut budget = budget(3.0);
        budget.deposit(1000.0);
        assert_eq!(budget.withdraw(Cost::Timeout, 1000.1 + FRESH), None);
        assert!(budget.withdraw(Cost::Timeout, 1000.0 + FRESH).is_some());
        budget.deposit(9000.0);
        assert!(budget.withdraw(Cost::Timeout, 5000.0).is_some(), "it came while this one waited");
    }

    #[test]
    fn a_good_answer_answers_for_one_retry() {
        let mut budget = budget(3.0);
        earn(&mut budget, 5);
        assert!(budget.withdraw(Cost::Timeout, 0.0).is_some());
        assert_eq!(budget.withdraw(Cost::Timeout, 0.0), None);
        assert!(budget.withdraw(Cost::Rejection, 0.0).is_some());
    }

    #[test]
    fn a_client_that_knows_nothing_of_the_server_may_retry_one_timeout() {
        let mut budget = budget(3.0);
        let token = budget.withdraw(Cost::Timeout, 0.0).unwrap();
        assert_eq!(budget.withdraw(Cost::Timeout, 0.0), None);
        budget.refund(token);
        assert!(budget.withdraw(Cost::Timeout, 0.0).is_some(), "the retry was never sent");
    }

    #[test]
    fn one_that_has_heard_of_it_may_not() {
        let mut budget = budget(3.0);
        budget.deposit(0.0);
        assert_eq!(budget.withdraw(Cost::Timeout, 1.0 + FRESH), None);
    }

    #[test]
    fn a_timeout_needs_a_token_too() {
        let mut budget = budget(0.5);
        earn(&mut budget, 1);
        assert_eq!(budget.withdraw(Cost::Timeout, 0.0), None);
        earn(&mut budget, 4);
        assert!(budget.withdraw(Cost::Timeout, 0.0).is_some());
    }

    #[test]
    fn what_never_left_the_device_is_free() {
        let mut budget = budget(0.0);
        assert!(budget.withdraw(Cost::Free, 0.0).is_some());
        assert_eq!(budget.withdraw(Cost::Rejection, 0.0), None);
    }

    #[test]
    fn a_refund_is_exact() {
        for cost in [Cost::Free, Cost::Rejection, Cost::Timeout] {
            let mut budget = budget(0.3);
            earn(&mut budget, 9);
            let before = budget.clone();
            let token = budget.withdraw(cost, 0.0).unwrap();
            budget.refund(token);
            assert_eq!(budget, before, "{cost:?}");
        }
    }

    #[test]
    fn no_more_is_kept_than_the_cap() {
        let mut budget = budget(0.0);
        earn(&mut budget, 15);
        let token = budget.withdraw(Cost::Rejection, 0.0).unwrap();
        earn(&mut budget, 100);
        budget.refund(token);
        assert_eq!(budget.balance(), (0.0, 2.0));
    }

    #[test]
    fn the_credit_is_drawn_from_its_range() {
        let policy = cells::Budget { on: 1.0, ratio: 0.1, from: 1.0, to: 3.0, cap: 2.0 };
        for (random, credit) in [(0.0, 1.0), (0.25, 1.5), (7.0, 3.0), (-1.0, 1.0), (f64::NAN, 1.0)] {
            assert_eq!(Budget::new(&policy, random).balance(), (credit, 0.0), "{random}");
        }
    }
}
