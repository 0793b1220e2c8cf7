//! What `fetch` rejected with: a fault of the network, or a mistake that no retry mends?
//!
//! The Fetch standard makes both a `TypeError` and leaves the text to each engine. So this is a
//! table of what engines say, most telling first: the code of the error or of its cause, the text of
//! the cause, the error's name, its message. Marked (seen): provoked on that engine and compared,
//! Node 20 and 22, Deno 2.9, Bun 1.4, workerd 2026-11, Chromium 156, Firefox 153, WebKitGTK 2.50
//! (`network-errors.json` among the test vectors).
//!
//! Browsers hide causes from pages on purpose: there, an expired certificate or a CORS refusal cannot
//! be told from a lost connection and counts as [`Failure::Network`].

use crate::core::text::take_line;

use Failure::{Aborted, Network, Permanent, Timeout};

/// The strings of a rejection, in ASCII or UTF-8. One that is missing is empty.
#[derive(Clone, Copy, Debug, Default)]
pub struct Raised<'a> {
    /// `error.name`
    pub name: &'a [u8],
    /// `error.message`
    pub message: &'a [u8],
    /// `error.cause.code` or `error.code`, if a string: that of a `DOMException` is a number.
    pub code: &'a [u8],
    /// `error.cause.message`
    pub cause_message: &'a [u8],
}

/// How an attempt without a response failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Refused, reset, unreachable, not resolved, or lost on the way.
    Network,
    /// No answer in time.
    Timeout,
    /// The platform knows that there is no network. Only the host can tell.
    Offline,
    /// The next attempt would fail in the same way.
    Permanent,
    /// Somebody called it off.
    Aborted,
}

impl Failure {
    /// The name that reports and events use.
    pub fn as_str(self) -> &'static str {
        match self {
            Network => "network",
            Timeout => "timeout",
            Failure::Offline => "offline",
            Permanent => "permanent",
            Aborted => "aborted",
        }
    }
}

/// A table in one text, a row to a line, since a list of texts is a list of addresses too. In each row a letter says what it
/// means; alternatives are separated by `|`; a `*` at the end stands for any text. The first row that matches decides. Bytes,
/// not characters: `str::split` is several times the code.
macro_rules! table {
    ($(($kind:ident, $patterns:literal),)*) => { concat!($(letter!($kind), $patterns, "\n"),*) };
}

macro_rules! letter {
    (Network) => {
        "N"
    };
    (Timeout) => {
        "T"
    };
    (Permanent) => {
        "P"
    };
    (Aborted) => {
        "A"
    };
}

/// Values of `code`.
const CODES: &str = table![
    // Node and Bun, from the operating system and its resolver (seen: the first line).
    (Network, "ECONNRESET|ECONNREFUSED|ENOTFOUND|EPROTO"),
    (Network, "ECONNABORTED|EPIPE|EAI_*|ENETUNREACH|ENETDOWN|ENETRESET"),
    (Network, "EHOSTUNREACH|EHOSTDOWN|ENOTCONN|EADDRNOTAVAIL"),
    (Timeout, "ETIMEDOUT|ESOCKETTIMEDOUT|ERR_TLS_HANDSHAKE_TIMEOUT|ERR_SOCKET_CONNECTION_TIMEOUT"),
    // Bun's own names, in earlier versions.
    (Network, "ConnectionRefused|ConnectionClosed|ConnectionReset|FailedToOpenSocket"),
    // undici (seen: SOCKET; its other codes, such as INVALID_ARG, are mistakes: last row).
    (Timeout, "UND_ERR_HEADERS_TIMEOUT|UND_ERR_CONNECT_TIMEOUT|UND_ERR_BODY_TIMEOUT"),
    (Network, "UND_ERR_SOCKET|UND_ERR_INFO|UND_ERR_PRX_TLS|UND_ERR_RES_CONTENT_LENGTH_MISMATCH"),
    (Aborted, "UND_ERR_ABORT*|ABORT_ERR|ERR_CANCELED"),
    // Node's HTTP parser. Its other complaints (seen) are left to the message: what is not HTTP is
    // more often half an answer than a wrong port.
    (Permanent, "HPE_HEADER_OVERFLOW"),
    // Node's streams and HTTP/2; axios.
    (Network, "ERR_STREAM_PREMATURE_CLOSE|ERR_HTTP2_STREAM_*|ERR_HTTP2_SESSION_*|ERR_HTTP2_GOAWAY_SESSION"),
    (Network, "ERR_NETWORK"),
    // TLS that broke on the way or on the server's side; the rest of ERR_SSL is a disagreement.
    (Network, "ERR_SSL_UNEXPECTED_EOF*|ERR_SSL_DECRYPTION_FAILED*|ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR"),
    // Certificates, by OpenSSL's names (seen: DEPTH_ZERO, in Node and Bun).
    (Permanent, "CERT_*|CRL_*|DEPTH_ZERO_*|SELF_SIGNED_*|UNABLE_TO_*|ERROR_IN_*"),
    (Permanent, "HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED"),
    // Everything else by which Node, Bun and undici say that the request itself is wrong (seen:
    // ERR_INVALID_URL, ERR_INVALID_ARG_VALUE, ERR_SSL_WRONG_VERSION_NUMBER, UND_ERR_NOT_SUPPORTED).
    (Permanent, "ERR_*|UND_ERR_*"),
];

/// Causes without a code: undici's checks before and after the network (seen: the first two lines).
const CAUSES: &str = table![
    (Permanent, "unknown scheme|bad port|invalid method|not implemented*|about scheme*|URL scheme must*"),
    (Permanent, "unexpected redirect|redirect count exceeded|integrity mismatch|failed to fetch the data*"),
    (Permanent, "blocked|cors failure|cross origin not allowed*|request mode cannot*|local URLs only"),
    (Permanent, "only if cached|proxy authentication required"),
    (Network, "other side closed"),
];

