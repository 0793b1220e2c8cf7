//! The default policy, its variant for large fleets, and five retry guides that vendors have published, as cells that they
//! change.
//!
//! Each preset follows its guide's numbers. Where the guide is silent the default speaks, except that a lone call always
//! completes the preset's own sequence of attempts and waits: deadline, credit and the breaker's minimum are sized to it.
//! (The credit of `fleet` is scarce on purpose.)

use Change::{Names, Number, Statuses, Text};

use super::choices::{backoff, jitter, retried};
use crate::cell;

const SECOND: f64 = 1000.0;
const MINUTE: f64 = 60.0 * SECOND;
const DAY: f64 = 24.0 * 60.0 * MINUTE;
const NONE: f64 = f64::INFINITY;

/// What is written into a cell.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    /// A number.
    Number(usize, f64),
    /// Statuses, and classes of them (5 is `5xx`), into the set that begins at the cell, in place of what is there.
    Statuses(usize, &'static [u16]),
    /// A text.
    Text(usize, &'static str),
    /// A list of texts.
    Names(usize, &'static [&'static str]),
}

/// The changes of each preset, in the order of their names. The first are where all policies start: with them stand the
/// defaults of parts that are not wanted yet.
pub static PRESETS: [&[Change]; 7] =
    [STANDARD, FLEET, LIVE_PERSON, COPYLEAKS, STATUS_CODES, RESILIENT_INTEGRATIONS, Z_DIRECT];

/// The safest of all five guides: what `fetchWithRetry(url)` does.
const STANDARD: &[Change] = &[
    Number(cell!(Cells, first.retries), 3.0),
    Number(cell!(Cells, first.pace.base), 0.5 * SECOND),
    Number(cell!(Cells, first.pace.factor), 2.0),
    Number(cell!(Cells, first.pace.step), 0.5 * SECOND),
    Number(cell!(Cells, first.pace.cap), 20.0 * SECOND),
    Number(cell!(Cells, first.jitter.kind), jitter::FULL as f64),
    Number(cell!(Cells, network_errors), 1.0),
    Number(cell!(Cells, timeouts), retried::CONDITIONALLY),
    Number(cell!(Cells, idempotent), retried::CONDITIONALLY),
    // A 5xx that nobody knows is a server error (RFC 9110 15); these will not change by asking again.
    Statuses(cell!(Cells, statuses.include), &[408, 425, 429, 5]),
    Statuses(cell!(Cells, statuses.except), &[501, 505, 506, 508, 510, 511]),
    Statuses(cell!(Cells, unprocessed), &[425, 429]),
    // A random UUID on the methods that are not idempotent by themselves, for as long as servers commonly remember one.
    Text(cell!(Cells, key.header), "Idempotency-Key"),
    Names(cell!(Cells, key.methods), &["POST", "PATCH"]),
    Number(cell!(Cells, key.horizon), DAY),
    // Hints are floors of any length. No headers are named: those of `hint::names` are read.
    Number(cell!(Cells, hints.on), 1.0),
    Number(cell!(Cells, hints.cap), NONE),
    Number(cell!(Cells, hints.spread), 1.0),
    Number(cell!(Cells, hints.date), 1.0),
    Number(cell!(Cells, attempt_timeout), 30.0 * SECOND),
    Number(cell!(Cells, deadline), 3.0 * MINUTE),
    // A hundred retries at once, and six that fail; after that, two that fail for five good answers.
    Number(cell!(Cells, budget.on), 1.0),
    Number(cell!(Cells, budget.ratio), 0.4),
    Number(cell!(Cells, budget.from), 6.0),
    Number(cell!(Cells, budget.to), 6.0),
    Number(cell!(Cells, budget.cap), 6.0),
    // Half of ten calls or more in 30 s; longer each time that it opens again.
    Number(cell!(Cells, breaker.failure_rate), 0.5),
    Number(cell!(Cells, breaker.slow_rate), NONE),
    Number(cell!(Cells, breaker.slow_call), 5.0 * SECOND),
    Number(cell!(Cells, breaker.window), 30.0 * SECOND),
    Number(cell!(Cells, breaker.minimum), 10.0),
    Number(cell!(Cells, breaker.open.base), 5.0 * SECOND),
    Number(cell!(Cells, breaker.open.factor), 2.0),
    Number(cell!(Cells, breaker.open.step), 5.0 * SECOND),
    Number(cell!(Cells, breaker.open.cap), MINUTE),
    Number(cell!(Cells, breaker.probes), 1.0),
    // The numbers of Google's "Site Reliability Engineering", chapter 21, but for the cap: at 1 a server that is well again
    // would hardly be asked.
    Number(cell!(Cells, throttle.k), 2.0),
    Number(cell!(Cells, throttle.window), 2.0 * MINUTE),
    Number(cell!(Cells, throttle.cap), 0.9),
    Text(cell!(Cells, fallback.cache), "holdfast-fetch"),
    Number(cell!(Cells, fallback.max_age), DAY),
    // Polls that soon find what is nearly there, and do not hurry what is not.
    Statuses(cell!(Cells, until.not), &[]),
    Number(cell!(Cells, until.pace.base), SECOND),
    Number(cell!(Cells, until.pace.factor), 1.5),
    Number(cell!(Cells, until.pace.step), SECOND),
    Number(cell!(Cells, until.pace.cap), 30.0 * SECOND),
    Number(cell!(Cells, until.jitter.kind), jitter::PROPORTIONAL as f64),
    Number(cell!(Cells, until.jitter.a), 0.25),
];

