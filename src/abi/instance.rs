//! All that one running core holds, and what can be done with it: numbers in, numbers out.
//!
//! This is the safe half of the numeric interface; [`abi`](super) exports it. Nothing in here knows where the numbers come
//! from, so it is tested natively.

mod circuits;
mod sessions;

use super::slots::{NONE, Slots};
use crate::codes;
use crate::core::breaker::Breaker;
use crate::core::budget::Budget;
use crate::core::call::{Answer, Call, Head, Input, Now, Shared, Situation, Step};
use crate::core::hint::{self, Hint};
use crate::core::keep_alive::KeepAlive;
use crate::core::network_error::{self, Failure, Raised};
use crate::core::policy::Policy;
use crate::core::random::SplitMix64;
use crate::core::report::{StopReason, told};
use crate::core::retry_after;
use crate::core::text::take_line;
use crate::core::throttle::Throttle;
use crate::core::verdict::{Request, truncated};
use std::rc::Rc;

/// How many numbers the core and its shell share.
pub const NUMBERS: usize = 64;

/// What of an attempt that ended is told, from here on.
const ATTEMPT: usize = 10;

/// Whether the caller's random number was used is told here.
const DREW: usize = 20;

/// The most attempts of a call are told here, if somebody hears of its events.
const MOST: usize = 21;

/// What a continuation cost is told here.
const PAID: usize = 22;

/// What an instance keeps by number.
enum Thing {
    Policy(Rc<Policy>),
    Origin(Box<Origin>),
    Circuit(Box<Breaker>),
    Call(Box<Running>),
    Beats(Box<KeepAlive>),
}

/// What the calls of a policy to one origin share.
struct Origin {
    budget: Option<Budget>,
    throttle: Option<Throttle>,
}

/// A call under way.
struct Running {
    call: Call,
    policy: Rc<Policy>,
    origin: f64,
    circuit: f64,
}

/// What happened, and all that is known of the moment.
#[derive(Clone, Copy)]
pub struct Event {
    /// A code of [`codes::INPUTS`].
    pub input: u32,
    /// Its numbers.
    pub a: f64,
    /// The second one.
    pub b: f64,
    /// Of the request: bits in the order of [`codes::FACTS`].
    pub facts: u32,
    /// The time.
    pub moment: Moment,
}

/// A time on all clocks, and a number in [0, 1).
#[derive(Clone, Copy)]
pub struct Moment {
    /// Of the call.
    pub now: Now,
    /// Of those parts that it shares with others.
    pub shared: f64,
    /// What the caller's generator gave; not a number: there is none, and the core draws its own.
    pub random: f64,
}

impl Moment {
    const NONE: Moment = Moment { now: Now { monotonic: 0.0, wall: 0.0 }, shared: 0.0, random: f64::NAN };
}

/// One running core.
pub struct Instance {
    things: Slots<Thing>,
    generator: SplitMix64,
    /// Of the event that is being dealt with.
    moment: Moment,
    /// What the core and its shell share.
    pub io: [f64; NUMBERS],
}

impl Instance {
    /// Without anything, and without entropy.
    pub const fn new() -> Self {
        Instance {
            things: Slots::new(),
            generator: SplitMix64::new(0),
            moment: Moment::NONE,
            io: [0.0; NUMBERS],
        }
    }

    /// Begins a sequence of random numbers that no other instance has.
    pub fn seed(&mut self, high: u32, low: u32) {
        self.generator = SplitMix64::new(u64::from(high) << 32 | u64::from(low));
    }

    /// Ends a handle of whatever kind.
    pub fn release(&mut self, handle: f64) {
        self.things.remove(handle);
    }

    /// Keeps a policy.
    #[inline(always)]
    pub fn policy(&mut self, policy: Policy) -> f64 {
        self.things.insert(Thing::Policy(Rc::new(policy)))
    }

    fn policy_of(&mut self, handle: f64) -> Option<Rc<Policy>> {
        match self.things.get(handle)? {
            Thing::Policy(policy) => Some(Rc::clone(policy)),
            _ => None,
        }
    }

