//! What of an answer's head matters to its body.

use super::content_range::{ContentRange, whole};
use crate::core::text::take_line;

/// What the server says of a body. A field that it does not say, or that cannot be seen, is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Head<'a> {
    /// Content-Length.
    pub length: Option<f64>,
    /// Content-Encoding; empty for `identity`.
    pub coding: &'a [u8],
    /// Content-Range.
    pub range: Option<ContentRange>,
    /// ETag.
    pub tag: &'a [u8],
    /// Last-Modified.
    pub modified: &'a [u8],
    /// Date.
    pub date: &'a [u8],
    /// Content-Type.
    pub kind: &'a [u8],
}

/// The fields that are read, in the order of their lines.
pub const FIELDS: [&str; 7] =
    ["content-length", "content-encoding", "content-range", "etag", "last-modified", "date", "content-type"];

impl<'a> Head<'a> {
    /// From the values of [`FIELDS`], a line each.
    pub fn read(mut text: &'a [u8]) -> Self {
        let mut line = || take_line(&mut text);
        let (length, coding, range) = (whole(line()), line(), ContentRange::parse(line()));
        let coding = if coding.eq_ignore_ascii_case(b"identity") { b"" } else { coding };
        Head { length, coding, range, tag: line(), modified: line(), date: line(), kind: line() }
    }

    /// Is the body encoded on its way? Then the bytes that arrive are not those that a range counts.
    pub fn is_coded(&self) -> bool {
        !self.coding.is_empty()
    }
}

/// An answer, as far as its body goes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Answer<'a> {
    /// Its status.
    pub status: u16,
    /// What it says of the body.
    pub head: Head<'a>,
    /// All headers can be seen, so that no Content-Encoding means none. Not so for an answer of another origin.
    pub bare: bool,
    /// It comes from the address that the first answer came from: same origin, same path. A tag is of one resource.
    pub same: bool,
    /// If-Range was sent.
    pub held: bool,
    /// It answers another method than GET. A range is of what GET gets (RFC 9110, 14.2), and to ask again might act again.
    pub other: bool,
}

impl Answer<'_> {
    /// How long its body is; infinite if that cannot be told, as of an encoded one.
    pub fn length(&self) -> f64 {
        if self.bare && !self.head.is_coded() {
            self.head.length.unwrap_or(f64::INFINITY)
        } else {
            f64::INFINITY
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_line_by_line() {
        let text = b"12\nIdentity\nbytes 0-11/99\n\"a\"\n\nSun, 06 Nov 1994 08:49:37 GMT\ntext/css";
        let expected = Head {
            length: Some(12.0),
            range: Some(ContentRange { first: 0.0, last: 11.0, size: 99.0 }),
            tag: b"\"a\"",
            date: b"Sun, 06 Nov 1994 08:49:37 GMT",
            kind: b"text/css",
            ..Head::default()
        };
        assert_eq!(Head::read(text), expected);
        assert_eq!(Head::read(b""), Head::default());
        assert!(Head::read(b"\ngzip").is_coded());
    }

    #[test]
    fn the_length_of_what_may_be_encoded_is_unknown() {
        let answer = |coding, bare| Answer {
            head: Head { length: Some(3.0), coding, ..Head::default() },
            bare,
            ..Answer::default()
        };
        assert_eq!(answer(b"", true).length(), 3.0);
        assert_eq!(answer(b"", false).length(), f64::INFINITY);
        assert_eq!(answer(b"gzip", true).length(), f64::INFINITY);
    }
}