/// For those who run 100,000 clients of one server: in an outage most of them make no retry at all before the server has
/// answered them again, and those who have been there for long make one.
const FLEET: &[Change] = &[
    Number(cell!(Cells, budget.ratio), 0.1),
    Number(cell!(Cells, budget.from), 0.0),
    Number(cell!(Cells, budget.to), 1.0),
    Number(cell!(Cells, budget.cap), 1.0),
];

/// LivePerson, "Retry and KeepAlive Best Practices": 5, 10, 15 s, and after an outage of minutes another series of 2, 4, 8 min.
/// The guide's waits are floors, so jitter only lengthens them. Faults and failing operations are logged.
const LIVE_PERSON: &[Change] = &[
    Number(cell!(Cells, first.pace.kind), backoff::LINEAR as f64),
    Number(cell!(Cells, first.pace.base), 5.0 * SECOND),
    Number(cell!(Cells, first.pace.step), 5.0 * SECOND),
    Number(cell!(Cells, first.pace.cap), NONE),
    Number(cell!(Cells, first.jitter.kind), jitter::UPWARD as f64),
    Number(cell!(Cells, first.jitter.a), 0.1),
    Number(cell!(Cells, later), cell!(Cells, second) as f64),
    Number(cell!(Cells, later_count), 1.0),
    Number(cell!(Cells, second.retries), 3.0),
    Number(cell!(Cells, second.pace.base), 2.0 * MINUTE),
    Number(cell!(Cells, second.pace.factor), 2.0),
    Number(cell!(Cells, second.pace.step), 2.0 * MINUTE),
    Number(cell!(Cells, second.pace.cap), NONE),
    Number(cell!(Cells, second.jitter.kind), jitter::UPWARD as f64),
    Number(cell!(Cells, second.jitter.a), 0.1),
    Statuses(cell!(Cells, statuses.include), &[5]),
    Statuses(cell!(Cells, statuses.except), &[]),
    Statuses(cell!(Cells, unprocessed), &[]),
    Number(cell!(Cells, timeouts), retried::ALWAYS),
    Number(cell!(Cells, deadline), 20.0 * MINUTE),
    Number(cell!(Cells, logs), 1.0),
];

/// Copyleaks, "Handling Failures": 2^(k−1) s plus 1 to 10 s, never above 60 s. The cap applies before the random part: with the
/// guide's own `min(60, …)` all clients would meet at exactly 60 s.
const COPYLEAKS: &[Change] = &[
    Number(cell!(Cells, first.retries), 8.0),
    Number(cell!(Cells, first.pace.base), SECOND),
    Number(cell!(Cells, first.pace.step), SECOND),
    Number(cell!(Cells, first.pace.cap), 50.0 * SECOND),
    Number(cell!(Cells, first.jitter.kind), jitter::ADD as f64),
    Number(cell!(Cells, first.jitter.a), SECOND),
    Number(cell!(Cells, first.jitter.b), 10.0 * SECOND),
    Statuses(cell!(Cells, statuses.include), &[5, 429]),
    Statuses(cell!(Cells, statuses.except), &[]),
    Statuses(cell!(Cells, unprocessed), &[429]),
    Number(cell!(Cells, timeouts), retried::ALWAYS),
    Number(cell!(Cells, deadline), 10.0 * MINUTE),
    Number(cell!(Cells, budget.from), 8.0),
    Number(cell!(Cells, budget.to), 8.0),
];

