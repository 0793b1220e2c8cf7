//! Retry budgets of other makes, each as its source has it; and rules that were tried for ours.

use super::exchange::Reply;
use super::random::Random;

/// How retries are bounded.
#[derive(Clone, Copy, Debug)]
pub enum Scheme {
    /// Not at all.
    Unlimited,
    /// gRPC (proposal A6): every failure takes 1 and every success adds `ratio`; retries while more than
    /// half of `most` is left.
    Grpc {
        /// The bucket, full at first.
        most: f64,
        /// What a success adds.
        ratio: f64,
    },
    /// AWS's SDKs, 2026: a retry has a price, given back when it succeeds; a first success adds 1.
    Aws {
        /// The bucket, full at first.
        most: f64,
        /// What a retry costs.
        price: f64,
    },
    /// Finagle, Linkerd and tower: a share of the calls of the last ten seconds, and some per second.
    Finagle {
        /// The share.
        share: f64,
        /// Retries per second on top.
        reserve: f64,
    },
    /// Brooker's simulations: every call adds `ratio` when it begins; a retry takes 1, but not the last.
    Brooker {
        /// What a call adds.
        ratio: f64,
        /// The most that is kept; the bucket is full at first.
        cap: f64,
    },
    /// A success adds `ratio`, a retry takes 1.
    Tokens {
        /// What a success adds.
        ratio: f64,
        /// The most that is earned and kept.
        cap: f64,
        /// The range of what is there at first.
        initial: (f64, f64),
        /// What must be true besides when a timeout is to be retried.
        timeouts: Rule,
    },
    /// Ours, written a second time: a retry that fails takes 1 and a success adds `ratio`; retries under way hold a
    /// twentieth each, timeouts need a good answer of the last 30 s, and what a living server paced is free.
    Failures {
        /// What a success adds.
        ratio: f64,
        /// The most that is earned and kept.
        cap: f64,
        /// What is there at first.
        initial: f64,
    },
}

/// When a timeout may be retried.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// If there is a token.
    AsAny,
    /// If there is a token that was earned.
    Earned,
    /// With this probability.
    Chance(f64),
    /// If a good answer came no more than so many milliseconds before the attempt was sent, once for each.
    Vouched(f64),
    /// The same with 30 seconds, and once before there was any good answer.
    VouchedOrNew,
}

/// What one client has.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// There at first; all of it, where no rule tells it from what is earned.
    credit: f64,
    earned: f64,
    /// When the last good answer came, or when `credit` was right where tokens expire.
    at: f64,
    /// Ours: retries under way, the last good answer even if it has answered for a timeout, and failures since.
    under_way: u32,
    heard: f64,
    failures: u32,
}

/// An attempt that failed.
#[derive(Clone, Copy, Debug)]
pub struct Failed {
    /// How.
    pub reply: Reply,
    /// When it was sent.
    pub sent: f64,
    /// The server said when to come back, and not at once.
    pub paced: bool,
}

/// How long a good answer shows that a server lives.
const FRESH: f64 = 30_000.0;

/// How long Finagle's deposits last.
const TTL: f64 = 10_000.0;

/// Ten tenths are one.
const ROUNDING: f64 = 1e-9;

impl Budget {
    /// Nothing.
    pub const EMPTY: Budget = Budget {
        credit: 0.0,
        earned: 0.0,
        at: f64::NEG_INFINITY,
        under_way: 0,
        heard: f64::NEG_INFINITY,
        failures: 0,
    };
}

impl Scheme {
    /// What a new client has.
    pub fn open(&self, random: &mut Random) -> Budget {
        let credit = match *self {
            Scheme::Grpc { most, .. } | Scheme::Aws { most, .. } => most,
            Scheme::Brooker { cap, .. } => cap,
            // Of a server that nobody has heard of, one timeout may be retried.
            Scheme::Failures { initial, .. } => {
                return Budget { credit: initial, at: f64::INFINITY, ..Budget::EMPTY };
            }
            Scheme::Tokens { initial: (from, to), timeouts, .. } => {
                let credit = from + (to - from) * random.unit();
                let at = if timeouts == Rule::VouchedOrNew { f64::INFINITY } else { f64::NEG_INFINITY };
                return Budget { credit, at, ..Budget::EMPTY };
            }
            Scheme::Unlimited | Scheme::Finagle { .. } => 0.0,
        };
        Budget { credit, ..Budget::EMPTY }
    }

