//! The body held to a reference that keeps all bytes and all texts, and decides by what they plainly mean.

use super::servers::{ANY, worlds};
use holdfast_fetch::core::body::head::{Answer, Head};
use holdfast_fetch::core::body::{
    Body, Difference, Input, Limits, NoRange, Question, Refusal, Step, Validator,
};
use proptest::prelude::*;

/// A range of the representation: first byte, byte after the last, size.
type Range = (usize, usize, Option<usize>);

/// What an answer said, as texts.
#[derive(Clone, Debug, Default)]
struct Said {
    coding: String,
    tag: String,
    modified: String,
    date: String,
    kind: String,
    range: Option<Range>,
}

impl Said {
    fn of(head: &Head) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Said {
            coding: text(head.coding),
            tag: text(head.tag),
            modified: text(head.modified),
            date: text(head.date),
            kind: text(head.kind),
            range: head.range.map(|range| {
                (
                    range.first as usize,
                    range.last as usize + 1,
                    range.size.is_finite().then_some(range.size as usize),
                )
            }),
        }
    }

    fn has_strong_tag(&self) -> bool {
        self.tag.len() > 1 && self.tag.starts_with('"') && self.tag.ends_with('"')
    }

    /// All dates of these tests are of one day.
    fn second_of_the_day(date: &str) -> Option<i32> {
        let time: Vec<i32> = date.split(' ').nth(4)?.split(':').map(|part| part.parse().unwrap()).collect();
        Some(time[0] * 3600 + time[1] * 60 + time[2])
    }

    fn validator(&self) -> Option<Validator> {
        let times = (Self::second_of_the_day(&self.modified), Self::second_of_the_day(&self.date));
        match times {
            _ if self.has_strong_tag() => Some(Validator::Tag),
            (Some(modified), Some(date)) if self.tag.is_empty() && date - modified >= 60 => {
                Some(Validator::Date)
            }
            _ => None,
        }
    }
}

/// The answer that is being read.
#[derive(Debug, Default)]
struct Current {
    /// Which byte of the body it began with.
    start: usize,
    bytes: Vec<u8>,
    by_range: bool,
    until: Option<usize>,
}

#[derive(Debug, PartialEq)]
enum Phase {
    New,
    Reading,
    Broken,
    Asked(Question),
    Over(Step),
}

struct Reference {
    limits: Limits,
    phase: Phase,
    first: Said,
    delivered: Vec<u8>,
    reread: usize,
    /// The body's first byte in the representation; its length; the representation's.
    base: usize,
    total: Option<usize>,
    size: Option<usize>,
    own_range: bool,
    misfit: bool,
    /// It was gone on with by an answer that has not the first one's marks.
    strange: bool,
    current: Current,
    breaks: Vec<usize>,
    fruitless: u32,
    earned: bool,
}

impl Reference {
    fn new(limits: Limits) -> Self {
        Reference {
            limits,
            phase: Phase::New,
            first: Said::default(),
            delivered: vec![],
            reread: 0,
            base: 0,
            total: None,
            size: None,
            own_range: false,
            misfit: false,
            strange: false,
            current: Current::default(),
            breaks: vec![0],
            fruitless: 0,
            earned: false,
        }
    }

    fn step(&mut self, input: Input) -> Step {
        let step = match (&self.phase, input) {
            (Phase::Over(step @ Step::Refuse(_)), _) => *step,
            (Phase::New, Input::First(answer)) => self.first(answer),
            (Phase::Reading, Input::Bytes(bytes)) => self.bytes(bytes),
            (Phase::Reading, Input::End) => self.end(),
            (Phase::Reading, Input::Broken) => self.broken(),
            (Phase::Broken | Phase::Asked(_), Input::Ask) => Step::Ask(self.question()),
            (Phase::Asked(question), Input::Further(answer)) => self.further(*question, answer),
            _ => Step::Refuse(Refusal::OutOfTurn),
        };
        self.phase = match step {
            Step::Read { .. } => Phase::Reading,
            Step::Again | Step::Next | Step::Useless | Step::Judge => Phase::Broken,
            Step::Ask(question) => Phase::Asked(question),
            Step::Close { .. } | Step::Pass | Step::Refuse(_) => Phase::Over(step),
        };
        step
    }

