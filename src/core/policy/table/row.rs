//! One option: its rule, which readers go by, and what is said of it to people.

use super::Group;
use super::kinds::{Check, Kind, Sink, forms};

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
    /// Options that use it, in TypeScript: one line.
    pub example: &'static str,
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
        Row { rule, doc: "", example: "", default: "", ts: "" }
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

    pub(super) const fn example(mut self, example: &'static str) -> Row {
        self.example = example;
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