/// Values of `name` that say it all.
const NAMES: &str = table![(Aborted, "AbortError"), (Timeout, "TimeoutError"), (Network, "NetworkError"),];

/// Messages. Some programs append the host, hence the stars.
const MESSAGES: &str = table![
    // Chromium (seen), and while a body is read.
    (Network, "Failed to fetch|Failed to fetch (*|network error"),
    // Firefox (seen), and while a body is read (seen: the second line).
    (Network, "NetworkError when attempting to fetch resource*|Error in input stream"),
    (Network, "Content-Length header of network response exceeds response Body*"),
    // WebKit since 17 (seen: the first, in WebKitGTK); before that, the words of the operating system.
    (Network, "Load failed|Load failed (*"),
    (Network, "The network connection was lost*|The Internet connection appears to be offline*"),
    (Network, "Could not connect to the server*|A server with the specified hostname could not be found*"),
    (Network, "An SSL error has occurred and a secure*|A data connection is not currently allowed*"),
    (Timeout, "The request timed out*"),
    // WebKit (seen), where a service worker answers: the worker's own fetch failed, or it gave `Response.error()`.
    (Network, "FetchEvent.respondWith*|Response served by service worker*"),
    // Node (seen).
    (Network, "fetch failed|terminated|other side closed"),
    // Deno before it said "fetch failed" as well, and while a body is read (seen).
    (Network, "error sending request*|error trying to connect*|connection closed before message completed"),
    (Network, "error reading a body from connection"),
    // Bun, when it gives no code.
    (Network, "Unable to connect*|The socket connection was closed*|A network error occurred*"),
    // Cloudflare Workers (seen): names and handshakes that fail are an internal error.
    (Network, "Network connection lost*|internal error*"),
    // React Native, and the XMLHttpRequest polyfill.
    (Network, "Network request failed"),
    (Timeout, "Network request timed out"),
];

/// Classes by which a language or platform says that a program is wrong.
const BUGS: &str = table![
    (Permanent, "TypeError|RangeError|ReferenceError|SyntaxError|EvalError|URIError"),
    (Permanent, "DataCloneError|SecurityError|NotAllowedError|NotSupportedError|InvalidStateError"),
];

/// Tells what kind of failure a rejection was; never [`Failure::Offline`].
///
/// An error that no table knows is a fault of the network unless its class is that of a bug. `fetch`
/// itself reports misuse only so; other classes come from transports of another make.
pub fn classify(raised: &Raised) -> Failure {
    // In Deno these have no code (seen).
    let certificate = |text: &[u8]| {
        let mut parts = text.split(|byte| *byte == b':');
        parts.any(|part| part.trim_ascii() == b"invalid peer certificate")
    };
    if certificate(raised.cause_message) || certificate(raised.message) {
        return Permanent;
    }
    let stages = [
        (CODES, raised.code),
        (CAUSES, raised.cause_message),
        (NAMES, raised.name),
        (MESSAGES, raised.message),
        (BUGS, raised.name),
    ];
    stages.into_iter().find_map(|(table, text)| look_up(table, text.trim_ascii())).unwrap_or(Network)
}

pub(super) fn look_up(table: &str, text: &[u8]) -> Option<Failure> {
    let matches = |pattern: &[u8]| match pattern {
        [start @ .., b'*'] => text.starts_with(start),
        _ => text == pattern,
    };
    let mut rest = table.as_bytes();
    loop {
        // After the last one, a row is empty.
        let (kind, patterns) = take_line(&mut rest).split_first()?;
        if patterns.split(|byte| *byte == b'|').any(matches) {
            return Some(match kind {
                b'N' => Network,
                b'T' => Timeout,
                b'A' => Aborted,
                _ => Permanent,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_outweighs_class_and_text() {
        let raised =
            Raised { name: b"TypeError", message: b"Invalid URL", code: b"ECONNRESET", cause_message: b"" };
        assert_eq!(classify(&raised), Network);
        let raised = Raised { message: b"fetch failed", code: b"CERT_HAS_EXPIRED", ..raised };
        assert_eq!(classify(&raised), Permanent);
    }

    #[test]
    fn stars_match_any_end_and_nothing_else_does() {
        let code =
            |code: &str| classify(&Raised { name: b"TypeError", code: code.as_bytes(), ..Raised::default() });
        assert_eq!(code("EAI_AGAIN"), Network);
        assert_eq!(code("EPIPES"), Permanent);
        assert_eq!(code("EPIP"), Permanent);
    }

    #[test]
    fn no_row_hides_another() {
        for table in [CODES, CAUSES, NAMES, MESSAGES, BUGS] {
            for row in table.lines() {
                let (_, patterns) = row.split_at(1);
                for pattern in patterns.split('|') {
                    let text = pattern.trim_end_matches('*').as_bytes();
                    let found = look_up(row, text);
                    assert!(found.is_some() && look_up(table, text) == found, "{pattern}");
                }
            }
        }
    }

    #[test]
    fn an_unknown_class_is_the_networks_and_a_bug_is_not() {
        let class = |name: &str| {
            let message = b"x is not a function";
            classify(&Raised { name: name.as_bytes(), message, ..Raised::default() })
        };
        assert_eq!(class("FetchError"), Network);
        assert_eq!(class("TypeError"), Permanent);
    }

    #[test]
    fn names_are_those_of_the_public_api() {
        let names = [Network, Timeout, Failure::Offline, Permanent, Aborted].map(Failure::as_str);
        assert_eq!(names, ["network", "timeout", "offline", "permanent", "aborted"]);
    }
}