    fn first(&mut self, answer: &Answer) -> Step {
        self.first = Said::of(&answer.head);
        let is_plain = self.first.coding.is_empty();
        match (answer.status, self.first.range) {
            (200, _) => {
                let length = answer.head.length.map(|length| length as usize);
                self.total = length.filter(|_| is_plain && answer.bare);
                self.size = self.total;
            }
            (206, Some((first, end, size))) if is_plain => {
                self.own_range = true;
                (self.base, self.total, self.size) = (first, Some(end - first), size);
            }
            _ => return Step::Pass,
        }
        self.current.until = self.total;
        Step::Read { skip: 0, earned: false }
    }

    fn bytes(&mut self, piece: &[u8]) -> Step {
        let before = self.current.bytes.len();
        self.current.bytes.extend(piece);
        let known = &self.delivered[self.current.start..];
        let common = known.len().min(self.current.bytes.len());
        let is_proof = !self.current.by_range && !known.is_empty() && before < known.len();
        if is_proof {
            self.reread += common - before;
        }
        let is_whole = common == known.len();
        // An overlap is compared as it comes, a proof when all of it has come.
        if known[..common] != self.current.bytes[..common] && (self.current.by_range || is_whole) {
            return Step::Refuse(Refusal::Changed(Difference::Bytes));
        }
        let new = self.current.bytes[common..].to_vec();
        let old = piece.len() - new.len().min(piece.len());
        if !is_whole {
            return Step::Read { skip: piece.len() as u32, earned: false };
        }
        if is_proof {
            self.total = self.total.or(self.current.until);
            self.size = if self.own_range { self.size } else { self.total };
        }
        let end = self.current.start + self.current.bytes.len();
        if self.current.until.is_some_and(|until| end > until) {
            return Step::Refuse(Refusal::TooLong);
        }
        self.delivered.extend(&new);
        // What is delivered is no part of what must be compared.
        self.current =
            Current { start: self.delivered.len(), bytes: vec![], ..std::mem::take(&mut self.current) };
        let earned = self.current.by_range && !self.earned && self.new_since_the_break() >= 65_536;
        self.earned |= earned;
        Step::Read { skip: old as u32, earned }
    }

    fn new_since_the_break(&self) -> usize {
        self.delivered.len() - self.breaks.last().unwrap()
    }

    fn is_compared(&self) -> bool {
        self.current.start == self.delivered.len()
    }

    fn closed(&mut self) -> Step {
        let earned = self.current.by_range && !self.earned;
        self.earned = true;
        Step::Close { earned }
    }

    fn end(&mut self) -> Step {
        if self.is_compared() && self.total.is_none_or(|total| total == self.delivered.len()) {
            return self.closed();
        }
        let is_all_of_it = self.is_compared() && self.current.until == Some(self.delivered.len());
        if is_all_of_it && self.new_since_the_break() >= 65_536 {
            self.fruitless = 0;
            self.breaks.push(self.delivered.len());
            return Step::Next;
        }
        self.broken()
    }

    fn broken(&mut self) -> Step {
        if self.is_compared() && self.total == Some(self.delivered.len()) {
            return self.closed();
        }
        self.fruitless = if self.new_since_the_break() >= 65_536 { 0 } else { self.fruitless + 1 };
        self.breaks.push(self.delivered.len());
        if self.fruitless > self.limits.fruitless {
            return Step::Refuse(Refusal::Fruitless);
        }
        match self.why_no_range().and_then(|why| self.too_dear(why)) {
            Some(refusal) => Step::Refuse(refusal),
            None => Step::Again,
        }
    }

    fn why_no_range(&self) -> Option<NoRange> {
        if self.misfit {
            Some(NoRange::Misfit)
        } else if !self.first.coding.is_empty() {
            Some(NoRange::Coded)
        } else if self.first.validator().is_none() {
            Some(NoRange::Unmarked)
        } else if self.strange {
            Some(NoRange::Ignored)
        } else {
            None
        }
    }

    fn too_dear(&self, why: NoRange) -> Option<Refusal> {
        let cost = self.reread + self.delivered.len();
        if self.delivered.is_empty() || cost as f64 <= self.limits.reread {
            None
        } else if self.limits.reread == 0.0 {
            Some(Refusal::NotResumable(why))
        } else {
            Some(Refusal::Expensive(why))
        }
    }

    fn asks_from(&self) -> usize {
        self.base + self.delivered.len().saturating_sub(1024)
    }

    fn question(&self) -> Question {
        if self.why_no_range().is_some() || self.delivered.is_empty() {
            return Question::Again;
        }
        let end = self.own_range.then(|| self.base + self.total.unwrap());
        Question::Range {
            first: self.asks_from() as f64,
            last: end.map(|end| (end - 1) as f64),
            validator: self.first.validator().unwrap(),
        }
    }

