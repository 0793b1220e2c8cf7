//! A [`Policy`] from the block of numbers that a reader made of what was written.
//!
//! The block is trusted to mean something, but not to be whole: what it has not is 0, and no length is believed.

use super::cells::TIER_CELLS;
use super::lists::{Block, members};
use super::{
    BreakerKey, BreakerPolicy, BudgetPolicy, Delay, Fallback, Hints, Idempotent, KeyPolicy, KeySource,
    Policy, ThrottlePolicy, Tier, Timeouts, Until,
};
use crate::cell;
use crate::core::backoff::{Backoff, Shape};
use crate::core::jitter::Jitter;
use crate::core::status::StatusSet;
use crate::core::value::Value;

impl Policy {
    /// The policy of a block, with the numbers, switches and names of hint headers that decisions need. Texts that only a
    /// shell needs are empty (those of the idempotency key, its methods, the cache's name), and so is `written`.
    pub fn from_block(block: &[f64]) -> Policy {
        decode(&Block::new(block), &|_| String::new())
    }

    /// The same with all texts. `written` is empty.
    pub fn from_block_with_texts(block: &[f64]) -> Policy {
        let block = Block::new(block);
        decode(&block, &|place| block.text(place))
    }
}

/// `text` gives the text whose place is in a cell.
#[inline(always)]
fn decode(block: &Block, text: &dyn Fn(usize) -> String) -> Policy {
    let mut tiers = Vec::new();
    tiers.push(tier(block, cell!(Cells, first)));
    let mut place = block.whole(cell!(Cells, later)) as usize;
    // There are no more than fit.
    for _ in 0..block.whole(cell!(Cells, later_count)).min(block.len() as u32) {
        tiers.push(tier(block, place));
        place = place.saturating_add(TIER_CELLS);
    }
    Policy {
        tiers,
        statuses: StatusSet {
            include: block.ranges(cell!(Cells, statuses.include)),
            except: block.ranges(cell!(Cells, statuses.except)),
        },
        network_errors: block.is_on(cell!(Cells, network_errors)),
        timeouts: match block.whole(cell!(Cells, timeouts)) {
            0 => Timeouts::Never,
            1 => Timeouts::Always,
            _ => Timeouts::Vouched,
        },
        idempotent: match block.whole(cell!(Cells, idempotent)) {
            0 => Idempotent::Never,
            1 => Idempotent::Always,
            _ => Idempotent::Auto,
        },
        unprocessed: block.statuses(cell!(Cells, unprocessed)),
        idempotency_key: if block.is_on(cell!(Cells, key.on)) { Some(key(block, text)) } else { None },
        hints: if block.is_on(cell!(Cells, hints.on)) { Some(hints(block)) } else { None },
        attempt_timeout: block.number(cell!(Cells, attempt_timeout)),
        deadline: block.number(cell!(Cells, deadline)),
        budget: if block.is_on(cell!(Cells, budget.on)) { Some(budget(block)) } else { None },
        breaker: if block.is_on(cell!(Cells, breaker.on)) { Some(breaker(block)) } else { None },
        throttle: if block.is_on(cell!(Cells, throttle.on)) { Some(throttle(block)) } else { None },
        fallback: match block.whole(cell!(Cells, fallback.on)) {
            0 => None,
            1 => Some(Fallback::Cache {
                name: text(cell!(Cells, fallback.cache)),
                max_age: block.number(cell!(Cells, fallback.max_age)),
            }),
            _ => Some(Fallback::Caller),
        },
        refreshes: block.is_on(cell!(Cells, refreshes)),
        until: if block.is_on(cell!(Cells, until.on)) { Some(until(block)) } else { None },
        prints_faults: block.whole(cell!(Cells, logs)) == 1,
        throw_on_status: block.is_on(cell!(Cells, throws)),
        asks_caller: block.is_on(cell!(Cells, asks)),
        written: Value::Map(Vec::new()),
    }
}

fn tier(block: &Block, base: usize) -> Tier {
    let at = |cell: usize| base.saturating_add(cell);
    Tier {
        retries: block.whole(at(cell!(Tier, retries))),
        delay: delay(block, at(cell!(Tier, pace))),
        jitter: jitter(block, at(cell!(Tier, jitter))),
    }
}

fn delay(block: &Block, base: usize) -> Delay {
    match block.whole(base.saturating_add(cell!(Pace, kind))) {
        5 => Delay::Caller,
        _ => Delay::Backoff(backoff(block, base)),
    }
}

fn backoff(block: &Block, base: usize) -> Backoff {
    let number = |cell: usize| block.number(base.saturating_add(cell));
    let first = number(cell!(Pace, base));
    let shape = match block.whole(base.saturating_add(cell!(Pace, kind))) {
        0 => Shape::Exponential { base: first, factor: number(cell!(Pace, factor)) },
        1 => Shape::Linear { base: first, step: number(cell!(Pace, step)) },
        2 => Shape::Constant { base: first },
        3 => Shape::Fibonacci { base: first },
        _ => Shape::List(block.list(base.saturating_add(cell!(Pace, list))).to_vec()),
    };
    Backoff { shape, cap: number(cell!(Pace, cap)) }
}

fn jitter(block: &Block, base: usize) -> Jitter {
    let a = block.number(base.saturating_add(cell!(Spread, a)));
    match block.whole(base.saturating_add(cell!(Spread, kind))) {
        0 => Jitter::None,
        1 => Jitter::Full,
        2 => Jitter::Equal,
        3 => Jitter::Decorrelated,
        4 => Jitter::Proportional(a),
        5 => Jitter::Upward(a),
        _ => Jitter::Add { from: a, to: block.number(base.saturating_add(cell!(Spread, b))) },
    }
}

