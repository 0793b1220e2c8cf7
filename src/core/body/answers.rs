//! Heads of answers: whether what follows belongs to the body, and how that is to be proved.

use super::content_range::ContentRange;
use super::head::Answer;
use super::siphash::SipHash;
use super::step::{Difference, NoRange, Step};
use super::validator::Marks;
use super::{Body, State, skipped};

impl Body {
    /// The head of the first answer.
    pub(super) fn on_first(&mut self, answer: &Answer) -> Step {
        let Answer { status, head, .. } = answer;
        self.coded = head.is_coded();
        match (status, head.range) {
            (200, _) => {
                self.total = answer.length();
                self.size = self.total;
            }
            (206, Some(range)) if !self.coded => {
                self.ranged = true;
                self.base = range.first;
                self.total = Some(range.length());
                self.size = range.size;
            }
            // Several parts, a part of something encoded, or a status of which nobody knows what its body is.
            _ => {
                self.state = State::Passed;
                return Step::Pass;
            }
        }
        self.marks = Marks::of(self.key, head);
        self.no_range = match self.marks.validator() {
            _ if self.coded => Some(NoRange::Coded),
            None => Some(NoRange::Unmarked),
            Some(_) => None,
        };
        self.until = self.total;
        self.read()
    }

    /// A 206, which was asked for.
    pub(super) fn on_range(&mut self, answer: &Answer) -> Step {
        let Answer { head, same, held, .. } = answer;
        if *same && self.marks.denies(head) {
            return self.changed(Difference::Tag);
        }
        let is_believed = *same && !head.is_coded() && self.marks.confirms(head, *held);
        let Some(range) = head.range.filter(|range| is_believed && self.fits(range)) else {
            // Who answered wrongly once is not asked so again.
            self.no_range = Some(NoRange::Misfit);
            return self.useless();
        };
        self.size = self.size.or(range.size);
        self.total = self.total.or(self.size.map(|size| size - self.base));
        self.until = Some(range.last + 1.0 - self.base);
        self.checked = self.overlap_at();
        self.earning = true;
        self.state = State::Overlapping;
        skipped(&[])
    }

    /// Does it begin where it was asked to, lead beyond what was delivered, and stay within what was promised?
    fn fits(&self, range: &ContentRange) -> bool {
        let (delivered, end) = (self.base + self.at, range.last + 1.0);
        // Of a body of unknown length, all may have been there but the end.
        let leads_on = end > delivered || (end == delivered && range.size == Some(end));
        let is_within = match self.total {
            Some(total) => end <= self.base + total,
            // Without either, nobody could say when all is there.
            None => range.size.is_some(),
        };
        range.first == self.base + self.overlap_at() && leads_on && is_within && !self.is_of_other_size(range)
    }

    fn is_of_other_size(&self, range: &ContentRange) -> bool {
        range.size.is_some() && self.size.is_some() && range.size != self.size
    }

    /// An answer from the beginning, whether that was asked for or a range was not heeded.
    pub(super) fn on_repetition(&mut self, answer: &Answer) -> Step {
        let Answer { status, head, same, .. } = answer;
        let is_coded = head.is_coded();
        let length = match (self.ranged, status, head.range) {
            (false, 200, _) => answer.length(),
            (true, 206, Some(range)) if !is_coded => Some(range.length()),
            _ => return self.useless(),
        };
        // Of something encoded otherwise, the tag is another one for that alone.
        if *same && is_coded == self.coded && self.marks.has_other_tag(head) {
            return self.changed(Difference::Tag);
        }
        if self.marks.has_other_kind(head) {
            return self.changed(Difference::Kind);
        }
        let is_other_part = self.ranged
            && head.range.is_some_and(|range| range.first != self.base || self.is_of_other_size(&range));
        let is_other_length =
            length.is_some_and(|length| self.total.map_or(length < self.at, |total| length != total));
        if is_other_part || is_other_length {
            return self.changed(Difference::Length);
        }
        if let Some(refusal) = self.unaffordable(self.no_range.unwrap_or(NoRange::Ignored)) {
            return self.refuse(refusal);
        }
        self.until = length.or(self.total);
        self.earning = false;
        if self.at == 0.0 {
            self.total = self.until;
            return self.read();
        }
        self.proof = SipHash::new(self.key);
        self.checked = 0.0;
        self.state = State::Proving;
        skipped(&[])
    }
}
