//! Which hints a call sees: the headers it reads, dates by the server's clock, and when it ignores them.

use crate::support::{Reply, Simulation, Trace, network_error, status};
use holdfast_fetch::core::report::StopReason;
use serde_json::json;

/// The virtual clock's start, in the three forms that HTTP has for it, two minutes later.
const IN_2_MINUTES: [&str; 3] =
    ["Sat, 22 Aug 2026 12:02:00 GMT", "Saturday, 22-Aug-26 12:02:00 GMT", "Sat Aug 22 12:02:00 2026"];

fn run(hints: serde_json::Value, reply: Reply) -> Trace {
    let policy = json!({ "backoff": { "base": 0 }, "deadline": false, "retryAfter": hints });
    Simulation::new(policy).amid_good_answers(10).random(0.0).replies([reply, status(200)]).run()
}

/// The hint that a call with these options finds.
fn found(hints: serde_json::Value, reply: Reply) -> Option<f64> {
    let trace = run(hints, reply);
    assert_eq!(trace.waits[0].1, trace.report.attempts[0].retry_after.unwrap_or_default());
    trace.report.attempts[0].retry_after
}

fn by_default(reply: Reply) -> Option<f64> {
    found(json!(true), reply)
}

#[test]
fn seconds_and_dates() {
    assert_eq!(by_default(status(503).retry_after("120")), Some(120_000.0));
    for date in IN_2_MINUTES {
        assert_eq!(by_default(status(503).retry_after(date)), Some(120_000.0), "{date}");
    }
}

#[test]
fn a_date_in_the_past_asks_for_no_wait() {
    assert_eq!(by_default(status(503).retry_after("Fri, 31 Dec 1999 23:59:59 GMT")), Some(0.0));
}

#[test]
fn what_could_mean_several_things_is_not_read_and_told() {
    for value in [
        "",
        "-5",
        "+5",
        "1e3",
        "0x10",
        "Infinity",
        "soon",
        "2, 5x",
        "2026-08-22T12:02:00",
        "Sat, 22 Aug 2026 12:02:00 EST",
    ] {
        let trace = run(json!(true), status(503).retry_after(value));
        assert_eq!(trace.report.attempts[0].retry_after, None, "{value:?}");
        assert!(trace.report.attempts[0].hint_unreadable, "{value:?}");
    }
    let attempt = run(json!(true), status(503).retry_after("5")).report.attempts.remove(0);
    assert!(!attempt.hint_unreadable);
    assert!(!run(json!(true), status(503)).report.attempts[0].hint_unreadable);
    assert!(!run(json!(false), status(503).retry_after("soon")).report.attempts[0].hint_unreadable);
}

#[test]
fn what_servers_write_in_its_place_is_read() {
    for value in [
        "120s",
        "2m",
        "1m59.9999s",
        "120000ms",
        "2026-08-22T12:02:00Z",
        "2026-08-22T08:02:00-04:00",
        "Sat, 22 Aug 2026 12:02:00 UTC",
        "Sat, 22 Aug 2026 14:02:00 +0200",
        "1787400120",
        "1787400120000",
        "Sat, 22 Aug 2026 12:02:00 GMT, 45",
    ] {
        assert_eq!(by_default(status(503).retry_after(value)), Some(120_000.0), "{value:?}");
    }
}

#[test]
fn a_date_is_corrected_by_the_servers_own_clock() {
    // An hour behind ours, and a day ahead of it.
    for date in ["Sat, 22 Aug 2026 11:00:00 GMT", "Sun, 23 Aug 2026 12:00:00 GMT"] {
        let two_minutes_later = date.replace(":00:00", ":02:00");
        let reply = status(503).retry_after(&two_minutes_later).header("date", date);
        assert_eq!(by_default(reply), Some(120_000.0), "{date}");
    }
}

#[test]
fn the_correction_needs_a_date_header_that_is_one() {
    for date in ["yesterday", "", "Sat, 31 Feb 2026 12:00:00 GMT"] {
        let reply = status(503).retry_after(IN_2_MINUTES[0]).header("date", date);
        assert_eq!(by_default(reply), Some(120_000.0), "{date}");
    }
}

#[test]
fn the_correction_can_be_switched_off() {
    let reply = || status(503).retry_after(IN_2_MINUTES[0]).header("date", "Sat, 22 Aug 2026 11:00:00 GMT");
    assert_eq!(found(json!({ "dateHeader": false }), reply()), Some(120_000.0));
    assert_eq!(by_default(reply()), Some(3_720_000.0));
}

