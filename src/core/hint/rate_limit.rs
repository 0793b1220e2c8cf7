//! What a RateLimit field asks for (IETF draft "RateLimit header fields for HTTP"): a list of
//! quotas such as `"burst";r=0;t=5, "daily";r=80;t=3600`, r left and t seconds until there is more.
//!
//! The field is a structured one (RFC 9651), so one bad byte anywhere voids all of it; what is read
//! here is that RFC's grammar for a list whose members are strings. A valid member that lacks a
//! usable `r` or `t` says nothing, and parameters of other names are comments.
//!
//! Until its eighth version the draft had a dictionary there, `limit=100, remaining=0, reset=30`, and servers go on to send it.

use super::digits::{LONGEST, decimal};

/// Milliseconds until every exhausted quota (`r=0`) has been refilled; `None` if none is exhausted,
/// or the field is malformed.
pub fn wait(value: impl AsRef<[u8]>) -> Option<f64> {
    let mut field = Reader(value.as_ref());
    let mut longest: Option<f64> = None;
    let mut note = |quota: &Quota| {
        if let (Bare::Whole(0.0), Bare::Whole(seconds)) = (&quota.remaining, &quota.reset) {
            longest = Some((seconds * 1000.0).min(LONGEST).max(longest.unwrap_or_default()));
        }
    };
    let mut dictionary = Quota::new();
    field.run(|byte| byte == b' ');
    let is_list = field.0.first() == Some(&b'"');
    while !field.0.is_empty() {
        if is_list {
            field.string()?;
        } else {
            field.member(&mut dictionary, b"remaining", b"reset")?;
        }
        let mut quota = Quota::new();
        field.parameters(&mut quota)?;
        if is_list {
            note(&quota);
        }
        field.run(white_space);
        if !field.0.is_empty() {
            field.byte(b',')?;
            field.run(white_space);
            // A comma promises another member.
            field.0.first()?;
        }
    }
    note(&dictionary);
    longest
}

struct Quota {
    remaining: Bare,
    reset: Bare,
}

impl Quota {
    fn new() -> Self {
        Quota { remaining: Bare::Other, reset: Bare::Other }
    }
}

/// A bare item, as far as it matters here.
enum Bare {
    /// An Integer that is not negative.
    Whole(f64),
    Other,
}

/// A set of bytes. Not a generic: one copy of the code that uses them is enough.
type Class = fn(u8) -> bool;

fn white_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

fn digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

