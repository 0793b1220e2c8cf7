//! A timeout leaves work behind in the server, so it is retried only if that server was well when the
//! attempt was sent.

use crate::support::{Clock, Commons, Simulation, Trace, policy, silence, status};
use holdfast_fetch::core::budget::FRESH;
use holdfast_fetch::core::report::StopReason;
use serde_json::{Value, json};

fn after_a_good_answer(options: Value) -> (Commons, Clock) {
    let (commons, clock) = (Commons::of(&policy(options)), Clock::new());
    commons.budget.as_ref().unwrap().borrow_mut().deposit(clock.now().monotonic);
    (commons, clock)
}

/// A call that times out, so long after a good answer, and what follows.
fn after(milliseconds: f64) -> Trace {
    let (commons, mut clock) = after_a_good_answer(json!({}));
    clock.run(milliseconds);
    Simulation::new(json!({})).sharing(&commons, clock).replies([silence(), status(200)]).run()
}

#[test]
fn what_counts_is_when_it_was_sent_and_not_when_it_timed_out() {
    assert_eq!(after(0.0).reason, StopReason::Success);
    let trace = after(FRESH - 1.0);
    assert_eq!((trace.sends(), trace.reason), (2, StopReason::Success), "30 s of waiting do not count");
    let trace = after(FRESH + 1.0);
    assert_eq!((trace.sends(), trace.reason), (1, StopReason::Budget));
}

#[test]
fn a_second_timeout_in_a_row_needs_another_good_answer() {
    let options = || json!({ "attemptTimeout": "1s" });
    let lone = || Simulation::new(options()).replies([silence()]);
    assert_eq!(lone().run().sends(), 2, "of a server that nobody has heard of");
    assert_eq!(lone().amid_good_answers(1).run().sends(), 4, "others go well all the time");
    let (commons, clock) = after_a_good_answer(options());
    let trace = Simulation::new(options()).sharing(&commons, clock).replies([silence()]).run();
    assert_eq!((trace.sends(), trace.reason), (2, StopReason::Budget));
}

#[test]
fn a_retry_that_an_abort_forestalled_has_used_nothing_up() {
    let options = || json!({ "attemptTimeout": "1s", "jitter": "none" });
    let (commons, clock) = after_a_good_answer(options());
    let call = || Simulation::new(options()).sharing(&commons, clock);
    let aborted = call().replies([silence()]).abort_at(1200.0).run();
    assert_eq!((aborted.sends(), aborted.reason), (1, StopReason::Aborted));
    let next = call().replies([silence(), status(200)]).run();
    assert_eq!((next.sends(), next.reason), (2, StopReason::Success));
}