#[test]
fn seconds_need_no_correction() {
    let reply = status(503).retry_after("5").header("date", "Sat, 22 Aug 2026 11:00:00 GMT");
    assert_eq!(by_default(reply), Some(5000.0));
}

#[test]
fn retry_after_ms_wins_if_it_is_valid() {
    assert_eq!(by_default(status(503).header("retry-after-ms", "1500").retry_after("9")), Some(1500.0));
    assert_eq!(by_default(status(503).header("retry-after-ms", "soon").retry_after("9")), Some(9000.0));
    assert_eq!(by_default(status(503).header("retry-after-ms", "")), None);
}

#[test]
fn the_first_header_of_the_list_that_is_valid_wins() {
    let both = || status(503).header("retry-after-ms", "1500").retry_after("9");
    let order = |headers: [&str; 2]| found(json!({ "headers": headers }), both());
    assert_eq!(order(["Retry-After", "Retry-After-Ms"]), Some(9000.0));
    assert_eq!(order(["Retry-After-Ms", "Retry-After"]), Some(1500.0));
    assert_eq!(order(["x-other", "Retry-After"]), Some(9000.0));
}

#[test]
fn vendor_headers_are_read_when_asked_for() {
    let reply = || status(503).header("x-ms-retry-after-ms", "250").header("x-wait", "7");
    assert_eq!(by_default(reply()), None);
    assert_eq!(found(json!({ "headers": ["X-Ms-Retry-After-Ms"] }), reply()), Some(250.0));
    assert_eq!(found(json!({ "headers": ["x-wait"] }), reply()), Some(7000.0));
}

#[test]
fn a_unit_may_be_named_for_a_header() {
    let reply = |value| status(503).header("x-wait", value);
    for (header, milliseconds) in
        [("x-wait", 7000.0), ("X-Wait:ms", 7.0), ("x-wait:s", 7000.0), ("x-wait:m", 420_000.0)]
    {
        assert_eq!(found(json!({ "headers": [header] }), reply("7")), Some(milliseconds), "{header}");
    }
    assert_eq!(found(json!({ "headers": ["x-wait:ms"] }), reply("7s")), Some(7000.0), "its own unit counts");
    let amazons = status(503).header("x-amz-retry-after", "1500");
    assert_eq!(found(json!({ "headers": ["x-amz-retry-after"] }), amazons), Some(1500.0));
}

#[test]
fn rate_limits_are_read_on_a_429_that_says_nothing_else() {
    for (name, value, milliseconds) in [
        ("x-ratelimit-reset", "20", 20_000.0),
        ("x-ratelimit-reset", "1787400020", 20_000.0),
        ("x-ratelimit-reset-after", "1.25", 1250.0),
        ("x-ratelimit-reset-requests", "2m59.56s", 179_560.0),
        ("x-ratelimit-reset-tokens", "370ms", 370.0),
        ("x-rate-limit-reset", "1787400020", 20_000.0),
        ("ratelimit-reset", "20", 20_000.0),
        ("anthropic-ratelimit-requests-reset", "2026-08-22T12:00:20Z", 20_000.0),
        ("anthropic-ratelimit-output-tokens-reset", "2026-08-22T12:00:20Z", 20_000.0),
        ("x-amz-retry-after", "1500", 1500.0),
        ("x-ms-retry-after-ms", "1500", 1500.0),
    ] {
        assert_eq!(by_default(status(429).header(name, value)), Some(milliseconds), "{name}");
        assert_eq!(by_default(status(503).header(name, value)), None, "{name} on a 503");
        let both = status(429).header(name, value).retry_after("3");
        assert_eq!(by_default(both), Some(3000.0), "{name} beside Retry-After");
        let both = status(429).header(name, value).header("retry-after-ms", "soon");
        assert_eq!(by_default(both), None, "{name} beside what cannot be read");
        let named = found(json!({ "headers": ["retry-after"] }), status(429).header(name, value));
        assert_eq!(named, None, "{name} where other headers are named");
    }
}

#[test]
fn of_several_limits_those_count_of_which_nothing_is_left() {
    let openai = |requests, tokens| {
        status(429)
            .header("x-ratelimit-remaining-requests", requests)
            .header("x-ratelimit-reset-requests", "1m0s")
            .header("x-ratelimit-remaining-tokens", tokens)
            .header("x-ratelimit-reset-tokens", "7s")
    };
    assert_eq!(by_default(openai("0", "0")), Some(60_000.0));
    assert_eq!(by_default(openai("9", "0")), Some(7000.0));
    assert_eq!(by_default(openai("9", "9")), None);
    let anthropic = |left| {
        status(429)
            .header("anthropic-ratelimit-input-tokens-remaining", left)
            .header("anthropic-ratelimit-input-tokens-reset", "2026-08-22T12:00:20Z")
    };
    assert_eq!((by_default(anthropic("0")), by_default(anthropic("1"))), (Some(20_000.0), None));
}

