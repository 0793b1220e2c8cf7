//! `Content-Range: bytes 0-499/1234` (RFC 9110, section 14.4), and whole numbers as lengths are written.

/// Which bytes of a representation an answer holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ContentRange {
    /// The first, counted from 0.
    pub first: f64,
    /// The last.
    pub last: f64,
    /// The length of the whole representation; infinite if the server does not say (`*`).
    pub size: f64,
}

impl ContentRange {
    /// `None` for what is not of this form, ends before it begins or lies beyond its own size. So are `bytes */1234`, which
    /// holds nothing, and units other than bytes.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let (unit, rest) = parted(text, b' ')?;
        let (span, size) = parted(rest, b'/')?;
        let (first, last) = parted(span, b'-')?;
        let (first, last) = (whole(first)?, whole(last)?);
        let size = if size == b"*" { f64::INFINITY } else { whole(size)? };
        let holds = first <= last && last < size;
        (holds && unit.eq_ignore_ascii_case(b"bytes")).then_some(ContentRange { first, last, size })
    }

    /// How many bytes these are.
    pub fn length(&self) -> f64 {
        self.last - self.first + 1.0
    }
}

/// A whole number of nothing but digits, below 2^53: above that, not each number has an `f64` of its own.
pub fn whole(text: &[u8]) -> Option<f64> {
    let is_number = (1..=16).contains(&text.len()) && text.iter().all(u8::is_ascii_digit);
    let number = text.iter().fold(0.0, |number, digit| number * 10.0 + f64::from(digit & 15));
    (is_number && number < 9_007_199_254_740_992.0).then_some(number)
}

fn parted(text: &[u8], at: u8) -> Option<(&[u8], &[u8])> {
    let place = text.iter().position(|byte| *byte == at)?;
    let (before, after) = text.split_at_checked(place)?;
    Some((before, after.get(1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_rfc_shows_is_read() {
        let range = |first, last, size| Some(ContentRange { first, last, size });
        let cases: [(&str, Option<ContentRange>); 6] = [
            ("bytes 42-1233/1234", range(42.0, 1233.0, 1234.0)),
            ("bytes 42-1233/*", range(42.0, 1233.0, f64::INFINITY)),
            ("BYTES 0-0/1", range(0.0, 0.0, 1.0)),
            (
                "bytes 0-9007199254740990/9007199254740991",
                range(0.0, 9_007_199_254_740_990.0, 9_007_199_254_740_991.0),
            ),
            ("bytes 007-8/9", range(7.0, 8.0, 9.0)),
            ("bytes */1234", None),
        ];
        for (text, expected) in cases {
            assert_eq!(ContentRange::parse(text.as_bytes()), expected, "{text}");
        }
        assert_eq!(range(42.0, 1233.0, f64::INFINITY).unwrap().length(), 1192.0);
    }

    #[test]
    fn nothing_else_is_a_range() {
        let cases = [
            "",
            "bytes",
            "bytes 0-1",
            "bytes 0-1/",
            "bytes 0/1",
            "bytes -1/2",
            "bytes 1-/2",
            "bytes 2-1/9",
            "bytes 0-9/9",
            "bytes 0-1/ 2",
            "bytes  0-1/2",
            " bytes 0-1/2",
            "bytes=0-1/2",
            "bytes 0-1/2 ",
            "bytes 0-1/2, bytes 0-1/2",
            "bytes 0x0-1/2",
            "bytes +0-1/2",
            "bytes 0-1/9007199254740992",
            "bytes 0-1/99999999999999999",
            "items 0-1/2",
        ];
        for text in cases {
            assert_eq!(ContentRange::parse(text.as_bytes()), None, "{text}");
        }
    }
}
