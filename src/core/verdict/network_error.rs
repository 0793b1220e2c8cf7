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

use Failure::{Aborted, ConnectTimeout, Network, Permanent, Timeout, Unsent};

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
    /// Lines of what failed: `syscall` of each of `error.cause.errors`, or of the cause, or else its `code`. The last one is
    /// [`LAYER`] where it was a call of this package's.
    pub calls: &'a [u8],
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
    /// A fault of the network before the request was sent, or before the server had begun with it.
    Unsent,
    /// No connection in time.
    ConnectTimeout,
}

impl Failure {
    /// The name that reports and events use.
    pub fn as_str(self) -> &'static str {
        match self {
            Network | Unsent => "network",
            Timeout | ConnectTimeout => "timeout",
            Failure::Offline => "offline",
            Permanent => "permanent",
            Aborted => "aborted",
        }
    }

    /// Was the request never sent, or not begun with? A redirect may have been followed before.
    pub fn is_unsent(self) -> bool {
        matches!(self, Unsent | ConnectTimeout)
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

/// Values of `code` that are not the network's: all others are.
const CODES: &str = table![
    (Timeout, "ETIMEDOUT|ESOCKETTIMEDOUT|ERR_TLS_HANDSHAKE_TIMEOUT|ERR_SOCKET_CONNECTION_TIMEOUT"),
    (Timeout, "UND_ERR_HEADERS_TIMEOUT|UND_ERR_CONNECT_TIMEOUT|UND_ERR_BODY_TIMEOUT"),
    // Of undici, the DOM, axios, got.
    (Aborted, "UND_ERR_ABORT*|ABORT_ERR|ERR_CANCELED|ERR_ABORTED"),
    // Exceptions to the rows below: what had ended before it was used, and TLS that broke on the way or on the server's side.
    (Network, "ERR_HTTP2_INVALID_SESSION|ERR_HTTP2_INVALID_STREAM"),
    (Network, "ERR_SSL_UNEXPECTED_EOF*|ERR_SSL_DECRYPTION_FAILED*|ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR"),
    (Network, "ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC|ERR_SSL_SSL/TLS_ALERT_BAD_RECORD_MAC"),
    // Certificates, by OpenSSL's names (seen: DEPTH_ZERO, in Node and Bun); the rest of TLS is a disagreement (seen:
    // ERR_SSL_WRONG_VERSION_NUMBER).
    (Permanent, "CERT_*|CRL_*|DEPTH_ZERO_*|SELF_SIGNED_*|UNABLE_TO_*|ERROR_IN_*|UNSPECIFIED"),
    (Permanent, "HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|ERR_SSL_*|ERR_TLS_*"),
    // By which Node says that a program is wrong (seen: ERR_INVALID_URL, ERR_INVALID_ARG_VALUE): those families of its codes
    // that a transport meets.
    (Permanent, "ERR_ARG_*|ERR_ASSERTION|ERR_HTTP_*|ERR_INVALID_*|ERR_MISSING_*|ERR_MODULE_*|ERR_NOT_*"),
    (Permanent, "ERR_OUT_OF_RANGE|ERR_SOCKET_BAD_*|ERR_UNESCAPED_*|ERR_UNKNOWN_*|ERR_UNSUPPORTED_*"),
    (Permanent, "ERR_HTTP2_HEADER*|ERR_HTTP2_INVALID_*|ERR_HTTP2_PSEUDOHEADER_*"),
    // axios, follow-redirects, got; Bun (seen: ERR_BODY_ALREADY_USED).
    (Permanent, "ERR_BAD_OPTION*|ERR_BAD_REQUEST|ERR_BODY_*|ERR_FR_*|ERR_TOO_MANY_REDIRECTS"),
    (Permanent, "InvalidRedirectURL|RedirectURL*|TooManyRedirects|UnexpectedRedirect|Unsupported*"),
    // undici (seen: INVALID_ARG, NOT_SUPPORTED, HEADERS_OVERFLOW, REQ_CONTENT_LENGTH_MISMATCH), and Node's HTTP parser. Its other
    // complaints (seen) are not: what is not HTTP is more often half an answer than a wrong port.
    (
        Permanent,
        "UND_ERR_CLOSED|UND_ERR_DESTROYED|UND_ERR_INVALID_*|UND_ERR_NOT_SUPPORTED|UND_ERR_SOCKS5_AUTH*"
    ),
    (Permanent, "UND_ERR_HEADERS_OVERFLOW|HPE_HEADER_OVERFLOW|UND_ERR_RES_EXCEEDED_MAX_SIZE"),
    (Permanent, "UND_ERR_REQ_CONTENT_LENGTH_MISMATCH"),
];

/// The name of the error of a call, which may have made other attempts before the one that its cause tells of.
pub const LAYER: &str = "RetryError";

/// What failed where a connection was never made: the system call, or else the code. EHOSTUNREACH and kin do not say it alone,
/// since they end connections in use as well.
const UNSENT: &str = table![
    // Node (seen: the first two), and its resolvers.
    (Network, "connect|getaddrinfo|query*|ECONNREFUSED|ENOTFOUND|EAI_*|ERR_SOCKET_CONNECTION_TIMEOUT"),
    // undici, the second if no tunnel through a proxy came about; Bun, in earlier versions.
    (Network, "UND_ERR_CONNECT_TIMEOUT|UND_ERR_PRX_CONN|ConnectionRefused|FailedToOpenSocket"),
];

/// What a message says that outweighs all else, whole or between two colons: that no retry mends it, or that nothing was sent.
const WORDS: &str = table![
    // Deno (seen): these have no code.
    (Permanent, "invalid peer certificate"),
    (Network, "client error (Connect)"),
    // Node (seen).
    (Network, "Client network socket disconnected before secure*"),
    // The server has not processed the request (RFC 9113 8.7). In Node, streams above the last one of a GOAWAY end so too.
    (Network, "Stream closed with error code NGHTTP2_REFUSED_STREAM"),
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
/// A code that no table knows is the network's, and so is an error without one that no table knows, unless its class is that
/// of a bug. `fetch` itself reports misuse only so; other classes come from transports of another make.
pub fn classify(raised: &Raised) -> Failure {
    // Of several addresses that were tried, each must have failed so.
    let mut unsent = raised.calls.split(|byte| *byte == b'\n').all(|call| look_up(UNSENT, call).is_some());
    for text in [raised.cause_message, raised.message] {
        for part in text.split(|byte| *byte == b':') {
            match look_up(WORDS, part.trim_ascii()) {
                Some(Permanent) => return Permanent,
                found => unsent |= found.is_some(),
            }
        }
    }
    let stages = [
        (CODES, raised.code),
        (CAUSES, raised.cause_message),
        (NAMES, raised.name),
        (MESSAGES, raised.message),
        (BUGS, if raised.code.is_empty() { raised.name } else { b"" }),
    ];
    unsent &= !raised.calls.ends_with(LAYER.as_bytes());
    match stages.into_iter().find_map(|(table, text)| look_up(table, text.trim_ascii())) {
        None | Some(Network) if unsent => Unsent,
        Some(Timeout) if unsent => ConnectTimeout,
        found => found.unwrap_or(Network),
    }
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
            Raised { name: b"TypeError", message: b"Invalid URL", code: b"ECONNRESET", ..Raised::default() };
        assert_eq!(classify(&raised), Network);
        let raised = Raised { message: b"fetch failed", code: b"CERT_HAS_EXPIRED", ..raised };
        assert_eq!(classify(&raised), Permanent);
    }

    #[test]
    fn stars_match_any_end_and_nothing_else_does() {
        let code =
            |code: &str| classify(&Raised { name: b"TypeError", code: code.as_bytes(), ..Raised::default() });
        assert_eq!(code("ERR_INVALID_URL"), Permanent);
        assert_eq!(code("ERR_ASSERTION"), Permanent);
        assert_eq!(code("ERR_ASSERTIONS"), Network);
        assert_eq!(code("ERR_ASSERTIO"), Network);
    }

    #[test]
    fn no_row_hides_another() {
        for table in [CODES, CAUSES, NAMES, MESSAGES, BUGS, UNSENT, WORDS] {
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
        let all = [Network, Timeout, Failure::Offline, Permanent, Aborted, Unsent, ConnectTimeout];
        let names = ["network", "timeout", "offline", "permanent", "aborted", "network", "timeout"];
        assert_eq!(all.map(Failure::as_str), names);
    }
}
