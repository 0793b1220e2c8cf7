//! Carries out the steps of one call until it ends.

use crate::core::call::{Answer, Call, Input, Situation, Step};
use crate::core::duration;
use crate::core::report::StopReason;
use crate::web::end::{self, Outcome};
use crate::web::event::Event;
use crate::web::policy::Bound;
use crate::web::request::Request;
use crate::web::{failure, options, response};
use js_sys::{Object, Promise, Reflect};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Response};

#[wasm_bindgen(module = "/src/web/timer.js")]
extern "C" {
    fn sleep(milliseconds: f64, caller: Option<&AbortSignal>) -> Promise;
}

/// Browsers and Node fire at once when a timer is set for longer than 2^31 − 1 ms.
const LONGEST_TIMER: f64 = 2_147_483_647.0;

/// What became of the first attempt before the future began.
pub enum First {
    Unsent,
    Answered(Response),
    Failed(JsValue),
}

struct Driver {
    call: Call,
    bound: Rc<Bound>,
    request: Request,
    outcome: Outcome,
    /// By the number of the attempt.
    errors: Vec<(u32, JsValue)>,
}

/// Drives `call` to its end.
pub async fn drive(
    call: Call,
    bound: Rc<Bound>,
    input: JsValue,
    init: JsValue,
    first: First,
) -> Result<JsValue, JsValue> {
    let request = Request::new(input, init, &bound)?;
    let mut driver = Driver { call, bound, request, outcome: Outcome::None, errors: Vec::new() };
    let mut step = match first {
        First::Unsent if driver.is_aborted() => driver.advance(Input::Aborted),
        First::Unsent => driver.advance(Input::Start),
        First::Answered(response) => driver.answered(response),
        First::Failed(error) => driver.failed(error),
    };
    loop {
        step = match step {
            Step::Send { limit } => driver.send(limit).await,
            Step::Wait { milliseconds } => driver.wait(milliseconds).await,
            Step::Ask { stop } => match driver.ask(stop).await {
                Ok(_) if driver.is_aborted() => driver.advance(Input::Aborted),
                Ok(answer) => driver.advance(Input::Answer(answer)),
                Err(error) => return driver.broken(error),
            },
            Step::AskDelay { retry, tier } => match driver.ask_delay(retry, tier) {
                Ok(delay) => driver.advance(Input::Delay(delay)),
                Err(error) => return driver.broken(error),
            },
            Step::Finish(reason) => return driver.end(reason),
        };
    }
}

impl Driver {
    fn advance(&mut self, input: Input) -> Step {
        let bound = Rc::clone(&self.bound);
        let mut random = || bound.random();
        let mut situation = Situation { now: bound.now(), request: self.request.facts, random: &mut random };
        self.call.advance(input, &mut situation)
    }

    fn is_aborted(&self) -> bool {
        self.request.signal.as_ref().is_some_and(AbortSignal::aborted)
    }

    async fn send(&mut self, limit: f64) -> Step {
        self.tell("attempt", |event| event);
        let transport = self.bound.fetch.as_ref().map(JsValue::from).unwrap_or_default();
        match self.request.send(&transport, limit, self.call.may_retry()).await {
            Ok(response) => self.answered(response.unchecked_into()),
            Err(error) => self.failed(error),
        }
    }

    fn answered(&mut self, response: Response) -> Step {
        let step = response::with_head(&response, |head| self.advance(Input::Response(head)));
        self.outcome = Outcome::Response(response);
        self.tell_outcome("response", None);
        step
    }

    fn failed(&mut self, error: JsValue) -> Step {
        let step = if self.is_aborted() {
            self.advance(Input::Aborted)
        } else {
            self.advance(Input::Failed(failure::kind(&error)))
        };
        self.tell_outcome("failure", Some(&error));
        self.errors.push((self.call.sent(), error.clone()));
        self.outcome = Outcome::Error(error);
        step
    }

    async fn wait(&mut self, milliseconds: f64) -> Step {
        // Another attempt is certain, so the body of this one will not be read.
        self.outcome = match std::mem::replace(&mut self.outcome, Outcome::None) {
            Outcome::Response(response) => {
                end::release(&response);
                Outcome::Released(response)
            }
            outcome => outcome,
        };
        self.tell("wait", |event| Event { delay: Some(milliseconds), ..event });
        let woke = self.sleep(milliseconds).await;
        self.advance(if woke { Input::Woke } else { Input::Aborted })
    }

