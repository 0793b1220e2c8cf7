//! Heads of answers: whether what follows belongs to the body, and how that is to be proved.

use super::content_range::ContentRange;
use super::head::Answer;
use super::step::{Difference, NoRange, Step};
use super::{Body, State, skipped};

impl Body {
    /// The head of the first answer.
    pub(super) fn on_first(&mut self, answer: &Answer) -> Step {
        let Answer { status, head, other, .. } = answer;
        self.coded = head.is_coded();
        match (status, head.range) {
            (200, _) if !other => {
                self.complete(answer.length());
            }
            (206, Some(range)) if !self.coded && !other => {
                self.ranged = true;
                self.base = range.first;
                self.total = range.length();
                self.size = range.size;
            }
            // Not what GET gets, several parts, a part of something encoded, or a status of which nobody knows what its body is.
            _ => {
                self.state = State::Passed;
                return Step::Pass;
            }
        }
        self.marks.note(head);
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
            return self.ask_again(Step::Useless);
        };
        self.size = self.size.min(range.size);
        self.total = self.total.min(self.size - self.base);
        self.until = range.last + 1.0 - self.base;
        self.checked = self.overlap_at();
        self.earning = true;
        self.state = State::Overlapping;
        skipped(&[])
    }

    /// Does it begin where it was asked to, lead beyond what was delivered, and stay within what was promised?
    fn fits(&self, range: &ContentRange) -> bool {
        let (delivered, end) = (self.base + self.at, range.last + 1.0);
        // Of a body of unknown length, all may have been there but the end.
        let leads_on = end > delivered || (end == delivered && range.size == end);
        // Without a size or a length, nobody could say when all is there.
        let is_within = end <= self.base + self.total && self.total.min(range.size).is_finite();
        range.first == self.base + self.overlap_at() && leads_on && is_within && !self.is_of_other_size(range)
    }

    fn is_of_other_size(&self, range: &ContentRange) -> bool {
        range.size.max(self.size).is_finite() && range.size != self.size
    }

    /// An answer from the beginning, whether that was asked for or a range was not heeded.
    pub(super) fn on_repetition(&mut self, answer: &Answer) -> Step {
        let Answer { status, head, same, .. } = answer;
        let is_coded = head.is_coded();
        let length = match (self.ranged, status, head.range) {
            (false, 200, _) => answer.length(),
            (true, 206, Some(range)) if !is_coded => range.length(),
            _ if *status >= 400 => return self.ask_again(Step::Judge),
            _ => return self.ask_again(Step::Useless),
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
        // Of a body of unknown length, so much is known: what was delivered.
        let is_other_length = if self.total.is_finite() {
            length.is_finite() && length != self.total
        } else {
            length < self.at
        };
        if is_other_part || is_other_length {
            return self.changed(Difference::Length);
        }
        if let Some(refusal) = self.unaffordable(self.no_range.unwrap_or(NoRange::Ignored)) {
            return self.refuse(refusal);
        }
        // Its prefix will be proved, and what follows is its own: the first answer's marks say nothing of that, unless it has them too.
        if !(*same && !is_coded && self.marks.confirms(head, false)) {
            self.no_range.get_or_insert(NoRange::Ignored);
        }
        self.until = length.min(self.total);
        self.earning = false;
        if self.at == 0.0 {
            self.complete(self.until);
            return self.read();
        }
        self.proof = self.marks.hash();
        self.checked = 0.0;
        self.state = State::Proving;
        skipped(&[])
    }
}
