//! Every sequence of events up to some length, against the breaker: asking, ending well, badly, slowly
//! or without a word, too late, on a clock that may be set back; and the same against faulty breakers,
//! so that each invariant is known to be one that this search can find broken.
//!
//! A state is what led to it: it is reached by doing all of that again, with a breaker of its own.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../support/circuit.rs"]
mod circuit;
mod faults;
mod words;
mod world;

use circuit::POLICY;
use faults::{Fault, Faulty};
use holdfast_fetch::core::policy::cells::{Breaker as Options, Pace};
use stateright::{Checker, Model, Property};
use std::hash::{Hash, Hasher};
use words::{Action, End, I1, I2, I3, I4, I5, I6, I7, LEASE, Landmark, OPEN, SLOW};
use world::World;

const INVARIANTS: [&str; 7] = [I1, I2, I3, I4, I5, I6, I7];

/// Calls under way at a time.
const CALLS: usize = 3;

/// What is searched.
#[derive(Clone)]
struct Search {
    policy: Options,
    ends: Vec<End>,
    fault: Fault,
    /// The sequences that all others begin with.
    starts: Vec<Vec<Action>>,
    /// The most actions that follow.
    depth: usize,
}

#[derive(Clone, Debug)]
struct State {
    path: Vec<Action>,
    /// The most actions that may follow.
    left: usize,
    calls: usize,
    print: u64,
    broken: Option<&'static str>,
    seen: Option<Landmark>,
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        self.print == other.print
    }
}

impl Hash for State {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.print.hash(hasher);
    }
}

impl Search {
    fn world(&self, path: &[Action]) -> World {
        let circuit = Box::new(Faulty::new(&self.policy, self.fault));
        let mut world = World::new(circuit, self.policy.probes as usize);
        for action in path {
            world.act(*action);
        }
        world
    }

    fn state(&self, path: Vec<Action>, left: usize, world: &World) -> State {
        State {
            path,
            left,
            calls: world.calls(),
            print: world.print(),
            broken: world.broken,
            seen: world.seen,
        }
    }

    fn run(self) -> impl Checker<Self> {
        self.checker().spawn_bfs().join()
    }
}

impl Model for Search {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        self.starts.iter().map(|start| self.state(start.clone(), self.depth, &self.world(start))).collect()
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        if state.left == 0 || state.broken.is_some() {
            return;
        }
        if state.calls < CALLS {
            actions.push(Action::Ask);
        }
        for index in 0..state.calls {
            actions.extend(self.ends.iter().map(|end| Action::End(index, *end)));
        }
        actions.extend([Action::Wait(5.0), Action::Wait(20.0), Action::SetBack(15.0)]);
        actions.extend([Action::Isolate, Action::Reset]);
    }

    fn next_state(&self, state: &State, action: Action) -> Option<State> {
        let mut world = self.world(&state.path);
        if world.is_late(action) {
            let mut twin = self.world(&state.path);
            twin.act(Action::Look);
            world.act(action);
            world.compare_to(&twin);
        } else {
            world.act(action);
        }
        let mut path = state.path.clone();
        path.push(action);
        Some(self.state(path, state.left - 1, &world))
    }

    fn properties(&self) -> Vec<Property<Self>> {
        macro_rules! properties {
            ($($invariant:ident)* ; $($landmark:ident)*) => {
                vec![
                    $(Property::always($invariant, |_, state: &State| state.broken != Some($invariant)),)*
                    $(Property::sometimes(stringify!($landmark), |_, state: &State| {
                        state.seen == Some(Landmark::$landmark)
                    }),)*
                ]
            };
        }
        properties!(
            I1 I2 I3 I4 I5 I6 I7;
            ClosedByProbes OpenedAgain FullHouse PlaceOfTheLost LateAfterLease LateAfterBreak SetBackWhileOpen
        )
    }
}

const BASE: Options =
    Options { slow_call: SLOW, open: Pace::exponential(OPEN, 2.0, f64::INFINITY), ..POLICY };

