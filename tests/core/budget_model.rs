//! Every sequence of events up to some length, against the budget; and the same against faulty ones, so
//! that each property is known to be one that this search can find broken.

use holdfast_fetch::core::budget::{Budget, Cost, FRESH, Token};
use holdfast_fetch::core::policy::cells;
use stateright::{Checker, Model, Property};
use std::hash::{Hash, Hasher};

/// Small numbers, so that all of them are met: two tokens at first, and a half for a good answer.
const POLICY: cells::Budget = cells::Budget { on: 1.0, ratio: 0.5, from: 2.0, to: 2.0, cap: 1.5 };

/// Events in a row.
const DEPTH: usize = 9;

/// A time in which a good answer grows old, but not too old: that takes two.
const WHILE: f64 = FRESH * 0.6;

const COSTS: [Cost; 3] = [Cost::Free, Cost::Rejection, Cost::Timeout];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    None,
    /// Gives what it does not have.
    Lends,
    /// Keeps more than the cap.
    Hoards,
    /// Has more at first than it should.
    StartsRich,
    /// A good answer counts twice.
    EarnsTwice,
    /// A timeout is paid for like a rejection.
    TrustsTimeouts,
    /// A good answer from long ago is as good as a new one.
    NeverForgets,
    /// A good answer answers for any number of retries.
    VouchesForAll,
    /// What is given back is lost.
    KeepsRefunds,
    /// What is given back is given back twice.
    RefundsTwice,
    /// Attempts that were never made are paid for.
    ChargesForNothing,
    /// The last token is not given.
    IsStingy,
}

/// The budget, misused.
#[derive(Clone, Debug, PartialEq)]
struct Faulty {
    budget: Budget,
    fault: Fault,
    lent: f64,
}

impl Faulty {
    fn new(fault: Fault) -> Self {
        let mut policy = POLICY;
        match fault {
            Fault::Hoards => policy.cap += 1.0,
            Fault::StartsRich => (policy.from, policy.to) = (3.0, 3.0),
            _ => {}
        }
        Faulty { budget: Budget::new(&policy, 0.5), fault, lent: 0.0 }
    }

    fn deposit(&mut self, now: f64) {
        self.budget.deposit(now);
        if self.fault == Fault::EarnsTwice {
            self.budget.deposit(now);
        }
    }

    fn withdraw(&mut self, cost: Cost, sent: f64) -> Option<Token> {
        match (self.fault, cost) {
            (Fault::TrustsTimeouts, Cost::Timeout) | (Fault::ChargesForNothing, Cost::Free) => {
                self.budget.withdraw(Cost::Rejection, sent)
            }
            (Fault::NeverForgets, _) => self.budget.withdraw(cost, 0.0),
            (Fault::VouchesForAll, Cost::Timeout) => {
                let token = self.budget.withdraw(cost, sent)?;
                self.budget.refund(token);
                self.budget.withdraw(Cost::Rejection, sent)
            }
            (Fault::IsStingy, Cost::Rejection) => {
                let (credit, earned) = self.budget.balance();
                if credit + earned < 1.5 { None } else { self.budget.withdraw(cost, sent) }
            }
            (Fault::Lends, Cost::Rejection) => self.budget.withdraw(cost, sent).or_else(|| {
                self.lent += 1.0;
                self.budget.withdraw(Cost::Free, sent)
            }),
            _ => self.budget.withdraw(cost, sent),
        }
    }

    fn refund(&mut self, token: Token) {
        if self.fault != Fault::KeepsRefunds {
            self.budget.refund(token);
        }
        if self.fault == Fault::RefundsTwice {
            self.budget.refund(token);
        }
    }

    fn balance(&self) -> (f64, f64) {
        let (credit, earned) = self.budget.balance();
        (credit, earned - self.lent)
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Action {
    GoodAnswer,
    Retry(Cost),
    /// The retry that was paid for last is not sent.
    Abort,
    TimePasses,
}

/// The budget, and what an onlooker has counted.
#[derive(Clone, Debug)]
struct State {
    budget: Faulty,
    now: f64,
    events: usize,
    /// When good answers came.
    good: Vec<f64>,
    /// Retries that were paid for.
    paid: Vec<(Cost, Token)>,
    refused: Option<&'static str>,
    unfounded: bool,
}

/// Two states are one if everything that can be seen of them is the same.
impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        format!("{self:?}") == format!("{other:?}")
    }
}

impl Hash for State {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        format!("{self:?}").hash(hasher);
    }
}

impl State {
    fn retries(&self, of: impl Fn(Cost) -> bool) -> f64 {
        self.paid.iter().filter(|(cost, _)| of(*cost)).count() as f64
    }

    /// Tokens that should be there, by the book.
    fn owed(&self) -> f64 {
        POLICY.from + POLICY.ratio * self.good.len() as f64 - self.retries(|cost| cost != Cost::Free)
    }

