//! The options of what calls share: `budget`, `breaker` and `throttle`.

use super::backoff_options::read_pace;
use super::defaults;
use super::duration;
use super::field::{Field, Options, Read, options};
use super::policy::{BreakerKey, BreakerPolicy, BudgetPolicy, Policy, ThrottlePolicy};
use super::value::Value;

/// Reads a `budget` over the preset's.
pub fn read_budget(field: &Field, into: &mut Option<BudgetPolicy>) -> Read {
    const BUDGET: Options<BudgetPolicy> = options! { BudgetPolicy:
        "ratio" => |field, budget| field.number(&mut budget.ratio, 0, 1),
        "initial" => |field, budget| read_credit(field, &mut budget.initial),
        "cap" => |field, budget| field.number(&mut budget.cap, 0, 10_000),
    };
    if let Value::Bool(false) = field.value {
        *into = None;
        return Ok(());
    }
    let budget = into.get_or_insert(defaults::BUDGET);
    field.options(budget, "false, or { ratio, initial, cap }", &BUDGET)?;
    let earned = if budget.ratio > 0.0 { budget.cap } else { 0.0 };
    if budget.initial.1 + earned < 1.0 {
        return field
            .refuse("enough of initial, or of ratio and cap, to make the whole token that a retry takes");
    }
    Ok(())
}

/// One number, or two to draw from.
fn read_credit(field: &Field, credit: &mut (f64, f64)) -> Read {
    const ALLOWED: &str = "a number from 0 to 1000, or [from, to]: two of them, from not above to";
    if let Value::Number(_) = field.value {
        field.number(&mut credit.0, 0, 1000)?;
        credit.1 = credit.0;
        return Ok(());
    }
    let mut pair = Vec::new();
    field.members(ALLOWED, &mut |member| {
        let mut number = 0.0;
        member.number(&mut number, 0, 1000)?;
        pair.push(number);
        Ok(())
    })?;
    match *pair {
        [from, to] if from <= to => *credit = (from, to),
        _ => return field.refuse(ALLOWED),
    }
    Ok(())
}