/// The first failure opens it: much happens in few steps.
fn touchy(probes: u32, depth: usize) -> Search {
    let policy = Options { consecutive: 1.0, probes: probes.into(), ..BASE };
    let ends = vec![End::Good, End::Failed, End::FailedWithHint, End::Unknown, End::Cancelled];
    let open = [Action::Ask, Action::Ask, Action::End(0, End::Failed)];
    Search { policy, ends, fault: Fault::None, starts: starts(&open), depth }
}

/// Half of two calls, failed or slow, open it.
fn by_rate(depth: usize) -> Search {
    let policy = Options { slow_rate: 0.5, minimum: 2.0, ..BASE };
    let ends = vec![End::Good, End::Slow, End::Failed, End::Unknown];
    let [good, slow] = [End::Good, End::Slow].map(|end| Action::End(0, end));
    let open = [Action::Ask, Action::Ask, Action::Ask, good, slow];
    Search { policy, ends, fault: Fault::None, starts: starts(&open), depth }
}

/// New; open; half-open; half-open, with a probe that was lost. In all but the first a call from before
/// the break is under way.
fn starts(open: &[Action]) -> Vec<Vec<Action>> {
    let half_open = [open, &[Action::Wait(OPEN)]].concat();
    let lost = [&half_open[..], &[Action::Ask, Action::Wait(LEASE)]].concat();
    vec![Vec::new(), open.to_vec(), half_open, lost]
}

/// Finds nothing broken, and has met all that it should.
fn holds(search: Search) {
    let (starts, depth) = (search.starts.len(), search.depth);
    let checker = search.run();
    checker.assert_properties();
    let states = checker.unique_state_count();
    println!("{states} states: from {starts} starts, every sequence of up to {depth} actions");
}

#[test]
fn with_one_probe_all_invariants_hold() {
    holds(touchy(1, 6));
}

#[test]
fn with_two_probes_all_invariants_hold() {
    holds(touchy(2, 6));
}

#[test]
fn with_rates_all_invariants_hold() {
    holds(by_rate(6));
}

/// Finds this broken, and nothing else, by the shortest sequence that shows it.
fn finds(fault: Fault, invariant: &'static str) {
    for depth in 1..=6 {
        let checker = Search { fault, ..touchy(1, depth) }.run();
        let mut discoveries = checker.discoveries();
        discoveries.retain(|name, _| INVARIANTS.contains(name));
        if let Some(path) = discoveries.remove(invariant) {
            assert_eq!(discoveries.into_keys().collect::<Vec<_>>(), [""; 0], "{fault:?}");
            return println!("{fault:?} breaks \"{invariant}\": {:?}", path.last_state().path);
        }
    }
    panic!("{fault:?} was not found");
}

#[test]
fn one_probe_too_many_is_found() {
    finds(Fault::OneProbeTooMany, I1);
}

#[test]
fn an_old_result_that_is_credited_to_a_probe_is_found() {
    finds(Fault::CreditsOldResults, I2);
}

#[test]
fn a_late_probe_that_is_credited_to_another_is_found() {
    finds(Fault::CreditsLateProbes, I2);
}

#[test]
fn a_cancelled_probe_that_counts_as_a_success_is_found() {
    finds(Fault::CancelledIsSuccess, I3);
}

#[test]
fn a_cancelled_probe_that_keeps_its_place_is_found() {
    finds(Fault::CancelledKeepsItsPlace, I3);
}

#[test]
fn a_lost_probe_that_keeps_its_place_is_found() {
    finds(Fault::LostProbeKeepsItsPlace, I4);
}

#[test]
fn a_clock_that_is_believed_is_found() {
    finds(Fault::TakesAnyJumpForTime, I5);
}

#[test]
fn a_hint_that_is_ignored_is_found() {
    finds(Fault::IgnoresHints, I5);
}

#[test]
fn a_result_that_makes_it_half_open_is_found() {
    finds(Fault::HalfOpenByResult, I6);
}

#[test]
fn a_change_that_nobody_is_told_is_found() {
    finds(Fault::SwallowsAChange, I7);
}

#[test]
fn a_change_that_is_told_twice_is_found() {
    finds(Fault::TellsTwice, I7);
}
