//! Policies made up at random from the table of all options: sensible ones, nearly sensible ones and odd ones.
//!
//! Both readers read them, and must give the same verdict in the same words. An option that is added to the table is among
//! them by itself.

use holdfast_fetch::core::policy::table::{
    Check, ELSEWHERE, GROUPS, Group, Kind, REQUEST_INIT, Rule, Sink, forms,
};
use holdfast_fetch::core::random::SplitMix64;
use holdfast_fetch::core::value::Value;

/// An endless series of policies, the same for the same seed.
pub struct Policies(SplitMix64);

impl Policies {
    pub fn new(seed: u64) -> Self {
        Policies(SplitMix64::new(seed))
    }

    fn below(&mut self, count: usize) -> usize {
        (self.0.next_f64() * count as f64) as usize
    }

    fn chance(&mut self, part: f64) -> bool {
        self.0.next_f64() < part
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    /// The next policy.
    pub fn policy(&mut self) -> Value {
        if self.chance(0.01) {
            return self.odd();
        }
        if self.chance(0.3) {
            return self.few();
        }
        // A few options, mostly: of many at random, one is nearly always wrong.
        let written = self.one(&[0.02, 0.05, 0.1, 0.2, 0.5]);
        let oddity = self.one(&[0.0, 0.0, 0.02, 0.1]);
        self.group(Group::Policy, written, oddity)
    }

    /// One or two options, over a preset mostly: what a word means that is right by itself may be another one's affair.
    fn few(&mut self) -> Value {
        let rows = GROUPS[Group::Policy as usize].rows;
        let mut chosen = Vec::new();
        if self.chance(0.7) {
            chosen.push(&rows[0]);
        }
        for _ in 0..self.one(&[1, 1, 2]) {
            chosen.push(&rows[1 + self.below(rows.len() - 1)]);
        }
        chosen.dedup_by_key(|row| row.rule.name);
        let nested = self.one(&[0.2, 0.4]);
        Value::Map(
            chosen.iter().map(|row| (row.rule.name.into(), self.value(&row.rule, nested, 0.0))).collect(),
        )
    }

    /// The options of a group, each written at this chance; each value is odd at that one.
    fn group(&mut self, group: Group, written: f64, oddity: f64) -> Value {
        let mut entries = Vec::new();
        let rows = GROUPS[group as usize].rows;
        let nested = self.one(&[0.2, 0.5, 0.9]);
        for row in rows {
            let is_required =
                !GROUPS[group as usize].requires.is_empty() && row.rule.name == rows[0].rule.name;
            if self.chance(if is_required { 0.97 } else { written }) {
                let value = self.value(&row.rule, nested, oddity);
                let name = if self.chance(oddity / 4.0) {
                    self.misspelt(row.rule.name)
                } else {
                    row.rule.name.into()
                };
                // An object has each name once.
                if entries.iter().all(|(known, _)| *known != name) {
                    entries.push((name, value));
                }
            }
        }
        if group == Group::Jitter {
            entries.truncate(1);
        }
        // Written in any order.
        for from in (1..entries.len()).rev() {
            let to = self.below(from + 1);
            entries.swap(from, to);
        }
        Value::Map(entries)
    }

    fn misspelt(&mut self, name: &str) -> String {
        let (_, theirs) = self.one(ELSEWHERE);
        let theirs = self.one(theirs);
        let mut letters: Vec<char> = if self.chance(0.2) { theirs } else { name }.chars().collect();
        let at = self.below(letters.len());
        match self.below(7) {
            0 => drop(letters.remove(at)),
            1 => letters.insert(at, 'e'),
            2 => letters[at] = 'X',
            3 => letters.reverse(),
            4 => {
                let init = self.one(&REQUEST_INIT);
                return self.one(&[theirs, theirs, init, "retries|limit", "é", "nothing at all"]).into();
            }
            5 => letters.swap(at, at.saturating_sub(1)),
            _ => letters.swap(0, at),
        }
        letters.into_iter().collect()
    }

    fn value(&mut self, rule: &Rule, written: f64, oddity: f64) -> Value {
        if self.chance(oddity) {
            return self.odd();
        }
        let all = [forms::FALSE, forms::TRUE, forms::FUNCTION, forms::OBJECT, forms::LIST, forms::SCALAR];
        let possible: Vec<u8> = all.into_iter().filter(|form| rule.forms & form > 0).collect();
        if possible.is_empty() {
            return self.odd();
        }
        match self.one(&possible) {
            forms::FALSE => Value::Bool(false),
            forms::TRUE => Value::Bool(true),
            forms::FUNCTION => Value::Function,
            forms::OBJECT => self.group(rule.group, written, oddity),
            forms::LIST => self.list(rule, written, oddity),
            _ => self.scalar(rule),
        }
    }

    fn list(&mut self, rule: &Rule, written: f64, oddity: f64) -> Value {
        let count = if rule.sink == Sink::Pair { 2 } else { self.one(&[0, 1, 1, 2, 3, 5]) };
        let mut members: Vec<Value> = (0..count)
            .map(|_| match rule.check {
                _ if self.chance(oddity) => self.odd(),
                Check::Tiers => self.group(rule.group, written, oddity),
                _ => self.scalar(rule),
            })
            .collect();
        if let (Sink::Pair, [Value::Number(from), Value::Number(to)]) = (rule.sink, members.as_mut_slice())
            && from > to
            && self.chance(0.8)
        {
            std::mem::swap(from, to);
        }
        Value::List(members)
    }

    fn scalar(&mut self, rule: &Rule) -> Value {
        let text = |text: &str| Value::Text(text.into());
        match rule.kind {
            Kind::Word => text(self.one(rule.words)),
            Kind::Number => Value::Number(self.between(rule.least, rule.most)),
            Kind::Whole if rule.most == 599.0 => {
                Value::Number(self.one(&[202.0, 404.0, 425.0, 429.0, 500.0, 503.0]))
            }
            Kind::Whole if self.chance(0.8) => Value::Number(rule.least + self.below(8) as f64),
            Kind::Whole => Value::Number(self.between(rule.least, rule.most).round()),
            Kind::Rate => Value::Number(self.one(&[0.01, 0.25, 0.5, 0.99, 1.0])),
            Kind::Status => match self.below(3) {
                0 => text(self.one(&["1xx", "2xx", "4xx", "5xx", "5xx"])),
                1 => Value::Number(self.one(&[408.0, 413.0, 425.0, 429.0, 500.0, 501.0, 503.0])),
                _ => Value::Number(100.0 + self.below(500) as f64),
            },
            Kind::Key => text(self.one(&["k", "order 5", "~ key ~", "5", "#{}"])),
            Kind::Token => text(self.one(&[
                "POST",
                "patch",
                "X-Retry-In",
                "retry-after-MS",
                "ratelimit",
                "!#$%&'*+-.^_`|~",
            ])),
            Kind::Hint => text(self.one(&[
                "X-Retry-In",
                "X-Retry-In:h",
                "retry-after-MS",
                "x-wait:ms",
                "x-wait:S",
                "ratelimit",
                "RateLimit:s",
                "Date",
                "age:ms",
                "My-Should-Retry",
                "x:",
                ":ms",
                "x:ms:s",
                "!#$%&'*+-.^_`|~",
            ])),
            Kind::Name => text(self.one(&["c", "кэш", "a,b", "\u{1f980}"])),
            Kind::Duration | Kind::Positive | Kind::Limit | Kind::Interval => self.duration(),
        }
    }

    fn between(&mut self, least: f64, most: f64) -> f64 {
        match self.below(8) {
            0 => least,
            1 => most,
            2 => most + 0.5,
            _ => least + self.0.next_f64() * (most - least),
        }
    }

    fn duration(&mut self) -> Value {
        let number = self.one(&[1, 2, 5, 7, 10, 30, 45, 90, 250, 500, 1500]);
        match self.below(5) {
            0 => Value::Number(f64::from(number) * 1000.0),
            1 => Value::Number(self.0.next_f64() * 100_000.0),
            2 => Value::Text(format!("{number}.{}{}", self.below(1000), self.one(&["s", "m", "h"]))),
            3 => Value::Text(format!("{number}{}", self.one(&["ms", "s", "s", "m", "h", "d"]))),
            _ => self.one(&[
                Value::Number(0.0),
                Value::Text("0s".into()),
                Value::Number(3_153_600_000_000.0),
                Value::Number(0.1),
            ]),
        }
    }

    /// What is a value of few options, or of none.
    fn odd(&mut self) -> Value {
        let text = |text: &str| Value::Text(text.into());
        let numbers = [
            0.0,
            1.0,
            -1.0,
            0.5,
            -0.0001,
            1.0005,
            99.0,
            599.0,
            600.0,
            1001.0,
            9.1e12,
            f64::NAN,
            f64::INFINITY,
        ];
        match self.below(10) {
            0 => Value::Null,
            1 => Value::Bool(true),
            2 => Value::Bool(false),
            3 => Value::Function,
            4 => Value::Foreign("a symbol".into()),
            5 => Value::List(Vec::new()),
            6 => Value::Map(Vec::new()),
            7 => Value::List(vec![self.odd(), self.odd()]),
            8 => Value::Number(self.one(&numbers)),
            _ => text(&self.one(&TEXTS).repeat(self.one(&[1, 1, 1, 40]))),
        }
    }
}

const TEXTS: [&str; 14] = [
    "",
    "x",
    "1s",
    "5",
    "5 s",
    "5S",
    "1e3s",
    ".5s",
    "5xx",
    "6xx",
    "full",
    "ключ",
    "a b",
    "\u{1f980}\u{1f980}",
];

/// As JSON. What it cannot say is spelt out, as in `tests/vectors`.
pub fn spelt_out(value: &Value, name: &str) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(it) => (*it).into(),
        Value::Number(it) if it.is_nan() => "<NaN>".into(),
        Value::Number(it) if it.is_infinite() => "<Infinity>".into(),
        Value::Number(it) => (*it).into(),
        Value::Text(it) => it.as_str().into(),
        Value::List(members) => members.iter().map(|member| spelt_out(member, "")).collect(),
        Value::Map(entries) => entries
            .iter()
            .map(|(name, value)| (name.clone(), spelt_out(value, name)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Function if name == "log" => "<logger>".into(),
        Value::Function => "<function>".into(),
        Value::Foreign(_) => "<symbol>".into(),
    }
}

/// The inverse, of policies as `tests/vectors` spell them out.
pub fn meant(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(it) => Value::Bool(*it),
        serde_json::Value::Number(it) => Value::Number(it.as_f64().unwrap_or(f64::NAN)),
        serde_json::Value::String(it) => match it.as_str() {
            "<function>" | "<logger>" => Value::Function,
            "<NaN>" => Value::Number(f64::NAN),
            "<Infinity>" => Value::Number(f64::INFINITY),
            "<symbol>" => Value::Foreign("a symbol".into()),
            text => Value::Text(text.into()),
        },
        serde_json::Value::Array(members) => Value::List(members.iter().map(meant).collect()),
        serde_json::Value::Object(entries) => {
            Value::Map(entries.iter().map(|(name, value)| (name.clone(), meant(value))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spelt_out_means_the_same() {
        let mut policies = Policies::new(1);
        for _ in 0..1000 {
            let written = spelt_out(&policies.policy(), "");
            assert_eq!(spelt_out(&meant(&written), ""), written);
        }
    }

    #[test]
    fn most_options_are_read_and_some_are_refused() {
        use holdfast_fetch::core::policy::reader::read;
        let mut policies = Policies::new(2);
        let good = (0..5000).filter(|_| read(&policies.policy(), Group::Policy).is_ok()).count();
        assert!((2000..4000).contains(&good), "{good}");
    }
}
