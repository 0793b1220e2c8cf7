//! One logical call as a state machine: the heart.
//!
//! The shell feeds [`Input`]s to [`Call::advance`] and does what the returned [`Step`] says. Nothing
//! else changes a call's state.
//!
//! ```text
//! Start ─▶ Send ─▶ Response | Failed ─┬─────────────────────────────▶ Finish
//!           ▲                         ├─▶ Ask ─▶ Answer ─┐
//!           └───── Woke ◀── Wait ◀────┴─▶ AskDelay ─▶ Delay
//! ```

use super::backoff::bounded;
use super::hint::hint;
use super::jitter::{Jitter, upward_of_hint};
use super::network_error::Failure;
use super::policy::{Delay, Policy, Tier};
use super::report::{Attempt, CallReport, StopReason};
use super::verdict::{self, Request, Verdict};
use std::rc::Rc;

pub use super::hint::Head;
pub use super::step::{Answer, Input, Now, Situation, Step};

/// A wait that ends this much later than planned was slept through: a closed lid, a frozen tab.
const OVERSLEPT: f64 = 2000.0;

/// The wall clock ahead of the monotonic one by this much means that the machine slept.
const SLEPT: f64 = 1000.0;

/// Timers drop the fraction of a millisecond, and their own clock may lag by one.
const EARLY: f64 = 2.0;

/// Machines that wake together must not call together: the first attempt is spread over this much.
const WAKING: f64 = 5000.0;

#[derive(Clone, Copy)]
enum State {
    New,
    Sent,
    Asked(Verdict),
    AskedDelay,
    Waiting { due: f64, length: f64, respread: bool },
    Done(StopReason),
}

/// One logical call: all attempts and waits of it.
pub struct Call {
    policy: Rc<Policy>,
    began: Now,
    state: State,
    tier: usize,
    /// Retries begun in this tier.
    retries: u32,
    previous_wait: Option<f64>,
    /// Since the call began.
    sent_at: f64,
    sent: u32,
    hint: Option<f64>,
    attempts: Vec<Attempt>,
    /// The most that [`Call::elapsed`] has been: a wall clock that is set back must not turn time back.
    latest: f64,
}

impl Call {
    /// A call that begins now.
    pub fn new(policy: Rc<Policy>, now: Now) -> Self {
        Call {
            policy,
            began: now,
            state: State::New,
            tier: 0,
            retries: 0,
            previous_wait: None,
            sent_at: 0.0,
            sent: 0,
            hint: None,
            attempts: Vec::new(),
            latest: 0.0,
        }
    }

    /// When it began.
    pub fn began(&self) -> Now {
        self.began
    }

    /// Since the call began. A machine that slept counts the time it slept.
    pub fn elapsed(&self, now: Now) -> f64 {
        let monotonic = (now.monotonic - self.began.monotonic).max(0.0);
        let wall = now.wall - self.began.wall;
        // Less than this is the wall clock's coarseness, or its being set right.
        let elapsed = if wall - monotonic > SLEPT { wall } else { monotonic };
        elapsed.max(self.latest)
    }

    /// The time left for it, or infinity.
    pub fn remaining(&self, now: Now, request: Request) -> f64 {
        self.room(self.elapsed(now), request).max(0.0)
    }

    /// Attempts sent so far.
    pub fn sent(&self) -> u32 {
        self.sent
    }

    /// The last attempt that ended.
    pub fn last_attempt(&self) -> Option<&Attempt> {
        self.attempts.last()
    }

    /// Could this call send another request after the one that is being sent?
    pub fn may_retry(&self) -> bool {
        self.next_tier().is_some()
    }

    /// The whole history, for a call that ended.
    pub fn report(&self, now: Now) -> CallReport {
        let reason = if let State::Done(reason) = self.state { reason } else { StopReason::Error };
        CallReport::new(reason, self.attempts.clone(), self.elapsed(now))
    }

    /// Takes what happened and says what to do next.
    pub fn advance(&mut self, input: Input, situation: &mut Situation) -> Step {
        let elapsed = self.elapsed(situation.now);
        self.latest = elapsed;
        match (self.state, input) {
            (State::Done(reason), _) => Step::Finish(reason),
            (state, Input::Aborted) => {
                if matches!(state, State::Sent) {
                    self.record(elapsed, Attempt { failure: Some(Failure::Aborted), ..Attempt::default() });
                }
                self.finish(StopReason::Aborted)
            }
            (_, Input::Broken) => self.finish(StopReason::Error),
            (State::New, Input::Start) => self.send(elapsed, situation.request),
            (State::Sent, Input::Response(head)) => self.on_response(&head, elapsed, situation),
            (State::Sent, Input::Failed(failure)) => self.on_failure(failure, elapsed, situation),
            (State::Asked(verdict), Input::Answer(answer)) => {
                self.on_answer(verdict, answer, elapsed, situation)
            }
            (State::AskedDelay, Input::Delay(delay)) => self.on_delay(delay, elapsed, situation),
            (State::Waiting { due, length, respread }, Input::Woke) => {
                self.on_woke(elapsed, due, length, respread, situation)
            }
            // Out of turn. To send anything now could be a duplicate.
            _ => self.finish(StopReason::Error),
        }
    }

