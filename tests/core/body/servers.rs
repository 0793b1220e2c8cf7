//! Servers of one resource that changes, lies and breaks off, and a client that reads from them what a body asks for.

use super::hand::{answer, bytes, text};
use holdfast_fetch::core::body::head::Answer;
use holdfast_fetch::core::body::{Input, Limits, Question, Step};
use proptest::prelude::*;

/// How a server answers, in what its head says of the body.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Manner {
    Honest,
    IgnoresRange,
    WrongStart,
    WrongSize,
    Star,
    /// Says the range that was asked for, and sends the one beside it.
    Shifted,
    Excess,
    Short(usize),
    Rangeless,
    Status(u16),
}

/// One answer.
#[derive(Clone, Debug)]
pub struct Reply {
    manner: Manner,
    version: usize,
    /// Sends so many bytes of what it should, in 1000 parts, and then fails or ends as if all were well.
    sends: usize,
    fails: bool,
    piece: usize,
    coded: bool,
    chunked: bool,
    elsewhere: bool,
    other_kind: bool,
    no_marks: bool,
}

/// What a server says of a version.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Marks {
    Strong,
    /// The same tag for all versions: a lie.
    Same,
    Weak,
    None,
    Dated,
    /// A date that is too young to be one.
    Young,
}

#[derive(Clone, Debug)]
pub struct World {
    pub versions: Vec<Vec<u8>>,
    pub marks: Marks,
    pub limits: Limits,
    /// The caller's own range: the first byte and the last.
    own: Option<(usize, usize)>,
    /// Of another origin: no header can be relied on to be seen, and no If-Range is sent.
    across: bool,
    replies: Vec<Reply>,
}

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    pub delivered: Vec<u8>,
    /// `None`: the server had nothing more to say.
    pub last: Option<Step>,
}

impl World {
    /// Does the first answer say of its bytes which they are? A continuation can be no truer than that.
    pub fn begins_well(&self) -> bool {
        self.replies[0].manner != Manner::WrongStart
    }

    /// All that a server could have sent from the beginning: each version, and what comes of those that send too much, or
    /// begin elsewhere than they say.
    pub fn representations(&self) -> impl Iterator<Item = Vec<u8>> {
        let first = self.own.map_or(0, |(first, _)| first);
        self.versions.iter().flat_map(move |version| {
            let from = |first: usize| version.get(first..).unwrap_or_default().to_vec();
            [[&version[..], b"more"].concat(), from(first), from(first + 3)]
        })
    }

    fn headers(&self, reply: &Reply) -> Vec<(&'static str, String)> {
        const OLD: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
        let kind = if reply.other_kind { "text/html" } else { "text/plain" };
        let mut headers = vec![("content-type", kind.to_owned())];
        if reply.coded {
            headers.push(("content-encoding", "gzip".to_owned()));
        }
        match self.marks {
            _ if reply.no_marks => {}
            Marks::Strong => headers.push(("etag", format!("\"{}\"", reply.version))),
            Marks::Same => headers.push(("etag", "\"always\"".to_owned())),
            Marks::Weak => headers.push(("etag", format!("W/\"{}\"", reply.version))),
            Marks::None => {}
            Marks::Dated | Marks::Young => {
                let date = if self.marks == Marks::Dated { "Sun, 06 Nov 1994 08:59:59 GMT" } else { OLD };
                headers.push(("date", date.to_owned()));
                headers.push(("last-modified", OLD.replace("37", &format!("{:02}", 10 + reply.version))));
            }
        }
        headers
    }

