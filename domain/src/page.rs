//! Lists by key, not by offset, and what a page tells the HTTP layer.

use serde::{Deserialize, Serialize};

/// Which part of a list is asked for: everything after (older than) `after`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRequest {
    /// The key of the last item already seen.
    pub after: Option<String>,
}

impl PageRequest {
    /// Items a page.
    pub const SIZE: u64 = 24;
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// At most [`PageRequest::SIZE`] items, newest first.
    pub items: Vec<T>,
    /// Where the next part starts, when there is one.
    pub next: Option<String>,
}

/// What a page or a server function tells the HTTP response it is part of.
pub trait PageResponse: Send + Sync {
    /// Answers with this HTTP status.
    fn status(&self, code: u16);

    /// Sends the browser elsewhere (302 for a page, a client-side navigation after a server function).
    fn redirect(&self, path: &str);
}
