//! One body, put together from as many answers as it takes.
//!
//! The shell feeds [`Input`]s to [`Body::advance`] and does what the returned [`Step`] says. Nothing else changes a body's
//! state. A [`Body`] knows heads, bytes and ends; what a further request waits for, and whether it is sent, is for a
//! [`Call`](super::call::Call) to say whose first attempt is the break.
//!
//! ```text
//! New ─▶ Reading ─▶ Done
//!         │   ▲ ▲
//!         ▼   │ └────────────┐
//!       Broken ─▶ Asked ─▶ Overlapping | Proving
//!         ▲          │          │
//!         └──────────┴──────────┘      and from each: Refused
//! ```
//!
//! **The bytes delivered are a prefix of one representation**: of the one that a strong validator names, or of the one that
//! was read again from its first byte, with a keyed sum that says that its prefix is what was delivered. Where the body ends
//! well they are all of it.
//!
//! # A download by hand
//!
//! ```
//! use holdfast_fetch::core::body::head::{Answer, Head};
//! use holdfast_fetch::core::body::{Body, Input, Limits, Question, Step, Validator};
//!
//! let head = |lines: &'static str| Head::read(lines.as_bytes());
//! let seen = Answer { bare: true, same: true, held: true, ..Answer::default() };
//! let limits = Limits { reread: 16e6, fruitless: 3 };
//! let mut body = Body::new([0, 0], limits); // a program draws its key at random
//!
//! // Content-Length, Content-Encoding, Content-Range and ETag, a line each.
//! let first = Answer { status: 200, head: head("3000\n\n\n\"v1\""), ..seen };
//! assert_eq!(body.advance(Input::First(&first)), Step::Read { skip: 0, earned: false });
//! body.advance(Input::Bytes(&[7; 2000]));
//!
//! // The connection breaks. A little before the cut is where the next request begins.
//! assert_eq!(body.advance(Input::Broken), Step::Again);
//! let question = Question::Range { first: 976.0, last: None, validator: Validator::Tag };
//! assert_eq!(body.advance(Input::Ask), Step::Ask(question));
//! let rest = Answer { status: 206, head: head("2024\n\nbytes 976-2999/3000\n\"v1\""), ..seen };
//! body.advance(Input::Further(&rest));
//!
//! // Of its bytes, so many were delivered already, and are the same.
//! assert_eq!(body.advance(Input::Bytes(&[7; 2024])), Step::Read { skip: 1024, earned: false });
//! assert_eq!(body.advance(Input::End), Step::Close { earned: true });
//! ```

mod answers;
pub mod content_range;
mod dates;
pub mod head;
mod overlap;
pub mod siphash;
mod step;
mod validator;

use overlap::Tail;
use siphash::SipHash;
use validator::Marks;

pub use overlap::OVERLAP;
pub use step::{Difference, Input, NoRange, Question, Refusal, Step};
pub use validator::Validator;

/// A continuation that brings less than so many new bytes is fruitless.
pub const PROGRESS: f64 = 65_536.0;

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    New,
    Reading,
    Broken,
    Asked(Way),
    /// The answer began before the cut. These bytes are compared with those that are kept.
    Overlapping,
    /// It began at the beginning. These bytes are summed up, to compare the sum.
    Proving,
    Done,
    Refused(Refusal),
    /// It is none of ours.
    Passed,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Again,
    Range,
}

/// What a continuation may cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// So many bytes may be read again, in all, where there is no range to be had; 0: none.
    pub reread: f64,
    /// So often in a row a body may break with less than [`PROGRESS`] before it.
    pub fruitless: u32,
}

