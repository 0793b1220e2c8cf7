//! A retry budget: what keeps retries from turning a short outage into a long one, and starves no client of
//! a server that lives.
//!
//! Jitter spreads retries, but does not make them fewer. A server that is slow for half a minute gets
//! several times its load from clients that all try again, and may never catch up. So retries are paid for
//! with tokens that good answers earn, as gRPC (proposal A6) and Finagle do. What is paid for is failure: a
//! retry that succeeds costs nothing, as in AWS's SDKs, and one that fails costs a token. So a server that
//! fails by chance, or once for everybody, costs its client next to nothing, and a dead one all that there is.
//!
//! Until it is known how a retry ends, it holds a small part of a token. A page whose hundred calls fail in the
//! same moment may try all of them once more; but what the first few of these learn of a dead server keeps the
//! calls of the next moment from trying.
//!
//! A hundred thousand browsers that make a call a minute have saved up a hundred thousand tokens when an outage
//! begins, and that is a storm, however few each of them has. What tells a storm from a mishap is how the call
//! failed. A rejection costs a server little. A timeout leaves work in its queue that nobody waits for any more,
//! and a retry adds to it. So after a timeout a token is not enough: this server must have given a good answer
//! shortly before, which answers for one retry. In an outage there are none, so a fleet of any size stops by
//! itself. A client that has never heard of the server has nothing to go by, and may retry one timeout.
//!
//! A server that says that it is too much for a limit (429), or one that lives and says when to come back, has seen
//! to it by itself: such a retry is free. A hundred calls against ten a second fail many times for each answer, and
//! all of them are answered. But a server that has said nothing else a hundred times is as good as dead.
//! `docs/fleet.md` has the figures.

use crate::core::policy::{Policy, cells};

/// Tokens are counted in whole millionths, so that twenty twentieths are one, and a refund is exact.
const ONE: f64 = 1e6;

/// What a retry under way holds. A page may begin a hundred with six tokens.
const HELD: f64 = ONE / 20.0;

/// A good answer answers for attempts that are sent up to this much later.
pub const FRESH: f64 = 30_000.0;

/// A server that has failed so many attempts since its last good answer is believed no more.
const DOUBTED: f64 = 100.0;

/// How an attempt failed that is to be tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// It never left an offline device.
    Free,
    /// It is too much for a limit (429): whoever counts is not dead.
    Limited,
    /// The server said when to come back, and not at once.
    Paced,
    /// A response, or a connection that was refused or lost.
    Rejection,
    /// No answer in time; also 408, 504, 524 and 598.
    Timeout,
}

/// What a retry took that has not ended yet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Token {
    held: f64,
    vouched: f64,
}

impl Token {
    /// What nothing was taken for.
    pub const NONE: Token = Token { held: 0.0, vouched: NEVER };
}

