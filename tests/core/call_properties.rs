//! Whatever the policy, the request, the server and the clocks do, a call keeps its promises.

use crate::scenario::{Scenario, scenarios};
use crate::support::{Outcome, Trace};
use holdfast_fetch::core::call::{Answer, Input, Step};
use holdfast_fetch::core::explain::{draw_waits, longest_waits};
use holdfast_fetch::core::network_error::Failure;
use holdfast_fetch::core::report::StopReason;
use proptest::prelude::*;

/// Clocks that count milliseconds in an `f64` are no finer than this at such a time.
fn fine(at: f64) -> f64 {
    0.01 + at * 1e-15
}

/// When the call must be over.
fn last_moment(scenario: &Scenario) -> f64 {
    scenario.policy.deadline.min(horizon(scenario))
}

/// When the server forgets its key.
fn horizon(scenario: &Scenario) -> f64 {
    let key = scenario.policy.key;
    if key.on > 0.0 && scenario.request.keyed { key.horizon } else { f64::INFINITY }
}

/// By RFC 9110, not by the code under test: may the effect of a repetition be a second effect?
fn is_unsafe(scenario: &Scenario) -> bool {
    let request = scenario.request;
    match scenario.policy.idempotent as u32 {
        1 => false,
        0 => true,
        _ => !(request.idempotent || request.keyed || request.conditional),
    }
}

/// Does the policy have requests sent that are no retries?
fn sends_more_than_retries(scenario: &Scenario) -> bool {
    scenario.policy.until.on > 0.0 || scenario.policy.refreshes > 0.0
}

/// Has the server said of this attempt that it did nothing?
fn did_nothing(scenario: &Scenario, trace: &Trace, number: usize) -> bool {
    let unknown = |status| scenario.policy.refreshes > 0.0 && matches!(status, 401 | 403);
    let says_so = |status| scenario.policy.is_unprocessed(status) || unknown(status);
    let redirected = matches!(scenario.reply(number).outcome, Outcome::Response { redirected: true, .. });
    let attempt = &trace.report.attempts[number];
    let unsent = matches!(attempt.failure, Some(Failure::Unsent | Failure::ConnectTimeout));
    unsent && scenario.request.direct || !redirected && attempt.status.is_some_and(says_so)
}

