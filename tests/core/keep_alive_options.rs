//! Never quietly wrong: what may be asked of a keep-alive, and what is refused in which words.

use crate::session::read;
use serde_json::{Value, json};

const INTERVAL: &str = "a duration from 1 s to 100 years: milliseconds, or a string such as \"30s\", \"5m\"; \
     or one of chatAgentApi.refresh, messagingAgentSdk.getClock, messagingWindowApi.getClock or \
     serverChatApi.retrieveChatInformation";

/// Four rows of the table in LivePerson's guide.
#[test]
fn the_intervals_of_the_guide_go_by_product_and_method() {
    for (name, seconds) in [
        ("chatAgentApi.refresh", 300.0),
        ("messagingAgentSdk.getClock", 30.0),
        ("messagingWindowApi.getClock", 30.0),
        ("serverChatApi.retrieveChatInformation", 30.0),
    ] {
        assert_eq!(read(json!({ "interval": name })).unwrap().interval, seconds * 1000.0, "{name}");
    }
}

#[test]
fn an_interval_is_a_second_or_more() {
    for (interval, milliseconds) in [
        (json!(1000), 1000.0),
        (json!("1s"), 1000.0),
        (json!("2.5m"), 150_000.0),
        (json!("36500d"), 3.1536e12),
    ] {
        assert_eq!(read(json!({ "interval": interval })).unwrap().interval, milliseconds);
    }
}

#[test]
fn everything_else_has_a_default() {
    let options = read(json!({ "interval": "30s" })).unwrap();
    assert_eq!((options.jitter, options.pauses, options.immediately), (0.1, false, false));
    let options =
        read(json!({ "interval": "30s", "jitter": 0.5, "hidden": "pause", "immediately": true })).unwrap();
    assert_eq!((options.jitter, options.pauses, options.immediately), (0.5, true, true));
}

#[test]
fn a_beat_may_take_nine_tenths_of_the_shortest_wait() {
    let options = read(json!({ "interval": 1000, "jitter": 0.5 })).unwrap();
    assert_eq!((options.shortest_wait(), options.deadline()), (500.0, 450.0));
}

/// What is wrong with one option beside a good interval.
fn complaint(name: &str, value: Value) -> String {
    let mut options = json!({ "interval": "30s" });
    options[name] = value;
    read(options).unwrap_err().to_string()
}

#[test]
fn refusals_say_what_was_given_and_what_is_allowed() {
    for (value, given) in [
        (json!(0), "0"),
        (json!(30), "30"),
        (json!(999.9), "999.9"),
        (json!(-1), "-1"),
        (json!("<NaN>"), "NaN"),
        (json!("<Infinity>"), "Infinity"),
        (json!("30"), "\"30\""),
        (json!("getClock"), "\"getClock\""),
        (json!("36501d"), "\"36501d\""),
        (json!(null), "null"),
        (json!(true), "true"),
        (json!(["30s"]), "an array"),
    ] {
        assert_eq!(
            complaint("interval", value),
            format!("keepAlive: interval is {given}; allowed: {INTERVAL}")
        );
    }
    for (name, value, rest) in [
        ("jitter", json!(0.51), "0.51; allowed: a number from 0 to 0.5"),
        ("jitter", json!(-0.1), "-0.1; allowed: a number from 0 to 0.5"),
        ("jitter", json!("<NaN>"), "NaN; allowed: a number from 0 to 0.5"),
        ("jitter", json!("full"), "\"full\"; allowed: a number from 0 to 0.5"),
        ("hidden", json!("stop"), "\"stop\"; allowed: continue or pause"),
        ("hidden", json!(true), "true; allowed: continue or pause"),
        ("immediately", json!(1), "1; allowed: true or false"),
        ("onEvent", json!("log"), "\"log\"; allowed: a function"),
        ("init", json!("POST"), "\"POST\"; allowed: an object: what fetch takes as its second argument"),
        ("signal", json!({}), "an object; allowed: an AbortSignal"),
    ] {
        assert_eq!(complaint(name, value), format!("keepAlive: {name} is {rest}"));
    }
}

#[test]
fn an_interval_must_be_given_and_only_options_may() {
    for (options, given) in [(json!({}), "an object"), (json!("30s"), "\"30s\""), (json!(null), "null")] {
        let refusal = read(options).unwrap_err();
        assert_eq!(
            refusal.to_string(),
            format!("keepAlive: options is {given}; allowed: an object with interval")
        );
        assert_eq!(refusal.field, "options");
    }
}

#[test]
fn unknown_options_are_refused_with_what_was_meant() {
    let meant = |name| complaint(name, json!(1));
    assert_eq!(meant("jiter"), "keepAlive: jiter is not an option; allowed: jitter (did you mean that?)");
    let all = "interval, jitter, policy, init, hidden, immediately, onEvent or signal";
    for name in ["headers", "retries", "every"] {
        assert_eq!(meant(name), format!("keepAlive: {name} is not an option; allowed: {all}"));
    }
}
