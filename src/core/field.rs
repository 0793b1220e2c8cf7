//! Reading one field of a policy: the value, and the path by which errors name it.
//!
//! Readers put what they read where it belongs and return nothing but a refusal: a pointer, which is
//! a few bytes of code at each of a hundred places, where a result with a value in it would be many.

use super::duration;
use super::error::PolicyError;
use super::misspelt;
use super::status::StatusRange;
use super::text::{self, alternatives, push, push_whole};
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
pub type Read<T = ()> = Result<T, Box<PolicyError>>;

/// The options of a map: their names, and how each is read into a `T`. Made by [`options!`].
pub struct Options<T> {
    /// In the order they are read.
    pub names: &'static [&'static str],
    /// Reads the option of this number.
    pub read: fn(usize, &Field, &mut T) -> Read,
}

/// Reads one option.
pub type Reader<T> = fn(&Field, &mut T) -> Read;

/// [`Options`] of a type, each option as `name => reader`. All readers become one function: many small ones cost more.
macro_rules! options {
    ($into:ty: $($name:literal => $reader:expr,)*) => {
        $crate::core::field::Options {
            names: &[$($name),*],
            read: |number, field, into| {
                let mut readers = 0..;
                $(if readers.next() == Some(number) {
                    let read: $crate::core::field::Reader<$into> = $reader;
                    return read(field, into);
                })*
                Ok(())
            },
        }
    };
}
pub(super) use options;

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
                push(out, "[");
                push_whole(out, index as u64);
                push(out, "]");
            }
            Name::Key(name) => {
                if !out.is_empty() {
                    push(out, ".");
                }
                push(out, name);
            }
        }
    }

    fn path(&self) -> String {
        let mut path = String::new();
        self.push_path(&mut path);
        path
    }

    /// The refusal of this field, with what is allowed.
    #[cold]
    #[inline(never)]
    pub fn refuse(&self, allowed: &str) -> Read {
        self.refuse_with(&[allowed])
    }

    /// The same, with what is allowed in parts.
    #[cold]
    #[inline(never)]
    pub fn refuse_with(&self, allowed: &[&str]) -> Read {
        Err(PolicyError::new(self.path(), self.value, allowed))
    }

    /// Reads a map whose names must all be `options`, in the order of these.
    pub fn options<T>(&self, into: &mut T, allowed: &str, options: &Options<T>) -> Read {
        self.entries(options.names, allowed, &mut |number, field| (options.read)(number, field, into))
    }

    fn entries(&self, names: &[&str], allowed: &str, read: &mut dyn FnMut(usize, &Field) -> Read) -> Read {
        let Value::Map(entries) = self.value else { return self.refuse(allowed) };
        for (name, value) in entries {
            if !names.contains(&name.as_str()) {
                let field = Field { value, name: Name::Key(name), parent: Some(self) };
                return Err(misspelt::unknown(field.path(), name, names));
            }
        }
        for (index, name) in names.iter().enumerate() {
            if let Some(field) = self.entry(name) {
                read(index, &field)?;
            }
        }
        Ok(())
    }

    /// Is there an entry `name`?
    pub fn has(&self, name: &str) -> bool {
        self.value.get(name).is_some()
    }

    /// The entry `name` of a map.
    pub fn entry<'b>(&'b self, name: &'b str) -> Option<Field<'b>> {
        self.value.get(name).map(|value| Field { value, name: Name::Key(name), parent: Some(self) })
    }

    /// Shows each member of a list to `read`.
    pub fn members(&self, allowed: &str, read: &mut dyn FnMut(&Field) -> Read) -> Read {
        let Value::List(values) = self.value else { return self.refuse(allowed) };
        for (index, value) in values.iter().enumerate() {
            read(&Field { value, name: Name::Index(index), parent: Some(self) })?;
        }
        Ok(())
    }

    /// The member `index` of a list.
    pub fn member(&self, index: usize) -> Option<Field<'_>> {
        let Value::List(values) = self.value else { return None };
        values.get(index).map(|value| Field { value, name: Name::Index(index), parent: Some(self) })
    }

    /// Durations, at least one.
    pub fn durations(&self, into: &mut Vec<f64>, allowed: &str) -> Read {
        into.clear();
        self.members(allowed, &mut |member| {
            let mut duration = 0.0;
            member.duration(&mut duration)?;
            into.push(duration);
            Ok(())
        })?;
        if into.is_empty() { self.refuse(allowed) } else { Ok(()) }
    }

    /// Names of headers or methods, at least one.
    pub fn tokens(&self, into: &mut Vec<String>, allowed: &str) -> Read {
        into.clear();
        self.members(allowed, &mut |member| {
            let mut token = String::new();
            member.token(&mut token)?;
            into.push(token);
            Ok(())
        })?;
        if into.is_empty() { self.refuse(allowed) } else { Ok(()) }
    }

    /// Milliseconds.
    pub fn duration(&self, into: &mut f64) -> Read {
        match duration::read(self.value) {
            Some(milliseconds) => *into = milliseconds,
            None => return self.refuse(duration::ALLOWED),
        }
        Ok(())
    }

    /// Milliseconds, or `false` for no limit. Zero would forbid everything.
    pub fn limit(&self, into: &mut f64) -> Read {
        match duration::read(self.value) {
            Some(milliseconds) if milliseconds > 0.0 => *into = milliseconds,
            None if matches!(self.value, Value::Bool(false)) => *into = f64::INFINITY,
            _ => return self.refuse(r#"a duration above 0 and up to 100 years: milliseconds, or a string such as "250ms", "5s", "2m"; or false for no limit"#),
        }
        Ok(())
    }

    /// A number from `least` to `most`.
    pub fn number(&self, into: &mut f64, least: u32, most: u32) -> Read {
        match self.within(least, most) {
            Some(number) => *into = number,
            None => return self.refuse_range("a number from ", least, most),
        }
        Ok(())
    }

    /// A whole number from `least` to `most`.
    pub fn whole(&self, into: &mut u32, least: u32, most: u32) -> Read {
        match self.within(least, most) {
            Some(number) if number.fract() == 0.0 => *into = number as u32,
            _ => return self.refuse_range("a whole number from ", least, most),
        }
        Ok(())
    }

    fn within(&self, least: u32, most: u32) -> Option<f64> {
        match self.value {
            Value::Number(number) if (f64::from(least)..=f64::from(most)).contains(number) => Some(*number),
            _ => None,
        }
    }

    fn refuse_range(&self, kind: &str, least: u32, most: u32) -> Read {
        self.refuse_with(&[kind, &text::whole(least.into()), " to ", &text::whole(most.into())])
    }

    /// `true` or `false`.
    pub fn boolean(&self, into: &mut bool) -> Read {
        match self.value {
            Value::Bool(value) => *into = *value,
            _ => return self.refuse("true or false"),
        }
        Ok(())
    }

    /// The position among `names`.
    pub fn one_of(&self, into: &mut usize, names: &[&str]) -> Read {
        if let Value::Text(text) = self.value {
            for (position, name) in names.iter().enumerate() {
                if name == text {
                    *into = position;
                    return Ok(());
                }
            }
        }
        self.refuse(&alternatives(names))
    }

    /// One of two names: the one that means `false`, or the one that means `true`.
    pub fn either(&self, into: &mut bool, names: [&str; 2]) -> Read {
        let mut position = 0;
        self.one_of(&mut position, &names)?;
        *into = position == 1;
        Ok(())
    }

    /// The name of a header or method: a token of RFC 9110 5.6.2.
    pub fn token(&self, into: &mut String) -> Read {
        match self.value {
            Value::Text(text) if !text.is_empty() && consists_of(text, is_token) => *into = text.clone(),
            _ => return self.refuse("a name of letters, digits and !#$%&'*+-.^_`|~"),
        }
        Ok(())
    }

    /// A status from 100 to 599, or a class of them.
    pub fn statuses(&self, into: &mut StatusRange) -> Read {
        let class = if let Value::Text(text) = self.value { text.as_bytes() } else { &[] };
        match (class, self.within(100, 599)) {
            ([digit @ b'1'..=b'5', b'x', b'x'], _) => *into = StatusRange::class(u16::from(*digit & 15)),
            (_, Some(status)) if status.fract() == 0.0 => *into = StatusRange::one(status as u16),
            _ => return self.refuse(r#"a status from 100 to 599, or a class such as "5xx""#),
        }
        Ok(())
    }

    /// Is it a callback?
    pub fn is_function(&self) -> bool {
        matches!(self.value, Value::Function)
    }

    /// Is it `false`, by which an option that a preset has is left out?
    pub fn is_false(&self) -> bool {
        matches!(self.value, Value::Bool(false))
    }

    /// A callback, and nothing else. It stays with the shell.
    pub fn function(&self) -> Read {
        if self.is_function() { Ok(()) } else { self.refuse("a function") }
    }
}

/// Are all bytes of `text` of this kind?
pub fn consists_of(text: &str, kind: fn(u8) -> bool) -> bool {
    for byte in text.bytes() {
        if !kind(byte) {
            return false;
        }
    }
    true
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_graphic()
        && !matches!(byte, b'"' | b'(' | b')' | b',' | b'/' | b':'..=b'@' | b'['..=b']' | b'{' | b'}')
}