    fn send(&mut self, elapsed: f64, request: Request) -> Step {
        let room = self.room(elapsed, request);
        if room <= 0.0 {
            return self.finish(StopReason::Deadline);
        }
        self.state = State::Sent;
        self.sent = self.sent.saturating_add(1);
        self.sent_at = elapsed;
        self.hint = None;
        Step::Send { limit: self.policy.attempt_timeout.min(room) }
    }

    fn on_response(&mut self, head: &Head, elapsed: f64, situation: &mut Situation) -> Step {
        if self.policy.is_good(head.status) {
            self.record(elapsed, Attempt { status: Some(head.status), ..Attempt::default() });
            return self.finish(StopReason::Success);
        }
        self.hint = self.policy.hints.as_ref().and_then(|hints| hint(hints, head, situation.now.wall));
        self.record(
            elapsed,
            Attempt {
                status: Some(head.status),
                retry_after: self.hint,
                hint_hidden: head.hidden && self.hint.is_none() && self.policy.hints.is_some(),
                ..Attempt::default()
            },
        );
        let has_hint = self.hint.is_some();
        let verdict =
            verdict::of_response(&self.policy, situation.request, head.status, head.redirected, has_hint);
        self.on_verdict(verdict, elapsed, situation)
    }

    fn on_failure(&mut self, failure: Failure, elapsed: f64, situation: &mut Situation) -> Step {
        self.record(elapsed, Attempt { failure: Some(failure), ..Attempt::default() });
        if failure == Failure::Timeout && self.room(elapsed, situation.request) <= EARLY {
            return self.finish(StopReason::Deadline);
        }
        self.on_verdict(verdict::of_failure(&self.policy, situation.request, failure), elapsed, situation)
    }

    fn on_verdict(&mut self, verdict: Verdict, elapsed: f64, situation: &mut Situation) -> Step {
        let verdict = self.bounded(verdict, situation.request);
        use StopReason::{Error, NotIdempotent, Status};
        match verdict {
            // Neither a stream nor a used up policy can be argued with.
            Verdict::Retry | Verdict::Stop(Status | NotIdempotent | Error) if self.policy.asks_caller => {
                self.state = State::Asked(verdict);
                Step::Ask { stop: if let Verdict::Stop(reason) = verdict { Some(reason) } else { None } }
            }
            _ => self.carry_out(verdict, None, elapsed, situation),
        }
    }

    fn on_answer(
        &mut self,
        verdict: Verdict,
        answer: Answer,
        elapsed: f64,
        situation: &mut Situation,
    ) -> Step {
        let (verdict, delay) = match (answer, verdict) {
            (Answer::Policy, verdict) => (verdict, None),
            (Answer::Retry, _) => (Verdict::Retry, None),
            (Answer::RetryAfter(delay), _) => (Verdict::Retry, Some(delay)),
            (Answer::Stop, Verdict::Stop(reason)) => (Verdict::Stop(reason), None),
            (Answer::Stop, _) => (Verdict::Stop(StopReason::Veto), None),
        };
        self.carry_out(self.bounded(verdict, situation.request), delay, elapsed, situation)
    }

    /// What bounds every retry, whoever asks for it.
    fn bounded(&self, verdict: Verdict, request: Request) -> Verdict {
        if verdict != Verdict::Retry {
            return verdict;
        }
        match (self.next_tier(), self.last_attempt().and_then(|attempt| attempt.failure)) {
            (Some(_), _) if !request.replayable => Verdict::Stop(StopReason::Body),
            (Some(_), _) => Verdict::Retry,
            (None, Some(Failure::Offline)) => Verdict::Stop(StopReason::Offline),
            (None, _) => Verdict::Stop(StopReason::Attempts),
        }
    }

    fn carry_out(
        &mut self,
        verdict: Verdict,
        delay: Option<f64>,
        elapsed: f64,
        situation: &mut Situation,
    ) -> Step {
        match verdict {
            Verdict::Success => self.finish(StopReason::Success),
            Verdict::Stop(reason) => self.finish(reason),
            Verdict::Retry => {
                if let Some(next) = self.next_tier() {
                    if next != self.tier {
                        self.tier = next;
                        self.retries = 0;
                        self.previous_wait = None;
                    }
                    self.retries = self.retries.saturating_add(1);
                }
                self.wait(delay, elapsed, situation)
            }
        }
    }

