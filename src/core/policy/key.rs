//! The idempotency key of a policy: one for all attempts of a call.

use super::Policy;

/// Where an idempotency key comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeySource {
    /// A random UUID for each call.
    Random,
    /// This text.
    Fixed(String),
    /// A function of the caller's.
    Caller,
}

impl Policy {
    /// Where the key comes from.
    pub fn key_source(&self) -> KeySource {
        match self.key.source as u32 {
            0 | 1 => KeySource::Random,
            2 => KeySource::Caller,
            _ => KeySource::Fixed(self.text(self.key.source)),
        }
    }

    /// Do requests of this method get a key?
    pub fn is_keyed(&self, method: &str) -> bool {
        self.key.on > 0.0 && self.texts(self.key.methods).iter().any(|keyed| keyed == method)
    }

    /// The key as it is sent: as a structured-field string (draft-ietf-httpapi-idempotency-key-header), or bare.
    pub fn format_key(&self, key: &str) -> String {
        if self.key.quoted == 0.0 {
            return key.to_owned();
        }
        let mut quoted = String::from("\"");
        for character in key.chars() {
            if matches!(character, '"' | '\\') {
                quoted.push('\\');
            }
            quoted.push(character);
        }
        quoted.push('"');
        quoted
    }
}

#[cfg(test)]
mod tests {
    use crate::core::preset;

    #[test]
    fn quoted_keys_are_structured_field_strings() {
        let mut policy = preset::standard();
        policy.key.quoted = 1.0;
        assert_eq!(policy.format_key(r#"a"b\c"#), r#""a\"b\\c""#);
        policy.key.quoted = 0.0;
        assert_eq!(policy.format_key(r#"a"b"#), r#"a"b"#);
    }
}
