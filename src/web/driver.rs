//! Carries out the steps of one call until it ends.
//!
//! Each step that takes time is one promise, awaited in one place: a future's size grows with the
//! places where it can be suspended.

use crate::core::call::{Answer, Call, Input, Now, Situation, Step};
use crate::core::duration;
use crate::core::report::StopReason;
use crate::core::text;
use crate::core::value::Value;
use crate::web::caller::{self, Event, tell};
use crate::web::end::{self, Outcome};
use crate::web::policy::Bound;
use crate::web::request::Request;
use crate::web::{failure, response};
use js_sys::{Array, Promise};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;

#[wasm_bindgen(module = "/src/web/timer.js")]
extern "C" {
    fn sleep(milliseconds: f64, caller: Option<&AbortSignal>) -> Promise;
}

/// What became of the first attempt before the future began.
pub enum First {
    Unsent,
    Answered(JsValue),
    Failed(JsValue),
}

struct Driver {
    call: Call,
    bound: Rc<Bound>,
    request: Request,
    outcome: Outcome,
    /// By the number of the attempt.
    errors: Array,
}

/// Drives `call` to its end.
pub async fn drive(
    call: Call,
    bound: Rc<Bound>,
    input: JsValue,
    init: JsValue,
    first: First,
) -> Result<JsValue, JsValue> {
    let request = Request::new(input, init, &bound);
    let mut driver = Driver { call, bound, request, outcome: Outcome::None, errors: Array::new() };
    let mut step = driver.begin(first);
    loop {
        if let Step::Finish(reason) = step {
            return driver.end(reason);
        }
        let promise = driver.take(step);
        let taken = JsFuture::from(promise).await;
        step = driver.taken(step, taken);
    }
}

impl Driver {
    fn advance(&mut self, input: Input) -> Step {
        self.advance_at(self.bound.now(), input)
    }

    fn advance_at(&mut self, now: Now, input: Input) -> Step {
        let bound = Rc::clone(&self.bound);
        let mut random = || bound.random();
        let mut situation = Situation { now, request: self.request.facts, random: &mut random };
        self.call.advance(input, &mut situation)
    }

    fn begin(&mut self, first: First) -> Step {
        if matches!(first, First::Unsent) {
            if self.is_aborted() {
                return self.advance(Input::Aborted);
            }
            let bound = Rc::clone(&self.bound);
            if let Err(error) = self.request.add_key(&bound) {
                return self.broken(error);
            }
        }
        let sent = self.advance_at(self.call.began(), Input::Start);
        match first {
            First::Unsent => sent,
            First::Answered(response) => self.answered(response),
            First::Failed(error) => self.failed(error),
        }
    }

    /// Begins a step.
    fn take(&mut self, step: Step) -> Promise {
        let now = self.bound.now();
        let (attempt, elapsed, rest) =
            (self.call.sent(), self.call.elapsed(now), self.call.remaining(now, self.request.facts));
        let signal = self.request.signal.as_ref();
        match step {
            Step::Send { limit } => {
                self.tell(Event::Attempt);
                let transport = self.bound.fetch.as_ref().map(JsValue::from).unwrap_or_default();
                self.request.send(&transport, limit, self.call.may_retry())
            }
            Step::Wait { milliseconds, tier } => {
                // Another attempt is certain, so the body of this one will not be read.
                self.outcome = match std::mem::replace(&mut self.outcome, Outcome::None) {
                    Outcome::Response(response) => {
                        end::release(&response);
                        Outcome::Released(response)
                    }
                    outcome => outcome,
                };
                if !self.is_aborted() {
                    self.tell(Event::Wait { delay: milliseconds, tier });
                }
                if milliseconds > 0.0 {
                    return sleep(milliseconds, self.request.signal.as_ref());
                }
                Promise::resolve(&JsValue::UNDEFINED)
            }
            Step::Ask { stop } => match &self.bound.should_retry {
                Some(should_retry) => {
                    let none = &JsValue::UNDEFINED;
                    let (response, error) = match &self.outcome {
                        Outcome::Response(response) => (response, none),
                        Outcome::Error(error) => (none, error),
                        _ => (none, none),
                    };
                    let stop = stop.map(StopReason::as_str);
                    caller::ask(should_retry, attempt, elapsed, stop, response, error, rest, signal)
                }
                None => Promise::resolve(&JsValue::UNDEFINED),
            },
            Step::AskDelay { retry, tier } => match self.bound.backoff(tier) {
                Some(backoff) => caller::ask_delay(&backoff, retry, attempt, elapsed, rest, signal),
                None => Promise::resolve(&JsValue::UNDEFINED),
            },
            Step::Finish(_) => Promise::resolve(&JsValue::UNDEFINED),
        }
    }

