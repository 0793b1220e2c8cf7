//! Which representation this is: what a server says of it, and what of that can be relied on.
//!
//! The texts are not kept, only keyed sums of them.

use super::dates::is_settled;
use super::head::Head;
use super::siphash::{SipHash, Sum};

/// What a range can be made conditional on, by If-Range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Validator {
    /// The strong ETag of the first answer.
    Tag = 1,
    /// Its Last-Modified.
    Date = 2,
}

/// What the first answer said of the representation.
#[derive(Clone, Copy)]
pub struct Marks {
    key: [u64; 2],
    tag: Option<Sum>,
    modified: Sum,
    kind: Sum,
    validator: Option<Validator>,
}

impl Marks {
    /// Before there is one.
    pub const fn none(key: [u64; 2]) -> Self {
        Marks { key, tag: None, modified: [0; 2], kind: [0; 2], validator: None }
    }

    /// Notes what the first answer says.
    pub fn note(&mut self, head: &Head) {
        self.tag = (!head.tag.is_empty()).then(|| self.sum(head.tag));
        self.modified = self.sum(head.modified);
        self.kind = self.sum(head.kind);
        self.validator = if is_strong(head.tag) {
            Some(Validator::Tag)
        } else if head.tag.is_empty() && is_settled(head.modified, head.date) {
            // RFC 9110, 13.1.5: only where there is no tag at all, not where there is a weak one.
            Some(Validator::Date)
        } else {
            None
        };
    }

    /// A hash by the key of all these sums, which has been fed nothing.
    pub fn hash(&self) -> SipHash {
        SipHash::new(self.key)
    }

    /// What a range can be made conditional on.
    pub fn validator(&self) -> Option<Validator> {
        self.validator
    }

    /// Does the answer to a range say that it is of the same representation? `held`: it was asked with If-Range, and then
    /// need not say the date again (RFC 9110, 15.3.7).
    pub fn confirms(&self, head: &Head, held: bool) -> bool {
        match self.validator {
            Some(Validator::Tag) => Some(self.sum(head.tag)) == self.tag,
            Some(Validator::Date) if head.modified.is_empty() => held,
            Some(Validator::Date) => self.sum(head.modified) == self.modified,
            None => false,
        }
    }

    /// Does it say that it is of another one, by a strong tag?
    pub fn denies(&self, head: &Head) -> bool {
        self.validator == Some(Validator::Tag) && is_strong(head.tag) && self.has_other_tag(head)
    }

    /// Has it a tag that is not the first one's? One that is missing says nothing.
    pub fn has_other_tag(&self, head: &Head) -> bool {
        !head.tag.is_empty() && self.tag.is_some_and(|tag| tag != self.sum(head.tag))
    }

    /// Is its Content-Type another one?
    pub fn has_other_kind(&self, head: &Head) -> bool {
        self.sum(head.kind) != self.kind
    }

    fn sum(&self, text: &[u8]) -> Sum {
        SipHash::of(self.key, text)
    }
}

/// `"…"`, and no list of such.
fn is_strong(tag: &[u8]) -> bool {
    matches!(tag, [b'"', inside @ .., b'"'] if inside.iter().all(|byte| *byte != b'"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(head: &Head) -> Marks {
        let mut marks = Marks::none([1, 2]);
        marks.note(head);
        marks
    }

    fn validator(tag: &str, modified: &str, date: &str) -> Option<Validator> {
        let head = Head {
            tag: tag.as_bytes(),
            modified: modified.as_bytes(),
            date: date.as_bytes(),
            ..Head::default()
        };
        marks(&head).validator()
    }

    #[test]
    fn only_strong_tags_are_validators() {
        for (tag, is_validator) in [
            ("\"a\"", true),
            ("\"\"", true),
            ("W/\"a\"", false),
            ("w/\"a\"", false),
            ("a", false),
            ("\"", false),
            ("\"a", false),
            ("a\"", false),
            ("\"a\", \"b\"", false),
            ("", false),
        ] {
            assert_eq!(validator(tag, "", ""), is_validator.then_some(Validator::Tag), "{tag}");
        }
    }

    #[test]
    fn a_date_is_one_a_minute_later_and_without_a_tag() {
        let modified = "Sun, 06 Nov 1994 08:49:37 GMT";
        for (date, tag, is_validator) in [
            ("Sun, 06 Nov 1994 08:50:37 GMT", "", true),
            ("Mon, 07 Nov 1994 08:50:37 GMT", "", true),
            ("Sun, 06 Nov 1994 08:50:36 GMT", "", false),
            ("Sun, 06 Nov 1994 08:40:37 GMT", "", false),
            ("Sunday, 06-Nov-94 08:59:37 GMT", "", false),
            ("", "", false),
            ("soon", "", false),
            ("Sun, 06 Nov 1994 08:50:37 GMT", "W/\"a\"", false),
            ("Sun, 06 Nov 1994 08:50:37 GMT", "unquoted", false),
        ] {
            assert_eq!(
                validator(tag, modified, date),
                is_validator.then_some(Validator::Date),
                "{date} {tag}"
            );
        }
        assert_eq!(validator("", "", "Sun, 06 Nov 1994 08:50:37 GMT"), None);
    }

    #[test]
    fn a_tag_that_is_missing_denies_nothing_and_confirms_nothing() {
        let head = |tag| Head { tag, ..Head::default() };
        let strong = marks(&head(b"\"a\""));
        assert!(strong.confirms(&head(b"\"a\""), false));
        for (tag, denies, other) in [
            (&b"\"a\""[..], false, false),
            (b"\"b\"", true, true),
            (b"W/\"a\"", false, true),
            (b"", false, false),
        ] {
            assert_eq!(strong.denies(&head(tag)), denies, "{tag:?}");
            assert_eq!(strong.has_other_tag(&head(tag)), other, "{tag:?}");
        }
        assert!(!strong.confirms(&head(b""), true));
        let weak = marks(&head(b"W/\"a\""));
        assert!(!weak.confirms(&head(b"W/\"a\""), true) && weak.has_other_tag(&head(b"W/\"b\"")));
        assert!(!Marks::none([1, 2]).has_other_tag(&head(b"\"b\"")));
    }
}
