//! Which headers may hold a hint, and what their names say of it.
//!
//! Behind a name may stand, after a colon, the unit of its numbers, or that they count what is [`LEFT`].

/// What is looked for where the policy names no headers.
pub const WAITS: [&str; 2] = ["retry-after-ms", "retry-after"];

/// What else is looked for, on a 429. Many services (GitHub, Discord, OpenAI, Anthropic) tell of several limits at once, what
/// is left of each and when it is full again: those behind what is left belong to it.
pub const LIMITS: [&str; 22] = [
    "x-ms-retry-after-ms",
    "x-amz-retry-after",
    RATE_LIMIT,
    "ratelimit-remaining:left",
    "ratelimit-reset",
    "x-rate-limit-remaining:left",
    "x-rate-limit-reset",
    "x-ratelimit-remaining:left",
    "x-ratelimit-reset",
    "x-ratelimit-reset-after",
    "x-ratelimit-remaining-requests:left",
    "x-ratelimit-reset-requests",
    "x-ratelimit-remaining-tokens:left",
    "x-ratelimit-reset-tokens",
    "anthropic-ratelimit-requests-remaining:left",
    "anthropic-ratelimit-requests-reset",
    "anthropic-ratelimit-tokens-remaining:left",
    "anthropic-ratelimit-tokens-reset",
    "anthropic-ratelimit-input-tokens-remaining:left",
    "anthropic-ratelimit-input-tokens-reset",
    "anthropic-ratelimit-output-tokens-remaining:left",
    "anthropic-ratelimit-output-tokens-reset",
];

/// What stands behind the name of a header that tells what is left of a limit. It has a line in any case, empty where there is
/// no such header, so that it is known which limit the lines behind it belong to.
pub const LEFT: &str = "left";

/// The IETF draft's field, which says itself what its numbers count.
pub const RATE_LIMIT: &str = "ratelimit";

/// By which servers say whether to repeat a request at all: OpenAI, Anthropic and kin; Stripe.
pub const WISHES: [&str; 2] = [WISH, "stripe-should-retry"];

/// The one that others copy.
pub const WISH: &str = "x-should-retry";

/// Headers of this end are taken for no others.
pub const WISH_END: &str = "-should-retry";

/// What a hint may be read by, whichever header it is in.
pub const BESIDE: [&str; 2] = ["date", "age"];

/// Is it one of [`WISHES`]? No other of this end is looked for: see [`may_be_named`].
pub(super) fn is_wish(name: &[u8]) -> bool {
    name.ends_with(WISH_END.as_bytes())
}

/// May a policy name it as one that says how long to wait? Not what is read in any case, and means something else; and what RateLimit
/// counts, it says itself. `named`: a name in any case, perhaps with a unit.
pub fn may_be_named(named: &str) -> bool {
    let named = named.to_ascii_lowercase();
    let (name, unit) = named.split_once(':').unwrap_or((&named, ""));
    !BESIDE.contains(&name) && !name.ends_with(WISH_END) && (name != RATE_LIMIT || unit.is_empty())
}

/// Is it one of [`WAITS`]?
pub(super) fn is_wait(name: &[u8]) -> bool {
    name.starts_with(b"retry-after")
}

/// The milliseconds that a number without a unit counts in a header of this name.
pub(super) fn unit(name: &[u8]) -> f64 {
    if name.ends_with(b"-ms") || name == b"x-amz-retry-after" { 1.0 } else { 1000.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reset_stands_behind_its_remaining() {
        let mut left = String::new();
        for name in LIMITS {
            if let Some(remaining) = name.strip_suffix(":left") {
                left = remaining.replace("remaining", "reset");
            } else if name.contains("reset") {
                assert_eq!(name.trim_end_matches("-after"), left);
            } else {
                assert_eq!(left, "", "{name} belongs to no limit");
            }
        }
    }

    #[test]
    fn numbers_count_seconds_but_where_a_name_says_otherwise() {
        for (name, milliseconds) in [
            ("retry-after", 1000.0),
            ("x-ratelimit-reset-after", 1000.0),
            ("retry-after-ms", 1.0),
            ("x-ms-retry-after-ms", 1.0),
            ("x-amz-retry-after", 1.0),
        ] {
            assert_eq!(unit(name.as_bytes()), milliseconds, "{name}");
        }
    }
}
