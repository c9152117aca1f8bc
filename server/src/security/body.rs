//! How much a request may send. Every path has a limit; server functions have none of their own.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use domain::Problem;
use domain::problem::Field;
use http_body_util::Limited;

use super::Security;
use super::answer::status_response;
use crate::checkout::webhook;

/// Forms, server functions and everything that is not named: far above a prompt of 1,000 characters.
const FORM_BYTES: u64 = 64 * 1024;
/// Signed uploads of pictures, models and posters; each signature names its own, smaller limit.
const FILE_BYTES: u64 = 100 * 1024 * 1024;

/// The most bytes a request on this path may send.
fn limit_bytes(method: &Method, path: &str) -> u64 {
    match path {
        webhook::PATH => webhook::MAX_BYTES,
        _ if *method == Method::PUT && path.starts_with("/files/") => FILE_BYTES,
        _ => FORM_BYTES,
    }
}

/// Refuses a body that says it is too large, and cuts one off that turns out to be.
pub async fn limit_body(State(_): State<Security>, request: Request, next: Next) -> Response {
    let limit = limit_bytes(request.method(), request.uri().path());
    let said = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let said: Option<u64> = said.and_then(|text| text.parse().ok());
    if said.is_some_and(|bytes| bytes > limit) {
        let problem = Problem::invalid(Field::Request, "This is more than can be sent at once.");
        return status_response(StatusCode::PAYLOAD_TOO_LARGE, &problem, request.headers());
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    next.run(request.map(|body| Body::new(Limited::new(body, limit)))).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_signed_uploads_may_be_large() {
        assert_eq!(limit_bytes(&Method::PUT, "/files/uploads/a.png"), FILE_BYTES);
        assert_eq!(limit_bytes(&Method::POST, webhook::PATH), webhook::MAX_BYTES);
        for (method, path) in [
            (Method::POST, "/files/a"),
            (Method::POST, "/api/generation/start"),
            (Method::PUT, "/filesystem"),
        ] {
            assert_eq!(limit_bytes(&method, path), FORM_BYTES, "{path}");
        }
    }
}
