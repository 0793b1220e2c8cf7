//! A policy as numbers: what the core works on.
//!
//! Eight bytes each, so that a cell is an index. Durations are milliseconds, and infinity where there is no limit. A switch is
//! 0 for off, 1 for on, 2 for a function of the caller's. What has no fixed length (tiers, lists of waits, texts) lies behind
//! the cells in one block, and its cell holds the place: there, its length comes first.

#[macro_use]
mod field;

pub use field::{Cell, Field};

cells! {
    /// How waits grow, or a function of the caller's.
    Pace {
        /// 0 exponential, 1 linear, 2 constant, 3 Fibonacci, 4 a list, 5 the caller's function.
        kind: f64,
        /// The first wait.
        base: f64,
        /// What each wait is multiplied by to make the next; exponential only.
        factor: f64,
        /// What each wait is longer than the one before; linear only.
        step: f64,
        /// No wait is longer.
        cap: f64,
        /// The place of a list of waits, or 0.
        list: f64,
    }
}

cells! {
    /// How waits are spread.
    Spread {
        /// 0 none, 1 full, 2 equal, 3 decorrelated, 4 proportional, 5 upward, 6 add.
        kind: f64,
        /// The part (proportional, upward), or the least that is added.
        a: f64,
        /// The most that is added.
        b: f64,
    }
}

cells! {
    /// One series of retries.
    Tier {
        /// Retries in this series.
        retries: f64,
        /// Their waits.
        pace: Pace,
        /// How these are spread.
        jitter: Spread,
    }
}

/// A set of statuses from 100 to 599: each cell is a whole number whose lowest fifty bits stand for fifty of them. Bit
/// patterns of all 64 bits would not do: some are NaN, and JavaScript may hand on any NaN as another one.
pub type Set = [f64; 10];

/// So many statuses to a cell of a [`Set`].
pub const STATUSES_A_CELL: u16 = 50;

cells! {
    /// Statuses to retry: those of `include` that `except` has not.
    Statuses {
        /// To be retried.
        include: Set,
        /// But not these.
        except: Set,
    }
}

cells! {
    /// An idempotency key.
    Key {
        /// A switch.
        on: f64,
        /// 0 or 1: a random UUID; 2: the caller's function; else the place of a text.
        source: f64,
        /// The place of the header's name.
        header: f64,
        /// 1: sent as a structured-field string.
        quoted: f64,
        /// The place of the methods, joined by commas.
        methods: f64,
        /// How long the server remembers it.
        horizon: f64,
    }
}

cells! {
    /// The server's hints.
    Hints {
        /// A switch.
        on: f64,
        /// A longer hint ends the call.
        cap: f64,
        /// 1: waits are spread after it.
        spread: f64,
        /// The place of the names of headers, in lower case, perhaps with a unit, joined by commas; 0: those that are known.
        headers: f64,
        /// 1: dates are corrected by the response's own `Date`.
        date: f64,
    }
}

cells! {
    /// The retry budget.
    Budget {
        /// A switch.
        on: f64,
        /// Tokens that a good answer earns.
        ratio: f64,
        /// The least of the initial credit.
        from: f64,
        /// The most of it.
        to: f64,
        /// The most that is earned and kept.
        cap: f64,
    }
}

cells! {
    /// The circuit breaker.
    Breaker {
        /// A switch.
        on: f64,
        /// Opens at this share of failures; infinity: never.
        failure_rate: f64,
        /// Opens at this share of slow calls; infinity: never.
        slow_rate: f64,
        /// How long a slow call takes.
        slow_call: f64,
        /// Opens after so many failures in a row; 0: never.
        consecutive: f64,
        /// The length of the sliding window.
        window: f64,
        /// The fewest calls in it from which a rate follows.
        minimum: f64,
        /// How long it stays open.
        open: Pace,
        /// Calls let through at a time when it is half-open.
        probes: f64,
        /// What shares a circuit: 0 an origin's requests, 1 all of the policy's, 2 as the caller's function says.
        key: f64,
    }
}

