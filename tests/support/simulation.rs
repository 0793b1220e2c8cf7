//! Drives a call as a shell would: sends, waits, asks, until it ends.

use super::{Clock, Commons, Hand, Reply, policy, status, timeout};
use holdfast_fetch::core::call::{Answer, Input, Step};
use holdfast_fetch::core::history::CallReport;
use holdfast_fetch::core::policy::Policy;
use holdfast_fetch::core::random::SplitMix64;
use holdfast_fetch::core::report::StopReason;
use holdfast_fetch::core::verdict::Request;
use std::rc::Rc;

/// No policy allows as many steps as this.
const ENDLESS: usize = 1_000_000;

/// One call: what it is told to do, and what will happen to it.
pub struct Simulation {
    policy: Rc<Policy>,
    hand: Hand,
    replies: Vec<Reply>,
    answers: Vec<Answer>,
    delays: Vec<f64>,
    /// By the number of the wait.
    asleep: Vec<(usize, f64)>,
    frozen: Vec<(usize, f64)>,
    set_wall: Vec<(usize, f64)>,
    thinking: f64,
    abort_at: f64,
    done: Vec<bool>,
    refreshed: bool,
    fallback: bool,
    others_go_well: bool,
}

/// What happened. Times are in truth, since the call began.
#[derive(Debug, PartialEq)]
pub struct Trace {
    pub reason: StopReason,
    /// When each attempt was sent.
    pub starts: Vec<f64>,
    /// The same by the monotonic clock, which stands still while the machine sleeps.
    pub awake: Vec<f64>,
    /// How long each attempt was allowed to take.
    pub limits: Vec<f64>,
    /// When each wait began, and how long it was to be.
    pub waits: Vec<(f64, f64)>,
    /// What `shouldRetry` was asked.
    pub questions: Vec<Option<StopReason>>,
    /// What the backoff function was asked: the retry and the tier.
    pub delays_asked: Vec<(u32, u32)>,
    /// How often the `until` predicate, `refresh` and the fallback were asked.
    pub predicates_asked: usize,
    pub refreshes: usize,
    pub fallbacks: Vec<StopReason>,
    pub elapsed: f64,
    pub report: CallReport,
}

impl Simulation {
    /// A GET of a server that answers 200, with random numbers of 0.5.
    pub fn new(options: serde_json::Value) -> Self {
        Self::of(policy(options))
    }

    pub fn of(policy: Rc<Policy>) -> Self {
        Simulation {
            hand: Hand::new(Rc::clone(&policy)),
            policy,
            replies: Vec::new(),
            answers: Vec::new(),
            delays: Vec::new(),
            asleep: Vec::new(),
            frozen: Vec::new(),
            set_wall: Vec::new(),
            thinking: 0.0,
            abort_at: f64::INFINITY,
            done: Vec::new(),
            refreshed: true,
            fallback: true,
            others_go_well: false,
        }
    }

    pub fn request(mut self, request: Request) -> Self {
        self.hand.request = request;
        self
    }

    /// What becomes of each attempt. The last reply is given again and again.
    pub fn replies(mut self, replies: impl IntoIterator<Item = Reply>) -> Self {
        self.replies = replies.into_iter().collect();
        self
    }

    /// Every random number.
    pub fn random(mut self, number: f64) -> Self {
        self.hand.random = Box::new(move || number);
        self
    }

    /// Random numbers that look like it.
    pub fn seed(mut self, seed: u64) -> Self {
        let mut random = SplitMix64::new(seed);
        self.hand.random = Box::new(move || random.next_f64());
        self
    }

    /// What `shouldRetry` answers, one after the other, the last one for ever.
    pub fn answers(mut self, answers: impl IntoIterator<Item = Answer>) -> Self {
        self.answers = answers.into_iter().collect();
        self
    }

    /// How long `shouldRetry` takes.
    pub fn thinking(mut self, milliseconds: f64) -> Self {
        self.thinking = milliseconds;
        self
    }

    /// What the backoff function answers, one after the other, the last one for ever.
    pub fn delays(mut self, delays: impl IntoIterator<Item = f64>) -> Self {
        self.delays = delays.into_iter().collect();
        self
    }

    /// The machine sleeps through the end of a wait (counted from 0), its monotonic clock standing still.
    pub fn asleep(mut self, wait: usize, milliseconds: f64) -> Self {
        self.asleep.push((wait, milliseconds));
        self
    }

    /// The tab is frozen through the end of a wait: both clocks run on.
    pub fn frozen(mut self, wait: usize, milliseconds: f64) -> Self {
        self.frozen.push((wait, milliseconds));
        self
    }

    /// Somebody sets the wall clock during a wait.
    pub fn set_wall(mut self, wait: usize, by: f64) -> Self {
        self.set_wall.push((wait, by));
        self
    }

    /// The caller gives up at this moment.
    pub fn abort_at(mut self, milliseconds: f64) -> Self {
        self.abort_at = milliseconds;
        self
    }

    /// What the `until` predicate answers, one after the other, the last one for ever.
    pub fn done(mut self, answers: impl IntoIterator<Item = bool>) -> Self {
        self.done = answers.into_iter().collect();
        self
    }

    /// Whether `refresh` renews the credentials.
    pub fn refreshed(mut self, renewed: bool) -> Self {
        self.refreshed = renewed;
        self
    }

    /// Whether there is a fallback when one is asked for.
    pub fn fallback(mut self, given: bool) -> Self {
        self.fallback = given;
        self
    }