    /// Ends a step.
    fn taken(&mut self, step: Step, taken: Result<JsValue, JsValue>) -> Step {
        match (step, taken) {
            (Step::Send { .. }, Ok(response)) => self.answered(response),
            (Step::Send { .. }, Err(error)) => self.failed(error),
            _ if self.is_aborted() => self.advance(Input::Aborted),
            (Step::Ask { .. }, Ok(answer)) => match answer.as_bool() {
                Some(true) => self.advance(Input::Answer(Answer::Retry)),
                Some(false) => self.advance(Input::Answer(Answer::Stop)),
                None if answer.is_undefined() => self.advance(Input::Answer(Answer::Policy)),
                None => match read_duration(&answer, "shouldRetry") {
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
            (Step::AskDelay { .. }, Ok(delay)) => match read_duration(&delay, "backoff") {
                Ok(delay) => self.advance(Input::Delay(delay)),
                Err(error) => self.broken(error),
            },
            (Step::Wait { .. } | Step::Finish(_), Ok(_)) => self.advance(Input::Woke),
            (_, Err(error)) => self.broken(error),
        }
    }

    fn is_aborted(&self) -> bool {
        self.request.is_aborted()
    }

    fn answered(&mut self, response: JsValue) -> Step {
        let step = response::with_head(&response, |head| self.advance(Input::Response(head)));
        self.outcome = Outcome::Response(response);
        if let Some(attempt) = self.call.last_attempt() {
            self.tell(Event::Response(attempt));
        }
        step
    }

    fn failed(&mut self, error: JsValue) -> Step {
        let step = if self.is_aborted() {
            self.advance(Input::Aborted)
        } else {
            self.advance(Input::Failed(failure::kind(&error)))
        };
        if let Some(attempt) = self.call.last_attempt() {
            self.tell(Event::Failure(attempt, &error));
        }
        self.errors.set(self.call.sent(), error.clone());
        self.outcome = Outcome::Error(error);
        step
    }

    /// A callback threw. The history must not be lost with it.
    fn broken(&mut self, error: JsValue) -> Step {
        let response = match std::mem::replace(&mut self.outcome, Outcome::None) {
            Outcome::Response(response) => response,
            _ => JsValue::UNDEFINED,
        };
        end::release(&response);
        self.outcome = Outcome::Broken(response, error);
        self.advance(Input::Broken)
    }

    fn end(self, reason: StopReason) -> Result<JsValue, JsValue> {
        if let (StopReason::Aborted, Outcome::Response(response)) = (reason, &self.outcome) {
            end::release(response);
        }
        self.request.release();
        self.tell(Event::End(reason));
        let report = self.call.report(self.bound.now());
        end::settle(self.outcome, &report, &self.errors, &self.request, self.bound.policy.throw_on_status)
    }

    fn tell(&self, event: Event) {
        if let Some(listener) = &self.bound.on_event {
            let elapsed = self.call.elapsed(self.bound.now());
            tell(listener, &self.request, self.call.sent(), elapsed, event);
        }
    }
}

fn read_duration(value: &JsValue, callback: &str) -> Result<f64, JsValue> {
    let plain = match (value.as_f64(), value.as_string()) {
        (Some(number), _) => Value::Number(number),
        (None, Some(text)) => Value::Text(text),
        (None, None) => Value::Null,
    };
    duration::read(&plain).ok_or_else(|| {
        let message = text::concat(&[callback, ": the function must return ", duration::ALLOWED]);
        js_sys::TypeError::new(&message).into()
    })
}
