//! One step of a call: begun as a promise, and ended by what came of it.

use super::Driver;
use crate::core::call::{Answer, Input, Step};
use crate::core::policy::Fallback;
use crate::core::report::StopReason;
use crate::web::caller::{self, Event};
use crate::web::end::{self, Outcome};
use crate::web::response;
use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

#[wasm_bindgen(module = "/src/web/timer.js")]
extern "C" {
    fn sleep(milliseconds: f64, caller: Option<&AbortSignal>) -> Promise;
}

/// A fallback may take this much longer than the deadline: it is there for calls that ran out of time.
const GRACE: f64 = 1000.0;

impl Driver {
    /// Begins a step.
    pub(super) fn take(&mut self, step: Step) -> Promise {
        let now = self.bound.now();
        let (attempt, elapsed, rest) =
            (self.call.sent(), self.call.elapsed(now), self.call.remaining(now, self.request.facts));
        let signal = self.request.signal.as_ref();
        match step {
            Step::Send { limit } => {
                self.tell(Event::Attempt);
                self.release();
                if let Some(refresh) = self.refresh() {
                    self.renewals = caller::renewals(&refresh, &self.request.origin());
                }
                let transport = self.bound.fetch.as_ref().map(JsValue::from).unwrap_or_default();
                self.request.send(&transport, limit, self.call.may_repeat(), attempt, elapsed)
            }
            Step::Wait { milliseconds, tier, poll } => {
                if !self.is_aborted() {
                    self.tell(Event::Wait { delay: milliseconds, tier });
                }
                if let (true, false, Outcome::Response(response)) =
                    (poll, self.request.is_operation, &self.outcome)
                {
                    let moved = self.request.follow(response);
                    if let Err(error) = moved.and_then(|()| self.sit_down()) {
                        return Promise::reject(&error);
                    }
                }
                self.release();
                if milliseconds > 0.0 {
                    return sleep(milliseconds, self.request.signal.as_ref());
                }
                Promise::resolve(&JsValue::UNDEFINED)
            }
            Step::Ask { stop } => match &self.bound.should_retry {
                Some(should_retry) => {
                    let none = JsValue::UNDEFINED;
                    let (response, error) = self.outcome.as_arguments(&none);
                    let stop = stop.map(StopReason::as_str);
                    caller::ask(should_retry, attempt, elapsed, stop, response, error, rest, signal)
                }
                None => Promise::resolve(&JsValue::UNDEFINED),
            },
            Step::AskDelay { retry, tier } => match self.bound.backoff(tier) {
                Some(backoff) => caller::ask_delay(&backoff, retry, attempt, elapsed, rest, signal),
                None => Promise::resolve(&JsValue::UNDEFINED),
            },
            Step::AskUntil => {
                let until = self.bound.callback("until").or_else(|| self.bound.callback("until.done"));
                match (until, &self.outcome) {
                    (Some(until), Outcome::Response(response)) => {
                        caller::ask_of(&until, response, rest, signal)
                    }
                    _ => Promise::resolve(&JsValue::TRUE),
                }
            }
            Step::Refresh => match (self.refresh(), &self.outcome) {
                (Some(refresh), Outcome::Response(response)) => {
                    self.tell(Event::Refresh(response::status(response)));
                    let origin = self.request.origin();
                    caller::renew(&refresh, &origin, response, self.renewals, rest, signal)
                }
                _ => Promise::resolve(&JsValue::FALSE),
            },
            Step::Fallback(reason) => {
                self.tell(Event::Fallback(reason));
                match &self.bound.policy.fallback {
                    Some(Fallback::Cache { name, max_age }) => {
                        self.request.kept(name, *max_age, rest.max(GRACE))
                    }
                    _ => self.ask_fallback(reason, rest.max(GRACE)),
                }
            }
            Step::Finish(_) => Promise::resolve(&JsValue::UNDEFINED),
        }
    }

    /// Ends a step.
    pub(super) fn taken(&mut self, step: Step, taken: Result<JsValue, JsValue>) -> Step {
        match (step, taken) {
            (Step::Send { .. }, Ok(response)) => self.answered(response),
            (Step::Send { .. }, Err(error)) => self.failed(error),
            (step, taken) if self.is_aborted() => {
                if let (Step::Fallback(_), Ok(answer)) = (step, taken) {
                    end::release(&answer);
                }
                self.advance(Input::Aborted)
            }
            (Step::Ask { .. }, Ok(answer)) => match answer.as_bool() {
                Some(true) => self.advance(Input::Answer(Answer::Retry)),
                Some(false) => self.advance(Input::Answer(Answer::Stop)),
                None if answer.is_undefined() => self.advance(Input::Answer(Answer::Policy)),
                None => match caller::duration(&answer, "shouldRetry", "true, false, nothing, or ") {
                    Ok(delay) => self.advance(Input::Answer(Answer::RetryAfter(delay))),
                    Err(error) => self.broken(error),
                },
            },
            // No answer until the deadline, at which no wait can begin.
            (Step::AskDelay { .. }, Ok(_))
                if self.call.remaining(self.bound.now(), self.request.facts) <= 0.0 =>
            {
                self.advance(Input::Delay(0.0))
            }
            (Step::AskDelay { .. }, Ok(delay)) => match caller::duration(&delay, "backoff", "") {
                Ok(delay) => self.advance(Input::Delay(delay)),
                Err(error) => self.broken(error),
            },
            (Step::AskUntil, Ok(answer)) => match answer.as_bool() {
                Some(done) => self.advance(Input::Done(done)),
                // No answer until the deadline, at which no wait can begin.
                None if answer.is_undefined() => self.advance(Input::Done(false)),
                None => self.broken(caller::unfit("until", "true or false")),
            },
            (Step::Refresh, Ok(answer)) => {
                let renewed = answer != JsValue::FALSE;
                match if renewed { self.request.renew(&answer) } else { Ok(()) } {
                    Ok(()) => self.advance(Input::Refreshed(renewed)),
                    Err(error) => self.broken(error),
                }
            }
            (Step::Fallback(_), Ok(answer)) => {
                let given = !answer.is_undefined() && !answer.is_null();
                if given && !self.request.is_operation && response::judged(&answer, false).is_undefined() {
                    return self.broken(caller::unfit("fallback", "a Response or nothing"));
                }
                if given {
                    if let Outcome::Response(response) = &self.outcome {
                        end::release_for(response, &answer);
                    }
                    self.outcome = Outcome::Fallback(answer);
                }
                self.advance(Input::Fallback(given))
            }
            (Step::Wait { .. } | Step::Finish(_), Ok(_)) => self.advance(Input::Woke),
            (_, Err(error)) => self.broken(error),
        }
    }

    /// What renews credentials; nothing for a server that the caller has not chosen.
    fn refresh(&self) -> Option<Function> {
        if self.bound.policy.refreshes && !self.request.is_abroad {
            self.bound.callback("refresh")
        } else {
            None
        }
    }

    fn ask_fallback(&self, reason: StopReason, limit: f64) -> Promise {
        let Some(fallback) = self.bound.callback("fallback") else {
            return Promise::resolve(&JsValue::UNDEFINED);
        };
        let none = JsValue::UNDEFINED;
        let (response, error) = self.outcome.as_arguments(&none);
        let attempts = end::attempts_to_js(self.call.attempts(), &self.errors);
        let probe_in = self.call.probe_in().unwrap_or(-1.0);
        let signal = self.request.signal.as_ref();
        caller::ask_fallback(&fallback, reason.as_str(), probe_in, &attempts, response, error, limit, signal)
    }
}
