//! Every sequence of events up to some length, against the budget; and the same against faulty ones, so
//! that each property is known to be one that this search can find broken.

use holdfast_fetch::core::budget::{Budget, Cost, FRESH, Token};
use holdfast_fetch::core::policy::cells;
use stateright::{Checker, Model, Property};
use std::hash::{Hash, Hasher};

/// Small numbers, so that all of them are met: two tokens at first, and a half for a good answer.
const POLICY: cells::Budget = cells::Budget { on: 1.0, ratio: 0.5, from: 2.0, to: 2.0, cap: 1.5 };

/// Events in a row.
const DEPTH: usize = 7;

/// A time in which a good answer grows old, but not too old: that takes two.
const WHILE: f64 = FRESH * 0.6;

const COSTS: [Cost; 5] = [Cost::Free, Cost::Limited, Cost::Paced, Cost::Rejection, Cost::Timeout];

/// What a retry under way holds.
const HELD: f64 = 0.05;

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
    /// A retry that succeeded is paid for.
    ChargesForSuccess,
    /// One that failed is not.
    ForgivesFailure,
    /// Whoever is told to wait pays, although the server lives.
    ChargesForPatience,
    /// Whoever is told to wait does not pay, even if the server is dead.
    BelievesTheDead,
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

    fn withdraw(&mut self, cost: Cost, now: f64) -> Option<Token> {
        match (self.fault, cost) {
            (Fault::TrustsTimeouts, Cost::Timeout)
            | (Fault::ChargesForNothing, Cost::Free)
            | (Fault::ChargesForPatience, Cost::Paced) => self.budget.withdraw(Cost::Rejection, now, now),
            (Fault::BelievesTheDead, Cost::Paced) => self.budget.withdraw(Cost::Free, now, now),
            (Fault::NeverForgets, _) => self.budget.withdraw(cost, 0.0, now),
            (Fault::VouchesForAll, Cost::Timeout) => {
                let token = self.budget.withdraw(cost, now, now)?;
                self.budget.refund(token);
                self.budget.withdraw(Cost::Rejection, now, now)
            }
            (Fault::IsStingy, Cost::Rejection) => {
                let (credit, earned) = self.budget.balance();
                if credit + earned < 1.5 { None } else { self.budget.withdraw(cost, now, now) }
            }
            (Fault::Lends, Cost::Rejection) => self.budget.withdraw(cost, now, now).or_else(|| {
                self.lent += 1.0;
                self.budget.withdraw(Cost::Free, now, now)
            }),
            _ => self.budget.withdraw(cost, now, now),
        }
    }

    fn refund(&mut self, token: Token) {
        if self.fault != Fault::KeepsRefunds {
            self.budget.refund(token);
        }
        if self.fault == Fault::RefundsTwice {
            self.budget.deposit(0.0);
        }
    }

    fn settle(&mut self, token: Token, is_good: bool) {
        let is_good = match self.fault {
            Fault::ChargesForSuccess => false,
            Fault::ForgivesFailure => true,
            _ => is_good,
        };
        self.budget.settle(token, is_good);
    }

    fn balance(&self) -> (f64, f64) {
        let (credit, earned) = self.budget.balance();
        (credit, earned - self.lent)
    }

    /// With what is held.
    fn tokens(&self, under_way: usize) -> f64 {
        let (credit, earned) = self.balance();
        credit + earned + HELD * under_way as f64
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Action {
    GoodAnswer,
    Retry(Cost),
    /// The retry that began last is not sent.
    Abort,
    /// It fails, or succeeds.
    Settle(bool),
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
    /// Retries that hold something.
    under_way: Vec<Token>,
    /// Retries of timeouts that were not taken back.
    timeouts: Vec<Token>,
    failed: usize,
    refused: Option<&'static str>,
    unfounded: bool,
    /// What a settlement took that it should not have, or left.
    wrong: bool,
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
    fn lives(&self) -> bool {
        self.good.iter().any(|at| *at >= self.now - FRESH)
    }

    fn retry(&mut self, cost: Cost) {
        let (credit, earned) = self.budget.balance();
        let has_one = credit + earned >= 1.0;
        let is_free = match cost {
            Cost::Free | Cost::Limited => true,
            Cost::Paced => self.lives(),
            Cost::Rejection | Cost::Timeout => false,
        };
        match self.budget.withdraw(cost, self.now) {
            Some(token) => {
                self.unfounded |= cost == Cost::Timeout && !self.lives() && !self.good.is_empty();
                self.unfounded |= cost == Cost::Paced && !is_free && !has_one;
                if cost == Cost::Timeout {
                    self.timeouts.push(token);
                }
                self.wrong |= is_free != (token == Token::NONE) && self.budget.lent == 0.0;
                if token != Token::NONE {
                    self.under_way.push(token);
                }
            }
            None if is_free => self.refused = Some("for nothing"),
            None if cost != Cost::Timeout && has_one => self.refused = Some("with a token"),
            None => {}
        }
    }

    fn settle(&mut self, is_good: bool) -> Option<()> {
        let before = self.budget.tokens(self.under_way.len());
        let token = self.under_way.pop()?;
        self.budget.settle(token, is_good);
        let left = if is_good { before } else { (before - 1.0).max(0.0) };
        // Where more is held than there is, the balance says nothing.
        let (credit, earned) = self.budget.balance();
        if credit + earned > 0.0 {
            self.wrong |= (self.budget.tokens(self.under_way.len()) - left).abs() > 1e-9;
        }
        self.failed += usize::from(!is_good);
        Some(())
    }
}

struct Search(Fault);

const NOT_NEGATIVE: &str = "no balance is below zero";
const CAPPED: &str = "no more is kept than the cap, nor of the credit than was there at first";
const BOUNDED: &str =
    "what is left is no more than the credit and what good answers earned, less what failed";
const FOUNDED: &str = "a timeout is retried only after a good answer shortly before, or before there was any; a hint of the dead needs a token";
const ONCE: &str = "a good answer answers for one timeout, and ignorance for another";
const EXACT: &str = "a refund restores exactly what was there";
const FREE: &str = "what was never sent is free, and what a living server paced";
const GIVEN: &str = "who has a token may retry after a rejection";
const PAID: &str =
    "a failed retry takes one token or all that is left, a good one none, a free one holds none";

impl Model for Search {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        let budget = Faulty::new(self.0);
        let (now, events) = (FRESH * 10.0, 0);
        vec![State {
            budget,
            now,
            events,
            good: vec![],
            under_way: vec![],
            timeouts: vec![],
            failed: 0,
            refused: None,
            unfounded: false,
            wrong: false,
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        if state.events < DEPTH {
            actions.extend([Action::GoodAnswer, Action::TimePasses]);
            actions.extend(COSTS.map(Action::Retry));
            if !state.under_way.is_empty() {
                actions.extend([Action::Abort, Action::Settle(true), Action::Settle(false)]);
            }
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
                let token = next.under_way.pop()?;
                if next.timeouts.last() == Some(&token) {
                    next.timeouts.pop();
                }
                next.budget.refund(token);
            }
            Action::Settle(is_good) => next.settle(is_good)?,
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
                let earned = POLICY.ratio * state.good.len() as f64;
                // What failed when there was nothing left cost nothing, but then nothing of the credit is left.
                let most = (POLICY.from - state.failed as f64).max(0.0) + earned;
                state.budget.tokens(0) <= most + 1e-9
            }),
            Property::always(FOUNDED, |_, state: &State| !state.unfounded),
            Property::always(ONCE, |_, state: &State| state.timeouts.len() <= state.good.len() + 1),
            Property::always(EXACT, |_, state: &State| {
                COSTS.into_iter().all(|cost| {
                    let mut budget = state.budget.clone();
                    let token = budget.withdraw(cost, state.now);
                    token.into_iter().for_each(|token| budget.refund(token));
                    seen(&budget) == seen(&state.budget)
                })
            }),
            Property::always(FREE, |_, state: &State| state.refused != Some("for nothing")),
            Property::always(GIVEN, |_, state: &State| state.refused != Some("with a token")),
            Property::always(PAID, |_, state: &State| !state.wrong),
            Property::sometimes("a timeout is retried", |_, state: &State| !state.timeouts.is_empty()),
            Property::sometimes("a timeout is retried twice", |_, state: &State| state.timeouts.len() > 1),
            Property::sometimes("the cap is reached", |_, state: &State| {
                state.budget.balance().1 == POLICY.cap
            }),
            Property::sometimes("all is spent", |_, state: &State| state.budget.balance() == (0.0, 0.0)),
            Property::sometimes("three are under way at once", |_, state: &State| state.under_way.len() > 2),
        ]
    }
}

/// All of it but the failures that were counted: these a refund does not undo.
fn seen(budget: &Faulty) -> String {
    let all = format!("{:?}", budget.budget);
    all.split(", failures").next().unwrap_or_default().to_owned()
}

#[test]
fn all_sequences_of_seven_events() {
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
        (Fault::ForgivesFailure, BOUNDED),
        (Fault::TrustsTimeouts, FOUNDED),
        (Fault::NeverForgets, FOUNDED),
        (Fault::VouchesForAll, ONCE),
        (Fault::KeepsRefunds, EXACT),
        (Fault::RefundsTwice, EXACT),
        (Fault::ChargesForNothing, FREE),
        (Fault::ChargesForPatience, PAID),
        (Fault::BelievesTheDead, PAID),
        (Fault::IsStingy, GIVEN),
        (Fault::ChargesForSuccess, PAID),
        (Fault::ForgivesFailure, PAID),
    ];
    for (fault, property) in faults {
        let checker = Search(fault).checker().threads(2).target_max_depth(7).spawn_bfs().join();
        assert!(checker.discovery(property).is_some(), "{fault:?} was not found by: {property}");
    }
}