/// The tokens that calls to one origin share.
#[derive(Clone, Debug, PartialEq)]
pub struct Budget {
    ratio: f64,
    cap: f64,
    credit: f64,
    earned: f64,
    /// By retries under way.
    held: f64,
    /// When the last good answer came, if it has not answered for a retry yet.
    vouched: f64,
    /// When the last good answer came; not a number: there was none.
    heard: f64,
    /// Attempts that failed since.
    failures: f64,
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
            held: 0.0,
            vouched: UNKNOWN,
            heard: f64::NAN,
            failures: 0.0,
        }
    }

    /// May an attempt that was sent at `sent` and has failed by `now` be followed by a retry? It takes what
    /// that holds until it is settled, or refunded. `None`: it cannot be paid, so the call ends with what it
    /// has. To wait for a token would be to wait for other calls, and there may be none.
    pub fn withdraw(&mut self, cost: Cost, sent: f64, now: f64) -> Option<Token> {
        self.failures += 1.0;
        let is_free = match cost {
            Cost::Free => true,
            Cost::Limited => self.failures <= DOUBTED,
            Cost::Paced => self.failures <= DOUBTED && self.heard + FRESH >= now,
            _ => false,
        };
        if is_free {
            return Some(Token::NONE);
        }
        if !self.has_token() {
            return None;
        }
        let mut token = Token { held: HELD, ..Token::NONE };
        if cost == Cost::Timeout {
            if self.vouched + FRESH < sent {
                return None;
            }
            std::mem::swap(&mut token.vouched, &mut self.vouched);
        }
        self.held += HELD;
        Some(token)
    }

    /// Is there a whole one that no retry under way holds?
    pub fn has_token(&self) -> bool {
        self.credit + self.earned - self.held >= ONE
    }

    /// Gives back what a retry took that was never sent.
    pub fn refund(&mut self, token: Token) {
        self.release(token);
        if self.heard.is_nan() || token.vouched < UNKNOWN {
            self.vouched = self.vouched.max(token.vouched);
        }
    }

    /// An attempt was sent and is over, for which this was taken: a good answer is no matter, and all else costs a
    /// token, or what there is of one. Returns what it cost, in millionths.
    pub fn settle(&mut self, token: Token, is_good: bool) -> f64 {
        self.release(token);
        if token.held == 0.0 || is_good {
            return 0.0;
        }
        let credit = self.credit.min(ONE);
        let earned = self.earned.min(ONE - credit);
        self.credit -= credit;
        self.earned -= earned;
        credit + earned
    }

    /// What a retry cost that has brought the rest of a body without repeating any work.
    pub fn repay(&mut self, paid: f64) {
        self.earned = (self.earned + paid).min(self.cap);
    }

    /// A good answer came at `now`, on the clock by which attempts are sent.
    pub fn deposit(&mut self, now: f64) {
        if self.heard.is_nan() {
            self.vouched = NEVER;
        }
        self.heard = self.heard.max(now);
        self.vouched = self.vouched.max(now);
        self.failures = 0.0;
        self.earned = (self.earned + self.ratio).min(self.cap);
    }

    /// It may have been taken from the tokens of another budget, which the shell has forgotten since.
    fn release(&mut self, token: Token) {
        self.held = (self.held - token.held).max(0.0);
    }

    /// The tokens left: of the initial credit, and of those that were earned, without what retries under way hold.
    pub fn balance(&self) -> (f64, f64) {
        let held = self.held.min(self.credit);
        ((self.credit - held) / ONE, (self.earned + held - self.held).max(0.0) / ONE)
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

    /// A retry after `cost`, and whether it may be; if so, it fails.
    fn fail(budget: &mut Budget, cost: Cost) -> bool {
        let token = budget.withdraw(cost, 0.0, 0.0);
        token.map(|token| budget.settle(token, false)).is_some()
    }

    #[test]
    fn a_lone_call_may_use_its_credit_for_rejections() {
        let mut budget = budget(3.0);
        for left in [2.0, 1.0, 0.0] {
            assert!(fail(&mut budget, Cost::Rejection));
            assert_eq!(budget.balance(), (left, 0.0));
        }
        assert!(!fail(&mut budget, Cost::Rejection));
    }

    #[test]
    fn what_succeeds_costs_nothing() {
        let mut budget = budget(1.0);
        for _ in 0..1000 {
            let token = budget.withdraw(Cost::Rejection, 0.0, 0.0).unwrap();
            budget.settle(token, true);
        }
        assert_eq!(budget.balance(), (1.0, 0.0));
    }

    #[test]
    fn what_was_paid_comes_back_to_the_millionth_and_no_more() {
        for (initial, earned, paid) in [(3.0, 0, ONE), (0.4, 9, ONE), (1.0, 0, ONE)] {
            let mut budget = budget(initial);
            earn(&mut budget, earned);
            let before = budget.balance();
            let token = budget.withdraw(Cost::Rejection, 0.0, 0.0).unwrap();
            assert_eq!(budget.settle(token, false), paid);
            budget.repay(paid);
            let (was, is) = (before.0 + before.1, budget.balance().0 + budget.balance().1);
            assert!((was - is).abs() < 1e-9, "{initial} {was} {is}");
        }
        let mut budget = budget(0.0);
        earn(&mut budget, 100);
        budget.repay(ONE);
        assert_eq!(budget.balance(), (0.0, 2.0), "never more than the cap");
    }

    #[test]
    fn six_tokens_begin_a_hundred_retries_at_once_and_one_begins_one() {
        for (tokens, at_once) in [(0.9, 0), (1.0, 1), (1.1, 3), (6.0, 101)] {
            let mut budget = budget(tokens);
            for _ in 0..at_once {
                assert!(budget.withdraw(Cost::Rejection, 0.0, 0.0).is_some(), "{tokens}");
            }
            assert_eq!(budget.withdraw(Cost::Rejection, 0.0, 0.0), None, "{tokens}");
        }
    }

    #[test]
    fn a_hundred_that_fail_together_leave_no_debt() {
        let mut budget = budget(6.0);
        let all: Vec<_> = (0..100).filter_map(|_| budget.withdraw(Cost::Rejection, 0.0, 0.0)).collect();
        for token in all {
            budget.settle(token, false);
        }
        assert_eq!(budget.balance(), (0.0, 0.0));
        earn(&mut budget, 10);
        assert!(fail(&mut budget, Cost::Rejection));
    }

    #[test]
    fn ten_tenths_are_one() {
        let mut budget = budget(0.0);
        earn(&mut budget, 9);
        assert!(!fail(&mut budget, Cost::Rejection));
        budget.deposit(0.0);
        assert!(fail(&mut budget, Cost::Rejection));
        assert_eq!(budget.balance(), (0.0, 0.0));
    }

    #[test]
    fn a_timeout_needs_a_good_answer_shortly_before_it_was_sent() {
        let mut budget = budget(3.0);
        budget.deposit(1000.0);
        assert_eq!(budget.withdraw(Cost::Timeout, 1000.1 + FRESH, 0.0), None);
        assert!(budget.withdraw(Cost::Timeout, 1000.0 + FRESH, 0.0).is_some());
        budget.deposit(9000.0);
        assert!(budget.withdraw(Cost::Timeout, 5000.0, 0.0).is_some(), "it came while this one waited");
    }

    #[test]
    fn a_good_answer_answers_for_one_retry() {
        let mut budget = budget(3.0);
        earn(&mut budget, 5);
        assert!(fail(&mut budget, Cost::Timeout));
        assert!(!fail(&mut budget, Cost::Timeout));
        assert!(fail(&mut budget, Cost::Rejection));
    }

    #[test]
    fn a_client_that_knows_nothing_of_the_server_may_retry_one_timeout() {
        let mut budget = budget(3.0);
        let token = budget.withdraw(Cost::Timeout, 0.0, 0.0).unwrap();
        assert_eq!(budget.withdraw(Cost::Timeout, 0.0, 0.0), None);
        budget.refund(token);
        assert!(budget.withdraw(Cost::Timeout, 0.0, 0.0).is_some(), "the retry was never sent");
    }

    #[test]
    fn one_that_has_heard_of_it_may_not() {
        let mut budget = budget(3.0);
        let ignorance = budget.withdraw(Cost::Timeout, 0.0, 0.0).unwrap();
        budget.deposit(0.0);
        budget.refund(ignorance);
        assert_eq!(budget.withdraw(Cost::Timeout, 1.0 + FRESH, 0.0), None);
    }

    #[test]
    fn a_timeout_needs_a_token_too() {
        let mut budget = budget(0.5);
        earn(&mut budget, 1);
        assert!(!fail(&mut budget, Cost::Timeout));
        earn(&mut budget, 4);
        assert!(fail(&mut budget, Cost::Timeout));
    }

    #[test]
    fn what_never_left_the_device_is_free() {
        let mut budget = budget(0.0);
        assert!(fail(&mut budget, Cost::Free));
        assert!(!fail(&mut budget, Cost::Rejection));
    }

    #[test]
    fn what_a_living_server_paced_is_free_and_what_a_dead_one_paced_is_not() {
        let mut budget = budget(0.0);
        assert_eq!(budget.withdraw(Cost::Paced, 0.0, 0.0), None, "nobody has heard of it");
        budget.deposit(1000.0);
        assert_eq!(budget.withdraw(Cost::Paced, 0.0, 1000.0 + FRESH), Some(Token::NONE));
        assert_eq!(budget.withdraw(Cost::Paced, 0.0, 1000.1 + FRESH), None);
    }

    #[test]
    fn what_is_too_much_for_a_limit_is_free_even_before_the_first_answer() {
        let mut budget = budget(0.0);
        assert_eq!(budget.withdraw(Cost::Limited, 0.0, 0.0), Some(Token::NONE));
    }

    #[test]
    fn a_server_that_only_says_later_is_believed_a_hundred_times() {
        for cost in [Cost::Paced, Cost::Limited] {
            let mut budget = budget(0.0);
            for _ in 0..3 {
                budget.deposit(0.0);
                let free = (0..1000).filter(|_| fail(&mut budget, cost)).count();
                assert_eq!(free, 100, "{cost:?}");
            }
        }
    }

    #[test]
    fn a_refund_is_exact() {
        for cost in [Cost::Free, Cost::Limited, Cost::Paced, Cost::Rejection, Cost::Timeout] {
            let mut budget = budget(0.3);
            earn(&mut budget, 9);
            let before = budget.clone();
            let token = budget.withdraw(cost, 0.0, 0.0).unwrap();
            budget.refund(token);
            assert_eq!(Budget { failures: 0.0, ..budget }, before, "{cost:?}");
        }
    }

    #[test]
    fn no_more_is_kept_than_the_cap() {
        let mut budget = budget(0.0);
        earn(&mut budget, 15);
        let token = budget.withdraw(Cost::Rejection, 0.0, 0.0).unwrap();
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
