//! Whatever servers do, the bytes delivered are the beginning of one representation, and all of it where the body ends well.

use super::servers::{ANY, TRUTHFUL, Tag, World, several_servers, worlds};
use holdfast_fetch::core::body::Refusal::{Changed, Expensive, Fruitless, NotResumable, TooLong};
use holdfast_fetch::core::body::head::{Answer, Head};
use holdfast_fetch::core::body::{Body, Difference, Input, NoRange, Step};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use std::cell::{Cell, RefCell};
use std::collections::HashSet;

fn is_of_one(world: &World, delivered: &[u8]) -> bool {
    world.representations().any(|whole| whole.starts_with(delivered))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_prefix_of_one_version(world in worlds(TRUTHFUL)) {
        prop_assume!(world.begins_well());
        let mut body = Body::new([7, 9], world.limits);
        let outcome = world.play(|input| body.advance(input));
        let delivered = &outcome.delivered;
        prop_assert_eq!(delivered.len() as f64, body.delivered());
        prop_assert!(body.reread() <= world.limits.reread);
        prop_assert!(is_of_one(&world, delivered), "{:?}", outcome.last);
        if matches!(outcome.last, Some(Step::Close { .. })) && let Some(total) = body.total() {
            prop_assert_eq!(delivered.len() as f64, total);
        }
    }

    /// A tag that stays while the bytes change is found out where they differ before the cut.
    #[test]
    fn a_tag_that_lies_is_found_out_by_the_bytes(world in worlds(&[Tag::Same]), at in 1..3000usize) {
        let Some(other) = world.versions.get(2).filter(|version| version.len() > at) else { return Ok(()) };
        let version = &world.versions[0];
        let mut hand = super::hand::Hand::asked(&[("etag", "\"always\"")], at);
        prop_assert_eq!(hand.range(&[("etag", "\"always\"")], version.len()), super::hand::READ);
        let step = hand.give(Input::Bytes(&other[at.saturating_sub(1024)..]));
        prop_assert!(matches!(step, Step::Refuse(_)), "{step:?}");
        prop_assert_eq!(hand.0.delivered(), at as f64);
    }
}

/// The random servers splice where a client lets them: one that takes a tag which is missing, or a date, for the first answer's.
#[test]
fn a_client_that_fills_marks_in_is_found_out() {
    type Fill = for<'a> fn(&mut Head<'a>, &Head<'a>);
    let tag: Fill = |head, first| {
        if head.tag.is_empty() {
            head.tag = first.tag;
        }
    };
    let date: Fill = |head, first| {
        if head.modified.is_empty() {
            head.modified = first.modified;
        }
    };
    for fill in [tag, date] {
        let spliced = Cell::new(0);
        each_of_thousand(several_servers(TRUTHFUL), |world| {
            let mut body = Body::new([1, 1], world.limits);
            let mut first = [vec![], vec![]];
            let outcome = world.play(|input| match input {
                Input::First(Answer { head, .. }) => {
                    first = [head.tag, head.modified].map(<[u8]>::to_vec);
                    body.advance(input)
                }
                Input::Further(answer) => {
                    let [tag, modified] = &first;
                    let mut answer = *answer;
                    fill(&mut answer.head, &Head { tag, modified, ..Head::default() });
                    body.advance(Input::Further(&answer))
                }
                input => body.advance(input),
            });
            let is_spliced = world.begins_well() && !is_of_one(&world, &outcome.delivered);
            spliced.set(spliced.get() + u32::from(is_spliced));
        });
        assert!(spliced.get() > 4, "{spliced:?}");
    }
}

/// The same thousand, whenever it runs.
fn each_of_thousand(worlds: impl Strategy<Value = World>, play: impl Fn(World)) {
    let config = ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let run = |world| {
        play(world);
        Ok(())
    };
    runner.run(&worlds, run).unwrap();
}

/// The random servers above do all that matters: bodies are continued in each way, refused for each reason, and ended.
#[test]
fn the_servers_are_of_all_kinds() {
    let (closed, earned, next, skipped) = (Cell::new(0), Cell::new(0), Cell::new(0), Cell::new(0));
    let refused = RefCell::new(HashSet::new());
    let count = |cell: &Cell<u32>, yes: bool| cell.set(cell.get() + u32::from(yes));
    each_of_thousand(worlds(ANY), |world| {
        let mut body = Body::new([1, 1], world.limits);
        let outcome = world.play(|input| {
            let step = body.advance(input);
            count(&earned, matches!(step, Step::Read { earned: true, .. }));
            count(&skipped, matches!(step, Step::Read { skip: 1.., .. }));
            count(&next, step == Step::Next);
            step
        });
        count(&closed, matches!(outcome.last, Some(Step::Close { .. })) && body.delivered() > 0.0);
        if let Some(Step::Refuse(why)) = outcome.last {
            refused.borrow_mut().insert(format!("{why:?}"));
        }
    });
    let refused = refused.into_inner();
    assert!(closed.get() > 100 && skipped.get() > 100, "{closed:?} {skipped:?}");
    assert!(earned.get() > 5 && next.get() > 0, "{earned:?} {next:?}");
    for why in [
        TooLong,
        Fruitless,
        Changed(Difference::Tag),
        Changed(Difference::Bytes),
        Changed(Difference::Length),
        Changed(Difference::Kind),
        Changed(Difference::Gone),
        NotResumable(NoRange::Unmarked),
        Expensive(NoRange::Unmarked),
    ] {
        assert!(refused.contains(&format!("{why:?}")), "{why:?} {refused:?}");
    }
    assert!(!refused.contains("OutOfTurn"), "{refused:?}");
}