    /// What matters of an outcome with this status: bits of [`codes`].
    #[inline(always)]
    pub fn heeds(&mut self, policy: f64, status: u32) -> u32 {
        let Some(policy) = self.policy_of(policy) else { return 0 };
        let hints = if policy.heeds_hints(status as u16) { codes::HEEDS_HINTS } else { 0 };
        let limits = if policy.heeds_limits(status as u16) { codes::HEEDS_LIMITS } else { 0 };
        let location = if status == 202 { codes::HEEDS_LOCATION } else { 0 };
        hints | limits | location | if status >= codes::LEAST_CODE { codes::HEEDS_ERRORS } else { 0 }
    }

    /// What the calls of a policy to one origin are to share: tokens, and the throttle's memory.
    #[inline(always)]
    pub fn origin(&mut self, policy: f64, random: f64) -> f64 {
        let Some(policy) = self.policy_of(policy) else { return NONE };
        let random = self.number(random);
        let (budget, throttle) = (Budget::of(&policy, random), Throttle::of(&policy));
        self.things.insert(Thing::Origin(Box::new(Origin { budget, throttle })))
    }

    /// The tokens left: of the initial credit, and earned. False if there is no budget.
    #[inline(always)]
    pub fn balance(&mut self, origin: f64) -> bool {
        let Some(Thing::Origin(origin)) = self.things.get(origin) else { return false };
        let Some(budget) = &origin.budget else { return false };
        (self.io[0], self.io[1]) = budget.balance();
        true
    }

    /// Begins a call, and returns its first step.
    #[inline(always)]
    pub fn begin(
        &mut self,
        policy: f64,
        origin: f64,
        circuit: f64,
        facts: u32,
        pause: f64,
        moment: Moment,
    ) -> u32 {
        self.moment = moment;
        let Some(policy) = self.policy_of(policy) else { return self.nowhere() };
        let running = Running { call: Call::new(moment.now), policy, origin, circuit };
        let handle = self.things.insert(Thing::Call(Box::new(running)));
        let input = match facts {
            _ if facts & codes::BEGINS_ABORTED != 0 => Input::Aborted,
            _ if facts & codes::BEGINS_BROKEN != 0 => Input::Broken,
            _ if facts & codes::RECONNECTS != 0 => {
                Input::Reconnect { pause, closed: facts & codes::CLOSED != 0 }
            }
            _ if facts & codes::RESUMES != 0 => Input::Resume { cut: facts & codes::CLOSED == 0 },
            _ => Input::Start,
        };
        self.step(handle, input, facts)
    }

    /// Lets a call share with others from now on, since its request goes elsewhere.
    #[inline(always)]
    pub fn rebind(&mut self, call: f64, origin: f64, circuit: f64) {
        if let Some(Thing::Call(running)) = self.things.get(call) {
            (running.origin, running.circuit) = (origin, circuit);
        }
    }

    /// Gives an origin's budget back what a continuation cost, in millionths of a token.
    #[inline(always)]
    pub fn repay(&mut self, origin: f64, paid: f64) {
        if let Some(Thing::Origin(origin)) = self.things.get(origin)
            && let Some(budget) = &mut origin.budget
        {
            budget.repay(paid);
        }
    }

