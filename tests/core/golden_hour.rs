//! An hour of calls under `resilientIntegrations`, while the server stumbles, breaks and recovers:
//! event by event as in `tests/vectors/golden-hour.txt`. `tests/package/golden-hour.test.js` sends the
//! same calls through the whole package, and expects the same lines.
//!
//! After a change that is meant, `HOLDFAST_WRITE_GOLDEN=1 cargo test --test core golden_hour` writes the file
//! anew. The tests below say in words what must be true of it whatever the numbers are.

use crate::support::hour::{self, FAILING, LENGTH, RECOVERED, REFUSING, SILENT, STEADY, WOBBLING};
use crate::support::{Crowd, Event, Hand, POST, Reply, World, network_error, policy, status};
use holdfast_fetch::core::breaker::CircuitState;
use holdfast_fetch::core::call::{Input, Step};
use holdfast_fetch::core::verdict::Request;
use serde_json::json;

const GOLDEN: &str = include_str!("../vectors/golden-hour.txt");

/// The server, and the list of what happened.
#[derive(Default)]
struct Hour {
    lines: Vec<String>,
    events: Vec<Told>,
}

/// One event.
struct Told {
    /// In seconds.
    at: f64,
    call: usize,
    event: hour::Event,
}

impl World for Hour {
    fn reply(&mut self, call: usize, attempt: u32, at: f64) -> Reply {
        let answer = hour::answer(at, call as u32, attempt);
        let reply = answer.status.map_or_else(network_error, status).after(answer.after);
        match answer.retry_after {
            Some(seconds) => reply.retry_after(&seconds.to_string()),
            None => reply,
        }
    }

    fn answer(&mut self, _: usize, question: Step) -> Input {
        assert!(matches!(question, Step::Fallback(_)), "{question:?}");
        Input::Fallback(true)
    }

    fn hear(&mut self, at: f64, hand: &Hand, call: usize, event: Event) {
        let event = told(hand, call as u32, event);
        self.lines.push(hour::line(at, call as u32, &event));
        self.events.push(Told { at: at / 1000.0, call, event });
    }
}

/// The event as the shell tells it.
fn told(hand: &Hand, call: u32, event: Event) -> hour::Event {
    let now = hand.clock.now();
    let told = hour::Event {
        method: hour::method(call).into(),
        attempt: hand.call.sent(),
        elapsed: hand.call.elapsed(now),
        ..hour::Event::default()
    };
    let named = |r#type: &str| hour::Event { r#type: r#type.into(), ..told };
    match event {
        Event::Step(Step::Send { .. }) => named("attempt"),
        Event::Step(Step::Wait { milliseconds, .. }) => hour::Event { delay: milliseconds, ..named("wait") },
        Event::Step(Step::Fallback(reason)) => {
            hour::Event { reason: reason.as_str().into(), ..named("fallback") }
        }
        Event::Step(Step::Finish(reason)) => {
            let (fallback, probe_in) = (hand.report().fallback, hand.call.probe_in());
            hour::Event { reason: reason.as_str().into(), fallback, probe_in, ..named("end") }
        }
        Event::Step(step) => panic!("no step of this hour: {step:?}"),
        Event::Attempted => {
            let attempt = hand.call.last_attempt().unwrap();
            match attempt.failure {
                Some(failure) => hour::Event { failure: failure.as_str().into(), ..named("failure") },
                None => hour::Event {
                    status: attempt.status.unwrap(),
                    retry_after: attempt.retry_after,
                    ..named("response")
                },
            }
        }
        Event::Circuit(change) => hour::Event {
            from: change.from.as_str().into(),
            to: change.to.as_str().into(),
            probe_in: (change.to == CircuitState::Open).then_some(change.probe_in),
            ..named("circuit")
        },
    }
}

