//! A policy as numbers: what the core works on.
//!
//! Eight bytes each, so that a cell is an index. Durations are milliseconds, and infinity where there is no limit. A switch is
//! 0 for off, 1 for on, 2 for a function of the caller's. What has no fixed length (tiers, lists of waits, texts) lies behind
//! the cells in one block, and its cell holds the place: there, its length comes first.

/// A set of statuses from 100 to 599: each cell is a whole number whose lowest fifty bits stand for fifty of them. Bit
/// patterns of all 64 bits would not do: some are NaN, and JavaScript may hand on any NaN as another one.
pub type Set = [f64; 10];

/// So many statuses to a cell of a [`Set`].
pub const STATUSES_A_CELL: u16 = 50;

/// What is made of numbers in their order. Those that are missing are 0.
trait OfNumbers {
    fn take(numbers: &mut std::slice::Iter<f64>) -> Self;
}

impl OfNumbers for f64 {
    fn take(numbers: &mut std::slice::Iter<f64>) -> Self {
        numbers.next().copied().unwrap_or_default()
    }
}

impl OfNumbers for Set {
    fn take(numbers: &mut std::slice::Iter<f64>) -> Self {
        std::array::from_fn(|_| f64::take(numbers))
    }
}

/// Structs of cells, which can be made of numbers.
macro_rules! cells {
    ($($(#[$what:meta])* pub struct $Name:ident { $($(#[$why:meta])* pub $cell:ident: $Kind:ty,)* })*) => {
        $(
            $(#[$what])*
            #[repr(C)]
            #[derive(Clone, Copy, Debug, Default, PartialEq)]
            pub struct $Name {
                $($(#[$why])* pub $cell: $Kind,)*
            }

            impl OfNumbers for $Name {
                fn take(numbers: &mut std::slice::Iter<f64>) -> Self {
                    $Name { $($cell: OfNumbers::take(numbers),)* }
                }
            }

            impl $Name {
                /// The cells of a block's numbers.
                pub fn of(numbers: &[f64]) -> Self {
                    OfNumbers::take(&mut numbers.iter())
                }
            }
        )*
    };
}

cells! {
    /// How waits grow, or a function of the caller's.
    pub struct Pace {
        /// 0 exponential, 1 linear, 2 constant, 3 Fibonacci, 4 a list, 5 the caller's function.
        pub kind: f64,
        /// The first wait.
        pub base: f64,
        /// What each wait is multiplied by to make the next; exponential only.
        pub factor: f64,
        /// What each wait is longer than the one before; linear only.
        pub step: f64,
        /// No wait is longer.
        pub cap: f64,
        /// The place of a list of waits, or 0.
        pub list: f64,
    }

    /// How waits are spread.
    pub struct Spread {
        /// 0 none, 1 full, 2 equal, 3 decorrelated, 4 proportional, 5 upward, 6 add.
        pub kind: f64,
        /// The part (proportional, upward), or the least that is added.
        pub a: f64,
        /// The most that is added.
        pub b: f64,
    }

    /// One series of retries.
    pub struct Tier {
        /// Retries in this series.
        pub retries: f64,
        /// Their waits.
        pub pace: Pace,
        /// How these are spread.
        pub jitter: Spread,
    }

    /// Statuses to retry: those of `include` that `except` has not.
    pub struct Statuses {
        /// Written as an object (0) or as a list (1).
        pub switch: f64,
        /// To be retried.
        pub include: Set,
        /// But not these.
        pub except: Set,
    }

    /// An idempotency key.
    pub struct Key {
        /// A switch.
        pub on: f64,
        /// 0 or 1: a random UUID; 2: the caller's function; else the place of a text.
        pub key: f64,
        /// The place of the header's name.
        pub header: f64,
        /// 1: sent as a structured-field string.
        pub quoted: f64,
        /// The place of the methods, joined by commas.
        pub methods: f64,
        /// How long the server remembers it.
        pub horizon: f64,
    }

    /// The server's hints.
    pub struct Hints {
        /// A switch.
        pub on: f64,
        /// A longer hint ends the call.
        pub cap: f64,
        /// 1: waits are spread after it.
        pub spread: f64,
        /// The place of the names of headers, in lower case, joined by commas.
        pub headers: f64,
        /// 1: dates are corrected by the response's own `Date`.
        pub date: f64,
    }

    /// The retry budget.
    pub struct Budget {
        /// A switch.
        pub on: f64,
        /// Tokens that a good answer earns.
        pub ratio: f64,
        /// The least of the initial credit.
        pub from: f64,
        /// The most of it.
        pub to: f64,
        /// The most that is earned and kept.
        pub cap: f64,
    }

    /// The circuit breaker.
    pub struct Breaker {
        /// A switch.
        pub on: f64,
        /// Opens at this share of failures; infinity: never.
        pub failure_rate: f64,
        /// Opens at this share of slow calls; infinity: never.
        pub slow_rate: f64,
        /// How long a slow call takes.
        pub slow_call: f64,
        /// Opens after so many failures in a row; 0: never.
        pub consecutive: f64,
        /// The length of the sliding window.
        pub window: f64,
        /// The fewest calls in it from which a rate follows.
        pub minimum: f64,
        /// How long it stays open.
        pub open: Pace,
        /// Calls let through at a time when it is half-open.
        pub probes: f64,
        /// What shares a circuit: 0 an origin's requests, 1 all of the policy's, 2 as the caller's function says.
        pub key: f64,
    }

    /// Adaptive throttling.
    pub struct Throttle {
        /// A switch.
        pub on: f64,
        /// Requests sent for each that is accepted.
        pub k: f64,
        /// The length of the sliding window.
        pub window: f64,
        /// The highest probability of a refusal.
        pub cap: f64,
    }

    /// The second-best answer.
    pub struct Fallback {
        /// 0 none, 1 the cache, 2 the caller's function.
        pub on: f64,
        /// The place of the cache's name.
        pub cache: f64,
        /// No answer older than this.
        pub max_age: f64,
    }

    /// Polling.
    pub struct Until {
        /// A switch; 1 also where a word says what is waited for.
        pub on: f64,
        /// 2: the caller's function says whether a response is what was waited for.
        pub asks: f64,
        /// Statuses that mean "not yet".
        pub not: Set,
        /// The waits between polls.
        pub pace: Pace,
        /// How these are spread.
        pub jitter: Spread,
    }

    /// All of a policy that is a number.
    pub struct Cells {
        /// What nobody reads is written here. Cell 0 holds the preset's number.
        pub preset: f64,
        /// `retries`, `backoff` and `jitter` of the policy itself.
        pub first: Tier,
        /// The place of the later tiers, which lie one after the other, or 0.
        pub later: f64,
        /// How many there are.
        pub later_count: f64,
        /// Where a preset keeps its later tier.
        pub second: Tier,
        /// 1: retry when no response came.
        pub network_errors: f64,
        /// 0 never, 1 like any other failure, 2 if the budget finds that the server was well shortly before.
        pub timeouts: f64,
        /// 0 no request may be repeated, 1 any, 2 those that are safe.
        pub idempotent: f64,
        /// Responses to retry.
        pub statuses: Statuses,
        /// Statuses by which the server says that it did not act.
        pub unprocessed: Set,
        /// The idempotency key.
        pub key: Key,
        /// The server's hints.
        pub hints: Hints,
        /// The longest wait for the headers of one attempt.
        pub attempt_timeout: f64,
        /// The longest wait of the whole call.
        pub deadline: f64,
        /// 2: the caller's `shouldRetry` is asked.
        pub asks: f64,
        /// The retry budget.
        pub budget: Budget,
        /// The circuit breaker.
        pub breaker: Breaker,
        /// Adaptive throttling.
        pub throttle: Throttle,
        /// The second-best answer.
        pub fallback: Fallback,
        /// 2: the caller's `refresh` renews credentials.
        pub refreshes: f64,
        /// Polling.
        pub until: Until,
        /// 1: a status of 400 or more is an error at the end.
        pub throws: f64,
        /// 1: faults are printed; 2: the caller's logger is told.
        pub logs: f64,
    }

    /// When a keep-alive beats: a block of its own.
    pub struct Beats {
        /// Milliseconds from one beat to the next.
        pub interval: f64,
        /// The part of it that may be cut off at random.
        pub jitter: f64,
        /// 1: no beats while the page is hidden.
        pub pauses: f64,
        /// 1: the first beat is sent at the start.
        pub immediately: f64,
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

    #[test]
    fn cells_are_made_of_numbers_in_their_order() {
        let numbers: Vec<f64> = (0..CELLS).map(|cell| cell as f64).collect();
        let cells = Cells::of(&numbers);
        assert_eq!(cells.logs, CELLS as f64 - 1.0);
        assert_eq!(cells.first.jitter.kind, cell!(Cells, first.jitter.kind) as f64);
        assert_eq!(cells.until.not[3], (cell!(Cells, until.not) + 3) as f64);
        assert_eq!(Cells::of(&numbers[..9]).deadline, 0.0);
    }
}