/// Those of a breaker that several policies share. The last two, its clock and its chance, are not for
/// the breaker of one policy, which has the policy's.
const CIRCUIT_BREAKER: Options<BreakerPolicy> = options! { BreakerPolicy:
    "failureRate" => |field, breaker| read_rate(field, &mut breaker.failure_rate),
    "slowRate" => |field, breaker| read_rate(field, &mut breaker.slow_rate),
    "slowCall" => |field, breaker| positive(field, &mut breaker.slow_call),
    "consecutive" => |field, breaker| match field.value {
        Value::Bool(false) => {
            breaker.consecutive = 0;
            Ok(())
        }
        Value::Number(_) => field.whole(&mut breaker.consecutive, 1, 1000),
        _ => field.refuse("a whole number from 1 to 1000, or false"),
    },
    "window" => |field, breaker| positive(field, &mut breaker.window),
    "minimum" => |field, breaker| field.whole(&mut breaker.minimum, 1, 100_000),
    "open" => read_open,
    "probes" => |field, breaker| field.whole(&mut breaker.probes, 1, 100),
    "key" => |field, breaker| {
        breaker.key = match field.value {
            Value::Function => BreakerKey::Caller,
            Value::Text(text) if text == "origin" => BreakerKey::Origin,
            Value::Text(text) if text == "policy" => BreakerKey::Policy,
            _ => return field.refuse(r#""origin", "policy" or a function"#),
        };
        Ok(())
    },
    "now" => |field, _| field.function(),
    "random" => |field, _| field.function(),
};

const BREAKER: Options<BreakerPolicy> =
    Options { names: CIRCUIT_BREAKER.names.split_at(9).0, read: CIRCUIT_BREAKER.read };

/// Reads a `breaker` over the preset's.
pub fn read_breaker(field: &Field, into: &mut Option<BreakerPolicy>) -> Read {
    const ALLOWED: &str =
        "true, false, an object such as { failureRate, window, minimum, open }, or a CircuitBreaker";
    let breaker = into.get_or_insert_with(defaults::breaker);
    match field.value {
        Value::Bool(false) => *into = None,
        Value::Bool(true) => {}
        _ => {
            field.options(breaker, ALLOWED, &BREAKER)?;
            check_breaker(field, breaker)?;
        }
    }
    Ok(())
}

/// Reads the options of a circuit breaker that several policies share.
///
/// # Errors
/// The first field that is unknown, out of range, or contradicts another one.
pub fn read_circuit_breaker(options: Value) -> Read<BreakerPolicy> {
    let mut breaker = defaults::breaker();
    // Errors name its fields as they do those of a policy's own breaker.
    let whole = Value::Map(vec![("breaker".into(), options)]);
    if let Some(field) = Field::root(&whole).entry("breaker") {
        field.options(
            &mut breaker,
            "an object such as { failureRate, window, minimum, open }",
            &CIRCUIT_BREAKER,
        )?;
        check_breaker(&field, &breaker)?;
    }
    Ok(breaker)
}

fn check_breaker(field: &Field, breaker: &BreakerPolicy) -> Read {
    match (breaker.slow_rate.is_finite(), field.entry("failureRate"), field.entry("slowCall")) {
        (false, Some(rate), _) if breaker.failure_rate.is_infinite() && breaker.consecutive == 0 => rate
            .refuse(
                "a number above 0 and up to 1, unless slowRate or consecutive has one: it would never open",
            ),
        (false, _, Some(call)) if !field.has("slowRate") => {
            call.refuse("nothing without slowRate, the share of slow calls at which it opens")
        }
        _ => Ok(()),
    }
}

fn read_rate(field: &Field, rate: &mut f64) -> Read {
    *rate = match field.value {
        Value::Number(number) if *number > 0.0 && *number <= 1.0 => *number,
        Value::Bool(false) => f64::INFINITY,
        _ => return field.refuse("a number above 0 and up to 1, or false"),
    };
    Ok(())
}

fn read_open(field: &Field, breaker: &mut BreakerPolicy) -> Read {
    if !matches!(field.value, Value::Map(_)) {
        let mut length = 0.0;
        positive(field, &mut length)?;
        breaker.open = defaults::constant(length);
        return Ok(());
    }
    read_pace(field, &mut breaker.open)
}

/// Reads a `throttle`.
pub fn read_throttle(field: &Field, into: &mut Option<ThrottlePolicy>) -> Read {
    const THROTTLE: Options<ThrottlePolicy> = options! { ThrottlePolicy:
        "k" => |field, throttle| field.number(&mut throttle.k, 1, 10),
        "window" => |field, throttle| positive(field, &mut throttle.window),
        "cap" => |field, throttle| field.number(&mut throttle.cap, 0, 1),
    };
    let throttle = into.get_or_insert_with(defaults::throttle);
    match field.value {
        Value::Bool(false) => *into = None,
        Value::Bool(true) => {}
        _ => field.options(throttle, "true, false, or { k, window, cap }", &THROTTLE)?,
    }
    Ok(())
}

/// Milliseconds, more than none.
pub fn positive(field: &Field, into: &mut f64) -> Read {
    match duration::read(field.value) {
        Some(milliseconds) if milliseconds > 0.0 => *into = milliseconds,
        _ => return field.refuse(r#"a duration above 0 and up to 100 years: milliseconds, or a string such as "250ms", "5s", "2m""#),
    }
    Ok(())
}

/// What is not written gives way to the retries that are: a lone call that meets nothing but rejections
/// has the credit for all of them, and its own failures do not open its circuit.
pub fn fit(policy: &mut Policy, written: &Field) {
    let has = |part, name| written.entry(part).is_some_and(|part| part.has(name));
    let requests = policy.most_requests();
    if let (Some(budget), false) = (&mut policy.budget, has("budget", "initial")) {
        let retries = f64::from(requests.saturating_sub(1));
        // Who draws the credit means it to be scarce.
        if budget.initial.0 == budget.initial.1 && budget.initial.0 < retries {
            budget.initial = (retries, retries);
        }
    }
    if let (Some(breaker), false) = (&mut policy.breaker, has("breaker", "minimum")) {
        breaker.minimum = breaker.minimum.max(requests.saturating_add(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(options: &[(&str, Value)]) -> Read<BreakerPolicy> {
        let mut entries = Vec::new();
        for (name, value) in options {
            entries.push((String::from(*name), value.clone()));
        }
        read_circuit_breaker(Value::Map(entries))
    }

    #[test]
    fn a_breaker_of_several_policies_is_like_that_of_one_but_with_a_clock_of_its_own() {
        assert_eq!(read(&[]).unwrap(), defaults::breaker());
        let own =
            read(&[("probes", Value::Number(2.0)), ("now", Value::Function), ("random", Value::Function)]);
        assert_eq!(own.unwrap(), BreakerPolicy { probes: 2, ..defaults::breaker() });
        let mut of_policy = None;
        let with_clock = Value::Map(vec![("now".into(), Value::Function)]);
        let refusal = read_breaker(&Field::root(&with_clock), &mut of_policy).unwrap_err();
        assert_eq!(refusal.given, "not an option");
    }

    #[test]
    fn its_refusals_name_the_same_fields() {
        let refused = |options| read_circuit_breaker(options).unwrap_err().to_string();
        let allowed = "an object such as { failureRate, window, minimum, open }";
        assert_eq!(refused(Value::Bool(true)), format!("retry policy: breaker is true; allowed: {allowed}"));
        let clock = Value::Map(vec![("now".into(), Value::Number(5.0))]);
        assert_eq!(refused(clock), "retry policy: breaker.now is 5; allowed: a function");
        let never = read(&[("failureRate", Value::Bool(false))]).unwrap_err();
        assert_eq!(never.field, "breaker.failureRate");
    }
}
