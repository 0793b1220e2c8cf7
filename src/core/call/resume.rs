//! Calls that are to bring the rest of a body: how they begin.

use super::attempt::Tried;
use super::{Call, LATE, Shared, Situation, State, Step};
use crate::core::breaker::CircuitState;
use crate::core::report::StopReason;

/// The reconnection time of an event stream that has named none: HTML 9.2.2 wants "probably in the region of a few seconds".
const RECONNECTION: f64 = 3000.0;

impl Call {
    /// Begins with an attempt that was sent before, as one that is under way.
    pub(super) fn begin_cut(&mut self, elapsed: f64, situation: &mut Situation) -> Step {
        let Shared { now, breaker, .. } = &mut situation.shared;
        // A body that breaks is a failure of the server's, as long as it counts them. But it is no probe: that needs a new request.
        if let Some(breaker) = breaker
            && breaker.state(*now) == CircuitState::Closed
        {
            self.permit = breaker.acquire(*now, LATE).ok();
        }
        self.state = State::Sent;
        self.attempt = Tried::new(1, self.tier, elapsed);
        Step::Send { limit: f64::INFINITY }
    }

    /// Begins to go on with an event stream: after its reconnection time at the earliest, which is a hint like any other.
    pub(super) fn reconnect(
        &mut self,
        pause: f64,
        closed: bool,
        elapsed: f64,
        situation: &mut Situation,
    ) -> Step {
        let hints = &situation.policy.hints;
        let is_heeded = hints.on > 0.0 && !pause.is_nan();
        let pause = if is_heeded { pause } else { RECONNECTION.min(hints.cap) };
        // Whole milliseconds of some hours are exact; of more, the next number is no earlier.
        let near = pause as f32;
        self.pause = if f64::from(near) < pause { near.next_up() } else { near };
        if closed {
            // It was answered well: to ask again is to repeat what was asked.
            if !situation.request.repeatable(situation.policy) {
                return self.finish(StopReason::NotIdempotent, situation.policy);
            }
            if !situation.request.replayable {
                return self.finish(StopReason::Body, situation.policy);
            }
            self.attempt.hint = pause;
            return self.retry(None, true, elapsed, situation);
        }
        let step = self.begin_cut(elapsed, situation);
        self.attempt.hint = pause;
        step
    }
}
