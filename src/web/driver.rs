//! Carries out what a [`Call`] says, and tells it what came of it: the only file that drives one. Nothing is decided here.

use super::error::{Failed, RetryError};
use super::race::{Caller, Raced};
use super::request::Outgoing;
use super::shared::Origin;
use super::{failure, random, response, timer};
use crate::core::call::{Call, Input, Situation, Step};
use crate::core::history::History;
use crate::core::network_error::Failure;
use crate::core::policy::Policy;
use crate::core::report::StopReason;
use std::future::pending;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal, Request, Response};

#[wasm_bindgen]
extern "C" {
    /// Not on all platforms: where there is none, that throws.
    #[wasm_bindgen(catch, js_namespace = AbortSignal, js_name = any)]
    fn any(signals: Vec<AbortSignal>) -> Result<AbortSignal, JsValue>;
}

/// One call on its way. Dropped before its end, it is aborted.
pub struct Driver {
    call: Call,
    policy: Rc<Policy>,
    history: History,
    origin: Rc<Origin>,
    request: Outgoing,
    caller: Caller,
    last: Last,
}

/// What the last attempt brought.
enum Last {
    Nothing,
    Response(Response),
    /// Its body is gone, since another attempt was certain.
    Released(Response),
    Error(JsValue),
}

/// An attempt under way. Dropped before it has landed, its request is cancelled.
struct Flight(Option<AbortController>);

impl Driver {
    /// A call that begins now.
    ///
    /// # Errors
    /// What is wrong with the request.
    pub fn new(request: &Request, policy: &Policy) -> Result<Driver, JsValue> {
        let request = Outgoing::new(request, policy)?;
        let policy = Rc::new(policy.clone());
        let origin = Origin::of(&policy, &request.origin);
        let call = Call::new(timer::now());
        let caller = Caller::new(request.signal());
        let history = History::default();
        Ok(Driver { call, policy, history, origin, request, caller, last: Last::Nothing })
    }

    /// To its end.
    pub async fn run(mut self) -> Result<Response, RetryError> {
        let mut step = self.tell(if self.caller.signal.aborted() { Input::Aborted } else { Input::Start });
        loop {
            step = match step {
                Step::Send { limit } => self.attempt(limit).await,
                Step::Wait { milliseconds, .. } => {
                    self.release();
                    match self.caller.race(pending::<()>(), milliseconds).await {
                        Raced::Aborted => self.tell(Input::Aborted),
                        Raced::Done(()) | Raced::TimeUp => self.tell(Input::Woke),
                    }
                }
                Step::Finish(reason) => return self.end(reason),
                // Of a policy with callbacks or a fallback: those are refused before.
                Step::Fallback(_) => self.tell(Input::Fallback(false)),
                Step::Ask { .. }
                | Step::AskDelay { .. }
                | Step::AskUntil
                | Step::AskStatus
                | Step::Refresh => self.tell(Input::Broken),
            };
        }
    }

    async fn attempt(&mut self, limit: f64) -> Step {
        self.release();
        let mut flight = Flight(AbortController::new().ok());
        let sent = flight
            .signal(&self.caller.signal)
            .and_then(|signal| self.request.send(self.call.may_repeat(&self.policy), &signal));
        let raced = match sent {
            Ok(promise) => self.caller.race(JsFuture::from(promise), limit).await,
            Err(error) => Raced::Done(Err(error)),
        };
        match raced {
            Raced::Done(Ok(response)) => {
                flight.0 = None;
                let response: Response = response.unchecked_into();
                let head = response::head(&response, &self.policy, timer::now().wall);
                let step = self.tell(Input::Response(head));
                self.last = Last::Response(response);
                step
            }
            Raced::Done(Err(error)) => {
                let kind = failure::kind(&error);
                self.last = Last::Error(error);
                self.tell(Input::Failed(kind))
            }
            Raced::TimeUp => {
                self.last = Last::Nothing;
                self.tell(Input::Failed(Failure::Timeout))
            }
            Raced::Aborted => self.tell(Input::Aborted),
        }
    }

    fn tell(&mut self, input: Input) -> Step {
        let (now, request) = (timer::now(), self.request.facts);
        let policy = &*self.policy;
        let step = self.origin.lend(now.monotonic, |shared| {
            let random = &mut random::next;
            self.call.advance(input, &mut Situation { policy, now, request, random, shared })
        });
        self.history.note(&self.call);
        step
    }

    /// Lets go of a response that nobody will read, so that its connection is free.
    fn release(&mut self) {
        self.last = match std::mem::replace(&mut self.last, Last::Nothing) {
            Last::Response(response) => {
                response::release(&response);
                Last::Released(response)
            }
            last => last,
        };
    }

    fn end(&mut self, reason: StopReason) -> Result<Response, RetryError> {
        let report = self.history.report(&self.call, timer::now());
        if reason == StopReason::Aborted {
            self.release();
            return Err(RetryError::Aborted { reason: self.caller.signal.reason(), report });
        }
        let (response, cause) = match std::mem::replace(&mut self.last, Last::Nothing) {
            Last::Response(response) if !self.call.throws(&self.policy) => {
                return Ok(response);
            }
            Last::Response(response) | Last::Released(response) => (Some(response), None),
            Last::Error(error) => (None, Some(error)),
            Last::Nothing => (None, None),
        };
        Err(RetryError::Failed(Box::new(Failed {
            request: self.request.name.clone(),
            report,
            response,
            cause,
        })))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Gives back what it has taken; means nothing to a call that has ended.
        self.tell(Input::Aborted);
    }
}

impl Flight {
    /// What cancels it: the caller, whose signal goes on to govern the body of a good response, or its own end.
    fn signal(&self, caller: &AbortSignal) -> Result<AbortSignal, JsValue> {
        let own = match &self.0 {
            Some(controller) => controller.signal(),
            None => return Ok(caller.clone()),
        };
        any(vec![caller.clone(), own.clone()]).or(Ok(own))
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}
