//! What a page or a server function tells the HTTP response it is part of.

use std::sync::Arc;

use domain::page::PageResponse;
use http::request::Parts;
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use leptos_axum::ResponseOptions;

/// Leptos's own header for "go there" after a call by script.
const REDIRECT_HEADER: HeaderName = HeaderName::from_static(server_fn::redirect::REDIRECT_HEADER);

/// The answer to one request.
pub struct PageAnswer {
    options: ResponseOptions,
    asked_by: AskedBy,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum AskedBy {
    /// The browser opens a page.
    Page,
    /// The browser sends a form, or follows a link, to a server function without scripts.
    PlainForm,
    /// A script calls.
    Script,
}

impl PageAnswer {
    /// The port for the request with these `parts`.
    #[must_use]
    pub fn port(parts: &Parts, options: ResponseOptions) -> Arc<dyn PageResponse> {
        let accepts = parts.headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
        let is_function = parts.method == Method::POST || parts.uri.path().starts_with("/api/");
        let asked_by = match accepts.is_some_and(|types| types.contains("text/html")) {
            true if is_function => AskedBy::PlainForm,
            true => AskedBy::Page,
            false if parts.method == Method::POST => AskedBy::Script,
            false => AskedBy::Page,
        };
        Arc::new(Self { options, asked_by })
    }
}

impl PageResponse for PageAnswer {
    fn status(&self, code: u16) {
        // A plain form goes back to its page, which shows the problem: another status would keep the browser here.
        if self.asked_by != AskedBy::PlainForm
            && let Ok(status) = StatusCode::from_u16(code)
        {
            self.options.set_status(status);
        }
    }

    fn redirect(&self, path: &str) {
        let Ok(location) = HeaderValue::from_str(path) else { return };
        self.options.insert_header(header::LOCATION, location);
        match self.asked_by {
            AskedBy::Page | AskedBy::PlainForm => self.options.set_status(StatusCode::FOUND),
            AskedBy::Script => self.options.insert_header(REDIRECT_HEADER, HeaderValue::from_static("")),
        }
    }
}
