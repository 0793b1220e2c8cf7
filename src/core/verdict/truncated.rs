//! Half an answer: JSON that ends too early, as an operation that reads an answer meets it when the connection broke.
//!
//! Engines make that a `SyntaxError`, as they do a mistake in a program. The words tell them apart. Some of these an engine also
//! says of JSON that is wrong in the middle, which is a broken answer too.

use super::network_error::{Raised, look_up};

/// What engines say of JSON that ends anywhere but within a word or number (seen: all, in Node 18, 20 and 22, Chromium 156,
/// Firefox 153 and WebKitGTK 2.50). WebKit's `Response.json()` says of all mistakes that a "string did not match the expected
/// pattern", as it does of selectors: that is none of these.
const WORDS: &str = concat!(
    // V8
    "NUnexpected end of*|Unterminated *|Expected *\n",
    // SpiderMonkey
    "NJSON.parse: unexpected end*|JSON.parse: end of data*|JSON.parse: unterminated*\n",
    // JavaScriptCore
    "NJSON Parse error: Unexpected EOF|JSON Parse error: Unterminated*|JSON Parse error: Expected*\n",
    "NJSON Parse error: Property name must*\n",
);

/// Is it an answer of which the end is missing?
pub fn is_cut_short(raised: &Raised) -> bool {
    raised.name == b"SyntaxError" && look_up(WORDS, raised.message).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_cut(name: &str, message: &str) -> bool {
        is_cut_short(&Raised { name: name.as_bytes(), message: message.as_bytes(), ..Raised::default() })
    }

    #[test]
    fn engines_say_where_json_ends() {
        for message in [
            "Unexpected end of JSON input",
            "Unterminated string in JSON at position 9",
            "Expected ',' or '}' after property value in JSON at position 6 (line 1 column 7)",
            "Expected double-quoted property name in JSON at position 38",
            "JSON.parse: unexpected end of data at line 1 column 1 of the JSON data",
            "JSON.parse: end of data when ',' or ']' was expected at line 1 column 8 of the JSON data",
            "JSON.parse: unterminated string literal at line 1 column 3 of the JSON data",
            "JSON Parse error: Unexpected EOF",
            "JSON Parse error: Unterminated string",
            "JSON Parse error: Expected '}'",
            "JSON Parse error: Property name must be a string literal",
        ] {
            assert!(is_cut("SyntaxError", message), "{message}");
            assert!(!is_cut("TypeError", message) && !is_cut("Error", message), "{message}");
        }
    }

    #[test]
    fn other_mistakes_are_mistakes() {
        for message in [
            "Unexpected token '<', \"<html>\" is not valid JSON",
            "Unexpected token < in JSON at position 0",
            "JSON.parse: unexpected character at line 1 column 1 of the JSON data",
            "JSON Parse error: Unrecognized token '<'",
            "The string did not match the expected pattern.",
            "Invalid or unexpected token",
            "",
        ] {
            assert!(!is_cut("SyntaxError", message), "{message}");
        }
    }
}
