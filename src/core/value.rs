//! What a caller wrote, before anyone knows whether it makes sense.
//!
//! Both shells hand policies over in this form: the web shell reads JavaScript objects into it, and
//! Rust programs deserialize it from any serde format. So there is one validator, with one set of
//! messages.

#[cfg(feature = "serde")]
mod formats;

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
