//! From what was written to a [`Policy`]: every option of the table, over a preset.

use super::backoff_options::{self, Written};
use super::contradiction;
use super::field::{Field, Read};
use super::jitter::Jitter;
use super::policy::{Delay, Hints, Idempotent, KeyPolicy, KeySource, Policy, Tier};
use super::preset;
use super::status::StatusSet;
use super::value::Value;

const OPTIONS: [&str; 20] = [
    "preset",
    "retries",
    "backoff",
    "jitter",
    "tiers",
    "statuses",
    "networkErrors",
    "timeouts",
    "idempotent",
    "unprocessed",
    "idempotencyKey",
    "retryAfter",
    "attemptTimeout",
    "deadline",
    "shouldRetry",
    "throwOnStatus",
    "onEvent",
    "fetch",
    "random",
    "now",
];

/// Reads a policy and checks it, each field by itself and then against the others.
pub fn read(value: Value) -> Read<Policy> {
    let written = match value {
        Value::Text(_) => Value::Map(vec![("preset".into(), value)]),
        _ => value,
    };
    let whole = Field::root(&written);
    let mut policy = preset::standard();
    if let Some(field) = whole.entry("preset") {
        let index = field.one_of(&preset::NAMES)?;
        policy = preset::NAMES.get(index).and_then(|name| preset::find(name)).unwrap_or(policy);
    }
    let mut first = Series::default();
    whole.each(&OPTIONS, "a preset's name, an object of options, or a RetryPolicy", &mut |name, field| {
        match name {
            "retries" => first.retries = Some(field.whole(0, 1000)?),
            "backoff" | "jitter" => first.read(name, field)?,
            _ => read_option(&mut policy, name, field)?,
        }
        Ok(())
    })?;
    if let Some(tier) = policy.tiers.first_mut() {
        first.apply(tier);
    }
    if let Some(field) = whole.entry("tiers") {
        read_tiers(&mut policy.tiers, &field)?;
    }
    contradiction::check(&policy, &whole)?;
    policy.written = written;
    Ok(policy)
}