fn key(block: &Block, text: &dyn Fn(usize) -> String) -> KeyPolicy {
    let methods = text(cell!(Cells, key.methods));
    KeyPolicy {
        source: match block.whole(cell!(Cells, key.source)) {
            0 | 1 => KeySource::Random,
            2 => KeySource::Caller,
            _ => KeySource::Fixed(text(cell!(Cells, key.source))),
        },
        header: text(cell!(Cells, key.header)),
        quoted: block.is_on(cell!(Cells, key.quoted)),
        methods: members(&methods),
        horizon: block.number(cell!(Cells, key.horizon)),
    }
}

fn hints(block: &Block) -> Hints {
    Hints {
        cap: block.number(cell!(Cells, hints.cap)),
        spread: block.is_on(cell!(Cells, hints.spread)),
        headers: members(&block.text(cell!(Cells, hints.headers))),
        date_header: block.is_on(cell!(Cells, hints.date)),
    }
}

fn budget(block: &Block) -> BudgetPolicy {
    BudgetPolicy {
        ratio: block.number(cell!(Cells, budget.ratio)),
        initial: (block.number(cell!(Cells, budget.from)), block.number(cell!(Cells, budget.to))),
        cap: block.number(cell!(Cells, budget.cap)),
    }
}

/// The circuit breaker of a block.
pub(super) fn breaker_of(block: &[f64]) -> BreakerPolicy {
    breaker(&Block::new(block))
}

fn breaker(block: &Block) -> BreakerPolicy {
    BreakerPolicy {
        failure_rate: block.number(cell!(Cells, breaker.failure_rate)),
        slow_rate: block.number(cell!(Cells, breaker.slow_rate)),
        slow_call: block.number(cell!(Cells, breaker.slow_call)),
        consecutive: block.whole(cell!(Cells, breaker.consecutive)),
        window: block.number(cell!(Cells, breaker.window)),
        minimum: block.whole(cell!(Cells, breaker.minimum)),
        open: backoff(block, cell!(Cells, breaker.open)),
        probes: block.whole(cell!(Cells, breaker.probes)),
        key: match block.whole(cell!(Cells, breaker.key)) {
            0 => BreakerKey::Origin,
            1 => BreakerKey::Policy,
            _ => BreakerKey::Caller,
        },
    }
}

fn throttle(block: &Block) -> ThrottlePolicy {
    ThrottlePolicy {
        k: block.number(cell!(Cells, throttle.k)),
        window: block.number(cell!(Cells, throttle.window)),
        cap: block.number(cell!(Cells, throttle.cap)),
    }
}

fn until(block: &Block) -> Until {
    let pace = Tier {
        retries: 0,
        delay: delay(block, cell!(Cells, until.pace)),
        jitter: jitter(block, cell!(Cells, until.jitter)),
    };
    Until {
        not: block.statuses(cell!(Cells, until.not)),
        asks_caller: block.is_on(cell!(Cells, until.asks)),
        pace,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::policy::cells::CELLS;
    use crate::core::status::StatusRange;

    fn block(cells: &[(usize, f64)], lists: &[f64]) -> Vec<f64> {
        let mut block = vec![0.0; CELLS];
        for (cell, number) in cells {
            block[*cell] = *number;
        }
        block.extend(lists);
        block
    }

    #[test]
    fn statuses_are_bits() {
        let include = cell!(Cells, statuses.include);
        // 429, 500 to 599.
        let class = ((1u64 << 50) - 1) as f64;
        let cells = [(include + 6, f64::from(1 << 29)), (include + 8, class), (include + 9, class)];
        let policy = Policy::from_block(&block(&cells, &[]));
        assert_eq!(policy.statuses.include, [StatusRange::class(5), StatusRange::one(429)]);
    }

    #[test]
    fn texts_and_lists_lie_behind_the_cells() {
        let mut lists = vec![2.0, 100.0, 250.0];
        lists.extend([5.0].into_iter().chain("a,x-é".encode_utf16().map(f64::from)));
        let place = CELLS as f64;
        let cells = [
            (cell!(Cells, first.pace.kind), 4.0),
            (cell!(Cells, first.pace.list), place),
            (cell!(Cells, hints.on), 1.0),
            (cell!(Cells, hints.headers), place + 3.0),
            (cell!(Cells, fallback.on), 1.0),
            (cell!(Cells, fallback.cache), place + 3.0),
        ];
        let block = block(&cells, &lists);
        let policy = Policy::from_block(&block);
        let waits = Backoff { shape: Shape::List(vec![100.0, 250.0]), cap: 0.0 };
        assert_eq!(policy.tiers[0].delay, Delay::Backoff(waits));
        assert_eq!(policy.hints.unwrap().headers, ["a", "x-é"]);
        assert_eq!(policy.fallback, Some(Fallback::Cache { name: String::new(), max_age: 0.0 }));
        let name = Policy::from_block_with_texts(&block).fallback;
        assert_eq!(name, Some(Fallback::Cache { name: "a,x-é".into(), max_age: 0.0 }));
    }

    #[test]
    fn a_block_that_is_broken_is_some_policy() {
        for number in [f64::NAN, f64::INFINITY, -1.0, 1e300, 40.0] {
            for length in [0, 1, 20, CELLS, CELLS + 9] {
                Policy::from_block_with_texts(&vec![number; length]);
            }
        }
    }
}
