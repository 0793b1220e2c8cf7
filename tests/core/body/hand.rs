//! A body by hand.

use holdfast_fetch::core::body::head::{Answer, FIELDS, Head};
use holdfast_fetch::core::body::{Body, Input, Limits, OVERLAP, Question, Step};

pub const LIMITS: Limits = Limits { reread: 1e6, fruitless: 3 };

/// An answer's headers.
pub type Headers<'a> = &'a [(&'a str, &'a str)];

/// Headers that a test changes: of a body of 200,000 bytes with a strong tag.
pub const TAGGED: Headers<'static> =
    &[("content-length", "200000"), ("etag", "\"a\""), ("content-type", "text/plain")];

/// As the shell writes them down.
pub fn text(headers: Headers) -> String {
    FIELDS
        .map(|field| headers.iter().rev().find(|(name, _)| *name == field).map_or("", |(_, value)| *value))
        .join("\n")
}

/// `headers`, with some of them replaced or added.
pub fn with<'a>(headers: &[(&'a str, &'a str)], changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [headers, changes].concat()
}

/// Of an answer that can be seen through, from the same address, to a request with If-Range.
pub fn answer(status: u16, text: &str) -> Answer<'_> {
    Answer { status, head: Head::read(text.as_bytes()), bare: true, same: true, held: true, other: false }
}

/// Bytes that differ from those at other places: a cut and a shift show.
pub fn bytes(from: usize, to: usize) -> Vec<u8> {
    (from..to).map(|place| (place % 251) as u8 ^ (place / 251 % 256) as u8).collect()
}

pub const READ: Step = Step::Read { skip: 0, earned: false };

#[derive(Clone)]
pub struct Hand(pub Body);

impl Hand {
    pub fn new(limits: Limits) -> Self {
        Hand(Body::new([3, 5], limits))
    }

    /// A body whose first answer had these headers.
    pub fn begun(status: u16, headers: Headers) -> Self {
        Hand::begun_within(LIMITS, status, headers)
    }

    pub fn begun_within(limits: Limits, status: u16, headers: Headers) -> Self {
        let mut hand = Hand::new(limits);
        assert_eq!(hand.first(status, headers), READ);
        hand
    }

    /// The same, broken after so many bytes, and with the next request put.
    pub fn asked(headers: Headers, at: usize) -> Self {
        let mut hand = Hand::begun(200, headers);
        hand.delivers(0, at);
        assert_eq!(hand.give(Input::Broken), Step::Again);
        hand.ask();
        hand
    }

    pub fn give(&mut self, input: Input) -> Step {
        self.0.advance(input)
    }

    pub fn first(&mut self, status: u16, headers: Headers) -> Step {
        self.give(Input::First(&answer(status, &text(headers))))
    }

    pub fn further(&mut self, status: u16, headers: Headers) -> Step {
        self.give(Input::Further(&answer(status, &text(headers))))
    }

    pub fn ask(&mut self) -> Question {
        match self.give(Input::Ask) {
            Step::Ask(question) => question,
            step => panic!("{step:?}"),
        }
    }

    /// The rest of a range, as it is usually answered: from the overlap on.
    pub fn range(&mut self, headers: Headers, size: usize) -> Step {
        let first = (self.0.delivered() as usize).saturating_sub(OVERLAP);
        let range = format!("bytes {first}-{}/{size}", size - 1);
        self.further(206, &with(headers, &[("content-range", &range)]))
    }

    /// Gives these bytes of the representation.
    pub fn bytes(&mut self, from: usize, to: usize) -> Step {
        self.give(Input::Bytes(&bytes(from, to)))
    }

    /// The same, all of them new.
    pub fn delivers(&mut self, from: usize, to: usize) {
        for start in (from..to).step_by(50_000) {
            let step = self.bytes(start, to.min(start + 50_000));
            assert!(matches!(step, Step::Read { skip: 0, .. }), "{step:?}");
        }
        assert_eq!(self.0.delivered(), to as f64);
    }
}
