//! What is retried, how a request is marked, and which hints are heard.

use super::STATUSES_ALLOWED;
use super::kinds::{Kind, Sink, forms};
use super::row::Row;
use crate::cell;

pub(super) const STATUSES: &[Row] = &[
    Row::scalar("include", Kind::Status)
        .listed()
        .to(Sink::Set)
        .at(cell!(Statuses, include))
        .says(STATUSES_ALLOWED)
        .doc("Responses to retry: status codes and classes of them."),
    Row::scalar("except", Kind::Status)
        .listed()
        .to(Sink::Set)
        .at(cell!(Statuses, except))
        .says(STATUSES_ALLOWED)
        .doc("But not these: status codes and classes of them.")
        .default("[]"),
];

pub(super) const IDEMPOTENCY_KEY: &[Row] = &[
    Row::scalar("key", Kind::Key)
        .or(forms::FUNCTION)
        .to(Sink::Text)
        .at(cell!(Key, source))
        .doc("The key itself (1 to 255 printable ASCII characters, without white space at either end), or a function that makes one for each call. By default a random UUID (version 4) for each call.")
        .ts("(() => string)"),
    Row::scalar("header", Kind::Token)
        .to(Sink::Text)
        .at(cell!(Key, header))
        .doc("The header that carries it.")
        .default(r#""Idempotency-Key""#),
    Row::words("format", &["raw", "quoted"])
        .at(cell!(Key, quoted))
        .doc(r#"`"quoted"` sends `"…"` as the IETF draft has it (a structured-field string); `"raw"` sends the bare text, as most services expect."#)
        .default(r#""raw""#),
    Row::scalar("methods", Kind::Token)
        .listed()
        .to(Sink::Text)
        .at(cell!(Key, methods))
        .says("an array of one or more methods")
        .doc("The methods that get a key, one or more.")
        .default(r#"["POST", "PATCH"]"#),
    Row::limit("horizon")
        .at(cell!(Key, horizon))
        .doc("How long the server remembers a key: above 0. No attempt is made later than this after the first (reason `deadline`). `false`: for ever.")
        .default(r#""1d""#),
];

pub(super) const RETRY_AFTER: &[Row] = &[
    Row::scalar("cap", Kind::Duration)
        .at(cell!(Hints, cap))
        .doc("A hint longer than this ends the call with reason `hint-too-long`; it is never shortened. By default there is none: the deadline decides."),
    Row::words("jitter", &["none", "upward"])
        .at(cell!(Hints, spread))
        .doc(r#"Spread of calls that were told the same hint. `"upward"`: the wait is `hint + U(0, spread)`, where spread is half the hint, between 1 s and 60 s. `"none"`: exactly the hint."#)
        .default(r#""upward""#),
    Row::scalar("headers", Kind::Hint)
        .listed()
        .to(Sink::LowerCase)
        .at(cell!(Hints, headers))
        .says("an array of one or more header names")
        .doc("The response headers that say how long to wait, one or more, and no others for that (`x-should-retry` still counts); the first that can be read wins. All are read like Retry-After: a number, a duration such as `2m59.56s`, a date of HTTP or RFC 3339, or seconds or milliseconds since 1970. A number alone counts seconds, and milliseconds where the name ends in `-ms` (and in x-amz-retry-after); another unit stands behind the name: `\"x-wait:ms\"`. `ratelimit` is the IETF draft's RateLimit field, as it is now and as it was (`limit=…, remaining=…, reset=…`). By default `retry-after-ms`, then `retry-after`; and on a 429 with neither the longest of the known rate limits (`x-ratelimit-reset` and kin) of which nothing is left."),
    Row::boolean("dateHeader")
        .at(cell!(Hints, date))
        .doc("Correct an instant by the response's own `Date` header, so that a wrong local clock does not matter.")
        .default("true"),
];