    /// Takes what happened to a call, and returns its next step. `text`: what the input comes with.
    #[inline(always)]
    pub fn advance(&mut self, call: f64, event: Event, text: &[u8]) -> u32 {
        let Event { a, b, facts, moment, .. } = event;
        self.moment = moment;
        let flags = b as u32;
        let input = match event.input {
            codes::RESPONSE => Input::Response(Head {
                status: a as u16,
                redirected: flags & codes::REDIRECTED != 0,
                hidden: flags & codes::HIDDEN != 0,
                located: flags & codes::LOCATED != 0,
                hint: self.hint(call, text, moment.now.wall),
            }),
            codes::ANSWERED => Input::Answered(a as u16),
            codes::FAILED => Input::Failed(failure(a, flags, text)),
            codes::WOKE => Input::Woke,
            codes::ABORTED => Input::Aborted,
            codes::POLICY => Input::Answer(Answer::Policy),
            codes::RETRY => Input::Answer(Answer::Retry(a)),
            codes::RETRY_AFTER => Input::Answer(Answer::RetryAfter(a)),
            codes::STOP => Input::Answer(Answer::Stop),
            codes::DELAY => Input::Delay(a),
            codes::DONE => Input::Done(a > 0.0),
            codes::REFRESHED => Input::Refreshed(a > 0.0),
            codes::FALLEN_BACK => Input::Fallback(a > 0.0),
            _ => Input::Broken,
        };
        self.step(call, input, facts)
    }

    fn hint(&mut self, call: f64, text: &[u8], wall: f64) -> Hint {
        let Some(Thing::Call(running)) = self.things.get(call) else { return Hint::default() };
        let hints = &running.policy.hints;
        hint::read(text, hints.headers > 0.0, hints.date > 0.0, wall)
    }

    fn step(&mut self, handle: f64, input: Input, facts: u32) -> u32 {
        let Some(Thing::Call(mut running)) = self.things.lend(handle) else { return self.nowhere() };
        let moment = &self.moment;
        let (origin, circuit) = (running.origin, running.circuit);
        let mut of_origin = self.things.lend(origin);
        let mut of_circuit = self.things.lend(circuit);

        let mut shared = Shared { now: moment.shared, ..Shared::nothing() };
        if let Some(Thing::Origin(origin)) = &mut of_origin {
            (shared.budget, shared.throttle) = (origin.budget.as_mut(), origin.throttle.as_mut());
        }
        if let Some(Thing::Circuit(breaker)) = &mut of_circuit {
            shared.breaker = Some(breaker);
        }
        let request = request(facts);
        let generator = &mut self.generator;
        let mut drew = false;
        let mut random = || {
            drew = true;
            if moment.random.is_nan() { generator.next_f64() } else { moment.random }
        };
        let was_settled = running.call.is_settled();
        let mut situation =
            Situation { policy: &running.policy, now: moment.now, request, random: &mut random, shared };
        let step = running.call.advance(input, &mut situation);

        let changed = matches!(&of_circuit, Some(Thing::Circuit(breaker)) if !breaker.changes().is_empty());
        self.things.give_back(origin, of_origin);
        self.things.give_back(circuit, of_circuit);
        let code = self.tell(&running, step, request);
        if facts & codes::HEARD != 0 {
            self.io[MOST] = running.call.most_attempts(&running.policy, request);
        }
        self.io[8] = handle;
        self.io[9] = f64::from(changed);
        self.tell_attempt(&running.call, was_settled);
        self.io[DREW] = f64::from(drew);
        if code == codes::FINISH {
            self.things.remove(handle);
        } else {
            self.things.give_back(handle, Some(Thing::Call(running)));
        }
        code
    }

    /// A step in numbers.
    fn tell(&mut self, running: &Running, step: Step, request: Request) -> u32 {
        let Running { call, policy, .. } = running;
        let now = self.moment.now;
        // For an attempt, whose answer may come in parts, and where a function of the caller's is asked, or looked for.
        let left = match step {
            Step::Wait { .. } | Step::Finish(_) => 0.0,
            Step::Fallback(_) => call.remaining_for_fallback(policy, now),
            _ => call.remaining(policy, request, now),
        };
        let (mut a, mut b, mut c) = (0.0, 0.0, 0.0);
        let code = match step {
            Step::Send { limit } => {
                a = limit;
                codes::SEND
            }
            Step::Wait { milliseconds, tier, poll } => {
                (a, b, c) = (milliseconds, f64::from(tier), f64::from(poll));
                codes::WAIT
            }
            Step::Ask { stop } => {
                a = stop.map_or(-1.0, reason);
                codes::ASK
            }
            Step::AskDelay { retry, tier } => {
                (a, b) = (f64::from(retry), f64::from(tier));
                codes::ASK_DELAY
            }
            Step::AskUntil => codes::ASK_UNTIL,
            Step::AskStatus => codes::ASK_STATUS,
            Step::Refresh => codes::REFRESH,
            Step::Fallback(stop) => {
                a = reason(stop);
                codes::FALLBACK
            }
            Step::Finish(stop) => {
                let doubts = u8::from(call.is_ambiguous()) + 2 * u8::from(call.is_unvouched());
                (a, b, c) = (reason(stop), f64::from(call.throws(policy)), f64::from(doubts));
                codes::FINISH
            }
        };
        let io = &mut self.io;
        (io[0], io[1], io[2]) = (a, b, c);
        io[3] = told(call.elapsed(now));
        io[4] = left;
        io[5] = f64::from(call.sent());
        io[6] = told(call.probe_in().unwrap_or(-1.0));
        io[7] = f64::from(call.may_repeat(policy));
        io[PAID] = call.paid();
        code
    }

