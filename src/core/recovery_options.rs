//! The options of what to do about an answer that is not good, or not there yet: `fallback` and `until`.

use super::backoff_options::read_pace;
use super::defaults;
use super::field::{Field, Options, Read, options};
use super::options::read_jitter;
use super::policy::{Delay, Fallback, Until};
use super::sharing_options::positive;
use super::value::Value;

/// Reads a `fallback`.
pub fn read_fallback(field: &Field, into: &mut Option<Fallback>) -> Read {
    const CACHE: Options<(String, f64)> = options! { (String, f64):
        "cache" => |field, (name, _)| match field.value {
            Value::Text(text) if !text.is_empty() => {
                name.clone_from(text);
                Ok(())
            }
            _ => field.refuse("a text, the name of a cache"),
        },
        "maxAge" => |field, (_, max_age)| positive(field, max_age),
    };
    let mut cached = defaults::cached();
    match field.value {
        Value::Bool(false) => {
            *into = None;
            return Ok(());
        }
        Value::Function => {
            *into = Some(Fallback::Caller);
            return Ok(());
        }
        Value::Text(text) if text == "cache" => {}
        _ => field.options(&mut cached, r#"a function, "cache", { cache, maxAge } or false"#, &CACHE)?,
    }
    let (name, max_age) = cached;
    *into = Some(Fallback::Cache { name, max_age });
    Ok(())
}

/// Reads an `until`.
pub fn read_until(field: &Field, into: &mut Option<Until>) -> Read {
    const ALLOWED: &str = r#""found", "done", a function, { not, done, backoff, jitter } or false"#;
    const UNTIL: Options<Until> = options! { Until:
        "not" => read_not,
        "done" => |field, until| {
            until.asks_caller = true;
            field.function()
        },
        "backoff" => |field, until| match &mut until.pace.delay {
            Delay::Backoff(backoff) => read_pace(field, backoff),
            Delay::Caller => Ok(()),
        },
        "jitter" => |field, until| read_jitter(field, &mut until.pace),
    };
    let mut until = defaults::until();
    match field.value {
        Value::Bool(false) => {
            *into = None;
            return Ok(());
        }
        Value::Function => until.asks_caller = true,
        Value::Text(text) => match text.as_str() {
            "found" => until.not.push(404),
            "done" => until.not.push(202),
            _ => return field.refuse(ALLOWED),
        },
        _ => field.options(&mut until, ALLOWED, &UNTIL)?,
    }
    if until.not.is_empty() && !until.asks_caller {
        return field.refuse("an object with not or done: what is waited for");
    }
    *into = Some(until);
    Ok(())
}

/// One status, or several.
fn read_not(field: &Field, until: &mut Until) -> Read {
    let mut read = |field: &Field| {
        let mut status = 0;
        field.whole(&mut status, 100, 599)?;
        until.not.push(status as u16);
        Ok(())
    };
    match field.value {
        Value::Number(_) => read(field),
        _ => field.members("a status from 100 to 599, or an array of them", &mut read),
    }
}