    /// A call begins.
    pub fn on_call(&self, budget: &mut Budget, now: f64) {
        match *self {
            Scheme::Finagle { .. } => {
                expire(budget, now);
                budget.credit += 1.0;
            }
            Scheme::Brooker { ratio, cap } => budget.credit = (budget.credit + ratio).min(cap),
            _ => {}
        }
    }

    /// A call ended well; `paid` had been paid for its last attempt.
    pub fn on_success(&self, budget: &mut Budget, paid: f64, now: f64) {
        match *self {
            Scheme::Grpc { most, ratio } => budget.credit = (budget.credit + ratio).min(most),
            Scheme::Aws { most, .. } => {
                budget.credit = (budget.credit + if paid > 0.0 { paid } else { 1.0 }).min(most);
            }
            Scheme::Tokens { ratio, cap, .. } => {
                budget.earned = (budget.earned + ratio).min(cap);
                budget.at = now;
            }
            Scheme::Failures { ratio, cap, .. } => {
                budget.under_way -= u32::from(paid > 0.0);
                budget.earned = (budget.earned + ratio).min(cap);
                (budget.at, budget.heard, budget.failures) = (now, now, 0);
            }
            _ => {}
        }
    }

    /// An attempt failed, for which so much had been paid.
    pub fn on_failure(&self, budget: &mut Budget, paid: f64) {
        match self {
            Scheme::Grpc { .. } => budget.credit = (budget.credit - 1.0).max(0.0),
            Scheme::Failures { .. } if paid > 0.0 => {
                budget.under_way -= 1;
                let credit = budget.credit.min(1.0);
                budget.credit -= credit;
                budget.earned = (budget.earned - (1.0 - credit)).max(0.0);
            }
            _ => {}
        }
    }

    /// Pays for the retry of an attempt: what was paid, or `None` if there is not enough.
    pub fn pay(&self, budget: &mut Budget, failed: Failed, now: f64, random: &mut Random) -> Option<f64> {
        let (price, enough) = match *self {
            Scheme::Unlimited => return Some(0.0),
            Scheme::Grpc { most, .. } => (0.0, budget.credit > most / 2.0),
            Scheme::Aws { price, .. } => (price, budget.credit >= price),
            Scheme::Finagle { share, reserve } => {
                expire(budget, now);
                let price = 1.0 / share;
                (price, budget.credit + reserve * TTL / 1000.0 * price >= price)
            }
            Scheme::Brooker { .. } => (1.0, budget.credit > 1.0),
            Scheme::Tokens { timeouts, .. } => {
                let rule = if failed.reply == Reply::TimedOut { timeouts } else { Rule::AsAny };
                return pay_token(budget, rule, failed.sent, random);
            }
            Scheme::Failures { .. } => return stake(budget, failed, now),
        };
        budget.credit -= if enough { price } else { 0.0 };
        enough.then_some(price)
    }
}

fn pay_token(budget: &mut Budget, rule: Rule, sent: f64, random: &mut Random) -> Option<f64> {
    let credit = if rule == Rule::Earned { 0.0 } else { budget.credit.min(1.0) };
    let allowed = match rule {
        Rule::AsAny | Rule::Earned => true,
        Rule::Chance(probability) => random.chance(probability),
        Rule::Vouched(fresh) => budget.at + fresh >= sent,
        Rule::VouchedOrNew => budget.at + FRESH >= sent,
    };
    if !allowed || budget.earned + ROUNDING < 1.0 - credit {
        return None;
    }
    budget.credit -= credit;
    budget.earned = (budget.earned - (1.0 - credit)).max(0.0);
    if let Rule::Vouched(_) | Rule::VouchedOrNew = rule {
        budget.at = f64::NEG_INFINITY;
    }
    Some(1.0)
}

/// Ours: what is at stake, if there is a whole token.
fn stake(budget: &mut Budget, failed: Failed, now: f64) -> Option<f64> {
    budget.failures += 1;
    let believed = failed.reply == Reply::Limited || failed.paced && budget.heard + FRESH >= now;
    if believed && budget.failures <= 100 {
        return Some(0.0);
    }
    let left = budget.credit + budget.earned - f64::from(budget.under_way) / 20.0;
    if left + ROUNDING < 1.0 {
        return None;
    }
    if failed.reply == Reply::TimedOut {
        if budget.at + FRESH < failed.sent {
            return None;
        }
        budget.at = f64::NEG_INFINITY;
    }
    budget.under_way += 1;
    Some(1.0)
}

/// Forgets deposits, and what was taken from the reserve, evenly over the time that they last.
fn expire(budget: &mut Budget, now: f64) {
    budget.credit *= (1.0 - (now - budget.at) / TTL).max(0.0);
    budget.at = now;
}
