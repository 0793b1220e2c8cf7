//! Defaults as the table has them, in JavaScript's notation: as JSON, where they are data.

use serde_json::Value;

/// `{ base: "500ms" }` as JSON; nothing for what is no data.
pub fn data(default: &str) -> Option<Value> {
    let mut strict = String::new();
    for (at, part) in default.split('"').enumerate() {
        if at % 2 == 1 {
            strict += &format!("\"{part}\"");
            continue;
        }
        let mut word = String::new();
        for letter in part.chars().chain([' ']) {
            if letter.is_alphabetic() {
                word.push(letter);
                continue;
            }
            strict += &if letter == ':' { format!("\"{word}\"") } else { word };
            strict.push(letter);
            word = String::new();
        }
    }
    serde_json::from_str(&strict).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_need_no_quotes() {
        assert_eq!(data(r#"{ base: "5s", factor: 2 }"#), Some(json!({ "base": "5s", "factor": 2 })));
        assert_eq!(data("[408, 425]"), Some(json!([408, 425])));
        assert_eq!(data("false"), Some(json!(false)));
        assert_eq!(data(r#""none: [x]""#), Some(json!("none: [x]")));
        assert_eq!(data("globalThis.fetch, looked up at each attempt"), None);
    }
}
