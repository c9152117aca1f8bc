//! Answers for static files.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use super::SiteFile;

/// How a browser may keep a file whose name does not change with its content.
const SHORT_CACHE: &str = "public, max-age=300";
/// How a browser may keep a file whose name holds its hash.
const LONG_CACHE: &str = "public, max-age=31536000, immutable";

/// The file in the best encoding the request takes, or 304 when the browser has it.
#[must_use]
pub fn respond(file: &SiteFile, request: &HeaderMap) -> Response {
    let known =
        request.get(header::IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == file.etag.as_bytes());
    let cache = if file.immutable { LONG_CACHE } else { SHORT_CACHE };
    let (body, encoding) = encoded(file, request);
    let mut response = if known { StatusCode::NOT_MODIFIED.into_response() } else { body.into_response() };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    insert_text(headers, header::ETAG, &file.etag);
    insert_text(headers, header::CONTENT_TYPE, &file.content_type);
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn encoded(file: &SiteFile, request: &HeaderMap) -> (Bytes, Option<&'static str>) {
    let accepted =
        request.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let takes = |name: &str| accepted.split(',').any(|part| takes_encoding(part, name));
    match (&file.brotli, &file.gzip) {
        (Some(brotli), _) if takes("br") => (brotli.clone(), Some("br")),
        (_, Some(gzip)) if takes("gzip") => (gzip.clone(), Some("gzip")),
        _ => (file.plain.clone(), None),
    }
}

/// True when this part of `Accept-Encoding` names the encoding with a quality above zero.
fn takes_encoding(part: &str, name: &str) -> bool {
    let mut pieces = part.split(';').map(str::trim);
    let named = pieces.next() == Some(name);
    let refused = pieces.any(|piece| {
        piece.strip_prefix("q=").is_some_and(|quality| quality.parse::<f32>().is_ok_and(|value| value <= 0.0))
    });
    named && !refused
}

fn insert_text(headers: &mut HeaderMap, name: header::HeaderName, text: &str) {
    if let Ok(value) = HeaderValue::from_str(text) {
        headers.insert(name, value);
    }
}
