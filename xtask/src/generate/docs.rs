//! `docs/options.md`: every option with its type, default and meaning.

use holdfast_fetch::core::policy::table::{GROUPS, Group};

use super::{interfaces, prose};

/// Groups under the names that readers look for.
const TITLES: &[(Group, &str)] = &[
    (Group::Policy, "Policy"),
    (Group::Backoff, "backoff"),
    (Group::Jitter, "jitter, if it is no word"),
    (Group::Tier, "tiers"),
    (Group::Statuses, "statuses, with exceptions"),
    (Group::IdempotencyKey, "idempotencyKey"),
    (Group::RetryAfter, "retryAfter"),
    (Group::Budget, "budget"),
    (Group::Breaker, "breaker"),
    (Group::Throttle, "throttle"),
    (Group::CachedFallback, "fallback from a cache"),
    (Group::Until, "until"),
    (Group::KeepAlive, "keepAlive"),
];

pub fn source() -> String {
    let mut out = String::from(
        "# Options\n\n<!-- Made by `cargo xtask generate` from src/core/policy/table.rs. -->\n\n\
         Defaults are those of the preset `standard`. Durations are milliseconds, or a number with a unit: `\"250ms\"`, \
         `\"1.5s\"`, `\"2m\"`, `\"1h\"`, `\"1d\"`. Types that are not said here are those of the \
         [API reference](api/README.md).\n",
    );
    for (group, title) in TITLES {
        out += &format!("\n## {title}\n\n{}\n", prose::of_group(*group).1);
        for row in GROUPS[*group as usize].rows {
            out += &format!("\n### `{}`\n\n`{}`", row.rule.name, interfaces::of(row));
            if !row.default.is_empty() {
                out += &format!(", by default `{}`", row.default);
            }
            out += &format!("\n\n{}\n", prose::of_row(row));
            if let Some(example) = prose::example(row) {
                out += &format!("\n{example}\n");
            }
        }
    }
    out
}
