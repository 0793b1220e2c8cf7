//! Reading one field of a policy: the value, and the path by which errors name it.

use super::duration;
use super::error::PolicyError;
use super::status::StatusRange;
use super::text::{self, alternatives};
use super::value::Value;

/// A value and where it stands. The path is spelt out only for errors.
#[derive(Clone, Copy)]
pub struct Field<'a> {
    /// What is there.
    pub value: &'a Value,
    name: Name<'a>,
    parent: Option<&'a Field<'a>>,
}

#[derive(Clone, Copy)]
enum Name<'a> {
    Key(&'a str),
    Index(usize),
}

/// What reading a field gives.
pub type Read<T> = Result<T, Box<PolicyError>>;

impl<'a> Field<'a> {
    /// The policy itself.
    pub fn root(value: &'a Value) -> Self {
        Field { value, name: Name::Key(""), parent: None }
    }

    fn push_path(&self, out: &mut String) {
        if let Some(parent) = self.parent {
            parent.push_path(out);
        }
        match self.name {
            Name::Index(index) => {
                out.push('[');
                text::push_whole(out, index as u64);
                out.push(']');
            }
            Name::Key(name) => {
                if !out.is_empty() {
                    out.push('.');
                }
                out.push_str(name);
            }
        }
    }

    fn path(&self) -> String {
        let mut path = String::new();
        self.push_path(&mut path);
        path
    }

    /// The refusal of this field.
    pub fn refuse<T>(&self, allowed: &[&str]) -> Read<T> {
        Err(PolicyError::new(self.path(), self.value, allowed))
    }

    /// Shows each entry of a map whose names are all `known`.
    pub fn each(
        &self,
        known: &[&str],
        allowed: &str,
        read: &mut dyn FnMut(&str, &Field) -> Read<()>,
    ) -> Read<()> {
        let Value::Map(entries) = self.value else { return self.refuse(&[allowed]) };
        for (name, value) in entries {
            let field = Field { value, name: Name::Key(name), parent: Some(self) };
            if !known.contains(&name.as_str()) {
                return Err(unknown(field.path(), name, known));
            }
            read(name, &field)?;
        }
        Ok(())
    }

    /// The entry `name` of a map.
    pub fn entry<'b>(&'b self, name: &'b str) -> Option<Field<'b>> {
        self.value.get(name).map(|value| Field { value, name: Name::Key(name), parent: Some(self) })
    }

    /// Shows each member of a list.
    pub fn members(&self, allowed: &str, read: &mut dyn FnMut(&Field) -> Read<()>) -> Read<()> {
        let Value::List(values) = self.value else { return self.refuse(&[allowed]) };
        for (index, value) in values.iter().enumerate() {
            read(&Field { value, name: Name::Index(index), parent: Some(self) })?;
        }
        Ok(())
    }

    /// The durations of a list that is not empty.
    pub fn durations(&self, allowed: &str) -> Read<Vec<f64>> {
        let mut durations = Vec::new();
        self.members(allowed, &mut |member| {
            durations.push(member.duration()?);
            Ok(())
        })?;
        if durations.is_empty() { self.refuse(&[allowed]) } else { Ok(durations) }
    }

    /// The names of a list that is not empty.
    pub fn tokens(&self, allowed: &str) -> Read<Vec<String>> {
        let mut tokens = Vec::new();
        self.members(allowed, &mut |member| {
            tokens.push(member.token()?);
            Ok(())
        })?;
        if tokens.is_empty() { self.refuse(&[allowed]) } else { Ok(tokens) }
    }

    /// Milliseconds.
    pub fn duration(&self) -> Read<f64> {
        duration::read(self.value).map_or_else(|| self.refuse(&[duration::ALLOWED]), Ok)
    }

    /// Milliseconds, or `false` for no limit. Zero would forbid everything.
    pub fn limit(&self) -> Read<f64> {
        match duration::read(self.value) {
            Some(milliseconds) if milliseconds > 0.0 => Ok(milliseconds),
            None if matches!(self.value, Value::Bool(false)) => Ok(f64::INFINITY),
            _ => self.refuse(&[duration::ALLOWED, "; more than 0; or false for no limit"]),
        }
    }

