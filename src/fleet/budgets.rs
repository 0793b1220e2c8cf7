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
}

/// What one client has.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// There at first; all of it, where no rule tells it from what is earned.
    credit: f64,
    earned: f64,
    /// When the last good answer came, or when `credit` was right where tokens expire.
    at: f64,
}

/// How long Finagle's deposits last.
const TTL: f64 = 10_000.0;

/// Ten tenths are one.
const ROUNDING: f64 = 1e-9;

impl Budget {
    /// Nothing.
    pub const EMPTY: Budget = Budget { credit: 0.0, earned: 0.0, at: f64::NEG_INFINITY };
}

impl Scheme {
    /// What a new client has.
    pub fn open(&self, random: &mut Random) -> Budget {
        let credit = match *self {
            Scheme::Grpc { most, .. } | Scheme::Aws { most, .. } => most,
            Scheme::Brooker { cap, .. } => cap,
            Scheme::Tokens { initial: (from, to), .. } => from + (to - from) * random.unit(),
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

    /// A call ended well; its last retry had cost `paid`.
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
            _ => {}
        }
    }

    /// An attempt failed.
    pub fn on_failure(&self, budget: &mut Budget) {
        if let Scheme::Grpc { .. } = self {
            budget.credit = (budget.credit - 1.0).max(0.0);
        }
    }

    /// Pays for the retry of an attempt: what was paid, or `None` if there is not enough.
    pub fn pay(
        &self,
        budget: &mut Budget,
        reply: Reply,
        sent: f64,
        now: f64,
        random: &mut Random,
    ) -> Option<f64> {
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
                let rule = if reply == Reply::TimedOut { timeouts } else { Rule::AsAny };
                return pay_token(budget, rule, sent, random);
            }
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
    };
    if !allowed || budget.earned + ROUNDING < 1.0 - credit {
        return None;
    }
    budget.credit -= credit;
    budget.earned = (budget.earned - (1.0 - credit)).max(0.0);
    if let Rule::Vouched(_) = rule {
        budget.at = f64::NEG_INFINITY;
    }
    Some(1.0)
}

/// Forgets deposits, and what was taken from the reserve, evenly over the time that they last.
fn expire(budget: &mut Budget, now: f64) {
    budget.credit *= (1.0 - (now - budget.at) / TTL).max(0.0);
    budget.at = now;
}