    /// Status, headers and bytes, to a question, or to the first one.
    fn reply(
        &self,
        reply: &Reply,
        question: Option<Question>,
    ) -> (u16, Vec<(&'static str, String)>, Vec<u8>) {
        let version = &self.versions[reply.version];
        let size = version.len();
        let mut headers = self.headers(reply);
        let asked = match question {
            Some(Question::Range { first, last, .. }) => {
                Some((first as usize, last.map_or(size.wrapping_sub(1), |last| last as usize)))
            }
            _ => self.own,
        };
        let length = |headers: &mut Vec<_>, length: usize| {
            if !reply.chunked {
                headers.push(("content-length", length.to_string()));
            }
        };
        if let Manner::Status(status) = reply.manner {
            return (status, headers, b"an error's page".to_vec());
        }
        let Some((first, last)) = asked.filter(|_| reply.manner != Manner::IgnoresRange) else {
            length(&mut headers, size);
            let mut all = version.clone();
            if reply.manner == Manner::Excess {
                all.extend(b"more");
            }
            return (200, headers, all);
        };
        if first >= size {
            return (416, headers, Vec::new());
        }
        let mut last = last.min(size - 1);
        if let Manner::Short(bytes) = reply.manner {
            last = last.min(first + bytes);
        }
        let (mut told_first, mut told_size, mut from, mut to) = (first, size.to_string(), first, last + 1);
        match reply.manner {
            Manner::WrongStart => told_first = (first + 1).min(last),
            Manner::WrongSize => told_size = (size + 1).to_string(),
            Manner::Star => told_size = "*".to_owned(),
            Manner::Shifted => (from, to) = ((first + 3).min(size), (last + 4).min(size)),
            Manner::Excess => to = (to + 5).min(size),
            _ => {}
        }
        if reply.manner != Manner::Rangeless {
            headers.push(("content-range", format!("bytes {told_first}-{last}/{told_size}")));
        }
        length(&mut headers, to - from);
        (206, headers, version[from..to].to_vec())
    }

    /// Reads, and does what it is told to.
    pub fn play(&self, mut advance: impl FnMut(Input) -> Step) -> Outcome {
        let (mut delivered, mut question) = (Vec::new(), None);
        for reply in &self.replies {
            let (status, headers, bytes) = self.reply(reply, question);
            let headers: Vec<(&str, &str)> =
                headers.iter().map(|(name, value)| (*name, &value[..])).collect();
            let text = text(&headers);
            let told = Answer {
                bare: !self.across,
                held: !self.across,
                same: !reply.elsewhere,
                ..answer(status, &text)
            };
            let mut step =
                advance(if question.is_none() { Input::First(&told) } else { Input::Further(&told) });
            let sent = bytes.len() * reply.sends / 1000;
            for piece in bytes[..sent].chunks(reply.piece) {
                if !matches!(step, Step::Read { .. }) {
                    break;
                }
                step = advance(Input::Bytes(piece));
                if let Step::Read { skip, .. } = step {
                    delivered.extend(&piece[skip as usize..]);
                }
            }
            if matches!(step, Step::Read { .. }) {
                step = advance(if reply.fails { Input::Broken } else { Input::End });
            }
            if !matches!(step, Step::Again | Step::Next | Step::Useless) {
                return Outcome { delivered, last: Some(step) };
            }
            match advance(Input::Ask) {
                Step::Ask(next) => question = Some(next),
                step => return Outcome { delivered, last: Some(step) },
            }
        }
        Outcome { delivered, last: None }
    }
}

fn manner() -> impl Strategy<Value = Manner> {
    prop_oneof![
        40 => Just(Manner::Honest),
        2 => Just(Manner::IgnoresRange),
        1 => Just(Manner::WrongStart),
        1 => Just(Manner::WrongSize),
        1 => Just(Manner::Star),
        1 => Just(Manner::Shifted),
        1 => Just(Manner::Excess),
        2 => (0..2000usize).prop_map(Manner::Short),
        4 => (66_560..70_000usize).prop_map(Manner::Short),
        1 => Just(Manner::Rangeless),
        1 => prop::sample::select(vec![204, 304, 412, 416, 503]).prop_map(Manner::Status),
    ]
}

fn reply(versions: usize) -> impl Strategy<Value = Reply> {
    let rarely = || prop::bool::weighted(0.02);
    let version = prop_oneof![15 => Just(0), 1 => 0..versions];
    let sends = prop_oneof![2 => 0..1000usize, 1 => Just(1000)];
    let flags =
        (prop::bool::weighted(0.3), rarely(), prop::bool::weighted(0.3), rarely(), rarely(), rarely());
    (manner(), version, sends, prop::sample::select(vec![311, 1024, 65_536]), flags).prop_map(
        |(manner, version, sends, piece, (ends, coded, chunked, elsewhere, other_kind, no_marks))| {
            // A short range is sent whole, most often; and what stops in the middle fails.
            let sends = if matches!(manner, Manner::Short(66_560..)) { 1000 } else { sends };
            let fails = !ends && sends < 1000;
            Reply { manner, version, sends, fails, piece, coded, chunked, elsewhere, other_kind, no_marks }
        },
    )
}

/// The first version, and some that differ from it in one byte, or all, or in their length.
fn versions() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let length = prop_oneof![1 => Just(0usize), 10 => 1..5000usize, 2 => 70_000..180_000usize];
    (length, any::<prop::sample::Index>()).prop_map(|(length, index)| {
        let first = bytes(0, length);
        let mut versions = vec![first.clone()];
        if length > 0 {
            let mut flipped = first.clone();
            flipped[index.index(length)] ^= 0x55;
            versions.push(flipped);
            versions.push(first.iter().map(|byte| byte ^ 0xff).collect());
            versions.push(first[..index.index(length)].to_vec());
        }
        versions.push([&first[..], b"appended"].concat());
        versions
    })
}

pub fn worlds(marks: impl Strategy<Value = Marks>) -> impl Strategy<Value = World> {
    let limits = (
        prop_oneof![1 => Just(0.0), 2 => 0.0..1e5f64, 4 => Just(1e9)],
        prop_oneof![1 => 0..4u32, 3 => Just(20)],
    )
        .prop_map(|(reread, fruitless)| Limits { reread: f64::floor(reread), fruitless });
    (versions(), marks, limits, prop::option::weighted(0.15, (0..2000usize, 0..200_000usize)), any::<bool>())
        .prop_flat_map(|(versions, marks, limits, own, across)| {
            let own = own.map(|(first, length)| (first, first + length));
            prop::collection::vec(reply(versions.len()), 1..14).prop_map(move |replies| World {
                versions: versions.clone(),
                marks,
                limits,
                own,
                across,
                replies,
            })
        })
}

pub fn any_marks() -> impl Strategy<Value = Marks> {
    prop::sample::select(vec![
        Marks::Strong,
        Marks::Strong,
        Marks::Same,
        Marks::Weak,
        Marks::None,
        Marks::Dated,
        Marks::Young,
    ])
}