#[test]
fn rate_limit_is_read_when_asked_for() {
    let reply = || status(429).header("ratelimit", r#""burst";r=0;t=5, "daily";r=100;t=3600"#);
    assert_eq!(by_default(reply()), Some(5000.0), "on a 429 it is looked at by default");
    assert_eq!(by_default(status(503).header("ratelimit", r#""a";r=0;t=5"#)), None);
    let asked = || json!({ "headers": ["retry-after", "RateLimit"] });
    assert_eq!(found(asked(), reply()), Some(5000.0));
    for headers in [["retry-after", "ratelimit"], ["ratelimit", "retry-after"]] {
        let both = found(json!({ "headers": headers }), reply().retry_after("2"));
        assert_eq!(both, Some(2000.0), "Retry-After must win");
    }
    assert_eq!(found(asked(), status(429).header("ratelimit", r#""a";r=50;t=30"#)), None, "50 are left");
}

#[test]
fn a_rate_limit_that_a_cache_has_held_says_nothing() {
    let asked = || json!({ "headers": ["ratelimit"] });
    let reply = |age| status(429).header("ratelimit", r#""a";r=0;t=5"#).header("age", age);
    assert_eq!(found(asked(), reply("17")), None);
    assert_eq!(found(asked(), reply("0")), Some(5000.0));
}

#[test]
fn hints_are_ignored_on_request() {
    let trace = run(json!(false), status(503).retry_after("120"));
    assert_eq!((trace.waits(), trace.sends()), (vec![0], 2));
    assert_eq!(trace.report.attempts[0].retry_after, None);
}

#[test]
fn a_hint_on_a_good_response_is_ignored() {
    for code in [200, 204, 304] {
        let trace = run(json!({ "cap": "1s" }), status(code).retry_after("120"));
        assert_eq!((trace.sends(), trace.reason, trace.elapsed), (1, StopReason::Success, 0.0));
        assert_eq!(trace.report.attempts[0].retry_after, None);
    }
}

#[test]
fn a_hint_counts_on_every_response_that_is_retried() {
    for code in [408, 425, 429, 500, 502, 503, 504] {
        assert_eq!(by_default(status(code).retry_after("7")), Some(7000.0), "{code}");
    }
    // A job that is still being worked on, asked after until it is done.
    let polling = Simulation::new(json!({ "statuses": [202] })).random(0.0);
    let trace = polling.replies([status(202).retry_after("7"), status(200)]).run();
    assert_eq!((trace.waits(), trace.reason), (vec![7000], StopReason::Success));
}

#[test]
fn a_hint_on_a_response_that_is_not_retried_changes_nothing() {
    let trace = run(json!({ "cap": "1s" }), status(404).retry_after("120"));
    assert_eq!((trace.sends(), trace.reason), (1, StopReason::Status));
}

#[test]
fn too_large_is_retried_only_when_the_server_says_when() {
    let policy = || Simulation::new(json!({ "statuses": [413] }));
    let trace = policy().replies([status(413).retry_after("5"), status(200)]).run();
    assert_eq!((trace.sends(), trace.reason), (2, StopReason::Success));
    let trace = policy().replies([status(413)]).run();
    assert_eq!((trace.sends(), trace.reason), (1, StopReason::Status));
}

#[test]
fn the_report_says_when_a_hint_could_not_be_seen() {
    let hidden = |hints| run(hints, status(503).without_visible_headers()).report.attempts[0].hint_hidden;
    assert!(hidden(json!(true)));
    assert!(!hidden(json!(false)), "nobody looked for it");
    assert!(!run(json!(true), status(503)).report.attempts[0].hint_hidden);
    let seen = run(json!(true), status(503).without_visible_headers().retry_after("5"));
    assert!(!seen.report.attempts[0].hint_hidden);
}

#[test]
fn a_lost_connection_has_no_hint_and_forgets_the_one_before() {
    let policy = json!({ "backoff": { "base": 0 }, "deadline": false });
    let replies = [status(503).retry_after("5"), network_error(), status(200)];
    let trace = Simulation::new(policy).random(0.0).replies(replies).run();
    assert_eq!(trace.waits(), [5000, 0]);
}
