//! The `backoff` option: changes to the backoff of a preset, or another type of backoff.

use super::backoff::{Backoff, Shape};
use super::field::{Field, Read};
use super::policy::Delay;
use super::preset;
use super::text;

const TYPES: [&str; 5] = ["exponential", "linear", "constant", "fibonacci", "list"];
const EXPONENTIAL: usize = 0;
const LINEAR: usize = 1;
const CONSTANT: usize = 2;
const FIBONACCI: usize = 3;
const LIST: usize = 4;

/// The first wait where nothing else is said.
const BASE: f64 = 500.0;

/// What was written.
pub enum Written {
    /// A function.
    Caller,
    /// Options.
    Changes(Changes),
}

/// The options of a backoff, as far as they were written.
#[derive(Default)]
pub struct Changes {
    kind: Option<usize>,
    base: Option<f64>,
    factor: Option<f64>,
    step: Option<f64>,
    cap: Option<f64>,
    list: Option<Vec<f64>>,
}

/// Reads and checks a `backoff`.
pub fn read(field: &Field) -> Read<Written> {
    if field.is_function() {
        return Ok(Written::Caller);
    }
    let mut changes = Changes::default();
    let known = ["type", "base", "factor", "step", "cap", "list"];
    field.each(
        &known,
        "an object such as { type, base, factor, cap }, or a function",
        &mut |name, field| {
            match name {
                "type" => changes.kind = Some(field.one_of(&TYPES)?),
                "base" => changes.base = Some(field.duration()?),
                "factor" => changes.factor = Some(field.number(1, 1000)?),
                "step" => changes.step = Some(field.duration()?),
                "cap" => changes.cap = Some(field.duration()?),
                _ => changes.list = Some(field.durations("an array of one or more durations")?),
            }
            Ok(())
        },
    )?;
    if changes.list.is_some() && changes.kind.is_none() {
        changes.kind = Some(LIST);
    }
    changes.check(field)?;
    Ok(Written::Changes(changes))
}

impl Changes {
    /// Options of one type say nothing about the others.
    fn check(&self, field: &Field) -> Read<()> {
        let kind = self.kind.unwrap_or(EXPONENTIAL);
        let misplaced = [
            ("factor", kind != EXPONENTIAL, "the type exponential"),
            ("step", kind != LINEAR, "the type linear"),
            ("list", kind != LIST, "the type list"),
            ("base", kind == LIST, "the types that compute their waits"),
            ("cap", kind == LIST, "the types that compute their waits"),
        ];
        for (name, wrong, owner) in misplaced {
            if let (true, Some(field)) = (wrong, field.entry(name)) {
                return field.refuse(&["nothing: it belongs to ", owner]);
            }
        }
        if kind == LIST && self.list.is_none() {
            return field.refuse(&["an object with list, since its type is list"]);
        }
        if let (Some(base), Some(cap), Some(field)) = (self.base, self.cap, field.entry("cap"))
            && cap < base
        {
            return field.refuse(&["no less than base, ", &text::duration(base)]);
        }
        Ok(())
    }

    /// Another type starts afresh; the same type keeps what is not written.
    pub fn over(self, before: &Delay) -> Delay {
        let later = preset::later_backoff();
        let before = if let Delay::Backoff(backoff) = before { backoff } else { &later };
        let (kind_before, base_before, factor_before) = match before.shape {
            Shape::Exponential { base, factor } => (EXPONENTIAL, base, factor),
            Shape::Linear { base, .. } => (LINEAR, base, 2.0),
            Shape::Constant { base } => (CONSTANT, base, 2.0),
            Shape::Fibonacci { base } => (FIBONACCI, base, 2.0),
            Shape::List(_) => (LIST, BASE, 2.0),
        };
        let kind = self.kind.unwrap_or(kind_before);
        let same = kind == kind_before;
        let base = self.base.unwrap_or(if same { base_before } else { BASE });
        let cap = self.cap.unwrap_or(if same { before.cap.max(base) } else { f64::INFINITY });
        let shape = match (kind, self.list) {
            (LIST, Some(list)) => Shape::List(list),
            (LINEAR, _) => Shape::Linear { base, step: self.step.unwrap_or(base) },
            (CONSTANT, _) => Shape::Constant { base },
            (FIBONACCI, _) => Shape::Fibonacci { base },
            _ => Shape::Exponential { base, factor: self.factor.unwrap_or(factor_before) },
        };
        Delay::Backoff(Backoff { shape, cap })
    }
}
