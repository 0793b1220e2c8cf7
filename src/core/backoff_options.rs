//! The `backoff` options: changes to the backoff of a preset, or another type of backoff.

use super::backoff::{Backoff, Shape};
use super::field::{Field, Options, Read, options};
use super::jitter::Jitter;
use super::policy::{Delay, Tier};
use super::text;

const TYPES: [&str; 5] = ["exponential", "linear", "constant", "fibonacci", "list"];
const EXPONENTIAL: usize = 0;
const LINEAR: usize = 1;
const CONSTANT: usize = 2;
const FIBONACCI: usize = 3;
const LIST: usize = 4;

/// Options that only some types have: the types, and how an error puts it.
const OWNERS: [(&str, &[usize], &str); 5] = [
    ("factor", &[EXPONENTIAL], "the type exponential"),
    ("step", &[LINEAR], "the type linear"),
    ("list", &[LIST], "the type list"),
    ("base", &[EXPONENTIAL, LINEAR, CONSTANT, FIBONACCI], "the types that compute their waits"),
    ("cap", &[EXPONENTIAL, LINEAR, CONSTANT, FIBONACCI], "the types that compute their waits"),
];

/// The options of all types.
struct Draft {
    kind: usize,
    base: f64,
    factor: f64,
    /// The base, where it is not written.
    step: Option<f64>,
    cap: f64,
    list: Vec<f64>,
}

const OPTIONS: Options<Draft> = options! { Draft:
    "type" => |_, _| Ok(()),
    "base" => |field, draft| field.duration(&mut draft.base),
    "factor" => |field, draft| field.number(&mut draft.factor, 1, 1000),
    "step" => |field, draft| field.duration(draft.step.insert(0.0)),
    "cap" => |field, draft| field.duration(&mut draft.cap),
    "list" => |field, draft| field.durations(&mut draft.list, "an array of one or more durations"),
};

/// Reads and checks the `backoff` of a tier, which may be a function.
pub fn read_backoff(field: &Field, tier: &mut Tier) -> Read {
    if field.is_function() {
        // A wait that the caller computes is taken as it is, unless jitter is asked for.
        *tier = Tier { retries: tier.retries, delay: Delay::Caller, jitter: Jitter::None };
        return Ok(());
    }
    match &mut tier.delay {
        Delay::Backoff(backoff) => {
            read_computed(field, backoff, "an object such as { type, base, factor, cap }, or a function")
        }
        // No preset's waits are a function's.
        Delay::Caller => Ok(()),
    }
}

/// Reads and checks the backoff of something that goes on without a bound of its own: without a wait it
/// would be a storm.
pub fn read_pace(field: &Field, backoff: &mut Backoff) -> Read {
    read_computed(field, backoff, "an object such as { type, base, factor, cap }")?;
    if never_zero(backoff) { Ok(()) } else { field.refuse("an object whose waits are above 0") }
}

fn never_zero(backoff: &Backoff) -> bool {
    match &backoff.shape {
        Shape::List(waits) => waits.iter().all(|wait| *wait > 0.0),
        _ => backoff.first() > 0.0,
    }
}

/// Another type starts afresh; the same type keeps what is not written.
fn read_computed(field: &Field, backoff: &mut Backoff, allowed: &str) -> Read {
    let mut draft = Draft::of(backoff);
    let mut kind = if field.has("list") { LIST } else { draft.kind };
    if let Some(written) = field.entry("type") {
        written.one_of(&mut kind, &TYPES)?;
    }
    if kind != draft.kind {
        draft = Draft::new(kind);
    }
    field.options(&mut draft, allowed, &OPTIONS)?;
    for (name, types, owner) in &OWNERS {
        if let (false, Some(field)) = (types.contains(&kind), field.entry(name)) {
            return field.refuse_with(&["nothing: it belongs to ", owner]);
        }
    }
    if kind == LIST && draft.list.is_empty() {
        return field.refuse("an object with list, since its type is list");
    }
    match field.entry("cap") {
        Some(cap) if draft.cap < draft.base && field.has("base") => {
            return cap.refuse_with(&["no less than base, ", &text::duration(draft.base)]);
        }
        Some(_) => {}
        None => draft.cap = draft.cap.max(draft.base),
    }
    *backoff = draft.finish();
    Ok(())
}

impl Draft {
    fn new(kind: usize) -> Self {
        Draft { kind, base: 500.0, factor: 2.0, step: None, cap: f64::INFINITY, list: Vec::new() }
    }

    /// As it is before anything is written.
    fn of(backoff: &Backoff) -> Self {
        let mut draft = Draft::new(EXPONENTIAL);
        draft.cap = backoff.cap;
        (draft.kind, draft.base, draft.factor) = match backoff.shape {
            Shape::Exponential { base, factor } => (EXPONENTIAL, base, factor),
            Shape::Linear { base, .. } => (LINEAR, base, draft.factor),
            Shape::Constant { base } => (CONSTANT, base, draft.factor),
            Shape::Fibonacci { base } => (FIBONACCI, base, draft.factor),
            Shape::List(_) => (LIST, draft.base, draft.factor),
        };
        draft
    }

    fn finish(self) -> Backoff {
        let base = self.base;
        let shape = match self.kind {
            LIST => Shape::List(self.list),
            LINEAR => Shape::Linear { base, step: self.step.unwrap_or(base) },
            CONSTANT => Shape::Constant { base },
            FIBONACCI => Shape::Fibonacci { base },
            _ => Shape::Exponential { base, factor: self.factor },
        };
        Backoff { shape, cap: self.cap }
    }
}
