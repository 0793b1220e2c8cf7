//! The state table, cell by cell: what each state makes of each input, and that whatever is not in the table is refused.

use super::hand::{Hand, Headers, READ, TAGGED, answer, text, with};
use holdfast_fetch::core::body::{Difference, Input, Question, Refusal, Step};

const REFUSED: Step = Step::Refuse(Refusal::OutOfTurn);
const PLAIN: Headers = &[("content-type", "text/plain")];
const CUT: usize = 100_000;

/// A body in each of its states.
fn states() -> [(&'static str, Hand); 9] {
    let broken = |mut hand: Hand| {
        hand.delivers(0, CUT);
        assert_eq!(hand.give(Input::Broken), Step::Again);
        hand
    };
    let mut done = Hand::begun(200, PLAIN);
    assert_eq!(done.give(Input::End), Step::Close { earned: false });
    let mut refused = Hand::new(super::hand::LIMITS);
    assert_eq!(refused.give(Input::End), REFUSED);
    let mut overlapping = Hand::asked(TAGGED, CUT);
    assert_eq!(overlapping.range(TAGGED, 200_000), READ);
    let mut proving = Hand::asked(PLAIN, CUT);
    assert_eq!(proving.further(200, PLAIN), READ);
    [
        ("new", Hand::new(super::hand::LIMITS)),
        ("reading", Hand::begun(200, TAGGED)),
        ("broken", broken(Hand::begun(200, TAGGED))),
        ("asked for a range", Hand::asked(TAGGED, CUT)),
        ("asked again", Hand::asked(PLAIN, CUT)),
        ("overlapping", overlapping),
        ("proving", proving),
        ("done", done),
        ("refused", refused),
    ]
}

fn is_expected(state: &str, input: &Input) -> bool {
    match input {
        Input::First(_) => state == "new",
        Input::Bytes(_) | Input::End | Input::Broken => {
            matches!(state, "reading" | "overlapping" | "proving")
        }
        // An attempt that had no answer is followed by another one.
        Input::Ask => matches!(state, "broken" | "asked for a range" | "asked again"),
        Input::Further(_) => state.starts_with("asked"),
    }
}

#[test]
fn every_other_cell_refuses_and_delivers_nothing() {
    let head = text(TAGGED);
    let inputs = [
        Input::First(&answer(200, &head)),
        Input::Bytes(b"more"),
        Input::End,
        Input::Broken,
        Input::Ask,
        Input::Further(&answer(200, &head)),
    ];
    let mut refused = 0;
    for (state, hand) in states() {
        for input in inputs {
            let (mut hand, at) = (hand.clone(), hand.0.delivered());
            let step = hand.give(input);
            assert_eq!(step == REFUSED, !is_expected(state, &input), "{input:?} when {state}: {step:?}");
            if step == REFUSED {
                refused += 1;
                assert_eq!(hand.0.delivered(), at);
                assert_eq!(hand.give(Input::Bytes(b"more")), REFUSED, "after {input:?} when {state}");
            }
        }
    }
    // 9 states by 6 inputs, of which 1 + 9 + 3 + 2 are expected.
    assert_eq!(refused, 54 - 15);
}

#[test]
fn a_refusal_is_final_and_keeps_its_reason() {
    let mut hand = Hand::asked(TAGGED, CUT);
    let gone = Step::Refuse(Refusal::Changed(Difference::Gone));
    assert_eq!(hand.further(416, TAGGED), gone);
    for input in [Input::Ask, Input::End, Input::Broken, Input::Bytes(b"x"), Input::Further(&answer(206, ""))]
    {
        assert_eq!(hand.give(input), gone, "{input:?}");
    }
}

#[test]
fn what_no_continuation_is_for_is_passed() {
    for (status, headers) in [
        (203, TAGGED),
        (204, TAGGED),
        (404, TAGGED),
        (206, TAGGED),
        (206, &[("content-range", "bytes 0-9/10"), ("content-encoding", "gzip")]),
        (206, &[("content-range", "bytes */10")]),
        (206, &[("content-type", "multipart/byteranges; boundary=x")]),
    ] {
        let mut hand = Hand::new(super::hand::LIMITS);
        assert_eq!(hand.first(status, headers), Step::Pass, "{status} {headers:?}");
        assert_eq!(hand.give(Input::Bytes(b"x")), REFUSED);
    }
}

#[test]
fn reading_ends_where_the_length_says_and_nowhere_else() {
    let cases: [(Headers, usize, Step, Step); 3] = [
        (TAGGED, 200_000, Step::Close { earned: false }, Step::Close { earned: false }),
        (TAGGED, CUT, Step::Again, Step::Again),
        // Without a length, the platform's word is all there is.
        (PLAIN, CUT, Step::Close { earned: false }, Step::Again),
    ];
    for (headers, at, on_end, on_broken) in cases {
        for (input, expected) in [(Input::End, on_end), (Input::Broken, on_broken)] {
            let mut hand = Hand::begun(200, headers);
            hand.delivers(0, at);
            assert_eq!(hand.give(input), expected, "{headers:?} {at} {input:?}");
        }
    }
    let mut empty = Hand::begun(200, &[("content-length", "0")]);
    assert_eq!(empty.give(Input::End), Step::Close { earned: false });
}

#[test]
fn nothing_is_delivered_beyond_what_was_promised() {
    let mut hand = Hand::begun(200, TAGGED);
    hand.delivers(0, 199_999);
    assert_eq!(hand.bytes(199_999, 200_001), Step::Refuse(Refusal::TooLong));
    assert_eq!(hand.0.delivered(), 199_999.0);
    // Of an encoded body the length is that of something else, and so is one that may be encoded.
    let mut coded = Hand::begun(200, &with(TAGGED, &[("content-encoding", "gzip")]));
    coded.delivers(0, 300_000);
    assert_eq!(coded.give(Input::End), Step::Close { earned: false });
}

#[test]
fn a_range_is_asked_for_from_before_the_cut() {
    use holdfast_fetch::core::body::Validator::{Date, Tag};
    let dated: Headers =
        &[("last-modified", "Sun, 06 Nov 1994 08:49:37 GMT"), ("date", "Sun, 06 Nov 1994 08:50:37 GMT")];
    let range = |first: usize, validator| Question::Range { first: first as f64, last: None, validator };
    let cases = [
        (TAGGED, CUT, range(CUT - 1024, Tag)),
        (dated, CUT, range(CUT - 1024, Date)),
        (TAGGED, 1025, range(1, Tag)),
        (TAGGED, 1024, range(0, Tag)),
        (TAGGED, 1, range(0, Tag)),
        (TAGGED, 0, Question::Again),
        (PLAIN, CUT, Question::Again),
        (&[("etag", "\"a\""), ("content-encoding", "br")], CUT, Question::Again),
        (&[("etag", "W/\"a\"")], CUT, Question::Again),
    ];
    for (headers, at, expected) in cases {
        let mut hand = Hand::asked(headers, at);
        assert_eq!(hand.ask(), expected, "{headers:?} {at}, asked once more");
    }
}

#[test]
fn the_callers_own_range_is_continued_within_itself() {
    use holdfast_fetch::core::body::Validator::Tag;
    let headers = with(TAGGED, &[("content-range", "bytes 5000-104999/200000")]);
    let mut hand = Hand::begun(206, &headers);
    hand.delivers(0, 70_000);
    assert_eq!(hand.give(Input::Broken), Step::Again);
    assert_eq!(hand.ask(), Question::Range { first: 73_976.0, last: Some(104_999.0), validator: Tag });
    let rest = with(TAGGED, &[("content-range", "bytes 73976-104999/200000")]);
    assert_eq!(hand.further(206, &rest), READ);
    assert_eq!(hand.bytes(68_976, 100_000), Step::Read { skip: 1024, earned: false });
    assert_eq!(hand.give(Input::End), Step::Close { earned: true });
}

#[test]
fn further_answers_of_other_statuses_are_of_no_use_or_for_the_call() {
    for status in [100, 201, 203, 204, 301, 304, 399, 400, 404, 412, 500, 503, 599] {
        let expected = if status < 400 { Step::Useless } else { Step::Judge };
        for headers in [TAGGED, PLAIN] {
            let mut hand = Hand::asked(headers, CUT);
            let question = hand.ask();
            assert_eq!(hand.further(status, headers), expected, "{status}");
            assert_eq!(hand.ask(), question, "{status} says nothing of ranges");
        }
    }
    let mut hand = Hand::asked(PLAIN, CUT);
    assert_eq!(hand.range(PLAIN, 200_000), Step::Useless, "a range that nobody asked for");
    let mut hand = Hand::asked(PLAIN, CUT);
    assert_eq!(hand.further(416, PLAIN), Step::Judge, "nor for this one");
}