/// One body. It keeps no bytes but the last [`OVERLAP`], and owns nothing.
#[derive(Clone)]
pub struct Body {
    state: State,
    /// Delivered so far.
    at: f64,
    /// Which byte of the representation is the first one delivered: not 0 where the caller himself asked for a range.
    base: f64,
    /// All that there is to deliver; infinite while it is not known.
    total: f64,
    /// Of the representation; infinite while it is not known.
    size: f64,
    marks: Marks,
    coded: bool,
    /// The caller himself asked for a range.
    ranged: bool,
    /// Why no range is asked for.
    no_range: Option<NoRange>,
    /// Of what was delivered.
    hash: SipHash,
    /// Of what is read again.
    proof: SipHash,
    /// Of the answer that is being read: how far it has been compared.
    checked: f64,
    /// Where it ends, if it says: nothing beyond is delivered. Infinite if it does not.
    until: f64,
    /// It answers a range, and neither the 64 KiB that follow nor the end has been told of yet.
    earning: bool,
    /// Delivered before the last break.
    broken_at: f64,
    /// Breaks in a row without progress.
    fruitless: u32,
    reread: f64,
    limits: Limits,
    tail: Tail,
}

impl Body {
    /// A body of which nothing is known yet. `key`: 128 random bits, for this body alone.
    pub fn new(key: [u64; 2], limits: Limits) -> Self {
        let hash = SipHash::new(key);
        Body {
            state: State::New,
            at: 0.0,
            base: 0.0,
            total: f64::INFINITY,
            size: f64::INFINITY,
            marks: Marks::none(key),
            coded: false,
            ranged: false,
            no_range: None,
            hash,
            proof: hash,
            checked: 0.0,
            until: f64::INFINITY,
            earning: false,
            broken_at: 0.0,
            fruitless: 0,
            reread: 0.0,
            limits,
            tail: Tail::EMPTY,
        }
    }

    /// Bytes delivered so far.
    pub fn delivered(&self) -> f64 {
        self.at
    }

    /// Bytes read again so far, for proof.
    pub fn reread(&self) -> f64 {
        self.reread
    }

    /// All that there is to deliver, if it is known.
    pub fn total(&self) -> Option<f64> {
        self.total.is_finite().then_some(self.total)
    }

    /// Takes what happened and says what to do next.
    pub fn advance(&mut self, input: Input) -> Step {
        match (self.state, input) {
            (State::Refused(refusal), _) => Step::Refuse(refusal),
            (State::New, Input::First(answer)) => self.on_first(answer),
            (State::Reading, Input::Bytes(bytes)) => self.on_new(0, bytes),
            (State::Overlapping, Input::Bytes(bytes)) => self.on_overlap(bytes),
            (State::Proving, Input::Bytes(bytes)) => self.on_proof(bytes),
            (State::Reading, Input::End) => self.on_end(),
            (State::Overlapping | State::Proving, Input::End) => self.on_broken(),
            (State::Reading | State::Overlapping | State::Proving, Input::Broken) => self.on_broken(),
            (State::Broken | State::Asked(_), Input::Ask) => self.on_ask(),
            (State::Asked(Way::Range), Input::Further(answer)) if answer.status == 206 => {
                self.on_range(answer)
            }
            // It could be satisfied once: it begins with bytes that were delivered.
            (State::Asked(Way::Range), Input::Further(answer)) if answer.status == 416 => {
                self.changed(Difference::Gone)
            }
            (State::Asked(_), Input::Further(answer)) => self.on_repetition(answer),
            _ => self.refuse(Refusal::OutOfTurn),
        }
    }

    /// Bytes that are new, after so many that were not.
    fn on_new(&mut self, skip: usize, bytes: &[u8]) -> Step {
        let at = self.at + bytes.len() as f64;
        if at > self.until {
            return self.refuse(Refusal::TooLong);
        }
        self.state = State::Reading;
        self.tail.keep(self.at, bytes);
        self.at = at;
        // What lies beyond is never read again, so that nothing would be compared with the sum.
        if at <= self.limits.reread {
            self.hash.write(bytes);
        }
        let earned = self.earning && self.has_progressed();
        self.earning &= !earned;
        Step::Read { skip: skip as u32, earned }
    }

    fn on_overlap(&mut self, bytes: &[u8]) -> Step {
        let (old, new) = self.parted(bytes);
        if !self.tail.holds(self.checked, old) {
            return self.changed(Difference::Bytes);
        }
        self.checked += old.len() as f64;
        if self.checked < self.at { skipped(old) } else { self.on_new(old.len(), new) }
    }