    fn further(&mut self, question: Question, answer: &Answer) -> Step {
        let said = Said::of(&answer.head);
        match (question, answer.status) {
            (Question::Range { .. }, 206) => self.range(answer, &said),
            (Question::Range { .. }, 416) => Step::Refuse(Refusal::Changed(Difference::Gone)),
            _ => self.again(answer, &said),
        }
    }

    fn range(&mut self, answer: &Answer, said: &Said) -> Step {
        let first_tag = &self.first.tag;
        if answer.same && self.first.has_strong_tag() && said.has_strong_tag() && said.tag != *first_tag {
            return Step::Refuse(Refusal::Changed(Difference::Tag));
        }
        let is_marked = match self.first.validator() {
            Some(Validator::Tag) => said.tag == *first_tag,
            _ => said.modified == self.first.modified || said.modified.is_empty() && answer.held,
        };
        let here = self.base + self.delivered.len();
        let fitting = said.range.filter(|(first, end, size)| {
            let leads_on = *end > here || *size == Some(here) && *end == here;
            let same_size = size.is_none_or(|size| self.size.is_none_or(|known| size == known));
            let within = self.total.map_or(size.is_some(), |total| *end <= self.base + total);
            *first == self.asks_from() && leads_on && same_size && within
        });
        let Some((_, end, size)) = fitting.filter(|_| is_marked && answer.same && said.coding.is_empty())
        else {
            self.misfit = true;
            return Step::Useless;
        };
        self.size = self.size.or(size);
        self.total = self.total.or(self.size.map(|size| size - self.base));
        self.begin(Current {
            start: self.asks_from() - self.base,
            by_range: true,
            until: Some(end - self.base),
            ..Current::default()
        })
    }

    fn again(&mut self, answer: &Answer, said: &Said) -> Step {
        let is_plain = said.coding.is_empty();
        let length = match (self.own_range, answer.status, said.range) {
            (false, 200, _) => {
                answer.head.length.map(|length| length as usize).filter(|_| is_plain && answer.bare)
            }
            (true, 206, Some((first, end, _))) if is_plain => Some(end - first),
            (_, 400.., _) => return Step::Judge,
            _ => return Step::Useless,
        };
        let changed = |what| Step::Refuse(Refusal::Changed(what));
        let other_tag = !said.tag.is_empty() && !self.first.tag.is_empty() && said.tag != self.first.tag;
        if other_tag && answer.same && is_plain == self.first.coding.is_empty() {
            return changed(Difference::Tag);
        }
        if said.kind != self.first.kind {
            return changed(Difference::Kind);
        }
        if let (true, Some((first, _, size))) = (self.own_range, said.range) {
            let other_size = matches!((size, self.size), (Some(one), Some(other)) if one != other);
            if first != self.base || other_size {
                return changed(Difference::Length);
            }
        }
        match (length, self.total) {
            (Some(length), Some(total)) if length != total => return changed(Difference::Length),
            (Some(length), None) if length < self.delivered.len() => return changed(Difference::Length),
            _ => {}
        }
        if let Some(refusal) = self.too_dear(self.why_no_range().unwrap_or(NoRange::Ignored)) {
            return Step::Refuse(refusal);
        }
        let has_marks = match self.first.validator() {
            Some(Validator::Tag) => said.tag == self.first.tag,
            _ => !said.modified.is_empty() && said.modified == self.first.modified,
        };
        self.strange |= !(answer.same && is_plain && has_marks);
        let until = length.or(self.total);
        if self.delivered.is_empty() {
            self.total = until;
            self.size = if self.own_range { self.size } else { until };
        }
        self.begin(Current { until, ..Current::default() })
    }

    fn begin(&mut self, current: Current) -> Step {
        self.current = current;
        self.earned = false;
        Step::Read { skip: 0, earned: false }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_step_is_the_references(world in worlds(ANY)) {
        let mut body = Body::new([17, 19], world.limits);
        let mut reference = Reference::new(world.limits);
        let mut told = Vec::new();
        world.play(|input| {
            let (step, expected) = (body.advance(input), reference.step(input));
            let shown = match input {
                Input::Bytes(bytes) => format!("{} bytes", bytes.len()),
                input => format!("{input:?}"),
            };
            told.push(format!("{shown}: {step:?}"));
            assert_eq!(step, expected, "{told:#?}");
            assert_eq!(body.delivered(), reference.delivered.len() as f64);
            assert_eq!(body.total(), reference.total.map(|total| total as f64), "{told:#?}");
            assert_eq!(body.reread(), reference.reread as f64);
            step
        });
    }
}
