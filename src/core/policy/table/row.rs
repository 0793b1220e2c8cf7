//! One option: its rule, which readers go by, and what is said of it to people.

use super::Group;

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
    /// A text that is not empty.
    Name,
    /// One of the row's words. Its number is its place among them, counted from the lower bound.
    Word,
}

impl Kind {
    /// All of them, in the order of their numbers.
    pub const ALL: [Kind; 12] = [
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

/// What a reader needs to know of an option.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// As it is written.
    pub name: &'static str,
    /// Bits of [`forms`].
    pub forms: u8,
    /// Of its numbers and texts.
    pub kind: Kind,
    /// The lower bound, included; of words, the number of the first.
    pub least: f64,
    /// The upper bound, included.
    pub most: f64,
    /// The words that are allowed.
    pub words: &'static [&'static str],
    /// Where what was read goes.
    pub sink: Sink,
    /// The cell, counted from the first of the group's struct.
    pub cell: usize,
    /// The options of an object.
    pub group: Group,
    /// What is looked at afterwards.
    pub check: Check,
    /// What a refusal says is allowed. Empty where the kind says it.
    pub allowed: &'static str,
}

/// An option.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// How it is read.
    pub rule: Rule,
    /// What it is for, in Markdown. Units and what else the rule does not say.
    pub doc: &'static str,
    /// Its default, in JavaScript, if it is one value for all presets that say nothing else.
    pub default: &'static str,
    /// What it is in TypeScript besides what the rule says: the types of functions and classes.
    pub ts: &'static str,
}

impl Row {
    const fn new(name: &'static str, forms: u8, kind: Kind) -> Row {
        let rule = Rule {
            name,
            forms,
            kind,
            least: 0.0,
            most: 0.0,
            words: &[],
            sink: Sink::Cell,
            cell: 0,
            group: Group::Policy,
            check: Check::Nothing,
            allowed: "",
        };
        Row { rule, doc: "", default: "", ts: "" }
    }

    /// A number or text of this kind.
    pub(super) const fn scalar(name: &'static str, kind: Kind) -> Row {
        Row::new(name, forms::SCALAR, kind)
    }

    /// A number within bounds.
    pub(super) const fn number(name: &'static str, least: f64, most: f64) -> Row {
        Row::scalar(name, Kind::Number).within(least, most)
    }

    /// A whole number within bounds.
    pub(super) const fn whole(name: &'static str, least: f64, most: f64) -> Row {
        Row::scalar(name, Kind::Whole).within(least, most)
    }

    /// A duration above 0, or `false`.
    pub(super) const fn limit(name: &'static str) -> Row {
        Row::new(name, forms::SCALAR | forms::FALSE, Kind::Limit)
    }

    /// One of these words.
    pub(super) const fn words(name: &'static str, words: &'static [&'static str]) -> Row {
        Row::scalar(name, Kind::Word).worded(words, 0.0)
    }

    /// A switch: 0 for `false`, 1 for `true`.
    pub(super) const fn boolean(name: &'static str) -> Row {
        Row::new(name, forms::FALSE | forms::TRUE, Kind::Number).says("true or false")
    }

    /// A function of the caller's, which stays in the shell.
    pub(super) const fn function(name: &'static str) -> Row {
        Row::new(name, forms::FUNCTION, Kind::Number).to(Sink::Nowhere).says("a function")
    }

    /// Where log lines go.
    pub(super) const fn logger(name: &'static str) -> Row {
        Row::new(name, forms::LOGGER | forms::FALSE, Kind::Number)
    }

    /// An object of options.
    pub(super) const fn object(name: &'static str, group: Group) -> Row {
        Row::new(name, 0, Kind::Number).of(group)
    }

    /// What the shell has looked through already: of it only what has to be refused is left here.
    pub(super) const fn refused(name: &'static str, allowed: &'static str) -> Row {
        Row::new(name, 0, Kind::Number).says(allowed)
    }

    const fn within(mut self, least: f64, most: f64) -> Row {
        self.rule.least = least;
        self.rule.most = most;
        self
    }

    /// A duration no shorter than this.
    pub(super) const fn interval(name: &'static str, least: f64) -> Row {
        Row::scalar(name, Kind::Interval).within(least, 0.0)
    }

    /// These words too; the first of them is this number.
    pub(super) const fn worded(mut self, words: &'static [&'static str], first: f64) -> Row {
        self.rule.forms |= forms::SCALAR;
        self.rule.kind = Kind::Word;
        self.rule.words = words;
        self.rule.least = first;
        self
    }

    /// It may be this too.
    pub(super) const fn or(mut self, forms: u8) -> Row {
        self.rule.forms |= forms;
        self
    }

    /// A list of it, in place of one.
    pub(super) const fn listed(mut self) -> Row {
        self.rule.forms = self.rule.forms & !(forms::SCALAR | forms::OBJECT) | forms::LIST;
        self
    }

    /// It may be an object of these options too.
    pub(super) const fn of(mut self, group: Group) -> Row {
        self.rule.forms |= forms::OBJECT;
        self.rule.group = group;
        self
    }

    pub(super) const fn at(mut self, cell: usize) -> Row {
        self.rule.cell = cell;
        if matches!(self.rule.sink, Sink::Nowhere) {
            self.rule.sink = Sink::Cell;
        }
        self
    }

    pub(super) const fn to(mut self, sink: Sink) -> Row {
        self.rule.sink = sink;
        self
    }

    pub(super) const fn then(mut self, check: Check) -> Row {
        self.rule.check = check;
        self
    }

    pub(super) const fn says(mut self, allowed: &'static str) -> Row {
        self.rule.allowed = allowed;
        self
    }

    pub(super) const fn doc(mut self, doc: &'static str) -> Row {
        self.doc = doc;
        self
    }

    pub(super) const fn default(mut self, default: &'static str) -> Row {
        self.default = default;
        self
    }

    pub(super) const fn ts(mut self, ts: &'static str) -> Row {
        self.ts = ts;
        self
    }
}
