//! From what was written to a [`Policy`]: every option of the table, over a preset.

use super::backoff_options::read_backoff;
use super::contradiction;
use super::defaults;
use super::field::{Field, Options, Read, consists_of, options};
use super::jitter::Jitter;
use super::policy::{Delay, Hints, Idempotent, KeyPolicy, KeySource, Policy, Tier, Timeouts};
use super::preset;
use super::recovery_options;
use super::sharing_options;
use super::status::{StatusRange, StatusSet};
use super::value::Value;

/// In the order they are read: the preset first, and what depends on another option after it.
const OPTIONS: Options<Policy> = options! { Policy:
    "preset" => |field, policy| {
        let mut index = 0;
        field.one_of(&mut index, &preset::NAMES)?;
        *policy = preset::numbered(index);
        Ok(())
    },
    "retries" => |field, policy| in_first_tier(policy, |tier| field.whole(&mut tier.retries, 0, 1000)),
    "backoff" => |field, policy| in_first_tier(policy, |tier| read_backoff(field, tier)),
    "jitter" => |field, policy| in_first_tier(policy, |tier| read_jitter(field, tier)),
    "tiers" => read_tiers,
    "statuses" => |field, policy| {
        read_statuses(field, &mut policy.statuses)?;
        // They win over a preset's word on what the server leaves undone.
        policy.unprocessed.retain(|status| policy.statuses.contains(*status));
        Ok(())
    },
    "networkErrors" => |field, policy| field.boolean(&mut policy.network_errors),
    "timeouts" => |field, policy| {
        policy.timeouts = match field.value {
            Value::Bool(true) => Timeouts::Always,
            Value::Bool(false) => Timeouts::Never,
            Value::Text(text) if text == "vouched" => Timeouts::Vouched,
            _ => return field.refuse(r#""vouched", true or false"#),
        };
        Ok(())
    },
    "idempotent" => |field, policy| {
        policy.idempotent = match field.value {
            Value::Bool(true) => Idempotent::Always,
            Value::Bool(false) => Idempotent::Never,
            Value::Text(text) if text == "auto" => Idempotent::Auto,
            _ => return field.refuse(r#""auto", true or false"#),
        };
        Ok(())
    },
    "unprocessed" => |field, policy| {
        policy.unprocessed.clear();
        field.members("an array of statuses from 400 to 599", &mut |member| {
            let mut status = 0;
            member.whole(&mut status, 400, 599)?;
            policy.unprocessed.push(status as u16);
            Ok(())
        })
    },
    "idempotencyKey" => |field, policy| read_key(field, &mut policy.idempotency_key),
    "retryAfter" => |field, policy| read_hints(field, &mut policy.hints),
    "attemptTimeout" => |field, policy| field.limit(&mut policy.attempt_timeout),
    "deadline" => |field, policy| field.limit(&mut policy.deadline),
    "shouldRetry" => |field, policy| {
        policy.asks_caller = true;
        field.function()
    },
    "budget" => |field, policy| sharing_options::read_budget(field, &mut policy.budget),
    "breaker" => |field, policy| sharing_options::read_breaker(field, &mut policy.breaker),
    "throttle" => |field, policy| sharing_options::read_throttle(field, &mut policy.throttle),
    "fallback" => |field, policy| recovery_options::read_fallback(field, &mut policy.fallback),
    "refresh" => |field, policy| {
        policy.refreshes = field.is_function();
        if field.is_function() || field.is_false() { Ok(()) } else { field.refuse("a function, or false") }
    },
    "until" => |field, policy| recovery_options::read_until(field, &mut policy.until),
    "throwOnStatus" => |field, policy| field.boolean(&mut policy.throw_on_status),
    "onEvent" => |field, _| field.function(),
    "log" => |field, policy| {
        policy.prints_faults = false;
        // The shell looks whether it is a logger, and says so by a function.
        if field.is_function() || field.is_false() {
            return Ok(());
        }
        field.refuse("an object with the methods debug, info, warn and error, such as console; or false")
    },
    "fetch" => |field, _| field.function(),
    "random" => |field, _| field.function(),
    "now" => |field, _| field.function(),
};

/// Reads a policy and checks it, each field by itself and then against the others.
pub fn read(value: Value) -> Read<Policy> {
    let written = match value {
        Value::Text(_) => Value::Map(vec![("preset".into(), value)]),
        _ => value,
    };
    let whole = Field::root(&written);
    let mut policy = preset::standard();
    whole.options(&mut policy, "a preset's name, an object of options, or a RetryPolicy", &OPTIONS)?;
    sharing_options::fit(&mut policy, &whole);
    contradiction::check(&policy, &whole)?;
    policy.written = written;
    Ok(policy)
}

fn in_first_tier(policy: &mut Policy, read: impl FnOnce(&mut Tier) -> Read) -> Read {
    policy.tiers.first_mut().map_or(Ok(()), read)
}

/// Later tiers replace the preset's later tiers; each starts from minutes and the first tier's jitter.
fn read_tiers(field: &Field, policy: &mut Policy) -> Read {
    const ALLOWED: &str = "an array of { retries, backoff, jitter }";
    const TIER: Options<Tier> = options! { Tier:
        "retries" => |field, tier| field.whole(&mut tier.retries, 1, 1000),
        "backoff" => read_backoff,
        "jitter" => read_jitter,
    };
    policy.tiers.truncate(1);
    let jitter = policy.tiers.first().map_or(Jitter::Full, |first| first.jitter);
    field.members(ALLOWED, &mut |member| {
        let mut tier = Tier { retries: 0, delay: Delay::Backoff(defaults::later_backoff()), jitter };
        member.options(&mut tier, ALLOWED, &TIER)?;
        if tier.retries == 0 {
            return member.refuse("an object with retries, 1 or more");
        }
        policy.tiers.push(tier);
        Ok(())
    })
}

/// Reads a `jitter`.
pub fn read_jitter(field: &Field, tier: &mut Tier) -> Read {
    const NAMED: [(&str, Jitter); 4] = [
        ("none", Jitter::None),
        ("full", Jitter::Full),
        ("equal", Jitter::Equal),
        ("decorrelated", Jitter::Decorrelated),
    ];
    const PAIR: &str = "[from, to]: two durations, from not above to";
    const ALLOWED: &str = "none, full, equal, decorrelated, { proportional: 0 to 1 }, { upward: 0 to 10 } or { add: [from, to] }";
    const DRAWN: Options<Jitter> = options! { Jitter:
        "proportional" => |field, jitter| {
            let mut part = 0.0;
            field.number(&mut part, 0, 1)?;
            *jitter = Jitter::Proportional(part);
            Ok(())
        },
        "upward" => |field, jitter| {
            let mut part = 0.0;
            field.number(&mut part, 0, 10)?;
            *jitter = Jitter::Upward(part);
            Ok(())
        },
        "add" => |field, jitter| {
            let mut pair = Vec::new();
            field.durations(&mut pair, PAIR)?;
            match *pair {
                [from, to] if from <= to => *jitter = Jitter::Add { from, to },
                _ => return field.refuse(PAIR),
            }
            Ok(())
        },
    };
    match field.value {
        Value::Map(entries) if entries.len() == 1 => field.options(&mut tier.jitter, ALLOWED, &DRAWN),
        Value::Text(text) => match NAMED.iter().find(|(name, _)| name == text) {
            Some((_, jitter)) => {
                tier.jitter = *jitter;
                Ok(())
            }
            None => field.refuse(ALLOWED),
        },
        _ => field.refuse(ALLOWED),
    }
}

fn read_statuses(field: &Field, set: &mut StatusSet) -> Read {
    const ALLOWED: &str = r#"an array such as [429, "5xx"], or { include, except }"#;
    const SET: Options<StatusSet> = options! { StatusSet:
        "include" => |field, set| read_ranges(field, &mut set.include),
        "except" => |field, set| read_ranges(field, &mut set.except),
    };
    fn read_ranges(field: &Field, ranges: &mut Vec<StatusRange>) -> Read {
        field.members(ALLOWED, &mut |member| {
            let mut range = StatusRange::one(0);
            member.statuses(&mut range)?;
            ranges.push(range);
            Ok(())
        })
    }
    *set = StatusSet::default();
    if !matches!(field.value, Value::Map(_)) {
        return read_ranges(field, &mut set.include);
    }
    field.options(set, ALLOWED, &SET)?;
    if field.has("include") { Ok(()) } else { field.refuse("an object with include") }
}

fn read_key(field: &Field, into: &mut Option<KeyPolicy>) -> Read {
    const ALLOWED: &str = "true, false, a text, a function, or { key, header, format, methods, horizon }";
    const KEY: Options<KeyPolicy> = options! { KeyPolicy:
        "key" => |field, key| read_key_source(field, &mut key.source),
        "header" => |field, key| field.token(&mut key.header),
        "format" => |field, key| field.either(&mut key.quoted, ["raw", "quoted"]),
        "methods" => |field, key| field.tokens(&mut key.methods, "an array of one or more methods"),
        "horizon" => |field, key| field.limit(&mut key.horizon),
    };
    let mut key = defaults::key();
    let mut wanted = true;
    match field.value {
        Value::Bool(value) => wanted = *value,
        Value::Text(_) | Value::Function => read_key_source(field, &mut key.source)?,
        _ => field.options(&mut key, ALLOWED, &KEY)?,
    }
    *into = if wanted { Some(key) } else { None };
    Ok(())
}

fn read_key_source(field: &Field, source: &mut KeySource) -> Read {
    *source = match field.value {
        Value::Function => KeySource::Caller,
        // Header values beyond printable ASCII would be refused or mangled on the way.
        Value::Text(text)
            if (1..=255).contains(&text.len()) && consists_of(text, |byte| matches!(byte, b' '..=b'~')) =>
        {
            KeySource::Fixed(text.clone())
        }
        _ => return field.refuse("a text of 1 to 255 printable ASCII characters, or a function"),
    };
    Ok(())
}

fn read_hints(field: &Field, into: &mut Option<Hints>) -> Read {
    const HINTS: Options<Hints> = options! { Hints:
        "cap" => |field, hints| field.duration(&mut hints.cap),
        "jitter" => |field, hints| field.either(&mut hints.spread, ["none", "upward"]),
        "headers" => |field, hints| {
            field.tokens(&mut hints.headers, "an array of one or more header names")?;
            hints.headers.iter_mut().for_each(|name| name.make_ascii_lowercase());
            Ok(())
        },
        "dateHeader" => |field, hints| field.boolean(&mut hints.date_header),
    };
    let mut hints = defaults::hints();
    let mut wanted = true;
    match field.value {
        Value::Bool(value) => wanted = *value,
        _ => field.options(&mut hints, "true, false, or { cap, jitter, headers, dateHeader }", &HINTS)?,
    }
    *into = if wanted { Some(hints) } else { None };
    Ok(())
}
