//! Any inputs in any order: no panic, nothing delivered after an end, and `delivered` is always what was handed over.

use super::hand::{answer, text};
use holdfast_fetch::core::body::head::Answer;
use holdfast_fetch::core::body::{Body, Input, Limits, Step};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Move {
    First(Told),
    Bytes(usize, u8),
    End,
    Broken,
    Ask,
    Further(Told),
}

/// An answer of pieces that may fit together.
#[derive(Clone, Debug)]
struct Told {
    status: u16,
    values: [&'static str; 7],
    flags: [bool; 3],
}

fn told() -> impl Strategy<Value = Told> {
    let one_of = |values: &'static [&'static str]| prop::sample::select(values);
    let values = (
        one_of(&["", "0", "3000", "3001", "99999999999999999999", "-1", "9007199254740991"]),
        one_of(&["", "", "identity", "gzip", "br"]),
        one_of(&[
            "",
            "bytes 0-2999/3000",
            "bytes 0-2999/*",
            "bytes 10-19/3000",
            "bytes 976-2999/3000",
            "bytes 9007199254740989-9007199254740990/9007199254740991",
            "bytes 5-4/3",
            "nonsense",
        ]),
        one_of(&["", "\"a\"", "\"a\"", "\"b\"", "W/\"a\"", "a"]),
        one_of(&["", "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:38 GMT", "yesterday"]),
        one_of(&["", "Sun, 06 Nov 1994 09:49:37 GMT", "Sunday, 06-Nov-94 09:49:37 GMT"]),
        one_of(&["text/plain", "text/plain", "text/html", ""]),
    )
        .prop_map(|(a, b, c, d, e, f, g)| [a, b, c, d, e, f, g]);
    let status = prop_oneof![4 => Just(200), 4 => Just(206), 1 => Just(416), 1 => any::<u16>()];
    (status, values, any::<[bool; 3]>()).prop_map(|(status, values, flags)| Told { status, values, flags })
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let length = prop_oneof![Just(0usize), 1..50usize, Just(1000), Just(2000), Just(70_000)];
    let bytes = (length, 0..2u8).prop_map(|(length, byte)| Move::Bytes(length, byte));
    let one = prop_oneof![
        1 => told().prop_map(Move::First),
        6 => bytes,
        1 => Just(Move::End),
        3 => Just(Move::Broken),
        4 => Just(Move::Ask),
        6 => told().prop_map(Move::Further),
    ];
    // Most begin as bodies do, since what is refused at once shows little.
    let first = prop_oneof![9 => told().prop_map(|told| vec![Move::First(told)]), 1 => Just(vec![])];
    (first, prop::collection::vec(one, 0..40)).prop_map(|(first, rest)| [first, rest].concat())
}

fn with_answer<T>(told: &Told, use_it: impl FnOnce(Answer) -> T) -> T {
    let names = holdfast_fetch::core::body::head::FIELDS;
    let headers: Vec<_> = names.into_iter().zip(told.values).collect();
    let [bare, same, held] = told.flags;
    use_it(Answer { bare, same, held, ..answer(told.status, &text(&headers)) })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn is_survived(moves in moves(), reread in 0..200_000u32, fruitless in 0..6u32) {
        let mut body = Body::new([11, 13], Limits { reread: reread.into(), fruitless });
        let (mut handed_over, mut is_over, mut refusal) = (0.0, false, None);
        for one in &moves {
            let step = match one {
                Move::First(told) => with_answer(told, |answer| body.advance(Input::First(&answer))),
                Move::Further(told) => with_answer(told, |answer| body.advance(Input::Further(&answer))),
                Move::Bytes(length, byte) => body.advance(Input::Bytes(&vec![*byte; *length])),
                Move::End => body.advance(Input::End),
                Move::Broken => body.advance(Input::Broken),
                Move::Ask => body.advance(Input::Ask),
            };
            if let (Move::Bytes(length, _), Step::Read { skip, .. }) = (one, step) {
                prop_assert!(!is_over, "{one:?} after the end");
                prop_assert!(skip as usize <= *length);
                handed_over += (*length - skip as usize) as f64;
            }
            prop_assert!(!is_over || matches!(step, Step::Refuse(_)), "{step:?} after the end");
            prop_assert!(refusal.is_none_or(|before| before == step), "another refusal than {refusal:?}: {step:?}");
            is_over |= matches!(step, Step::Close { .. } | Step::Pass | Step::Refuse(_));
            if let Step::Refuse(_) = step {
                refusal = Some(step);
            }
            prop_assert_eq!(body.delivered(), handed_over);
            prop_assert!(body.total().is_none_or(|total| handed_over <= total));
            prop_assert!(body.reread() <= f64::from(reread));
        }
    }
}