    /// One of several calls to the same origin, which begins at this time.
    pub fn sharing(mut self, commons: &Commons, clock: Clock) -> Self {
        let Hand { request, random, .. } = self.hand;
        self.hand = Hand { request, random, ..Hand::sharing(self.policy.clone(), commons.clone(), clock) };
        self
    }

    /// Other calls to this server go well, before this one and beside it: without a good answer shortly
    /// before, no timeout is retried.
    pub fn amid_good_answers(mut self, before: usize) -> Self {
        self.others_go_well = true;
        (0..before).for_each(|_| self.good_answer());
        self
    }

    fn good_answer(&self) {
        if let Some(budget) = &self.hand.commons.budget {
            budget.borrow_mut().deposit(self.hand.clock.now().monotonic);
        }
    }

    /// Drives the call to its end.
    pub fn run(self) -> Trace {
        self.run_and_keep().0
    }

    /// Drives the call to its end and hands it over, to see whether it stays there.
    pub fn run_and_keep(mut self) -> (Trace, Hand) {
        let mut trace = Trace {
            reason: StopReason::Error,
            starts: Vec::new(),
            awake: Vec::new(),
            limits: Vec::new(),
            waits: Vec::new(),
            questions: Vec::new(),
            delays_asked: Vec::new(),
            predicates_asked: 0,
            refreshes: 0,
            fallbacks: Vec::new(),
            elapsed: 0.0,
            report: self.hand.report(),
        };
        let mut step = if self.time_goes_by(0.0) { self.hand.give(Input::Start) } else { self.abort() };
        for _ in 0..ENDLESS {
            let now = self.hand.clock.passed();
            step = match step {
                Step::Send { limit } => {
                    trace.starts.push(now);
                    trace.awake.push(self.hand.clock.now().awake_since(self.hand.call.began()));
                    trace.limits.push(limit);
                    self.send(trace.starts.len() - 1, limit)
                }
                Step::Wait { milliseconds, .. } => {
                    trace.waits.push((now, milliseconds));
                    self.wait(trace.waits.len() - 1, milliseconds)
                }
                Step::Ask { stop } => {
                    let answer = one_of(&self.answers, trace.questions.len()).unwrap_or(Answer::Policy);
                    trace.questions.push(stop);
                    if self.time_goes_by(self.thinking) {
                        self.hand.give(Input::Answer(answer))
                    } else {
                        self.abort()
                    }
                }
                Step::AskDelay { retry, tier } => {
                    let delay = one_of(&self.delays, trace.delays_asked.len()).unwrap_or_default();
                    trace.delays_asked.push((retry, tier));
                    self.hand.give(Input::Delay(delay))
                }
                // Replies say by themselves what they mean.
                Step::AskStatus => panic!("nobody is asked"),
                Step::AskUntil => {
                    let done = one_of(&self.done, trace.predicates_asked).unwrap_or(true);
                    trace.predicates_asked += 1;
                    self.hand.give(Input::Done(done))
                }
                Step::Refresh => {
                    trace.refreshes += 1;
                    self.hand.give(Input::Refreshed(self.refreshed))
                }
                Step::Fallback(reason) => {
                    trace.fallbacks.push(reason);
                    self.hand.give(Input::Fallback(self.fallback))
                }
                Step::Finish(reason) => {
                    trace.reason = reason;
                    trace.elapsed = now;
                    trace.report = self.hand.report();
                    return (trace, self.hand);
                }
            };
        }
        panic!("a call without end: {trace:?}");
    }

    fn send(&mut self, number: usize, limit: f64) -> Step {
        let reply = one_of(&self.replies, number).unwrap_or_else(|| status(200));
        self.hand.clock.sleep(reply.asleep);
        if self.others_go_well {
            self.good_answer();
        }
        if !self.time_goes_by(reply.after.min(limit)) {
            return self.abort();
        }
        if reply.after < limit { reply } else { timeout() }.give_to(&mut self.hand)
    }

    fn wait(&mut self, number: usize, milliseconds: f64) -> Step {
        if !self.time_goes_by(milliseconds) {
            return self.abort();
        }
        let of_this_wait = |list: &[(usize, f64)]| {
            list.iter().filter(|(wait, _)| *wait == number).map(|(_, long)| long).sum()
        };
        self.hand.clock.sleep(of_this_wait(&self.asleep));
        self.hand.clock.run(of_this_wait(&self.frozen));
        self.hand.clock.set_wall(of_this_wait(&self.set_wall));
        self.hand.give(Input::Woke)
    }

    /// False if the caller gives up meanwhile.
    fn time_goes_by(&mut self, milliseconds: f64) -> bool {
        let clock: &mut Clock = &mut self.hand.clock;
        let left = self.abort_at - clock.passed();
        clock.run(milliseconds.min(left.max(0.0)));
        milliseconds < left
    }

    fn abort(&mut self) -> Step {
        self.hand.give(Input::Aborted)
    }
}

fn one_of<T: Clone>(script: &[T], number: usize) -> Option<T> {
    script.get(number).or(script.last()).cloned()
}

impl Trace {
    /// How many attempts were sent.
    pub fn sends(&self) -> usize {
        self.starts.len()
    }

    /// The lengths of the waits, to the nearest millisecond.
    pub fn waits(&self) -> Vec<u64> {
        self.waits.iter().map(|(_, length)| length.round() as u64).collect()
    }

    /// The attempts' statuses; 0 where there was no response.
    pub fn statuses(&self) -> Vec<u16> {
        self.report.attempts.iter().map(|attempt| attempt.status.unwrap_or_default()).collect()
    }
}