fn run() -> Hour {
    let options = json!({
        "preset": "resilientIntegrations",
        "idempotencyKey": { "key": "<function>" },
        "fallback": "<function>",
    });
    let mut crowd = Crowd::new(policy(options), hour::SEED, Hour::default());
    for (call, start) in hour::starts().into_iter().enumerate() {
        let is_write = hour::method(call as u32) == "POST";
        crowd.call(start, if is_write { Request { keyed: true, ..POST } } else { Request::GET });
    }
    crowd.run();
    crowd.world
}

#[test]
fn the_core_does_what_is_written() {
    let hour = run();
    let text = hour::text(&hour.lines);
    if std::env::var_os("HOLDFAST_WRITE_GOLDEN").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/golden-hour.txt"), &text).unwrap();
        return;
    }
    assert_eq!(hour::first_difference(&text, GOLDEN), None);
}

impl Hour {
    fn of(&self, kind: &str) -> impl Iterator<Item = &Told> {
        self.events.iter().filter(move |told| told.event.r#type == kind)
    }

    fn between(&self, kind: &str, from: f64, to: f64) -> Vec<&Told> {
        self.of(kind).filter(|told| (from..to).contains(&told.at)).collect()
    }

    /// How many attempts ended in these seconds, and how many of them failed.
    fn results(&self, from: f64, to: f64) -> (usize, usize) {
        let ended = self.events.iter().filter(|told| from < told.at && told.at <= to);
        let ended: Vec<_> = ended.filter(|told| told.is_result()).collect();
        (ended.len(), ended.iter().filter(|told| !told.is_success()).count())
    }
}

impl Told {
    fn is_result(&self) -> bool {
        matches!(self.event.r#type.as_str(), "response" | "failure")
    }

    fn is_success(&self) -> bool {
        self.event.status == 200
    }
}

#[test]
fn the_circuit_opens_when_half_of_at_least_ten_requests_in_30_seconds_have_failed() {
    let hour = run();
    let openings: Vec<_> = hour.of("circuit").filter(|told| told.event.from == "closed").collect();
    for opening in &openings {
        // The window forgets in steps of three seconds.
        let is_half = |tenths: u32| {
            let (ended, failed) = hour.results(opening.at - f64::from(tenths) / 10.0, opening.at);
            ended >= 10 && failed * 2 >= ended
        };
        assert!((270..=300).any(is_half), "at {} s", opening.at);
    }
    let first = openings[0].at;
    // It fails as often as not, and what is answered again counts too.
    assert!((FAILING..FAILING + 45.0).contains(&first), "{first}");
}

#[test]
fn while_it_is_open_every_call_is_answered_from_the_fallback_at_once_and_nothing_is_sent() {
    let hour = run();
    let (mut state, mut answered) = ("closed", 0);
    for Told { at, event, .. } in &hour.events {
        match event.r#type.as_str() {
            "circuit" => state = &event.to,
            "attempt" => assert_ne!(state, "open", "{at}"),
            "end" if event.attempt == 0 => {
                assert_ne!(state, "closed", "{at}");
                assert_eq!(
                    (event.reason.as_str(), event.elapsed, event.fallback),
                    ("circuit-open", 0.0, true)
                );
                answered += 1;
            }
            _ => {}
        }
    }
    assert!(answered > 200, "{answered}");
}

#[test]
fn one_probe_at_a_time_asks_whether_the_server_is_well() {
    let hour = run();
    let (mut state, mut sent, mut probes) = ("closed", 0, 0);
    for told in &hour.events {
        match told.event.r#type.as_str() {
            "circuit" => {
                if state == "half-open" {
                    assert_eq!(sent, 1, "at {} s", told.at);
                    probes += 1;
                }
                (state, sent) = (&told.event.to, 0);
            }
            "attempt" => sent += 1,
            _ => {}
        }
    }
    assert!(probes > 10, "{probes}");
}

