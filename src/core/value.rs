//! What a caller wrote, before anyone knows whether it makes sense.
//!
//! Both shells hand policies over in this form: the web shell reads JavaScript objects into it, and
//! Rust programs deserialize it from any serde format. So there is one validator, with one set of
//! messages.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

/// A tree of plain data, plus a mark where JavaScript had a function.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// Any number, NaN and infinities included.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object: its entries in the order they were written.
    Map(Vec<(String, Value)>),
    /// A callback. It stays with the shell.
    Function,
    /// Something else, such as a symbol or a date: never allowed, named in errors.
    Foreign(String),
}

impl Value {
    /// The entry `name` of a map.
    pub fn get(&self, name: &str) -> Option<&Value> {
        match self {
            Value::Map(entries) => entries.iter().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }
}

impl Serialize for Value {
    /// Functions and foreign values are left out of maps and become `null` in lists, as in JSON.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null | Value::Function | Value::Foreign(_) => to.serialize_unit(),
            Value::Bool(value) => to.serialize_bool(*value),
            Value::Number(value) => to.serialize_f64(*value),
            Value::Text(value) => to.serialize_str(value),
            Value::List(values) => {
                let mut list = to.serialize_seq(Some(values.len()))?;
                for value in values {
                    list.serialize_element(value)?;
                }
                list.end()
            }
            Value::Map(entries) => {
                let mut map = to.serialize_map(None)?;
                for (key, value) in entries {
                    if !matches!(value, Value::Function | Value::Foreign(_)) {
                        map.serialize_entry(key, value)?;
                    }
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str("a retry policy")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = from.next_element()? {
            list.push(value);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = from.next_entry()? {
            map.push(entry);
        }
        Ok(Value::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use super::Value;

    #[test]
    fn survives_json() {
        let text = r#"{"retries":3.0,"backoff":{"list":["1s",2.5]},"deadline":false,"x":null}"#;
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&value).unwrap(), text);
        assert_eq!(value.get("retries"), Some(&Value::Number(3.0)));
        assert_eq!(value.get("absent"), None);
    }

    #[test]
    fn callbacks_are_left_out() {
        let value =
            Value::Map(vec![("onEvent".into(), Value::Function), ("retries".into(), Value::Number(1.0))]);
        assert_eq!(serde_json::to_string(&value).unwrap(), r#"{"retries":1.0}"#);
    }
}
