//! What budgets cost one client of a server that lives.

use crate::pool;
use holdfast_fetch::core::value::Value;
use holdfast_fetch::fleet::catalogue::{a_token_each, ours};
use holdfast_fetch::fleet::clients::Strategy;
use holdfast_fetch::fleet::living::{Lived, Living, Trouble, live};

/// A row: its name, the retries of the policies, and what they meet.
type Row = (&'static str, u32, Living);

/// A column: its name, and the policy with so many retries.
type Column = (&'static str, fn(u32) -> Strategy);

const COLUMNS: [Column; 3] = [
    ("without a budget", |retries| ours(&[("retries", number(retries)), ("budget", Value::Bool(false))])),
    ("a token for each retry", a_token_each),
    ("standard", |retries| ours(&[("retries", number(retries))])),
];

pub fn table(seeds: usize) -> String {
    let rows = rows();
    let lived = pool::run("the living", rows.len() * COLUMNS.len(), |number| {
        let (_, retries, living) = &rows[number / COLUMNS.len()];
        let strategy = (COLUMNS[number % COLUMNS.len()].1)(*retries);
        mean((0..seeds).map(|seed| live(living, &strategy, seed as u64 + 1)))
    });
    let mut table = String::from("| calls that end well / attempts for each |");
    COLUMNS.iter().for_each(|(name, _)| table += &format!(" {name} |"));
    table += "\n|---|---|---|---|\n";
    for ((name, ..), cells) in rows.iter().zip(lived.chunks(COLUMNS.len())) {
        table += &format!("| {name} |");
        cells
            .iter()
            .for_each(|lived| table += &format!(" {:.1} % / {:.2} |", lived.good * 100.0, lived.attempts));
        table += "\n";
    }
    table
}

fn rows() -> Vec<Row> {
    let row = |name, retries, calls, at_once, trouble| (name, retries, Living { calls, at_once, trouble });
    let told = Trouble::Limit { retry_after: Some(1) };
    let untold = Trouble::Limit { retry_after: None };
    vec![
        row("8 calls at once, each fails once", 3, 8, 8, Trouble::Times(1)),
        row("30 calls at once, each fails once", 3, 30, 30, Trouble::Times(1)),
        row("100 calls at once, each fails once", 3, 100, 100, Trouble::Times(1)),
        row("8 calls at once, each fails twice", 3, 8, 8, Trouble::Times(2)),
        row("500 calls one by one, attempts fail at 10 %", 3, 500, 1, Trouble::Chance(0.1)),
        row("at 20 %", 3, 500, 1, Trouble::Chance(0.2)),
        row("at 30 %", 3, 500, 1, Trouble::Chance(0.3)),
        row("at 40 %", 3, 500, 1, Trouble::Chance(0.4)),
        row("at 50 %", 3, 500, 1, Trouble::Chance(0.5)),
        row("ten a second with Retry-After: 1, 100 calls by 20 workers", 3, 100, 20, told),
        row("the same, all at once", 3, 100, 100, told),
        row("the same, by 20 workers with 8 retries", 8, 100, 20, told),
        row("the same, all at once with 8 retries", 8, 100, 100, told),
        row("ten a second without Retry-After, 100 calls by 20 workers", 3, 100, 20, untold),
        row("the same, all at once", 3, 100, 100, untold),
        row("5 operations one by one, each fails twice", 3, 5, 1, Trouble::Times(2)),
        row("500 operations one by one, each fails once", 3, 500, 1, Trouble::Times(1)),
    ]
}

fn mean(runs: impl Iterator<Item = Lived>) -> Lived {
    let (mut sum, mut count) = (Lived { good: 0.0, attempts: 0.0 }, 0.0);
    for run in runs {
        sum = Lived { good: sum.good + run.good, attempts: sum.attempts + run.attempts };
        count += 1.0;
    }
    Lived { good: sum.good / count, attempts: sum.attempts / count }
}

fn number(number: u32) -> Value {
    Value::Number(number.into())
}