fn printable(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

fn hexadecimal(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

fn key_start(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'*')
}

fn key(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.' | b'*')
}

fn base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

fn token(byte: u8) -> bool {
    // Visible characters without RFC 9110's delimiters, but with ":" and "/".
    byte.is_ascii_graphic()
        && !matches!(byte, b'"' | b'(' | b')' | b',' | b';'..=b'@' | b'['..=b']' | b'{' | b'}')
}

/// What is still to be read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Takes the next byte if it is this one.
    fn byte(&mut self, expected: u8) -> Option<()> {
        self.0 = self.0.split_first().filter(|(byte, _)| **byte == expected)?.1;
        Some(())
    }

    /// Takes the next byte if it will do.
    fn one(&mut self, class: Class) -> Option<u8> {
        let (byte, rest) = self.0.split_first().filter(|(byte, _)| class(**byte))?;
        self.0 = rest;
        Some(*byte)
    }

    /// Takes all bytes that will do.
    fn run(&mut self, class: Class) -> &'a [u8] {
        let start = self.0;
        while self.one(class).is_some() {}
        self.since(start)
    }

    /// What has been taken since `start` was to be read.
    fn since(&self, start: &'a [u8]) -> &'a [u8] {
        start.get(..start.len().saturating_sub(self.0.len())).unwrap_or_default()
    }

    fn parameters(&mut self, quota: &mut Quota) -> Option<()> {
        while self.byte(b';').is_some() {
            self.run(|byte| byte == b' ');
            self.member(quota, b"r", b"t")?;
        }
        Some(())
    }

    /// A name and its value, noted if it is one of these names.
    fn member(&mut self, quota: &mut Quota, remaining: &[u8], reset: &[u8]) -> Option<()> {
        let start = self.0;
        self.one(key_start)?;
        self.run(key);
        let name = self.since(start);
        // A name alone is the Boolean true.
        let value = if self.byte(b'=').is_some() { self.bare()? } else { Bare::Other };
        // Of a repeated one the last counts.
        if name == remaining {
            quota.remaining = value;
        } else if name == reset {
            quota.reset = value;
        }
        Some(())
    }

    fn bare(&mut self) -> Option<Bare> {
        match *self.0.first()? {
            b'"' => self.string()?,
            b'0'..=b'9' | b'-' => return self.number(),
            first => {
                self.0 = self.0.get(1..)?;
                match first {
                    b'?' => self.one(|byte| matches!(byte, b'0' | b'1')).map(drop)?,
                    b':' => {
                        self.run(base64);
                        self.run(|byte| byte == b'=');
                        self.byte(b':')?;
                    }
                    // A Date is an Integer, and so followed by no fraction.
                    b'@' => {
                        let start = self.0;
                        self.number()?;
                        (!self.since(start).contains(&b'.')).then_some(())?;
                    }
                    b'%' => self.quoted(b'%', hexadecimal, 2)?,
                    b'*' | b'a'..=b'z' | b'A'..=b'Z' => drop(self.run(token)),
                    _ => return None,
                }
            }
        }
        Some(Bare::Other)
    }

    /// An Integer of up to 15 digits, or a Decimal of up to 12 and 3.
    fn number(&mut self) -> Option<Bare> {
        let negative = self.byte(b'-').is_some();
        let whole = self.run(digit);
        let value = decimal(whole);
        let (most, bare) = if self.byte(b'.').is_some() {
            (1..=3).contains(&self.run(digit).len()).then_some((12, Bare::Other))?
        } else if negative && value > 0.0 {
            (15, Bare::Other)
        } else {
            (15, Bare::Whole(value))
        };
        (1..=most).contains(&whole.len()).then_some(bare)
    }

    fn string(&mut self) -> Option<()> {
        self.quoted(b'\\', |byte| matches!(byte, b'"' | b'\\'), 1)
    }

    /// Text in quotes, where the byte `escape` is followed by `length` bytes of `escaped`. Whether a
    /// Display String decodes to UTF-8 is not looked at.
    fn quoted(&mut self, escape: u8, escaped: Class, length: usize) -> Option<()> {
        self.byte(b'"')?;
        loop {
            let byte = self.one(printable)?;
            if byte == b'"' {
                return Some(());
            }
            if byte == escape {
                (0..length).try_for_each(|_| self.one(escaped).map(drop))?;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::wait;

    #[test]
    fn every_exhausted_quota_counts_and_no_other() {
        assert_eq!(wait(r#""burst";r=0;t=5, "daily";r=100;t=3600"#), Some(5000.0));
        assert_eq!(wait(r#""burst";r=0;t=5,"daily";r=0;t=3600"#), Some(3_600_000.0));
        assert_eq!(wait(r#""default";r=50;t=30"#), None);
    }

    #[test]
    fn one_bad_byte_voids_the_field() {
        let good = r#""a";r=0;t=10;pk=:YQ==:;x=?1, "b";r=1"#;
        assert_eq!(wait(good), Some(10_000.0));
        for position in 0..=good.len() {
            let (front, back) = good.split_at(position);
            assert_eq!(wait([front, "\u{1}", back].concat()), None, "at {position}");
        }
    }

    #[test]
    fn long_fields_are_read_once() {
        // Looking at the rest of the field again for each parameter would take minutes here.
        let parameters = ";a".repeat(1_000_000);
        assert_eq!(wait(["\"a\";r=0;t=1", &parameters].concat()), Some(1000.0));
        assert_eq!(wait("\"a\";r=0;t=2,".repeat(100_000)), None);
    }

    #[test]
    fn the_longest_reset_fits() {
        assert_eq!(wait(r#""a";r=0;t=999999999999999"#), Some(super::LONGEST));
    }
}
