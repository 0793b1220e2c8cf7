//! Carries out the steps of one call until it ends; how a step begins and ends is in `step`.
//!
//! Each step that takes time is one promise, awaited in one place: a future's size grows with the
//! places where it can be suspended.

mod step;

use crate::core::breaker::Permit;
use crate::core::call::{Call, Input, Now, Shared, Situation, Step};
use crate::core::policy::Fallback;
use crate::core::report::StopReason;
use crate::web::caller::{self, Event, Of, tell};
use crate::web::end::{self, Outcome};
use crate::web::family::Seat;
use crate::web::policy::Bound;
use crate::web::request::Request;
use crate::web::settled::Settled;
use crate::web::{failure, response};
use js_sys::Array;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// What became of the first attempt before the future began.
pub enum First {
    Unsent,
    Answered(JsValue),
    Failed(JsValue),
}

thread_local! {
    static CALLS: Cell<u32> = const { Cell::new(0) };
}

/// One call on its way. Boxed, since a future that moves it would hold it twice.
pub struct Driver {
    /// For events.
    id: u32,
    call: Call,
    bound: Rc<Bound>,
    request: Request,
    /// What it shares with other calls, if anything.
    seat: Option<Rc<Seat>>,
    /// How often credentials had been renewed when the last attempt was sent.
    renewals: u32,
    is_told: bool,
    outcome: Outcome,
    /// By the number of the attempt.
    errors: Array,
}

impl Driver {
    pub fn new(call: Call, bound: Rc<Bound>, input: JsValue, init: JsValue) -> Box<Driver> {
        let request = Request::new(input, init, &bound);
        let id = CALLS.replace(CALLS.get().wrapping_add(1)).wrapping_add(1);
        let is_told = bound.listener.is_some() || caller::is_watched();
        let (outcome, errors) = (Outcome::None, Array::new());
        Box::new(Driver { id, call, bound, request, seat: None, renewals: 0, is_told, outcome, errors })
    }

    /// To the call's end.
    pub async fn run(mut self: Box<Self>, first: First, permit: Permit) -> Result<JsValue, JsValue> {
        let mut step = self.begin(first, permit);
        loop {
            if let Step::Finish(reason) = step {
                return self.end(reason);
            }
            let taken = Settled::of(self.take(step)).await;
            step = self.taken(step, taken);
        }
    }

    /// Finds out with whom it shares.
    fn sit_down(&mut self) -> Result<(), JsValue> {
        let family = &self.bound.family;
        if family.shares() {
            let origin = self.request.origin();
            let key = match family.circuits.as_ref().and_then(|circuits| circuits.key_function()) {
                Some(shared) => {
                    // Literals that say the same share circuits, but each has a function of its own.
                    let own = self.bound.callback("breaker.key");
                    let key = own.as_ref().unwrap_or(shared);
                    let key = key.call1(&JsValue::UNDEFINED, &self.request.whole_address().into())?;
                    Some(key.as_string().ok_or_else(|| caller::unfit("breaker.key", "a text"))?)
                }
                None => None,
            };
            self.seat = Some(family.seat(&origin, key.as_deref()));
        }
        Ok(())
    }

    fn advance(&mut self, input: Input) -> Step {
        self.advance_at(self.bound.now(), input)
    }

    fn advance_at(&mut self, now: Now, input: Input) -> Step {
        let bound = Rc::clone(&self.bound);
        let mut random = || bound.random();
        let told = self.call.attempts().len();
        let (request, call) = (self.request.facts, &mut self.call);
        let go = |shared: Shared| {
            call.advance(input, &mut Situation { now, request, random: &mut random, shared })
        };
        let step = match &self.seat {
            Some(seat) => {
                // Whoever shares a circuit goes by its clock, not by one of his own.
                let time = match &bound.family.circuits {
                    Some(circuits) if circuits.has_own_clock() || bound.has_own_clock() => circuits.now(),
                    // Not the time at which the call began: others have looked at the clock since.
                    _ => bound.now().monotonic,
                };
                seat.lend(time, go)
            }
            None => go(Shared::nothing()),
        };
        // First what became of the attempt, then what that did to the circuit.
        if let Some(attempt) = self.call.attempts().get(told) {
            self.tell(match &self.outcome {
                Outcome::Error(error) if attempt.failure.is_some() => Event::Failure(attempt, error),
                _ => Event::Response(attempt),
            });
        }
        if let Some((key, changes)) = self.seat.as_ref().and_then(|seat| seat.changes()) {
            for change in &changes {
                self.tell(Event::Circuit(key, change));
            }
        }
        step
    }

    fn begin(&mut self, first: First, permit: Permit) -> Step {
        if let Err(error) = self.sit_down() {
            return self.broken(error);
        }
        let began = self.call.began();
        if matches!(first, First::Unsent) {
            if self.is_aborted() {
                return self.advance(Input::Aborted);
            }
            let bound = Rc::clone(&self.bound);
            return match self.request.add_key(&bound) {
                Ok(()) => self.advance_at(began, Input::Start),
                Err(error) => self.broken(error),
            };
        }
        let permit = self.bound.family.circuits.as_ref().map(|_| permit);
        let sent = self.advance_at(began, Input::Sent(permit));
        match first {
            First::Failed(error) => self.failed(error),
            First::Answered(response) => self.answered(response),
            First::Unsent => sent,
        }
    }

    /// Lets go of a response whose body nobody will read, since something else is certain to come.
    fn release(&mut self) {
        self.outcome = match std::mem::replace(&mut self.outcome, Outcome::None) {
            Outcome::Response(response) => {
                end::release(&response);
                Outcome::Released(response)
            }
            outcome => outcome,
        };
    }

    fn is_aborted(&self) -> bool {
        self.request.is_aborted()
    }

    fn answered(&mut self, response: JsValue) -> Step {
        let judged = match self.request.is_operation {
            true => response::judged(&response, false),
            false => response.clone(),
        };
        self.outcome = Outcome::Response(response);
        self.judge(&judged)
    }

    fn judge(&mut self, response: &JsValue) -> Step {
        response::with_head(response, |head| self.advance(Input::Response(head)))
    }

    fn failed(&mut self, error: JsValue) -> Step {
        self.errors.set(self.call.sent(), error.clone());
        self.outcome = Outcome::Error(error.clone());
        let is_operation = self.request.is_operation;
        let judged = if is_operation { response::judged(&error, true) } else { JsValue::UNDEFINED };
        if self.is_aborted() {
            self.advance(Input::Aborted)
        } else if judged.is_undefined() {
            self.advance(Input::Failed(failure::kind(&error)))
        } else {
            self.judge(&judged)
        }
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
        let (fallback, probe_in) = (matches!(self.outcome, Outcome::Fallback(_)), self.call.probe_in());
        self.tell(Event::End { reason, fallback, probe_in });
        let report = self.call.report(self.bound.now());
        if let (StopReason::Success, Outcome::Response(response), Some(Fallback::Cache { name, .. })) =
            (reason, &self.outcome, &self.bound.policy.fallback)
        {
            self.request.keep(name, response);
        }
        end::settle(self.outcome, &report, &self.errors, &self.request, self.bound.policy.throw_on_status)
    }

    fn tell(&self, event: Event) {
        if self.is_told {
            let elapsed = self.call.elapsed(self.bound.now());
            let of = Of { id: self.id, request: &self.request, attempt: self.call.sent(), elapsed };
            tell(self.bound.listener.as_ref(), of, event);
        }
    }
}