    fn retry(&mut self, cost: Cost) {
        let (credit, earned) = self.budget.balance();
        let fresh = self.good.iter().any(|at| *at >= self.now - FRESH);
        match self.budget.withdraw(cost, self.now) {
            Some(token) => {
                self.unfounded |= cost == Cost::Timeout && !fresh && !self.good.is_empty();
                self.paid.push((cost, token));
            }
            None if cost == Cost::Free => self.refused = Some("for nothing"),
            None if cost == Cost::Rejection && credit + earned >= 1.0 => self.refused = Some("with a token"),
            None => {}
        }
    }
}

struct Search(Fault);

const NOT_NEGATIVE: &str = "no balance is below zero";
const CAPPED: &str = "no more is kept than the cap, nor of the credit than was there at first";
const BOUNDED: &str = "retries are no more than the credit and what good answers earned";
const FOUNDED: &str = "a timeout is retried only after a good answer shortly before, or before there was any";
const ONCE: &str = "a good answer answers for one timeout, and ignorance for another";
const EXACT: &str = "a refund restores exactly what was there";
const FREE: &str = "what was never sent is free";
const GIVEN: &str = "who has a token may retry after a rejection";

impl Model for Search {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        let budget = Faulty::new(self.0);
        let (now, events) = (FRESH * 10.0, 0);
        vec![State { budget, now, events, good: vec![], paid: vec![], refused: None, unfounded: false }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        if state.events < DEPTH {
            actions.extend([Action::GoodAnswer, Action::TimePasses]);
            actions.extend(COSTS.map(Action::Retry));
            actions.extend(state.paid.last().map(|_| Action::Abort));
        }
    }

    fn next_state(&self, state: &State, action: Action) -> Option<State> {
        let mut next = state.clone();
        next.events += 1;
        match action {
            Action::GoodAnswer => {
                next.budget.deposit(next.now);
                next.good.push(next.now);
            }
            Action::Retry(cost) => next.retry(cost),
            Action::Abort => {
                let (_, token) = next.paid.pop()?;
                next.budget.refund(token);
            }
            Action::TimePasses => next.now += WHILE,
        }
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(NOT_NEGATIVE, |_, state: &State| {
                let (credit, earned) = state.budget.balance();
                credit >= 0.0 && earned >= 0.0
            }),
            Property::always(CAPPED, |_, state: &State| {
                let (credit, earned) = state.budget.balance();
                credit <= POLICY.to && earned <= POLICY.cap
            }),
            Property::always(BOUNDED, |_, state: &State| {
                let (credit, earned) = state.budget.balance();
                state.owed() >= 0.0 && credit + earned <= state.owed()
            }),
            Property::always(FOUNDED, |_, state: &State| !state.unfounded),
            Property::always(ONCE, |_, state: &State| {
                state.retries(|cost| cost == Cost::Timeout) <= state.good.len() as f64 + 1.0
            }),
            Property::always(EXACT, |_, state: &State| {
                COSTS.into_iter().all(|cost| {
                    let mut budget = state.budget.clone();
                    let token = budget.withdraw(cost, state.now);
                    token.into_iter().for_each(|token| budget.refund(token));
                    budget.budget == state.budget.budget
                })
            }),
            Property::always(FREE, |_, state: &State| state.refused != Some("for nothing")),
            Property::always(GIVEN, |_, state: &State| state.refused != Some("with a token")),
            Property::sometimes("a timeout is retried", |_, state: &State| {
                state.retries(|cost| cost == Cost::Timeout) > 0.0
            }),
            Property::sometimes("a timeout is retried twice", |_, state: &State| {
                state.retries(|cost| cost == Cost::Timeout) > 1.0
            }),
            Property::sometimes("the cap is reached", |_, state: &State| {
                state.budget.balance().1 == POLICY.cap
            }),
            Property::sometimes("all is spent", |_, state: &State| state.budget.balance() == (0.0, 0.0)),
        ]
    }
}

#[test]
fn all_sequences_of_nine_events() {
    let checker = Search(Fault::None).checker().threads(2).spawn_bfs().join();
    checker.assert_properties();
    assert!(checker.is_done());
    assert_eq!(checker.max_depth(), DEPTH + 1, "not all of them");
}

#[test]
fn each_property_finds_its_fault() {
    let faults = [
        (Fault::Lends, NOT_NEGATIVE),
        (Fault::Hoards, CAPPED),
        (Fault::StartsRich, CAPPED),
        (Fault::StartsRich, BOUNDED),
        (Fault::EarnsTwice, BOUNDED),
        (Fault::RefundsTwice, BOUNDED),
        (Fault::TrustsTimeouts, FOUNDED),
        (Fault::NeverForgets, FOUNDED),
        (Fault::VouchesForAll, ONCE),
        (Fault::KeepsRefunds, EXACT),
        (Fault::RefundsTwice, EXACT),
        (Fault::ChargesForNothing, FREE),
        (Fault::IsStingy, GIVEN),
    ];
    for (fault, property) in faults {
        let checker = Search(fault).checker().threads(2).target_max_depth(7).spawn_bfs().join();
        assert!(checker.discovery(property).is_some(), "{fault:?} was not found by: {property}");
    }
}
