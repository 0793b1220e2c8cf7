//! Which headers may hold a hint, and what their names say of it.
//!
//! Of those that tell how much of a rate is left and when it is full again (GitHub, Discord, OpenAI, Anthropic and many more),
//! each name of a reset has that of its remaining beside it: the same, but for that word.

/// What is looked for where the policy names no headers.
pub const WAITS: [&str; 2] = ["retry-after-ms", "retry-after"];

/// What else is looked for, on a 429.
pub const LIMITS: [&str; 22] = [
    "ratelimit",
    "ratelimit-remaining",
    "ratelimit-reset",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "x-ratelimit-reset-after",
    "x-ratelimit-remaining-requests",
    "x-ratelimit-reset-requests",
    "x-ratelimit-remaining-tokens",
    "x-ratelimit-reset-tokens",
    "x-rate-limit-remaining",
    "x-rate-limit-reset",
    "anthropic-ratelimit-requests-remaining",
    "anthropic-ratelimit-requests-reset",
    "anthropic-ratelimit-tokens-remaining",
    "anthropic-ratelimit-tokens-reset",
    "anthropic-ratelimit-input-tokens-remaining",
    "anthropic-ratelimit-input-tokens-reset",
    "anthropic-ratelimit-output-tokens-remaining",
    "anthropic-ratelimit-output-tokens-reset",
    "x-amz-retry-after",
    "x-ms-retry-after-ms",
];

/// By which servers say whether to repeat a request at all: OpenAI, Anthropic and kin; Stripe.
pub const WISHES: [&str; 2] = ["x-should-retry", "stripe-should-retry"];

/// What a hint may be read by, whichever header it is in.
pub const BESIDE: [&str; 2] = ["date", "age"];

/// Is it one of [`WISHES`]?
pub(super) fn is_wish(name: &[u8]) -> bool {
    name.ends_with(b"-should-retry")
}

/// Is it one of [`WAITS`]?
pub(super) fn is_wait(name: &[u8]) -> bool {
    name.starts_with(b"retry-after")
}

/// The milliseconds that a number without a unit counts in a header of this name.
pub(super) fn unit(name: &[u8]) -> f64 {
    if name.ends_with(b"-ms") || name == b"x-amz-retry-after" { 1.0 } else { 1000.0 }
}

const REMAINING: &[u8] = b"remaining";

/// Does it tell what is left?
pub(super) fn is_remaining(name: &[u8]) -> bool {
    around(name, REMAINING).is_some()
}

/// Does it tell what is left of that of which `reset` tells when it is full again?
pub(super) fn belongs(remaining: &[u8], reset: &[u8]) -> bool {
    let (Some(left), Some((before, after))) = (around(remaining, REMAINING), around(reset, b"reset")) else {
        return false;
    };
    // `x-ratelimit-reset-after` is another way to say `x-ratelimit-reset`.
    left == (before, if after == b"-after" { b"" } else { after })
}

/// What stands before and after a word.
fn around<'a>(name: &'a [u8], word: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = name.windows(word.len()).position(|part| part == word)?;
    let (before, rest) = name.split_at_checked(at)?;
    Some((before, rest.strip_prefix(word)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reset_has_its_remaining_beside_it() {
        for reset in LIMITS.iter().filter(|name| name.contains("reset")) {
            let its: Vec<_> =
                LIMITS.iter().filter(|name| belongs(name.as_bytes(), reset.as_bytes())).collect();
            let name = reset.replace("reset-after", "reset").replace("reset", "remaining");
            assert_eq!(its, [&name], "{reset}");
        }
        assert!(!belongs(b"ratelimit", b"ratelimit"));
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
