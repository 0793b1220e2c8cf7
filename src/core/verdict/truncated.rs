//! Half an answer: JSON that ends too early, as an operation that reads an answer meets it when the connection broke.
//!
//! Engines make that a `SyntaxError`, as they do a mistake in a program. The words tell them apart.

use super::network_error::{Raised, look_up};

/// What engines say of JSON that ends anywhere, each in front of the first place where it could go on.
const WORDS: &str = concat!(
    // V8
    "NUnexpected end of JSON*|Unterminated *|Expected *|Bad Unicode escape*|No number after*|Exponent part*\n",
    // SpiderMonkey
    "NJSON.parse: unexpected end*|JSON.parse: end of data*|JSON.parse: unterminated*|JSON.parse: bad Unicode*\n",
    "NJSON.parse: no number after*|JSON.parse: missing digits*|JSON.parse: exponent part*\n",
    // JavaScriptCore
    "NJSON Parse error: Unexpected EOF*|JSON Parse error: Unterminated*|JSON Parse error: Expected*\n",
);

/// Is it an answer of which the end is missing?
pub fn is_cut_short(raised: &Raised) -> bool {
    raised.name == b"SyntaxError" && look_up(WORDS, raised.message).is_some()
}
