//! Names that stray into a policy: other clients' options, and those of the request itself.
//!
//! Each is one that a published client has, and that people bring along when they leave it (docs/migrating.md). Rare ones
//! are left out: whoever imports the package downloads the list.

/// What is meant in a policy, and what others call it. By its letters alone, `timeout` would be `timeouts`.
pub const ELSEWHERE: &[(&str, &[&str])] = &[
    ("retries", &["maxRetries", "retry", "limit", "forever"]),
    ("retries, which do not count the first attempt", &["attempts", "maxAttempts"]),
    ("attemptTimeout or deadline", &["timeout", "shouldResetTimeout"]),
    ("deadline", &["maxRetryTime"]),
    ("backoff", &["delay", "retryDelay"]),
    ("backoff.base", &["minTimeout", "initialDelay"]),
    ("backoff.cap", &["maxTimeout", "backoffLimit", "maxDelay"]),
    ("backoff.factor", &["factor", "exponent"]),
    ("jitter", &["randomize"]),
    ("statuses", &["statusCodes"]),
    ("statuses or shouldRetry", &["retryOn"]),
    ("statusOf", &["validateResponse"]),
    ("shouldRetry", &["retryCondition"]),
    ("timeouts", &["retryOnTimeout"]),
    ("idempotent", &["methods"]),
    ("retryAfter", &["afterStatusCodes"]),
    ("retryAfter.cap", &["maxRetryAfter"]),
    ("onEvent", &["onRetry", "onFailedAttempt", "onMaxRetryTimesExceeded"]),
    ("throwOnStatus", &["throwHttpErrors", "validateStatus"]),
    ("breaker", &["circuitBreaker"]),
    ("breaker.failureRate", &["errorThresholdPercentage"]),
    ("breaker.minimum", &["volumeThreshold"]),
    ("breaker.open", &["resetTimeout", "halfOpenAfter"]),
];

/// What `fetch` takes as its second argument, and `fetchWithRetry` as its third.
pub const REQUEST_INIT: [&str; 10] = [
    "method",
    "headers",
    "body",
    "signal",
    "mode",
    "credentials",
    "cache",
    "redirect",
    "keepalive",
    "duplex",
];

/// What is said of these.
pub const REQUEST_INIT_ALLOWED: &str = "an option of the retry policy; the request's own options are the third argument, \
    or the second of a fetch by createFetch";

/// What was meant by another client's name.
pub fn elsewhere(name: &str) -> Option<&'static str> {
    ELSEWHERE.iter().find(|(_, theirs)| theirs.contains(&name)).map(|(ours, _)| *ours)
}

#[cfg(test)]
mod tests {
    use super::super::{COUNTS, GROUPS, Group, RULES};
    use super::*;

    #[test]
    fn what_is_meant_is_an_option() {
        for (ours, _) in ELSEWHERE {
            for ours in ours.split(", which").next().unwrap().split(" or ") {
                let (outer, inner) = ours.split_once('.').unwrap_or((ours, ""));
                let policy = GROUPS[Group::Policy as usize].rows;
                let row = policy.iter().find(|row| row.rule.name == outer).expect(ours);
                let nested = GROUPS[row.rule.group as usize].rows;
                assert!(inner.is_empty() || nested.iter().any(|row| row.rule.name == inner), "{ours}");
            }
        }
    }

    #[test]
    fn no_name_is_ours_or_stands_twice() {
        let mut all: Vec<&str> = ELSEWHERE.iter().flat_map(|(_, theirs)| *theirs).copied().collect();
        all.extend(REQUEST_INIT);
        all.extend(RULES[..COUNTS[0]].iter().map(|rule| rule.name));
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn the_text_of_the_table_can_be_taken_apart() {
        // The package has it as lines of names between bars.
        let names = ELSEWHERE.iter().flat_map(|(ours, theirs)| theirs.iter().chain([ours]));
        assert!(names.copied().all(|name| !name.contains(['|', '\n'])));
    }
}