fn read_option(policy: &mut Policy, name: &str, field: &Field) -> Read<()> {
    match name {
        "statuses" => policy.statuses = read_statuses(field)?,
        "networkErrors" => policy.network_errors = field.boolean()?,
        "timeouts" => policy.timeouts = field.boolean()?,
        "throwOnStatus" => policy.throw_on_status = field.boolean()?,
        "attemptTimeout" => policy.attempt_timeout = field.limit()?,
        "deadline" => policy.deadline = field.limit()?,
        "idempotencyKey" => policy.idempotency_key = read_key(field)?,
        "retryAfter" => policy.hints = read_hints(field)?,
        "idempotent" => {
            policy.idempotent = match field.value {
                Value::Bool(true) => Idempotent::Always,
                Value::Bool(false) => Idempotent::Never,
                Value::Text(text) if text == "auto" => Idempotent::Auto,
                _ => return field.refuse(&[r#""auto", true or false"#]),
            }
        }
        "unprocessed" => policy.unprocessed = read_unprocessed(field)?,
        "shouldRetry" => {
            field.function()?;
            policy.asks_caller = true;
        }
        "onEvent" | "fetch" | "random" | "now" => field.function()?,
        _ => {}
    }
    Ok(())
}

/// What was written of one series of retries.
#[derive(Default)]
struct Series {
    retries: Option<u32>,
    delay: Option<Written>,
    jitter: Option<Jitter>,
}

impl Series {
    fn read(&mut self, name: &str, field: &Field) -> Read<()> {
        if name == "jitter" {
            self.jitter = Some(read_jitter(field)?);
        } else {
            self.delay = Some(backoff_options::read(field)?);
        }
        Ok(())
    }

    fn apply(self, tier: &mut Tier) {
        if let Some(retries) = self.retries {
            tier.retries = retries;
        }
        match self.delay {
            // A wait that the caller computes is taken as it is, unless jitter is asked for.
            Some(Written::Caller) => {
                tier.delay = Delay::Caller;
                tier.jitter = Jitter::None;
            }
            Some(Written::Changes(changes)) => tier.delay = changes.over(&tier.delay),
            None => {}
        }
        if let Some(jitter) = self.jitter {
            tier.jitter = jitter;
        }
    }
}

/// Later tiers replace the preset's later tiers; each starts from minutes and the first tier's jitter.
fn read_tiers(tiers: &mut Vec<Tier>, field: &Field) -> Read<()> {
    const ALLOWED: &str = "an array of { retries, backoff, jitter }";
    tiers.truncate(1);
    let jitter = tiers.first().map_or(Jitter::Full, |first| first.jitter.clone());
    field.members(ALLOWED, &mut |member| {
        let mut series = Series::default();
        member.each(&["retries", "backoff", "jitter"], ALLOWED, &mut |name, field| match name {
            "retries" => {
                series.retries = Some(field.whole(1, 1000)?);
                Ok(())
            }
            _ => series.read(name, field),
        })?;
        if series.retries.is_none() {
            return member.refuse(&["an object with retries, 1 or more"]);
        }
        let delay = Delay::Backoff(preset::later_backoff());
        let mut tier = Tier { retries: 0, delay, jitter: jitter.clone() };
        series.apply(&mut tier);
        tiers.push(tier);
        Ok(())
    })
}

fn read_jitter(field: &Field) -> Read<Jitter> {
    const NAMES: [&str; 4] = ["none", "full", "equal", "decorrelated"];
    const PAIR: &str = "[from, to]: two durations, from not above to";
    const ALLOWED: &str = "none, full, equal, decorrelated, { proportional: 0 to 1 }, { upward: 0 to 10 } or { add: [from, to] }";
    let mut found = match (field.value, field.one_of(&NAMES)) {
        (Value::Text(_), Ok(0)) => Some(Jitter::None),
        (Value::Text(_), Ok(1)) => Some(Jitter::Full),
        (Value::Text(_), Ok(2)) => Some(Jitter::Equal),
        (Value::Text(_), Ok(_)) => Some(Jitter::Decorrelated),
        _ => None,
    };
    if matches!(field.value, Value::Map(entries) if entries.len() == 1) {
        field.each(&["proportional", "upward", "add"], ALLOWED, &mut |name, field| {
            found = Some(match name {
                "proportional" => Jitter::Proportional(field.number(0, 1)?),
                "upward" => Jitter::Upward(field.number(0, 10)?),
                _ => match *field.durations(PAIR)? {
                    [from, to] if from <= to => Jitter::Add { from, to },
                    _ => return field.refuse(&[PAIR]),
                },
            });
            Ok(())
        })?;
    }
    found.map_or_else(|| field.refuse(&[ALLOWED]), Ok)
}

fn read_statuses(field: &Field) -> Read<StatusSet> {
    const ALLOWED: &str = r#"an array such as [429, "5xx"], or { include, except }"#;
    let mut set = StatusSet::default();
    let mut read = |name: &str, field: &Field| {
        let ranges = if name == "except" { &mut set.except } else { &mut set.include };
        field.members(ALLOWED, &mut |member| {
            ranges.push(member.statuses()?);
            Ok(())
        })
    };
    if matches!(field.value, Value::Map(_)) {
        field.each(&["include", "except"], ALLOWED, &mut read)?;
        if field.entry("include").is_none() {
            return field.refuse(&["an object with include"]);
        }
    } else {
        read("", field)?;
    }
    Ok(set)
}

fn read_unprocessed(field: &Field) -> Read<Vec<u16>> {
    let mut statuses = Vec::new();
    field.members("an array of statuses from 400 to 599", &mut |member| {
        statuses.push(member.whole(400, 599)? as u16);
        Ok(())
    })?;
    Ok(statuses)
}

fn read_key(field: &Field) -> Read<Option<KeyPolicy>> {
    const ALLOWED: &str = "true, false, a text, a function, or { key, header, format, methods, horizon }";
    let mut policy = preset::key();
    match field.value {
        Value::Bool(wanted) => return Ok(if *wanted { Some(policy) } else { None }),
        Value::Text(_) | Value::Function => policy.source = read_key_source(field)?,
        _ => {
            field.each(&["key", "header", "format", "methods", "horizon"], ALLOWED, &mut |name, field| {
                match name {
                    "key" => policy.source = read_key_source(field)?,
                    "header" => policy.header = field.token()?,
                    "format" => policy.quoted = field.one_of(&["raw", "quoted"])? == 1,
                    "horizon" => policy.horizon = field.limit()?,
                    _ => policy.methods = field.tokens("an array of one or more methods")?,
                }
                Ok(())
            })?
        }
    }
    Ok(Some(policy))
}

fn read_key_source(field: &Field) -> Read<KeySource> {
    match field.value {
        Value::Function => Ok(KeySource::Caller),
        // Header values beyond printable ASCII would be refused or mangled on the way.
        Value::Text(text)
            if (1..=255).contains(&text.len()) && text.bytes().all(|b| (b' '..=b'~').contains(&b)) =>
        {
            Ok(KeySource::Fixed(text.clone()))
        }
        _ => field.refuse(&["a text of 1 to 255 printable ASCII characters, or a function"]),
    }
}

fn read_hints(field: &Field) -> Read<Option<Hints>> {
    const ALLOWED: &str = "true, false, or { cap, jitter, headers, dateHeader }";
    let mut hints = preset::hints();
    if let Value::Bool(wanted) = field.value {
        return Ok(if *wanted { Some(hints) } else { None });
    }
    field.each(&["cap", "jitter", "headers", "dateHeader"], ALLOWED, &mut |name, field| {
        match name {
            "cap" => hints.cap = field.duration()?,
            "jitter" => hints.spread = field.one_of(&["none", "upward"])? == 1,
            "dateHeader" => hints.date_header = field.boolean()?,
            _ => {
                hints.headers = field.tokens("an array of one or more header names")?;
                hints.headers.iter_mut().for_each(|name| name.make_ascii_lowercase());
            }
        }
        Ok(())
    })?;
    Ok(Some(hints))
}
