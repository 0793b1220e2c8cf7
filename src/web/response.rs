//! The head of a platform `Response`, as the core reads it.

use crate::core::call::Head;
use web_sys::{Response, ResponseType};

/// Shows the head to `read`.
pub fn with_head<T>(response: &Response, read: impl FnOnce(Head) -> T) -> T {
    // A mock may come without headers; it then has none.
    let header = |name: &str| response.headers().get(name).ok().flatten();
    // Date is on every answer, and exposed to other origins only with the rest of what hints need.
    let hidden = response.type_() == ResponseType::Cors && header("date").is_none();
    read(Head { status: response.status(), redirected: response.redirected(), header: &header, hidden })
}
