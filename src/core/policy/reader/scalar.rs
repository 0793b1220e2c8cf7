//! Numbers and texts, alone and in lists: are they of the option's kind, and where do they go?

use super::place::Place;
use super::{Read, Reader};
use crate::cell;
use crate::core::duration;
use crate::core::hint::names;
use crate::core::policy::cells::{CELLS, TIER_CELLS};
use crate::core::policy::presets::LATER_TIER;
use crate::core::policy::table::{Group, KEY_ENDS, Kind, Rule, Sink};
use crate::core::value::Value;

/// What a number or text stands for.
enum Scalar<'a> {
    /// Statuses of a class are its digit.
    Number(f64),
    Text(&'a str),
}

impl<'a> Reader<'a> {
    /// One number or text.
    pub(super) fn scalar(&mut self, rule: &Rule, place: &Place<'a>, cell: usize) -> Read {
        match (read(rule, place)?, rule.sink) {
            (Scalar::Number(number), Sink::Set) => {
                self.draft.clear(cell);
                self.draft.add(cell, number as u16);
            }
            (Scalar::Number(number), Sink::Pair) => {
                self.draft.set(cell, number);
                self.draft.set(cell.saturating_add(1), number);
            }
            (Scalar::Number(number), _) => self.draft.set(cell, number),
            (Scalar::Text(text), _) => self.draft.put_text(cell, text),
        }
        Ok(())
    }

    /// A list of numbers or texts.
    pub(super) fn list(&mut self, rule: &Rule, place: &Place<'a>, cell: usize) -> Read {
        let Value::List(members) = place.value else { return Ok(()) };
        let mut numbers = Vec::new();
        let mut texts = Vec::new();
        for (index, value) in members.iter().enumerate() {
            match read(rule, &place.member(index, value))? {
                Scalar::Number(number) => numbers.push(number),
                Scalar::Text(text) => texts.push(text),
            }
        }
        match (rule.sink, numbers.as_slice()) {
            (Sink::Set, statuses) => {
                self.draft.clear(cell);
                for status in statuses {
                    self.draft.add(cell, *status as u16);
                }
            }
            (Sink::Pair, [from, to]) if from <= to => {
                self.draft.set(cell, *from);
                self.draft.set(cell.saturating_add(1), *to);
            }
            (Sink::List, [_, ..]) => self.draft.put_list(cell, numbers),
            (Sink::Text, _) if !texts.is_empty() => self.draft.put_text(cell, &texts.join(",")),
            (Sink::LowerCase, _) if !texts.is_empty() => {
                self.draft.put_text(cell, &texts.join(",").to_ascii_lowercase());
            }
            _ => return place.refuse_option(rule),
        }
        Ok(())
    }

    /// Later tiers take the place of the preset's; each starts from minutes and the first tier's jitter.
    pub(super) fn tiers(&mut self, rule: &Rule, place: &Place<'a>) -> Read {
        let Value::List(members) = place.value else { return Ok(()) };
        let first = if members.is_empty() { 0.0 } else { CELLS as f64 };
        self.draft.set(cell!(Cells, later), first);
        self.draft.set(cell!(Cells, later_count), members.len() as f64);
        for (index, value) in members.iter().enumerate() {
            let place = place.member(index, value);
            let tier = self.draft.grow(TIER_CELLS);
            self.draft.apply(LATER_TIER, tier);
            for part in cell!(Tier, jitter)..TIER_CELLS {
                let of_first = self.draft.get(part.saturating_add(cell!(Cells, first)));
                self.draft.set(tier.saturating_add(part), of_first);
            }
            match value {
                Value::Map(_) => self.group(Group::Tier, &place, tier)?,
                _ => place.refuse_option(rule)?,
            }
        }
        Ok(())
    }
}

/// A number or text of the rule's kind; anything else is refused.
fn read<'a>(rule: &Rule, place: &Place<'a>) -> Read<Scalar<'a>> {
    let is_within = |number: &f64| (rule.least..=rule.most).contains(number);
    let read = match (rule.kind, place.value) {
        (Kind::Number, Value::Number(number)) if is_within(number) => Some(Scalar::Number(*number)),
        (Kind::Whole, Value::Number(number)) if is_within(number) && number.fract() == 0.0 => {
            Some(Scalar::Number(*number))
        }
        (Kind::Rate, Value::Number(number)) if *number > 0.0 && *number <= 1.0 => {
            Some(Scalar::Number(*number))
        }
        (Kind::Duration, value) => duration::read(value).map(Scalar::Number),
        (Kind::Positive | Kind::Limit, value) => {
            duration::read(value).filter(|it| *it > 0.0).map(Scalar::Number)
        }
        (Kind::Interval, value) => duration::read(value).filter(|it| *it >= rule.least).map(Scalar::Number),
        (Kind::Status, value) => status(value).map(Scalar::Number),
        (kind, Value::Text(text)) => text_of(kind, rule, text),
        _ => None,
    };
    match read {
        // It would not arrive as it is: fetch takes that off.
        Some(Scalar::Text(text)) if rule.kind == Kind::Key && text.trim_ascii() != text => {
            place.refuse(&[KEY_ENDS]).map(|()| Scalar::Number(0.0))
        }
        Some(scalar) => Ok(scalar),
        None => place.refuse_scalar(rule).map(|()| Scalar::Number(0.0)),
    }
}

fn text_of<'a>(kind: Kind, rule: &Rule, text: &'a str) -> Option<Scalar<'a>> {
    let fits = match kind {
        Kind::Word => {
            let place = rule.words.iter().position(|word| *word == text)?;
            return Some(Scalar::Number(rule.least + place as f64));
        }
        // Header values beyond printable ASCII would be refused or mangled on the way.
        Kind::Key => (1..=255).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b' '..=b'~')),
        Kind::Token => is_name(text),
        Kind::Hint => {
            let (name, unit) = text.split_once(':').unwrap_or((text, "s"));
            is_name(name) && duration::unit(unit.as_bytes()).is_some() && names::may_be_named(text)
        }
        Kind::Name => !text.is_empty(),
        _ => false,
    };
    fits.then_some(Scalar::Text(text))
}

/// A status, or the digit of a class of them.
fn status(value: &Value) -> Option<f64> {
    match value {
        Value::Number(status) if (100.0..=599.0).contains(status) && status.fract() == 0.0 => Some(*status),
        Value::Text(class) => match class.as_bytes() {
            [digit @ b'1'..=b'5', b'x', b'x'] => Some(f64::from(*digit & 15)),
            _ => None,
        },
        _ => None,
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(is_token)
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_graphic()
        && !matches!(byte, b'"' | b'(' | b')' | b',' | b'/' | b':'..=b'@' | b'['..=b']' | b'{' | b'}')
}
