//! Servers of one resource that changes, lies and breaks off, and a client that reads from them what a body asks for.

use super::hand::{answer, bytes, text};
use holdfast_fetch::core::body::head::Answer;
use holdfast_fetch::core::body::{Input, Limits, OVERLAP, Question, Step, Validator};
use proptest::prelude::*;

/// How a server answers, in what its head says of the body.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Manner {
    Honest,
    IgnoresRange,
    WrongStart,
    WrongSize,
    Star,
    /// Sends the range even where If-Range forbids it, and says of what version it is.
    HeedlessOfIfRange,
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
    marks: Marks,
    /// Sends so many bytes of what it should, in 1000 parts, and then fails or ends as if all were well.
    sends: usize,
    fails: bool,
    piece: usize,
    coded: bool,
    chunked: bool,
    elsewhere: bool,
    other_kind: bool,
}

/// What an answer says of its version.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Marks {
    pub tag: Tag,
    pub date: Date,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tag {
    None,
    Strong,
    Weak,
    /// One weak tag for all versions: whoever says it thinks them as good as each other.
    SameWeak,
    /// The same for all versions, and strong: a lie.
    Same,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Date {
    None,
    /// Another one for each version.
    Settled,
    /// Too young to be one: that of all versions.
    Young,
}

#[derive(Clone, Debug)]
pub struct World {
    pub versions: Vec<Vec<u8>>,
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
        let Reply { version, marks, .. } = reply;
        let kind = if reply.other_kind { "text/html" } else { "text/plain" };
        let mut headers = vec![("content-type", kind.to_owned())];
        if reply.coded {
            headers.push(("content-encoding", "gzip".to_owned()));
        }
        match marks.tag {
            Tag::None => {}
            Tag::Strong => headers.push(("etag", format!("\"{version}\""))),
            Tag::Weak => headers.push(("etag", format!("W/\"{version}\""))),
            Tag::SameWeak => headers.push(("etag", "W/\"always\"".to_owned())),
            Tag::Same => headers.push(("etag", "\"always\"".to_owned())),
        }
        let dates = match marks.date {
            Date::None => None,
            Date::Settled => Some((format!("08:49:{}", 10 + version), "08:59:59")),
            Date::Young => Some(("08:59:00".to_owned(), "08:59:59")),
        };
        if let Some((modified, date)) = dates {
            headers.push(("last-modified", format!("Sun, 06 Nov 1994 {modified} GMT")));
            headers.push(("date", format!("Sun, 06 Nov 1994 {date} GMT")));
        }
        headers
    }

    /// May a range be sent, for all that If-Range says? It names the first answer's version, or all of them.
    fn sends_ranges(&self, reply: &Reply, validator: Validator) -> bool {
        let first = &self.replies[0];
        let is_the_firsts = reply.version == first.version || first.marks.tag == Tag::Same;
        // Of a date that it does not say again, nothing but its heeding If-Range speaks.
        let is_heedless = reply.manner == Manner::HeedlessOfIfRange
            && (validator == Validator::Tag || reply.marks.date != Date::None);
        self.across || is_the_firsts || is_heedless
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
            Some(Question::Range { first, last, validator }) => self
                .sends_ranges(reply, validator)
                .then(|| (first as usize, last.map_or(size.wrapping_sub(1), |last| last as usize))),
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
            if !matches!(step, Step::Again | Step::Next | Step::Useless | Step::Judge) {
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

fn manner(honest: u32) -> impl Strategy<Value = Manner> {
    prop_oneof![
        honest => Just(Manner::Honest),
        2 => Just(Manner::IgnoresRange),
        1 => Just(Manner::WrongStart),
        1 => Just(Manner::WrongSize),
        1 => Just(Manner::Star),
        2 => Just(Manner::HeedlessOfIfRange),
        1 => Just(Manner::Shifted),
        1 => Just(Manner::Excess),
        2 => (0..2000usize).prop_map(Manner::Short),
        10 => (66_560..70_000usize).prop_map(Manner::Short),
        1 => Just(Manner::Rangeless),
        1 => prop::sample::select(vec![204, 304, 412, 416, 503]).prop_map(Manner::Status),
    ]
}

fn reply(server: impl Strategy<Value = (Marks, usize)>, honest: u32) -> impl Strategy<Value = Reply> {
    let rarely = || prop::bool::weighted(0.02);
    let sends = prop_oneof![2 => 0..1000usize, 1 => Just(1000)];
    let flags = (prop::bool::weighted(0.3), rarely(), prop::bool::weighted(0.3), rarely(), rarely());
    (manner(honest), server, sends, prop::sample::select(vec![311, 1024, 65_536]), flags).prop_map(
        |(manner, (marks, version), sends, piece, (ends, coded, chunked, elsewhere, other_kind))| {
            // A short range is sent whole, most often; and what stops in the middle fails.
            let sends = if matches!(manner, Manner::Short(66_560..)) { 1000 } else { sends };
            let fails = !ends && sends < 1000;
            Reply { manner, version, marks, sends, fails, piece, coded, chunked, elsewhere, other_kind }
        },
    )
}

/// The first version, and some that differ from it here and there, or all over, or in their length.
fn versions(length: impl Strategy<Value = usize>) -> impl Strategy<Value = Vec<Vec<u8>>> {
    (length, any::<prop::sample::Index>()).prop_map(|(length, index)| {
        let first = bytes(0, length);
        let mut versions = vec![first.clone()];
        if length > 0 {
            // With an overlap's room between: what is compared before a cut may be the same in both, and what follows not.
            let mut edited = first.clone();
            edited[index.index(length)..].iter_mut().step_by(3 * OVERLAP).for_each(|byte| *byte ^= 0x55);
            versions.push(edited);
            versions.push(first.iter().map(|byte| byte ^ 0xff).collect());
            versions.push(first[..index.index(length)].to_vec());
        }
        versions.push([&first[..], b"appended"].concat());
        versions
    })
}

/// Worlds whose answers say these tags.
pub fn worlds(tags: Tags) -> impl Strategy<Value = World> {
    prop_oneof![one_server(tags), several_servers(tags)]
}

/// Of one server, which most often has one version.
fn one_server(tags: Tags) -> impl Strategy<Value = World> {
    let limits = (
        prop_oneof![1 => Just(0.0), 2 => 0.0..1e5f64, 4 => Just(1e9)],
        prop_oneof![1 => 0..4u32, 3 => Just(20)],
    )
        .prop_map(|(reread, fruitless)| Limits { reread: f64::floor(reread), fruitless });
    let own = prop::option::weighted(0.15, (0..2000usize, 0..200_000usize))
        .prop_map(|own| own.map(|(first, length)| (first, first + length)));
    let length = prop_oneof![1 => Just(0usize), 6 => 1..5000usize, 6 => 70_000..180_000usize];
    (versions(length), marks_of(tags), limits, own, any::<bool>()).prop_flat_map(
        |(versions, marks, limits, own, across)| {
            let version = prop_oneof![15 => Just(0), 1 => 0..versions.len()];
            let server = version.prop_map(move |version| (marks, version));
            prop::collection::vec(reply(server, 40), 1..14).prop_map(move |replies| World {
                versions: versions.clone(),
                limits,
                own,
                across,
                replies,
            })
        },
    )
}

/// Of several, which are not set up alike: some say a tag, some a date, some nothing, and one may have another version than the
/// first. What is read again gets further each time.
pub fn several_servers(tags: Tags) -> impl Strategy<Value = World> {
    let nothing = Just(Marks { tag: Tag::None, date: Date::None });
    let other = (prop_oneof![nothing, marks_of(tags)], prop_oneof![Just(1), 0..5usize]);
    let others = prop::collection::vec(other, 1..3);
    (versions(8000..30_000usize), marks_of(tags), others, prop::bool::weighted(0.2)).prop_flat_map(
        |(versions, marks, others, across)| {
            let servers = [vec![(marks, 0)], others].concat();
            let server = prop::sample::select(servers);
            prop::collection::vec(reply(server, 150), 3..14).prop_map(move |mut replies| {
                (replies[0].marks, replies[0].version) = (marks, 0);
                let mut cuts: Vec<_> = replies.iter().map(|reply| (reply.sends, reply.fails)).collect();
                cuts.sort_unstable();
                for (reply, cut) in replies.iter_mut().zip(cuts) {
                    (reply.sends, reply.fails) = cut;
                }
                let limits = Limits { reread: 1e9, fruitless: 20 };
                World { versions: versions.clone(), limits, own: None, across, replies }
            })
        },
    )
}

pub type Tags = &'static [Tag];

/// Those that say the truth of a version, as far as they say anything.
pub const TRUTHFUL: Tags = &[Tag::Strong, Tag::Strong, Tag::Weak, Tag::SameWeak, Tag::None, Tag::None];

pub const ANY: Tags = &[Tag::Strong, Tag::Strong, Tag::Same, Tag::Weak, Tag::SameWeak, Tag::None, Tag::None];

fn marks_of(tags: Tags) -> impl Strategy<Value = Marks> {
    let date = prop_oneof![Just(Date::None), Just(Date::Settled), Just(Date::Young)];
    (prop::sample::select(tags), date).prop_map(|(tag, date)| Marks { tag, date })
}