cells! {
    /// Adaptive throttling.
    Throttle {
        /// A switch.
        on: f64,
        /// Requests sent for each that is accepted.
        k: f64,
        /// The length of the sliding window.
        window: f64,
        /// The highest probability of a refusal.
        cap: f64,
    }
}

cells! {
    /// The second-best answer.
    Fallback {
        /// 0 none, 1 the cache, 2 the caller's function.
        on: f64,
        /// The place of the cache's name.
        cache: f64,
        /// No answer older than this.
        max_age: f64,
    }
}

cells! {
    /// Polling.
    Until {
        /// A switch; 1 also where a word says what is waited for.
        on: f64,
        /// 2: the caller's function says whether a response is what was waited for.
        asks: f64,
        /// Statuses that mean "not yet".
        not: Set,
        /// The waits between polls.
        pace: Pace,
        /// How these are spread.
        jitter: Spread,
    }
}

cells! {
    /// All of a policy that is a number.
    Cells {
        /// What nobody reads is written here. Cell 0 holds the preset's number.
        preset: f64,
        /// `retries`, `backoff` and `jitter` of the policy itself.
        first: Tier,
        /// The place of the later tiers, which lie one after the other, or 0.
        later: f64,
        /// How many there are.
        later_count: f64,
        /// Where a preset keeps its later tier.
        second: Tier,
        /// 1: retry when no response came.
        network_errors: f64,
        /// 0 never, 1 like any other failure, 2 if the budget finds that the server was well shortly before.
        timeouts: f64,
        /// 0 no request may be repeated, 1 any, 2 those that are safe.
        idempotent: f64,
        /// Responses to retry.
        statuses: Statuses,
        /// Statuses by which the server says that it did not act.
        unprocessed: Set,
        /// The idempotency key.
        key: Key,
        /// The server's hints.
        hints: Hints,
        /// The longest wait for the headers of one attempt.
        attempt_timeout: f64,
        /// The longest wait of the whole call.
        deadline: f64,
        /// 2: the caller's `shouldRetry` is asked.
        asks: f64,
        /// 2: the caller's `statusOf` says what responses mean.
        means: f64,
        /// The retry budget.
        budget: Budget,
        /// The circuit breaker.
        breaker: Breaker,
        /// Adaptive throttling.
        throttle: Throttle,
        /// The second-best answer.
        fallback: Fallback,
        /// 2: the caller's `refresh` renews credentials.
        refreshes: f64,
        /// Polling.
        until: Until,
        /// 1: a status of 400 or more is an error at the end.
        throws: f64,
        /// 1: faults are printed; 2: the caller's logger is told.
        logs: f64,
    }
}

cells! {
    /// When a keep-alive beats: a block of its own.
    Beats {
        /// Milliseconds from one beat to the next.
        interval: f64,
        /// The part of it that may be cut off at random.
        jitter: f64,
        /// 1: no beats while the page is hidden.
        pauses: f64,
        /// 1: the first beat is sent at the start.
        immediately: f64,
    }
}

/// The number of cells of a keep-alive.
pub const BEAT_CELLS: usize = size_of::<Beats>() / 8;

/// The number of cells.
pub const CELLS: usize = size_of::<Cells>() / 8;

/// The number of cells of a tier.
pub const TIER_CELLS: usize = size_of::<Tier>() / 8;

/// The index of a cell: `cell!(Cells, first.retries)`.
#[macro_export]
macro_rules! cell {
    ($of:ident, $($field:ident).+) => {
        ::core::mem::offset_of!($crate::core::policy::cells::$of, $($field).+) / 8
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_an_index() {
        assert_eq!(cell!(Cells, preset), 0);
        assert_eq!(cell!(Cells, first.retries), 1);
        assert_eq!(cell!(Tier, jitter.kind), 7);
        assert_eq!(cell!(Cells, logs), CELLS - 1);
        assert_eq!(TIER_CELLS, 10);
    }
}
