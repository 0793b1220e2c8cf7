//! What is said of options and groups to people.

use holdfast_fetch::core::policy::table::{Group, Kind, Row, forms};

/// What an option is for, and its range.
pub fn of_row(row: &Row) -> String {
    let rule = &row.rule;
    let is_scalar = rule.forms & forms::SCALAR > 0;
    let range = format!("{} to {}", rule.least, rule.most);
    let note = match rule.kind {
        _ if !is_scalar || row.doc.contains(&range) || row.doc.contains("above 0") => String::new(),
        Kind::Whole => format!(" A whole number from {range}."),
        Kind::Number => format!(" From {range}."),
        Kind::Rate => " Above 0, up to 1.".into(),
        Kind::Positive | Kind::Limit => " Above 0.".into(),
        _ => String::new(),
    };
    // The range belongs to the sentence, not to the list behind it.
    match row.doc.split_once("\n\n") {
        Some((first, rest)) => format!("{first}{note}\n\n{rest}"),
        None => format!("{}{note}", row.doc),
    }
}

/// A program that uses an option, if there is an example.
pub fn example(row: &Row) -> Option<String> {
    (!row.example.is_empty()).then(|| format!("```ts\nconst fetch = createFetch({});\n```", row.example))
}

/// The part of the API that a group belongs to, and what it is for.
pub fn of_group(group: Group) -> (&'static str, &'static str) {
    const POLICIES: &str = "Policies";
    const SHARED: &str = "What calls share";
    match group {
        Group::Policy => (
            POLICIES,
            "Everything a policy can say. What is written wins over the preset. All of it is data, but for the functions.",
        ),
        Group::Backoff => (
            POLICIES,
            "How long to wait before retry k = 1, 2, 3, … of a tier. The cap is applied first, jitter second. What is not written stays as the preset has it, as long as the type stays the same; another type starts from the defaults below.",
        ),
        Group::Jitter => (POLICIES, "How waits of many clients are spread."),
        Group::Tier => (POLICIES, "A later series of retries, usually minutes after the first series of seconds."),
        Group::Statuses => (POLICIES, "Statuses, with exceptions."),
        Group::IdempotencyKey => (
            POLICIES,
            "How requests are marked, so that the server can tell a repetition from a second order (draft-ietf-httpapi-idempotency-key-header).",
        ),
        Group::RetryAfter => (POLICIES, "Which hints of the server's are read, and how they are obeyed."),
        Group::Budget => (
            SHARED,
            "Retry tokens. A retry that fails costs one, and one that succeeds nothing; a good answer earns `ratio` of one. A retry under way holds a twentieth, so six tokens begin a hundred at once. Timeouts (408, 504, 524, 598 too) leave work behind in the server, so unless `timeouts` is `true` they take more than a token: see there.

Nobody waits for a token: without one the call ends with what it has, for the reason `budget`. Free are a retry after a 429, one that a server delayed by a second or more after a good answer in the last 30 s (both until it has failed a hundred times since the last good answer), and one of an attempt that never left an offline device.",
        ),
        Group::Breaker | Group::CircuitBreaker | Group::SharedBreaker => (
            SHARED,
            "When to stop calling a server that fails. Opens when a share of the calls in a sliding window fails or is slow, or after so many failures in a row. While it is open, calls end at once with the reason `circuit-open` (or the fallback); then `probes` calls are let through, and decide.

Failures are statuses of 500 and above that the policy retries, network errors and timeouts. Other answers are successes; 408, 425, 429, aborts and being offline prove nothing.",
        ),
        Group::Throttle => (
            SHARED,
            "Calls are refused here, before they are sent, with the probability (requests − k × accepts) / (requests + 1) over a sliding window: Google's \"Site Reliability Engineering\", chapter 21. Refused calls end with the reason `throttled`.",
        ),
        Group::CachedFallback => (
            SHARED,
            "The last good answer to the same request from the Cache API, where the platform has one. Good answers to GET requests are kept there, if their Cache-Control allows it and the request carried no credentials of its own.",
        ),
        Group::Until => (
            POLICIES,
            "Polling: ask again while the status is one of `not`, and until `done` says true. One of the two must be there. Polls are no retries: only the deadline bounds them.",
        ),
        Group::KeepAlive => ("Keep-alive", "When to beat, and how."),
    }
}

/// Lines no longer than this, broken between words.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut is_code = false;
    for paragraph in text.split('\n') {
        is_code ^= paragraph.starts_with("```");
        if is_code {
            lines.push(paragraph.to_owned());
            continue;
        }
        let indent = if paragraph.starts_with("- ") { "  " } else { "" };
        let mut line = String::new();
        for word in paragraph.split(' ') {
            if !line.is_empty() && line.chars().count() + word.chars().count() + 1 > width {
                lines.push(line);
                line = format!("{indent}{word}");
            } else {
                line = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            }
        }
        lines.push(line);
    }
    lines
}
