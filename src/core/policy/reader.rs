//! From what was written to a block of numbers: one interpreter of the [table](super::table) of all options.
//!
//! Options are read in the order of their rows, over the cells of a preset. The other interpreter, in the npm package, is
//! `pkg-template/src/read.ts`; both give the same block, or the same refusal in the same words.

mod checks;
mod contradictions;
mod draft;
mod place;
mod scalar;
mod unknown;

use super::cells::{BEAT_CELLS, CELLS};
use super::presets::{KEEP_ALIVE, PRESETS};
use super::table::{COUNTS, Check, Group, Kind, POLICY_ALLOWED, REQUIRES, ROW_COUNT, RULES, STARTS};
use super::table::{Sink, forms};
use crate::core::error::PolicyError;
use crate::core::value::Value;
use crate::option;
use draft::Draft;
use place::Place;

/// What reading gives.
type Read<T = ()> = Result<T, Box<PolicyError>>;

/// The block of what was written: the cells of the group's struct ([`Cells`](super::cells::Cells), or
/// [`Beats`](super::cells::Beats) for a keep-alive), then the tiers, lists and texts that cells hold the places of.
///
/// # Errors
/// The first option that is unknown, out of range, or contradicts another one that was written.
pub fn read(written: &Value, group: Group) -> Result<Vec<f64>, Box<PolicyError>> {
    let is_policy = group != Group::KeepAlive;
    let [standard, ..] = PRESETS;
    let (cells, start) = if is_policy { (CELLS, standard) } else { (BEAT_CELLS, KEEP_ALIVE) };
    let mut reader = Reader { draft: Draft::new(cells), seen: vec![None; ROW_COUNT] };
    reader.draft.apply(start, 0);
    let whole = Place::whole(written);
    match written {
        Value::Map(_) => reader.group(group, &whole, 0)?,
        Value::Text(_) if is_policy => {
            reader.option(option!(Policy, "preset"), &whole.entry("preset", written), 0)?
        }
        _ => whole.refuse(&[if is_policy { POLICY_ALLOWED } else { requires(group) }])?,
    }
    if is_policy {
        reader.give_way();
        reader.contradictions()?;
    }
    Ok(reader.draft.finish())
}

struct Reader<'a> {
    draft: Draft,
    /// Where each option was written, by the numbers of their rows. Those of groups that may come several times, such as
    /// tiers, are those of the last.
    seen: Vec<Option<Place<'a>>>,
}

fn requires(group: Group) -> &'static str {
    REQUIRES.get(group as usize).copied().unwrap_or_default()
}

/// The numbers of a group's rows.
fn rows(group: Group) -> std::ops::Range<usize> {
    let first = STARTS.get(group as usize).copied().unwrap_or_default();
    let count = COUNTS.get(group as usize).copied().unwrap_or_default();
    first..first.saturating_add(count)
}

impl<'a> Reader<'a> {
    fn seen(&self, row: usize) -> Option<&Place<'a>> {
        self.seen.get(row)?.as_ref()
    }

    fn has(&self, row: usize) -> bool {
        self.seen(row).is_some()
    }

    fn note(&mut self, row: usize, place: Option<Place<'a>>) {
        if let Some(seen) = self.seen.get_mut(row) {
            *seen = place;
        }
    }

    /// The options of an object, whose cells begin at `base`.
    fn group(&mut self, group: Group, place: &Place<'a>, base: usize) -> Read {
        let Value::Map(entries) = place.value else { return Ok(()) };
        let rules = RULES.get(rows(group)).unwrap_or_default();
        for row in rows(group) {
            self.note(row, None);
        }
        for (name, value) in entries {
            let Some(row) = rows(group).zip(rules).find_map(|(row, rule)| (rule.name == name).then_some(row))
            else {
                return Err(unknown::refusal(place.path_of(name), name, group, rules));
            };
            if !self.has(row) {
                self.note(row, Some(place.entry(name, value)));
            }
        }
        if group == Group::Backoff {
            self.type_of_backoff(base)?;
        }
        for row in rows(group) {
            if let Some(place) = self.seen(row).cloned() {
                self.option(row, &place, base)?;
            }
        }
        let required = requires(group);
        if required.is_empty() || self.has(rows(group).start) { Ok(()) } else { place.refuse(&[required]) }
    }

    /// One option, whose cell is counted from `base`.
    fn option(&mut self, row: usize, place: &Place<'a>, base: usize) -> Read {
        let Some(rule) = RULES.get(row) else { return Ok(()) };
        let cell = base.saturating_add(rule.cell);
        let form = match form_of(place.value, rule.kind) {
            forms::FUNCTION if rule.forms & forms::LOGGER > 0 => forms::LOGGER,
            form => form,
        };
        if rule.forms & form == 0 {
            return place.refuse_option(rule);
        }
        if rule.check == Check::Jitter {
            self.jitter(rule, place, cell)?;
        }
        let has_switch = rule.forms & forms::FALSE > 0;
        match form {
            forms::FUNCTION | forms::LIST | forms::SCALAR if rule.forms & forms::SHORT > 0 => {
                if has_switch {
                    self.draft.set(cell, 1.0);
                }
                self.option(rows(rule.group).start, place, cell)?;
            }
            forms::LIST if rule.check == Check::Tiers => self.tiers(rule, place)?,
            forms::LIST => self.list(rule, place, cell)?,
            forms::SCALAR => self.scalar(rule, place, cell)?,
            forms::OBJECT => {
                if has_switch {
                    self.draft.set(cell, 1.0);
                }
                self.group(rule.group, place, cell)?;
            }
            forms::FALSE if matches!(rule.kind, Kind::Limit | Kind::Rate) => {
                self.draft.set(cell, f64::INFINITY)
            }
            _ if rule.sink == Sink::Nowhere => {}
            forms::FALSE => self.draft.set(cell, 0.0),
            forms::TRUE => self.draft.set(cell, 1.0),
            _ => self.draft.set(cell, 2.0),
        }
        self.check(rule, row, place, cell, form)
    }
}

/// What a value is, if numbers and texts are of this kind; 0 if it can be nothing.
fn form_of(value: &Value, kind: Kind) -> u8 {
    let (number, text) = match kind {
        Kind::Number | Kind::Whole | Kind::Rate => (forms::SCALAR, 0),
        Kind::Key | Kind::Token | Kind::Hint | Kind::Name | Kind::Word => (0, forms::SCALAR),
        _ => (forms::SCALAR, forms::SCALAR),
    };
    match value {
        Value::Bool(false) => forms::FALSE,
        Value::Bool(true) => forms::TRUE,
        Value::Number(_) => number,
        Value::Text(_) => text,
        Value::List(_) => forms::LIST,
        Value::Map(_) => forms::OBJECT,
        Value::Function => forms::FUNCTION,
        Value::Null | Value::Foreign(_) => 0,
    }
}