    /// Begins the wait before the next attempt: `chosen` by the caller, or by the policy.
    fn wait(&mut self, chosen: Option<f64>, elapsed: f64, situation: &mut Situation) -> Step {
        let policy = Rc::clone(&self.policy);
        let Some(tier) = policy.tiers.get(self.tier) else { return self.finish(StopReason::Attempts) };
        let Some(delay) = self.delay(tier, chosen, situation) else {
            self.state = State::AskedDelay;
            return Step::AskDelay { retry: self.retries, tier: self.tier };
        };
        let room = self.room(elapsed, situation.request);
        let mut length = delay;
        if let (Some(hint), Some(hints)) = (self.hint, &policy.hints) {
            if hint > hints.cap {
                return self.finish(StopReason::HintTooLong);
            }
            let random = (situation.random)();
            let spread = if hints.spread { upward_of_hint(hint, random) } else { hint };
            // Near the deadline the spread shrinks to half of the time that is left, since the attempt
            // needs some too; the hint itself never shrinks.
            length = delay.max(spread.min(hint + (room - hint).max(0.0) * 0.5 * random.clamp(0.0, 1.0)));
        }
        if length >= room {
            return self.finish(StopReason::Deadline);
        }
        self.previous_wait = Some(delay);
        if let Some(last) = self.attempts.last_mut() {
            last.wait = Some(length);
        }
        self.state = State::Waiting { due: elapsed + length, length, respread: false };
        Step::Wait { milliseconds: length, tier: self.tier }
    }

    /// The wait before hints; `None` if the caller's function has to be asked.
    fn delay(&self, tier: &Tier, chosen: Option<f64>, situation: &mut Situation) -> Option<f64> {
        match (&tier.delay, chosen) {
            (_, Some(delay)) => Some(bounded(delay, f64::INFINITY)),
            (Delay::Caller, None) => None,
            (Delay::Backoff(backoff), None) => {
                let delay = backoff.base_delay(self.retries);
                let random = (situation.random)();
                Some(tier.jitter.spread(delay, backoff.first(), self.previous_wait, backoff.cap, random))
            }
        }
    }

    fn on_delay(&mut self, delay: f64, elapsed: f64, situation: &mut Situation) -> Step {
        let jitter = self.policy.tiers.get(self.tier).map_or(Jitter::None, |tier| tier.jitter);
        let random = (situation.random)();
        let spread = jitter.spread(delay, delay, self.previous_wait, f64::INFINITY, random);
        self.wait(Some(spread), elapsed, situation)
    }

    fn on_woke(
        &mut self,
        elapsed: f64,
        due: f64,
        length: f64,
        respread: bool,
        situation: &mut Situation,
    ) -> Step {
        let room = self.room(elapsed, situation.request);
        if elapsed - due > OVERSLEPT && !respread && room > 0.0 {
            let most = length.min(WAKING).min(room * 0.999);
            let milliseconds = Jitter::Full.spread(most, 0.0, None, most, (situation.random)());
            self.state = State::Waiting { due: elapsed + milliseconds, length, respread: true };
            return Step::Wait { milliseconds, tier: self.tier };
        }
        self.send(elapsed, situation.request)
    }

    /// The tier of the next retry, if one is left.
    fn next_tier(&self) -> Option<usize> {
        let used = |index: usize| if index == self.tier { self.retries } else { 0 };
        let mut tiers = self.policy.tiers.iter().enumerate().skip(self.tier);
        tiers.find(|(index, tier)| used(*index) < tier.retries).map(|(index, _)| index)
    }

    /// The time until the call must be over: at its deadline, or when the server forgets its key.
    fn room(&self, elapsed: f64, request: Request) -> f64 {
        let key = self.policy.idempotency_key.as_ref().filter(|_| request.keyed);
        key.map_or(f64::INFINITY, |key| key.horizon).min(self.policy.deadline) - elapsed
    }

    fn record(&mut self, elapsed: f64, attempt: Attempt) {
        self.attempts.push(Attempt {
            number: self.sent,
            tier: u32::try_from(self.tier).unwrap_or(u32::MAX).saturating_add(1),
            started_at: self.sent_at,
            duration: elapsed - self.sent_at,
            ..attempt
        });
    }

    fn finish(&mut self, reason: StopReason) -> Step {
        self.state = State::Done(reason);
        Step::Finish(reason)
    }
}