    /// True unless the caller gave up. Chained by the clock where one timer is too short.
    async fn sleep(&self, milliseconds: f64) -> bool {
        let begun = self.bound.now().monotonic;
        let mut rest = milliseconds;
        while rest > 0.0 && !self.is_aborted() {
            let promise = sleep(rest.min(LONGEST_TIMER).ceil(), self.request.signal.as_ref());
            if JsFuture::from(promise).await != Ok(JsValue::TRUE) {
                return false;
            }
            // A single timer is trusted: fake ones come without a fake clock.
            rest =
                if rest <= LONGEST_TIMER { 0.0 } else { milliseconds - (self.bound.now().monotonic - begun) };
        }
        !self.is_aborted()
    }

    /// What `shouldRetry` says.
    async fn ask(&mut self, stop: Option<StopReason>) -> Result<Answer, JsValue> {
        let Some(should_retry) = &self.bound.should_retry else { return Ok(Answer::Policy) };
        let question = self.context()?;
        Reflect::set(&question, &"wouldRetry".into(), &stop.is_none().into())?;
        if let Some(reason) = stop {
            Reflect::set(&question, &"reason".into(), &reason.as_str().into())?;
        }
        match &self.outcome {
            Outcome::Response(response) => Reflect::set(&question, &"response".into(), response)?,
            Outcome::Error(error) => Reflect::set(&question, &"error".into(), error)?,
            Outcome::None | Outcome::Released(_) => false,
        };
        let answer = should_retry.call1(&JsValue::UNDEFINED, &question)?;
        let answer = JsFuture::from(Promise::resolve(&answer)).await?;
        Ok(match answer.as_bool() {
            Some(true) => Answer::Retry,
            Some(false) => Answer::Stop,
            None if answer.is_undefined() => Answer::Policy,
            None => Answer::RetryAfter(read_duration(&answer, "shouldRetry")?),
        })
    }

    /// What the caller's backoff function says.
    fn ask_delay(&mut self, retry: u32, tier: usize) -> Result<f64, JsValue> {
        let Some(backoff) = self.bound.backoff(tier) else { return Ok(0.0) };
        let context = self.context()?;
        let delay = backoff.call2(&JsValue::UNDEFINED, &retry.into(), &context)?;
        read_duration(&delay, "backoff")
    }

    fn context(&self) -> Result<Object, JsValue> {
        let context = Object::new();
        Reflect::set(&context, &"attempt".into(), &self.call.sent().into())?;
        Reflect::set(&context, &"elapsed".into(), &self.call.elapsed(self.bound.now()).into())?;
        Ok(context)
    }

    /// A callback threw. The history must not be lost with it.
    fn broken(mut self, error: JsValue) -> Result<JsValue, JsValue> {
        if let Outcome::Response(response) = &self.outcome {
            end::release(response);
        }
        self.outcome = Outcome::Error(error);
        // An answer out of turn ends the call with reason `error`.
        self.advance(Input::Start);
        self.end(StopReason::Error)
    }

    fn end(self, reason: StopReason) -> Result<JsValue, JsValue> {
        if let (StopReason::Aborted, Outcome::Response(response)) = (reason, &self.outcome) {
            end::release(response);
        }
        self.request.release();
        self.tell("end", |event| Event { reason: Some(reason), ..event });
        let report = self.call.report(self.bound.now());
        end::settle(self.outcome, &report, &self.errors, &self.request, self.bound.policy.throw_on_status)
    }

    fn tell<'a>(&'a self, kind: &'static str, complete: impl FnOnce(Event<'a>) -> Event<'a>) {
        if let Some(listener) = &self.bound.on_event {
            let elapsed = self.call.elapsed(self.bound.now());
            complete(Event::new(kind, &self.request, self.call.sent(), elapsed)).tell(listener, None);
        }
    }

    fn tell_outcome(&self, kind: &'static str, error: Option<&JsValue>) {
        if let (Some(listener), Some(attempt)) = (&self.bound.on_event, self.call.last_attempt()) {
            let elapsed = attempt.started_at + attempt.duration;
            Event::new(kind, &self.request, self.call.sent(), elapsed)
                .of_attempt(attempt)
                .tell(listener, error);
        }
    }
}

fn read_duration(value: &JsValue, callback: &str) -> Result<f64, JsValue> {
    duration::read(&options::read(value)).ok_or_else(|| {
        js_sys::TypeError::new(&[callback, ": the function must return ", duration::ALLOWED].concat()).into()
    })
}