/// "HTTP Status Codes and Retry": which statuses to retry, with exponential backoff and a limit.
const STATUS_CODES: &[Change] = &[
    Statuses(cell!(Cells, statuses.include), &[408, 429, 500, 502, 503, 504]),
    Statuses(cell!(Cells, statuses.except), &[]),
    Statuses(cell!(Cells, unprocessed), &[429]),
    Number(cell!(Cells, timeouts), retried::ALWAYS),
    // Timeouts are retried like anything else: more tokens than a lone call needs would keep a fleet's server down for longer.
    Number(cell!(Cells, budget.from), 3.0),
    Number(cell!(Cells, budget.to), 3.0),
];

/// "Building Resilient Integrations with Retry Logic": 1, 2, 4, 8 s ± 25 %, an idempotency key on writes, which its server
/// remembers for 24 hours, a breaker that opens at 50 % in 30 s, and then "cached data or a graceful fallback".
const RESILIENT_INTEGRATIONS: &[Change] = &[
    Number(cell!(Cells, first.retries), 4.0),
    Number(cell!(Cells, first.pace.base), SECOND),
    Number(cell!(Cells, first.pace.step), SECOND),
    Number(cell!(Cells, first.pace.cap), NONE),
    Number(cell!(Cells, first.jitter.kind), jitter::PROPORTIONAL as f64),
    Number(cell!(Cells, first.jitter.a), 0.25),
    Statuses(cell!(Cells, statuses.include), &[5]),
    Statuses(cell!(Cells, statuses.except), &[]),
    Statuses(cell!(Cells, unprocessed), &[]),
    Number(cell!(Cells, timeouts), retried::ALWAYS),
    Number(cell!(Cells, key.on), 1.0),
    Names(cell!(Cells, key.methods), &["POST", "PUT", "PATCH", "DELETE"]),
    Number(cell!(Cells, breaker.on), 1.0),
    Number(cell!(Cells, breaker.open.kind), backoff::CONSTANT as f64),
    Number(cell!(Cells, breaker.open.base), 30.0 * SECOND),
    Number(cell!(Cells, breaker.open.step), 30.0 * SECOND),
    Number(cell!(Cells, breaker.open.cap), NONE),
    Number(cell!(Cells, fallback.on), 1.0),
    Number(cell!(Cells, budget.from), 4.0),
    Number(cell!(Cells, budget.to), 4.0),
];

/// zDirect, "Error Handling": 503 means "not accepted", so any method may be sent again, after max(Retry-After, 2^k s + up to
/// 1 s), the exponential part truncated at 64 s.
const Z_DIRECT: &[Change] = &[
    Number(cell!(Cells, first.retries), 8.0),
    Number(cell!(Cells, first.pace.base), 2.0 * SECOND),
    Number(cell!(Cells, first.pace.step), 2.0 * SECOND),
    Number(cell!(Cells, first.pace.cap), 64.0 * SECOND),
    Number(cell!(Cells, first.jitter.kind), jitter::ADD as f64),
    Number(cell!(Cells, first.jitter.b), SECOND),
    Statuses(cell!(Cells, statuses.include), &[503]),
    Statuses(cell!(Cells, statuses.except), &[]),
    Statuses(cell!(Cells, unprocessed), &[503]),
    Number(cell!(Cells, network_errors), 0.0),
    Number(cell!(Cells, timeouts), 0.0),
    Number(cell!(Cells, deadline), 15.0 * MINUTE),
    Number(cell!(Cells, budget.from), 8.0),
    Number(cell!(Cells, budget.to), 8.0),
];

/// A backoff of another type than the one before: what is not written starts from these cells.
pub static AFRESH: &[Change] = &[
    Number(cell!(Pace, base), 0.5 * SECOND),
    Number(cell!(Pace, factor), 2.0),
    Number(cell!(Pace, step), 0.5 * SECOND),
    Number(cell!(Pace, cap), NONE),
    Number(cell!(Pace, list), 0.0),
];

/// The same wait each time.
pub static SAME_WAIT: &[Change] = &[
    Number(cell!(Pace, kind), backoff::CONSTANT as f64),
    Number(cell!(Pace, factor), 2.0),
    Number(cell!(Pace, cap), NONE),
    Number(cell!(Pace, list), 0.0),
];

/// A later tier's backoff: minutes, after the seconds of the first.
pub static LATER_TIER: &[Change] = &[
    Number(cell!(Tier, pace.base), 2.0 * MINUTE),
    Number(cell!(Tier, pace.factor), 2.0),
    Number(cell!(Tier, pace.step), 2.0 * MINUTE),
    Number(cell!(Tier, pace.cap), NONE),
];

/// A keep-alive of which only the interval is written.
pub static KEEP_ALIVE: &[Change] = &[Number(cell!(Beats, jitter), 0.1)];
