//! What an option may be, where it goes, and what is looked at afterwards: the words of which rules are made.

/// What a value may be: bits, since most options may be several.
pub mod forms {
    /// `false`.
    pub const FALSE: u8 = 1;
    /// `true`.
    pub const TRUE: u8 = 2;
    /// A function, or an object that stands for one.
    pub const FUNCTION: u8 = 4;
    /// An object of the options of a group.
    pub const OBJECT: u8 = 8;
    /// A list.
    pub const LIST: u8 = 16;
    /// A number or text of the option's kind.
    pub const SCALAR: u8 = 32;
    /// Not a form: a function, a text or a list stands for the first option of the option's group.
    pub const SHORT: u8 = 64;
    /// A logger, in place of a function. Natively its mark is a function.
    pub const LOGGER: u8 = 128;
}

/// The kind of a number or text. Those up to `Rate` are numbers, those from `Key` on are texts, the others may be either.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// A number within the row's bounds.
    Number,
    /// A whole number within them.
    Whole,
    /// A share above 0 and up to 1.
    Rate,
    /// Milliseconds, or a text such as `"5s"`.
    Duration,
    /// A duration above 0.
    Positive,
    /// A duration above 0, or `false` for no limit.
    Limit,
    /// A duration that is not below the row's lower bound.
    Interval,
    /// A status from 100 to 599, or a class of them.
    Status,
    /// 1 to 255 printable ASCII characters, without white space at either end.
    Key,
    /// The name of a header or method (a token of RFC 9110 5.6.2).
    Token,
    /// The name of a response header, perhaps with the unit of its numbers: `x-wait:ms`.
    Hint,
    /// A text that is not empty.
    Name,
    /// One of the row's words. Its number is its place among them, counted from the lower bound.
    Word,
}

impl Kind {
    /// All of them, in the order of their numbers.
    pub const ALL: [Kind; 13] = [
        Kind::Number,
        Kind::Whole,
        Kind::Rate,
        Kind::Duration,
        Kind::Positive,
        Kind::Limit,
        Kind::Interval,
        Kind::Status,
        Kind::Key,
        Kind::Token,
        Kind::Hint,
        Kind::Name,
        Kind::Word,
    ];

    /// What a refusal says is allowed: of numbers, what goes before the bounds. Empty where the row has to say it.
    pub const fn allowed(self) -> &'static str {
        match self {
            Kind::Number => "a number from ",
            Kind::Whole => "a whole number from ",
            Kind::Duration => {
                r#"a duration from 0 to 100 years: milliseconds, or a string such as "250ms", "5s", "2m", "1h", "1d""#
            }
            Kind::Positive => {
                r#"a duration above 0 and up to 100 years: milliseconds, or a string such as "250ms", "5s", "2m""#
            }
            Kind::Limit => {
                r#"a duration above 0 and up to 100 years: milliseconds, or a string such as "250ms", "5s", "2m"; or false for no limit"#
            }
            Kind::Status => r#"a status from 100 to 599, or a class such as "5xx""#,
            Kind::Key => "a text of 1 to 255 printable ASCII characters, or a function",
            Kind::Token => "a name of letters, digits and !#$%&'*+-.^_`|~",
            Kind::Hint => {
                r#"the name of a header that says how long to wait, or one with a unit such as "x-wait:ms""#
            }
            Kind::Rate | Kind::Interval | Kind::Name | Kind::Word => "",
        }
    }
}

/// Where what was read goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Sink {
    /// A number, into the cell.
    Cell,
    /// Statuses, into the set that begins at the cell.
    Set,
    /// Two numbers, the first not above the second, into the cell and the one behind it; one number, into both.
    Pair,
    /// A list of numbers, whose place the cell holds.
    List,
    /// A text, or a list of them.
    Text,
    /// The same in lower case.
    LowerCase,
    /// Nowhere: it is the shell's.
    Nowhere,
}

impl Sink {
    /// All of them, in the order of their numbers.
    pub const ALL: [Sink; 7] =
        [Sink::Cell, Sink::Set, Sink::Pair, Sink::List, Sink::Text, Sink::LowerCase, Sink::Nowhere];
}

/// What is looked at when the option has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Check {
    /// Nothing.
    Nothing,
    /// A preset's name: its cells are written.
    Preset,
    /// A backoff, or a function that leaves the waits as they are.
    Backoff,
    /// A backoff, or a duration, of something that has no end of its own: it must wait.
    Pace,
    /// A jitter: an object says exactly one thing.
    Jitter,
    /// An option of a jitter: the kind is the option's.
    Spread,
    /// Later tiers.
    Tiers,
    /// Statuses, which have the last word on those that the server left undone.
    Statuses,
    /// A budget that makes whole tokens.
    Budget,
    /// A breaker that can open.
    Breaker,
    /// What is polled for.
    Until,
}

impl Check {
    /// All of them, in the order of their numbers.
    pub const ALL: [Check; 11] = [
        Check::Nothing,
        Check::Preset,
        Check::Backoff,
        Check::Pace,
        Check::Jitter,
        Check::Spread,
        Check::Tiers,
        Check::Statuses,
        Check::Budget,
        Check::Breaker,
        Check::Until,
    ];
}