    /// Whether an attempt ended in this step; the last one that ended, and the wait after it.
    fn tell_attempt(&mut self, call: &Call, was_settled: bool) {
        let io = &mut self.io;
        io[ATTEMPT] = 0.0;
        // Nor is what stands there of another call's attempt this one's.
        io[ATTEMPT + 1] = 0.0;
        let Some(it) = call.last_attempt() else { return };
        io[ATTEMPT] = f64::from(!was_settled);
        io[ATTEMPT + 1] = f64::from(it.number);
        io[ATTEMPT + 2] = f64::from(it.tier);
        io[ATTEMPT + 3] = it.started_at;
        io[ATTEMPT + 4] = it.duration;
        io[ATTEMPT + 5] = it.status.map_or(-1.0, f64::from);
        io[ATTEMPT + 6] = it.failure.map_or(-1.0, |failure| f64::from(failure as u8));
        io[ATTEMPT + 7] = it.retry_after.unwrap_or(-1.0);
        io[ATTEMPT + 8] = f64::from(it.hint_hidden) + 2.0 * f64::from(it.hint_unreadable);
        io[ATTEMPT + 9] = it.wait.unwrap_or(-1.0);
    }

    /// The step of a call that is not there: it is over.
    fn nowhere(&mut self) -> u32 {
        self.io[0] = reason(StopReason::Error);
        self.io[ATTEMPT] = 0.0;
        codes::FINISH
    }

    fn number(&mut self, random: f64) -> f64 {
        if random.is_nan() { self.generator.next_f64() } else { random }
    }
}

impl Default for Instance {
    fn default() -> Self {
        Instance::new()
    }
}

/// What a Retry-After header asks for, or not a number.
pub fn retry_after(text: &[u8], now: f64) -> f64 {
    retry_after::parse(text, now).unwrap_or(f64::NAN)
}

fn reason(reason: StopReason) -> f64 {
    f64::from(reason as u32)
}

fn request(facts: u32) -> Request {
    let has = |bit: u32| facts >> bit & 1 != 0;
    Request { idempotent: has(0), keyed: has(1), conditional: has(2), replayable: has(3), direct: has(4) }
}

/// A failure by its code, or by the lines that tell it: name, message, code, the cause's message, what failed.
fn failure(code: f64, flags: u32, text: &[u8]) -> Failure {
    if code >= 0.0 {
        return codes::FAILURES.get(code as usize).copied().unwrap_or(Failure::Network);
    }
    let mut lines = text;
    let mut next = || take_line(&mut lines);
    let (name, message, code, cause_message) = (next(), next(), next(), next());
    let raised = Raised { name, message, code, cause_message, calls: lines };
    let is_cut = flags & codes::OPERATION != 0 && truncated::is_cut_short(&raised);
    match if is_cut { Failure::Network } else { network_error::classify(&raised) } {
        Failure::Network | Failure::Unsent if flags & codes::OFFLINE != 0 => Failure::Offline,
        failure => failure,
    }
}

#[cfg(test)]
mod tests;
