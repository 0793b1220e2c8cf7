//! What the shell tells a [`Body`](super::Body), and what the body tells the shell to do.

use super::head::Answer;
use super::validator::Validator;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Input<'a> {
    /// The first answer's head came.
    First(&'a Answer<'a>),
    /// Bytes of the answer that is being read came.
    Bytes(&'a [u8]),
    /// This answer ended, and the platform says: well.
    End,
    /// Reading it failed, or it was silent for too long.
    Broken,
    /// A further request is about to be sent: how is it to be put? If the request before had no answer, once more.
    Ask,
    /// Its answer's head came.
    Further(&'a Answer<'a>),
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Read on.
    Read {
        /// So many of the bytes given are known already; the others are new, and to be delivered.
        skip: u32,
        /// Once after each break, when 64 KiB new have come by a range: what the continuation took from the retry budget
        /// may go back, since it repeated no work.
        earned: bool,
    },
    /// All is there.
    Close {
        /// As of [`Step::Read`]: the rest came by a range.
        earned: bool,
    },
    /// The body broke, and may be continued: begin a call whose first attempt has failed, and `Ask` before each request.
    Again,
    /// The server sent less than it was asked for, on purpose: `Ask`, and send at once.
    Next,
    /// Send the request, put like this.
    Ask(Question),
    /// This answer is of no use, another may be: a failed attempt.
    Useless,
    /// This answer is an error's, and what its status says of a further one is for the call to judge, as of any attempt.
    Judge,
    /// The body ends here, in an error.
    Refuse(Refusal),
    /// Not a body that can be continued: what the platform says of it is all there is.
    Pass,
}

/// How a further request is put.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Question {
    /// As the first one.
    Again,
    /// With a Range, of the bytes of the representation.
    Range {
        /// The first.
        first: f64,
        /// The last; `None`: to the end.
        last: Option<f64>,
        /// With that in If-Range, where that costs no preflight.
        validator: Validator,
    },
}

/// Why a body is not continued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// What the server has now is another representation.
    Changed(Difference),
    /// More came than was promised.
    TooLong,
    /// It broke too often with too little between.
    Fruitless,
    /// Reading again from the beginning would cost more than is allowed.
    Expensive(NoRange),
    /// Reading again is not allowed.
    NotResumable(NoRange),
    /// An input that nobody asked for: to deliver anything now could be a splice.
    OutOfTurn,
}

/// What of a representation is another than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Difference {
    /// Its ETag.
    Tag,
    /// Its length.
    Length,
    /// Its Content-Type.
    Kind,
    /// Its bytes.
    Bytes,
    /// The range that was delivered from lies beyond its end.
    Gone,
}

/// Why there is no range to be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum NoRange {
    /// Nothing would prove that it is of the same representation.
    Unmarked,
    /// The body is encoded on its way.
    Coded,
    /// The server sends all, whatever it is asked for.
    Ignored,
    /// What it sent for a range was none, or another one.
    Misfit,
}