#[test]
fn no_probe_comes_earlier_than_the_server_asked() {
    let hour = run();
    let hints = hour.of("response").filter(|told| told.event.retry_after.is_some());
    let mut long = 0;
    for told in hints {
        let until = told.at + told.event.retry_after.unwrap() / 1000.0;
        assert!(hour.between("attempt", told.at, until).is_empty(), "after {} s", told.at);
        long += usize::from(until > told.at + 37.5);
    }
    assert!(long > 0, "none was longer than the circuit would have been open anyhow");
}

#[test]
fn it_closes_soon_after_the_server_recovers_and_stays_closed() {
    let hour = run();
    let changes = hour.between("circuit", RECOVERED, SILENT);
    let last = changes.last().unwrap();
    // The longest that the server asked for, and the time until the next call.
    assert!(last.event.to == "closed" && last.at < RECOVERED + 1.25 * 90.0 + 12.0, "{}", last.at);
    let (ended, failed) = hour.results(last.at, SILENT);
    assert!(ended > 0 && failed == 0, "{failed} of {ended}");
}

#[test]
fn a_wobble_opens_nothing_and_retries_hide_half_of_it() {
    let hour = run();
    let (_, failed) = hour.results(WOBBLING, STEADY + 10.0);
    assert!(hour.between("circuit", WOBBLING, LENGTH).is_empty());
    let ends = hour.between("end", WOBBLING, STEADY + 10.0);
    let lost = ends.iter().filter(|told| told.event.fallback).count();
    assert!(
        failed >= 10 && lost * 2 < failed,
        "{failed} failed attempts, {lost} calls without a good answer"
    );
}

#[test]
fn the_outage_costs_the_server_a_tenth_of_a_request_per_call() {
    let hour = run();
    let calls =
        hour::starts().iter().filter(|start| (REFUSING..RECOVERED).contains(&(**start / 1000.0))).count();
    let requests = hour.between("attempt", REFUSING, RECOVERED).len();
    assert!(calls > 100 && requests * 10 <= calls, "{requests} requests of {calls} calls");
}

#[test]
fn retries_that_fail_are_few_and_paid_for() {
    let hour = run();
    let (mut good, mut retries, mut failed) = (0, 0, 0);
    for told in hour.events.iter().filter(|told| told.is_result()) {
        let is_retry = told.event.attempt > 1;
        good += u32::from(told.is_success());
        retries += u32::from(is_retry);
        failed += u32::from(is_retry && !told.is_success());
        assert!(told.event.attempt <= 5, "call {}", told.call);
        // Those that are under way when the last token goes may still fail.
        assert!(f64::from(failed) <= 6.0 + 0.4 * f64::from(good) + 5.0, "at {} s: {failed}", told.at);
    }
    assert!(retries > 60 && failed > 20, "{failed} of {retries}");
}

#[test]
fn waits_are_1_2_4_8_seconds_give_or_take_a_quarter_or_as_long_as_the_server_asked() {
    let hour = run();
    let mut hints = vec![None; hour::starts().len()];
    let mut asked = 0;
    for Told { event, call, .. } in &hour.events {
        if matches!(event.r#type.as_str(), "response" | "failure") {
            hints[*call] = event.retry_after;
        }
        if event.r#type == "wait" {
            let wait = 1000.0 * f64::from(1 << (event.attempt - 1));
            let (least, most) = match hints[*call] {
                Some(hint) => (hint, (hint * 1.5).max(wait * 1.25)),
                None => (wait * 0.75, wait * 1.25),
            };
            assert!((least..=most).contains(&event.delay), "{} {}", event.attempt, event.delay);
            asked += usize::from(hints[*call].is_some());
        }
    }
    assert!(asked > 0, "no hint was waited for");
}

#[test]
fn every_call_ends_once_with_a_good_answer_or_the_fallback() {
    let hour = run();
    let mut ends = vec![0; hour::starts().len()];
    for told in hour.of("end") {
        ends[told.call] += 1;
        assert!(told.event.fallback != (told.event.reason == "success"), "call {}", told.call);
    }
    assert!(ends.iter().all(|ends| *ends == 1));
}
