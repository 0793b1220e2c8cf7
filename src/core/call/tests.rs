//! What a call says of itself, and how much room it takes.

use super::*;
use crate::core::preset;

#[test]
fn a_conflict_after_an_attempt_that_may_have_acted_is_ambiguous() {
    let is_ambiguous = |outcomes: &[Outcome]| {
        let mut call = Call::new(Now { monotonic: 0.0, wall: 0.0 });
        for outcome in outcomes {
            call.record(*outcome, 0.0, Request { direct: true, ..Request::GET });
        }
        call.is_ambiguous()
    };
    let lost = Outcome::Failure(Failure::Network);
    let refused = Outcome::Failure(Failure::Unsent);
    let status = Outcome::Response;
    assert!(is_ambiguous(&[lost, status(412)]));
    assert!(is_ambiguous(&[status(503), status(409)]));
    assert!(!is_ambiguous(&[status(412)]));
    assert!(!is_ambiguous(&[status(429), status(409)]));
    assert!(!is_ambiguous(&[lost, status(404)]));
    assert!(!is_ambiguous(&[refused, status(409)]));
}

#[test]
fn a_call_is_small() {
    assert!(size_of::<Call>() <= 176, "{}", size_of::<Call>());
}

#[test]
fn only_bad_answers_are_thrown() {
    let mut policy = preset::standard();
    policy.throws = 1.0;
    let mut call = Call::new(Now { monotonic: 0.0, wall: 0.0 });
    assert!(!call.throws(&policy));
    for (status, throws) in [(200, false), (399, false), (400, true), (503, true)] {
        call.record(Outcome::Response(status), 0.0, Request::GET);
        assert_eq!(call.throws(&policy), throws, "{status}");
    }
    call.fell_back = true;
    assert!(!call.throws(&policy));
}
