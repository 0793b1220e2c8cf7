//! The loop around a call: what the core says is done, and what came of it is told.

use crate::clock::Clock;
use crate::entropy;
use crate::origin::Origin;
use crate::transport::{self, Answer};
use holdfast_fetch::core::call::{Call, Head, Input, Situation, Step};
use holdfast_fetch::core::hint;
use holdfast_fetch::core::policy::{KeySource, Policy};
use holdfast_fetch::core::random::SplitMix64;
use holdfast_fetch::core::report::{Attempt, StopReason};
use holdfast_fetch::core::verdict::{Request, is_idempotent};
use std::collections::HashMap;
use std::error::Error;
use std::rc::Rc;
use std::thread;
use std::time::Duration;
use ureq::Agent;
use ureq::http::{Method, Uri};

pub struct Client {
    policy: Rc<Policy>,
    agent: Agent,
    clock: Clock,
    random: SplitMix64,
    origins: HashMap<String, Origin>,
}

/// Why the call ended, and what the last attempt brought, if there was one.
pub type Outcome = (StopReason, Option<Result<Answer, ureq::Error>>);

impl Client {
    /// # Errors
    /// If the policy polls, which this example does not, or if there is no entropy.
    pub fn new(policy: Policy) -> Result<Self, Box<dyn Error>> {
        if policy.until.on > 0.0 {
            return Err("this example does not poll: leave `until` out".into());
        }
        Ok(Client {
            policy: Rc::new(policy),
            agent: transport::agent(),
            clock: Clock::new(),
            random: entropy::generator()?,
            origins: HashMap::new(),
        })
    }

    /// Makes one call, with as many attempts as the policy allows.
    ///
    /// # Errors
    /// If there is no entropy for an idempotency key. What happens on the network is part of the outcome.
    pub fn call(&mut self, method: &Method, url: &Uri) -> Result<Outcome, Box<dyn Error>> {
        let key = self.key(method)?;
        let request = Request {
            idempotent: is_idempotent(method.as_str()),
            keyed: key.is_some(),
            conditional: false,
            replayable: true,
            direct: true,
        };
        let origin = format!("{:?} {:?}", url.scheme(), url.authority());
        let mut call = Call::new(self.clock.now());
        let mut last = None;

        let mut step = self.tell(&mut call, &origin, request, Input::Start);
        loop {
            step = match step {
                Step::Send { limit } => {
                    let attempt = transport::send(&self.agent, method, url, key.as_ref(), limit);
                    let step = match &attempt {
                        Ok(answer) => {
                            let header =
                                |name: &str| Some(answer.headers.get(name)?.to_str().ok()?.to_owned());
                            let head = Head {
                                status: answer.status,
                                redirected: answer.redirected,
                                hint: hint::of(&self.policy, answer.status, &header, self.clock.now().wall),
                                ..Head::default()
                            };
                            self.tell(&mut call, &origin, request, Input::Response(head))
                        }
                        Err(error) => {
                            let failure = transport::failure(error);
                            self.tell(&mut call, &origin, request, Input::Failed(failure))
                        }
                    };
                    last = Some(attempt);
                    call.last_attempt().inspect(tell_of);
                    step
                }
                Step::Wait { milliseconds, .. } => {
                    println!("  wait {milliseconds:.0} ms");
                    thread::sleep(Duration::from_secs_f64(milliseconds / 1000.0));
                    self.tell(&mut call, &origin, request, Input::Woke)
                }
                // Nothing is kept for bad times.
                Step::Fallback(_) => self.tell(&mut call, &origin, request, Input::Fallback(false)),
                // Only callbacks are asked, and JSON has none.
                Step::Ask { .. }
                | Step::AskDelay { .. }
                | Step::AskUntil
                | Step::AskStatus
                | Step::Refresh => self.tell(&mut call, &origin, request, Input::Broken),
                Step::Finish(reason) => {
                    let elapsed = call.elapsed(self.clock.now());
                    println!("  end: {}, {} sent, {elapsed:.0} ms", reason.as_str(), call.sent());
                    return Ok((reason, last));
                }
            };
        }
    }

    /// Tells the call what happened, with all that surrounds it.
    fn tell(&mut self, call: &mut Call, origin: &str, request: Request, input: Input) -> Step {
        let Client { policy, clock, random, origins, .. } = self;
        let mut random = || random.next_f64();
        let origin = origins.entry(origin.to_owned()).or_insert_with(|| Origin::new(policy, random()));
        let now = clock.now();
        let shared = origin.lend(now.monotonic);
        let step = call.advance(input, &mut Situation { policy, now, request, random: &mut random, shared });
        origin.tell_changes();
        step
    }

    /// The header with the idempotency key: one for all attempts of a call.
    fn key(&self, method: &Method) -> Result<Option<(String, String)>, getrandom::Error> {
        let policy = &self.policy;
        if !policy.is_keyed(method.as_str()) {
            return Ok(None);
        }
        let key = match policy.key_source() {
            KeySource::Fixed(key) => key,
            KeySource::Random | KeySource::Caller => entropy::key()?,
        };
        Ok(Some((policy.text(policy.key.header), policy.format_key(&key))))
    }
}

fn tell_of(attempt: &Attempt) {
    let failure = attempt.failure.map_or("", |failure| failure.as_str());
    let outcome = attempt.status.map_or_else(|| failure.to_owned(), |status| status.to_string());
    print!("  attempt {}: {outcome} after {:.0} ms", attempt.number, attempt.duration);
    match attempt.retry_after {
        Some(hint) => println!(", to be repeated in {hint:.0} ms"),
        None => println!(),
    }
}