    fn on_proof(&mut self, bytes: &[u8]) -> Step {
        let (old, new) = self.parted(bytes);
        self.proof.write(old);
        self.checked += old.len() as f64;
        self.reread += old.len() as f64;
        if self.checked < self.at {
            return skipped(old);
        }
        if self.proof.sum() != self.hash.sum() {
            return self.changed(Difference::Bytes);
        }
        // Only now is it known to be the same, and its length to be this body's.
        self.complete(self.until);
        self.on_new(old.len(), new)
    }

    /// What of these bytes was delivered before, and what was not.
    fn parted<'a>(&self, bytes: &'a [u8]) -> (&'a [u8], &'a [u8]) {
        let known = (self.at - self.checked).min(bytes.len() as f64) as usize;
        bytes.split_at_checked(known).unwrap_or_default()
    }

    fn on_end(&mut self) -> Step {
        // Of a body of unknown length, the platform's word is all there is.
        if self.at == self.total || self.total.is_infinite() {
            return self.close();
        }
        // RFC 9110, 14.2: a server may send less than it was asked for.
        if self.at == self.until && self.has_progressed() {
            self.state = State::Broken;
            self.broken_at = self.at;
            self.fruitless = 0;
            return Step::Next;
        }
        self.on_broken()
    }

    fn on_broken(&mut self) -> Step {
        // All was there but the end.
        if self.state == State::Reading && self.at == self.total {
            return self.close();
        }
        self.fruitless = if self.has_progressed() { 0 } else { self.fruitless.saturating_add(1) };
        self.broken_at = self.at;
        if self.fruitless > self.limits.fruitless {
            return self.refuse(Refusal::Fruitless);
        }
        if let Some(why) = self.no_range
            && let Some(refusal) = self.unaffordable(why)
        {
            return self.refuse(refusal);
        }
        self.state = State::Broken;
        Step::Again
    }

    fn on_ask(&mut self) -> Step {
        let (way, question) = match (self.no_range, self.marks.validator()) {
            (None, Some(validator)) if self.at > 0.0 => {
                let last = self.ranged.then_some(self.base + self.total - 1.0);
                (Way::Range, Question::Range { first: self.base + self.overlap_at(), last, validator })
            }
            _ => (Way::Again, Question::Again),
        };
        self.state = State::Asked(way);
        Step::Ask(question)
    }

    /// Why it cannot be read again.
    fn unaffordable(&self, why: NoRange) -> Option<Refusal> {
        if self.at == 0.0 || self.reread + self.at <= self.limits.reread {
            None
        } else if self.limits.reread > 0.0 {
            Some(Refusal::Expensive(why))
        } else {
            Some(Refusal::NotResumable(why))
        }
    }

    /// Its length, or infinity, is that of this body.
    fn complete(&mut self, total: f64) {
        self.total = total;
        if !self.ranged {
            self.size = total;
        }
    }

    fn has_progressed(&self) -> bool {
        self.at - self.broken_at >= PROGRESS
    }

    /// Where a range begins, counted from the first byte delivered.
    fn overlap_at(&self) -> f64 {
        (self.at - OVERLAP as f64).max(0.0)
    }

    fn read(&mut self) -> Step {
        self.state = State::Reading;
        skipped(&[])
    }

    fn close(&mut self) -> Step {
        self.state = State::Done;
        Step::Close { earned: std::mem::take(&mut self.earning) }
    }

    /// It was no answer to the question, which may be put once more.
    fn ask_again(&mut self, why: Step) -> Step {
        self.state = State::Broken;
        why
    }

    fn changed(&mut self, what: Difference) -> Step {
        self.refuse(Refusal::Changed(what))
    }

    fn refuse(&mut self, why: Refusal) -> Step {
        self.state = State::Refused(why);
        Step::Refuse(why)
    }
}

/// None of these bytes is new.
fn skipped(bytes: &[u8]) -> Step {
    Step::Read { skip: bytes.len() as u32, earned: false }
}
