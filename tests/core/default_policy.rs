//! What a call without a policy does: the preset `standard`.

use crate::support::{ALMOST_ONE, POST, Simulation, Trace, network_error, policy, silence, status};
use holdfast_fetch::core::preset;
use holdfast_fetch::core::report::StopReason;
use serde_json::json;

fn call() -> Simulation {
    Simulation::new(json!({}))
}

fn outage(random: f64) -> Trace {
    call().random(random).replies([status(503)]).run()
}

#[test]
fn its_name_and_no_options_at_all_mean_the_same() {
    let named = Simulation::new(json!("standard")).replies([status(503)]).run();
    assert_eq!(named, outage(0.5));
}

#[test]
fn three_retries_with_full_jitter() {
    assert_eq!(outage(0.0).waits(), [0, 0, 0]);
    assert_eq!(outage(0.5).waits(), [250, 500, 1000]);
    assert_eq!(outage(ALMOST_ONE).waits(), [500, 1000, 2000]);
    assert_eq!((outage(0.5).sends(), outage(0.5).reason), (4, StopReason::Attempts));
}

#[test]
fn no_wait_is_longer_than_20_seconds() {
    let policy = json!({ "retries": 8, "deadline": false });
    let trace = Simulation::new(policy).random(ALMOST_ONE).replies([status(503)]).run();
    assert_eq!(trace.waits(), [500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000]);
}

#[test]
fn three_statuses_lost_connections_and_what_is_a_server_error_are_retried() {
    // RFC 9110 15: a status that nobody knows is as the first of its class. Of these, asking again changes nothing.
    let for_good = [501, 505, 506, 508, 510, 511];
    let is_retried = |code| matches!(code, 408 | 425 | 429 | 500..600) && !for_good.contains(&code);
    for code in 400..1000 {
        let trace = call().amid_good_answers(10).replies([status(code), status(200)]).run();
        let expected = if is_retried(code) { (2, StopReason::Success) } else { (1, StopReason::Status) };
        assert_eq!((trace.sends(), trace.reason), expected, "{code}");
    }
    for reply in [network_error(), silence()] {
        let trace = call().amid_good_answers(10).replies([reply, status(200)]).run();
        assert_eq!((trace.sends(), trace.reason), (2, StopReason::Success));
    }
}

#[test]
fn writes_are_repeated_only_when_the_server_did_not_act() {
    for code in [408, 500, 502, 503, 504] {
        let trace = call().request(POST).replies([status(code)]).run();
        assert_eq!((trace.sends(), trace.reason), (1, StopReason::NotIdempotent), "{code}");
    }
    for code in [425, 429] {
        let trace = call().request(POST).replies([status(code), status(200)]).run();
        assert_eq!((trace.sends(), trace.reason), (2, StopReason::Success), "{code}");
    }
}

#[test]
fn an_attempt_may_take_30_seconds_and_a_call_3_minutes() {
    let trace = call().amid_good_answers(30).random(ALMOST_ONE).replies([silence()]).run();
    assert_eq!(trace.limits, [30_000.0; 4]);
    assert_eq!((trace.sends(), trace.reason), (4, StopReason::Attempts));
    let trace = call().random(0.0).replies([status(503).retry_after("180")]).run();
    assert_eq!((trace.sends(), trace.reason), (1, StopReason::Deadline));
    let trace = call().random(0.0).replies([status(503).retry_after("179"), status(200)]).run();
    assert_eq!((trace.sends(), trace.reason), (2, StopReason::Success));
}

#[test]
fn a_lone_call_has_six_tokens_and_later_ones_what_good_answers_earn() {
    let policy = policy(json!({}));
    let budget = policy.budget;
    assert_eq!(budget.on, 1.0);
    assert_eq!(((budget.from, budget.to), budget.ratio, budget.cap), ((6.0, 6.0), 0.4, 6.0));
}

#[test]
fn a_timeout_is_retried_once_and_again_if_others_went_well_shortly_before() {
    for reply in [silence(), status(408), status(504)] {
        let lone = call().replies([reply.clone(), status(200)]).run();
        assert_eq!((lone.sends(), lone.reason), (2, StopReason::Success), "{reply:?}");
        let outage = call().replies([reply.clone()]).run();
        assert_eq!((outage.sends(), outage.reason), (2, StopReason::Budget), "{reply:?}");
        let other = call().amid_good_answers(1).replies([reply.clone(), status(200)]).run();
        assert_eq!((other.sends(), other.reason), (2, StopReason::Success), "{reply:?}");
    }
}

#[test]
fn more_retries_come_with_the_tokens_for_them_unless_tokens_are_written_too() {
    let credit = |options| {
        let policy = policy(options);
        assert_eq!(policy.budget.on, 1.0);
        (policy.budget.from, policy.budget.to)
    };
    assert_eq!(credit(json!({ "retries": 1 })), (6.0, 6.0));
    assert_eq!(credit(json!({ "retries": 8 })), (8.0, 8.0));
    assert_eq!(credit(json!({ "retries": 8, "tiers": [{ "retries": 2 }] })), (10.0, 10.0));
    assert_eq!(credit(json!({ "retries": 8, "budget": { "ratio": 0.2 } })), (8.0, 8.0));
    assert_eq!(credit(json!({ "retries": 8, "budget": { "initial": 2 } })), (2.0, 2.0));
    assert_eq!(credit(json!({ "preset": "fleet", "retries": 8 })), (0.0, 1.0));
}

#[test]
fn nothing_else_is_shared_polled_or_replaced() {
    let policy = policy(json!({}));
    assert_eq!((policy.breaker.on, policy.throttle.on), (0.0, 0.0));
    assert_eq!((policy.fallback.on, policy.until.on, policy.refreshes), (0.0, 0.0, 0.0));
}

#[test]
fn fleet_is_the_same_with_no_more_than_one_token_at_first_and_one_more() {
    let mut fleet = preset::find("fleet").unwrap();
    let budget = &mut fleet.budget;
    assert_eq!((budget.ratio, budget.from, budget.to, budget.cap), (0.1, 0.0, 1.0, 1.0));
    (budget.ratio, budget.from, budget.to, budget.cap) = (0.4, 6.0, 6.0, 6.0);
    fleet.preset = 0.0;
    assert_eq!(*fleet, *preset::standard());
}

#[test]
fn what_is_written_and_what_the_guides_say_means_what_it_says() {
    let sends = |policy: serde_json::Value, code| {
        let call = Simulation::new(policy).amid_good_answers(10).replies([status(code), status(200)]);
        call.run().sends()
    };
    for code in [501, 505, 511, 520] {
        for policy in [json!({ "statuses": ["5xx"] }), json!({ "statuses": [code] }), json!("livePerson")] {
            assert_eq!(sends(policy.clone(), code), 2, "{policy} {code}");
        }
        for policy in [json!({ "statuses": [503] }), json!("statusCodes"), json!("zDirect")] {
            assert_eq!(sends(policy.clone(), code), 1, "{policy} {code}");
        }
    }
    let hole = json!({ "statuses": { "include": ["5xx"], "except": [503] } });
    assert_eq!((sends(hole.clone(), 503), sends(hole, 501)), (1, 2));
}
