//! One attempt: a request is sent, and an answer comes or fails to.

use holdfast_fetch::core::network_error::Failure;
use std::io::ErrorKind;
use std::time::Duration;
use ureq::http::{HeaderMap, Method, Request, Uri};
use ureq::{Agent, Error, ResponseExt, SendBody};

/// The core only wants to know of the head, but a caller wants it all.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
    pub redirected: bool,
}

/// A client that leaves all decisions to the core.
pub fn agent() -> Agent {
    Agent::config_builder().http_status_as_error(false).build().into()
}

/// Sends the request once. The body belongs to the answer here, so it has to come within `limit`
/// milliseconds too, and an answer that breaks off is a failed attempt.
pub fn send(
    agent: &Agent,
    method: &Method,
    url: &Uri,
    header: Option<&(String, String)>,
    limit: f64,
) -> Result<Answer, Error> {
    let mut request = Request::builder().method(method).uri(url);
    if let Some((name, value)) = header {
        request = request.header(name, value);
    }
    let request = request.body(SendBody::none())?;
    // Infinity is no duration, and means no limit to both sides.
    let limit = Duration::try_from_secs_f64(limit / 1000.0).ok();
    let request = agent.configure_request(request).timeout_global(limit).build();
    let mut response = agent.run(request)?;
    Ok(Answer {
        status: response.status().as_u16(),
        redirected: response.get_uri() != url,
        body: response.body_mut().read_to_string()?,
        headers: std::mem::take(response.headers_mut()),
    })
}

/// What the core is told of an error: may the next attempt fare better?
pub fn failure(error: &Error) -> Failure {
    match error {
        Error::Timeout(_) => Failure::Timeout,
        Error::Io(error) if error.kind() == ErrorKind::TimedOut => Failure::Timeout,
        Error::Io(_) | Error::ConnectionFailed | Error::HostNotFound | Error::Protocol(_) => Failure::Network,
        _ => Failure::Permanent,
    }
}