    /// A number from `least` to `most`.
    pub fn number(&self, least: u32, most: u32) -> Read<f64> {
        match self.value {
            Value::Number(number) if (f64::from(least)..=f64::from(most)).contains(number) => Ok(*number),
            _ => self.refuse(&[
                "a number from ",
                &text::whole(least.into()),
                " to ",
                &text::whole(most.into()),
            ]),
        }
    }

    /// A whole number from `least` to `most`.
    pub fn whole(&self, least: u32, most: u32) -> Read<u32> {
        match self.number(least, most) {
            Ok(number) if number as u32 as f64 == number => Ok(number as u32),
            _ => self.refuse(&[
                "a whole number from ",
                &text::whole(least.into()),
                " to ",
                &text::whole(most.into()),
            ]),
        }
    }

    /// `true` or `false`.
    pub fn boolean(&self) -> Read<bool> {
        match self.value {
            Value::Bool(value) => Ok(*value),
            _ => self.refuse(&["true or false"]),
        }
    }

    /// The position among `names`.
    pub fn one_of(&self, names: &[&str]) -> Read<usize> {
        let given = if let Value::Text(text) = self.value { text } else { "" };
        names.iter().position(|name| *name == given).map_or_else(|| self.refuse(&[&alternatives(names)]), Ok)
    }

    /// The name of a header or method: a token of RFC 9110 5.6.2.
    pub fn token(&self) -> Read<String> {
        let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        match self.value {
            Value::Text(text) if !text.is_empty() && text.bytes().all(is_token) => Ok(text.clone()),
            _ => self.refuse(&["a name of letters, digits and !#$%&'*+-.^_`|~"]),
        }
    }

    /// A status from 100 to 599, or a class of them.
    pub fn statuses(&self) -> Read<StatusRange> {
        match self.value {
            Value::Number(_) => {
                if let Ok(status) = self.whole(100, 599) {
                    return Ok(StatusRange::one(status as u16));
                }
            }
            Value::Text(text) => {
                if let [digit @ b'1'..=b'5', b'x', b'x'] = text.as_bytes() {
                    return Ok(StatusRange::class(u16::from(*digit & 15)));
                }
            }
            _ => {}
        }
        self.refuse(&[r#"a status from 100 to 599, or a class such as "5xx""#])
    }

    /// Is it a callback?
    pub fn is_function(&self) -> bool {
        matches!(self.value, Value::Function)
    }

    /// A callback, and nothing else.
    pub fn function(&self) -> Read<()> {
        if self.is_function() { Ok(()) } else { self.refuse(&["a function"]) }
    }
}

fn unknown(path: String, name: &str, known: &[&str]) -> Box<PolicyError> {
    let nearest = known.iter().map(|other| (distance(name, other), *other)).min();
    let allowed = match nearest {
        Some((distance, meant)) if distance < 3 => [meant, " (did you mean that?)"].concat(),
        _ => alternatives(known),
    };
    Box::new(PolicyError { field: path, given: "not an option".into(), allowed })
}

/// How many letters to add, drop or change (Levenshtein), ignoring case.
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (position, a) in left.bytes().enumerate() {
        let mut diagonal = position;
        let mut beside = position.saturating_add(1);
        for (cell, b) in row.iter_mut().skip(1).zip(right.bytes()) {
            let change = diagonal.saturating_add(usize::from(!a.eq_ignore_ascii_case(&b)));
            diagonal = *cell;
            beside = change.min(diagonal.min(beside).saturating_add(1));
            *cell = beside;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(distance("retries", "retries"), 0);
        assert_eq!(distance("retires", "retries"), 2);
        assert_eq!(distance("Retry", "retry"), 0);
        assert_eq!(distance("deadlin", "deadline"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn a_misspelt_name_is_guessed() {
        let value = Value::Map(vec![("retires".into(), Value::Null)]);
        let error = Field::root(&value).each(&["retries", "deadline"], "", &mut |_, _| Ok(())).unwrap_err();
        assert_eq!(
            error.to_string(),
            "retry policy: retires is not an option; allowed: retries (did you mean that?)"
        );
    }
}