/// The hint of an attempt, if it is one that needs no parser to be read.
fn plain_hint(scenario: &Scenario, number: usize) -> Option<f64> {
    if scenario.policy.hints.on == 0.0 {
        return None;
    }
    let Outcome::Response { headers, .. } = &scenario.reply(number).outcome else { return None };
    let seconds: f64 = headers.first()?.1.parse::<u32>().ok()?.into();
    // Larger numbers are instants.
    (seconds < 1e9).then_some(seconds * 1000.0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_ends_within_the_number_of_requests_that_its_policy_allows(scenario in scenarios()) {
        let trace = scenario.simulation().run();
        let most = scenario.policy.most_requests() as usize;
        prop_assert!(trace.refreshes <= 1 && trace.fallbacks.len() <= 1, "{trace:?}");
        if scenario.policy.until.on == 0.0 {
            prop_assert!(trace.sends() <= most + trace.refreshes, "{trace:?}");
            if matches!(trace.reason, StopReason::Attempts | StopReason::Offline) {
                prop_assert!(trace.sends() >= most, "{trace:?}");
            }
        }
    }

    #[test]
    fn it_never_repeats_an_unsafe_request_that_may_have_taken_effect(scenario in scenarios()) {
        let trace = scenario.simulation().run();
        if is_unsafe(&scenario) && !scenario.is_overruled() {
            for number in 1..trace.sends() {
                prop_assert!(did_nothing(&scenario, &trace, number - 1), "{trace:?}");
            }
        }
    }

    #[test]
    fn it_never_repeats_a_stream_or_a_success(scenario in scenarios()) {
        let trace = scenario.simulation().run();
        prop_assert!(scenario.request.replayable || trace.sends() <= 1, "{trace:?}");
        for attempt in trace.report.attempts.iter().rev().skip(1) {
            let is_good = attempt.status.is_some_and(|status| scenario.policy.is_good(status));
            prop_assert!(!is_good || scenario.policy.until.on > 0.0, "{trace:?}");
        }
    }

    #[test]
    fn it_never_calls_earlier_than_the_server_asked(scenario in scenarios()) {
        let trace = scenario.simulation().run();
        for number in 1..trace.sends() {
            let before = &trace.report.attempts[number - 1];
            let waited = before.wait.unwrap_or_default();
            prop_assert!(waited >= before.retry_after.unwrap_or_default(), "{trace:?}");
            // Not only planned: lived through, on the true clock.
            let rest = trace.starts[number] - (before.started_at + before.duration);
            prop_assert!(rest + fine(trace.elapsed) >= waited, "{rest} {trace:?}");
            if let (Some(hint), Some(_)) = (plain_hint(&scenario, number - 1), before.status) {
                prop_assert!(rest + fine(trace.elapsed) >= hint, "{hint} {trace:?}");
            }
        }
    }

    #[test]
    fn it_begins_nothing_that_could_not_end_before_its_deadline(scenario in scenarios()) {
        let trace = scenario.simulation().run();
        let last = last_moment(&scenario);
        let latest = horizon(&scenario);
        for ((start, awake), limit) in trace.starts.iter().zip(&trace.awake).zip(&trace.limits) {
            prop_assert!(*start < latest + fine(latest) && *awake < last + fine(last) && *limit > 0.0, "{trace:?}");
            prop_assert!(*limit <= scenario.policy.attempt_timeout && awake + limit <= last + fine(last), "{trace:?}");
        }
        // A machine that slept through the deadline still makes one attempt: its clock might have been set.
        let late = trace.starts.iter().zip(&trace.limits).filter(|(start, limit)| *start + *limit > last + fine(last));
        prop_assert!(late.count() <= 1, "{trace:?}");
        let late = trace.waits.iter().filter(|(begun, length)| begun + length >= last + fine(last));
        prop_assert!(late.count() <= 2, "{trace:?}");
    }

    #[test]
    fn a_call_without_mishaps_is_over_by_its_deadline(scenario in scenarios()) {
        let mut scenario = Scenario { asleep: Vec::new(), frozen: Vec::new(), ..scenario };
        scenario.replies.iter_mut().for_each(|reply| reply.asleep = 0.0);
        let trace = scenario.simulation().run();
        let last = last_moment(&scenario);
        // The caller's own function took 3 ms of it.
        prop_assert!(trace.elapsed <= last + 3.0 + fine(last), "{trace:?}");
    }

    #[test]
    fn without_hints_its_waits_are_the_ones_that_were_explained(scenario in scenarios()) {
        let policy = &scenario.policy;
        let by_the_caller = policy.tiers().any(|tier| tier.pace.is_callers());
        if by_the_caller || scenario.is_changed() || sends_more_than_retries(&scenario) {
            return Ok(());
        }
        let trace = scenario.simulation().run();
        let shortest = draw_waits(policy, &mut || 0.0);
        let longest = longest_waits(policy);
        for (number, attempt) in trace.report.attempts.iter().enumerate() {
            if let (Some(wait), None, false) = (attempt.wait, attempt.retry_after, attempt.hint_unreadable) {
                // Told to the microsecond.
                let (least, most) = (shortest[number] - fine(0.0), longest[number] + fine(wait));
                prop_assert!((least..=most).contains(&wait), "{number} {trace:?}");
            }
        }
    }

    #[test]
    fn its_report_tells_of_every_attempt_in_order(scenario in scenarios()) {
        let trace = scenario.simulation().run();
        let attempts = &trace.report.attempts;
        prop_assert_eq!(attempts.len(), trace.sends());
        prop_assert_eq!(trace.report.reason, trace.reason);
        prop_assert!((trace.report.elapsed - trace.elapsed).abs() < fine(trace.elapsed), "{trace:?}");
        let mut before = 0.0;
        for (index, attempt) in attempts.iter().enumerate() {
            prop_assert_eq!(attempt.number as usize, index + 1);
            prop_assert!((attempt.started_at - trace.starts[index]).abs() < fine(trace.elapsed), "{trace:?}");
            // Each is told to the microsecond.
            prop_assert!(attempt.started_at + fine(before) >= before && attempt.duration >= 0.0, "{trace:?}");
            before = attempt.started_at + attempt.duration;
            prop_assert!(attempt.status.is_some() != attempt.failure.is_some(), "{trace:?}");
            let is_last = index + 1 == attempts.len();
            prop_assert!(attempt.wait.is_some() || is_last || trace.refreshes > 0, "{trace:?}");
        }
        prop_assert!(trace.report.elapsed + fine(before) >= before, "{trace:?}");
    }

    #[test]
    fn its_reason_fits_what_happened(scenario in scenarios()) {
        let trace = scenario.simulation().run();
        let last = trace.report.attempts.last();
        let status = last.and_then(|attempt| attempt.status);
        let failure = last.and_then(|attempt| attempt.failure);
        let fits = match trace.reason {
            StopReason::Success => status.is_some_and(|status| status < 400),
            StopReason::Status => status.is_some_and(|status| status >= 400),
            StopReason::Error => failure.is_some(),
            StopReason::Offline => failure == Some(Failure::Offline),
            StopReason::Attempts => status.is_some() || failure.is_some(),
            StopReason::Deadline => last_moment(&scenario).is_finite(),
            StopReason::HintTooLong => {
                let hints = scenario.policy.hints;
                let cap = if hints.on > 0.0 { hints.cap } else { f64::INFINITY };
                last.and_then(|attempt| attempt.retry_after).is_some_and(|hint| hint > cap)
            }
            StopReason::NotIdempotent => is_unsafe(&scenario),
            StopReason::Body => !scenario.request.replayable,
            StopReason::Veto => scenario.policy.asks > 0.0 && scenario.answers.contains(&Answer::Stop),
            StopReason::Budget => scenario.policy.budget.on > 0.0 && last.is_some(),
            StopReason::CircuitOpen => scenario.policy.breaker.on > 0.0,
            StopReason::Throttled => scenario.policy.throttle.on > 0.0,
            StopReason::Aborted => scenario.abort_at.is_some(),
        };
        prop_assert!(fits, "{trace:?}");
    }

    #[test]
    fn once_finished_it_stays_finished(scenario in scenarios()) {
        let (trace, mut hand) = scenario.simulation().run_and_keep();
        let inputs = || [
            Input::Start, Input::Woke, Input::Aborted, Input::Delay(0.0), Input::Answer(Answer::Retry(f64::NAN)),
            Input::Failed(Failure::Network),
        ];
        for input in inputs().into_iter().chain(inputs()) {
            prop_assert_eq!(hand.give(input), Step::Finish(trace.reason));
        }
        prop_assert_eq!(hand.answer(503), Step::Finish(trace.reason));
        prop_assert_eq!(hand.report().attempts.len(), trace.sends());
    }

    #[test]
    fn the_same_seed_gives_the_same_trace(scenario in scenarios()) {
        let (one, other) = (scenario.simulation().run(), scenario.simulation().run());
        prop_assert_eq!(format!("{one:?}"), format!("{other:?}"));
    }

    #[test]
    fn a_wall_clock_that_is_set_at_will_breaks_nothing(
        scenario in scenarios(),
        settings in prop::collection::vec((0..6usize, -1e9..1e9), 0..4),
    ) {
        let mut simulation = scenario.simulation();
        for (wait, by) in settings {
            simulation = simulation.set_wall(wait, by);
        }
        let trace = simulation.run();
        prop_assert!(sends_more_than_retries(&scenario) || trace.sends() <= scenario.policy.most_requests() as usize);
        let mut before = 0.0;
        for attempt in &trace.report.attempts {
            prop_assert!(attempt.started_at + fine(before) >= before && attempt.duration >= 0.0, "{trace:?}");
            before = attempt.started_at + attempt.duration;
        }
        prop_assert!(trace.report.elapsed + fine(before) >= before, "{trace:?}");
    }
}
