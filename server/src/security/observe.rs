//! One log line a request, with an id that the answer carries too; a time limit; and what is said when a handler
//! panics.

use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use domain::Problem;
use futures::FutureExt as _;
use tracing::Instrument as _;

use super::Security;
use super::answer::{problem_response, status_response};

/// How long a handler may take to begin its answer. Streams of events have begun by then.
const TIME_LIMIT: Duration = Duration::from_secs(30);
/// How long one may take that receives a file.
const FILE_TIME_LIMIT: Duration = Duration::from_secs(300);

/// The request's id, in its extensions, in the answer's `x-request-id` and in every log line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub String);

/// Gives the request an id, logs how it went, and answers for a handler that panicked: 500 with the id as incident.
pub async fn observe(State(security): State<Security>, mut request: Request, next: Next) -> Response {
    let random: fn(u64, u128) -> u128 = |_, random| random;
    let id = format!("{:016x}", security.inner.mint.id(random) & u128::from(u64::MAX));
    request.extensions_mut().insert(RequestId(id.clone()));
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let span = tracing::info_span!("request", request_id = %id, %method, path);
    let asked = request.headers().clone();
    let begun = Instant::now();
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind().instrument(span.clone()).await;
    let mut response = answered.unwrap_or_else(|panic| {
        let cause = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let cause = cause.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
        span.in_scope(|| tracing::error!(cause, "a handler panicked"));
        problem_response(&Problem::Internal { incident: id.clone() }, &asked)
    });
    let latency_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let status = response.status().as_u16();
    span.in_scope(|| match status {
        500.. => tracing::warn!(status, latency_ms, "answered"),
        _ if path.starts_with("/healthz") || path.starts_with("/readyz") => {
            tracing::debug!(status, latency_ms, "answered");
        }
        _ => tracing::info!(status, latency_ms, "answered"),
    });
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// Gives up on a handler that does not begin its answer.
pub async fn limit_time(request: Request, next: Next) -> Response {
    let limit = if request.uri().path().starts_with("/files/") { FILE_TIME_LIMIT } else { TIME_LIMIT };
    let asked = request.headers().clone();
    tokio::time::timeout(limit, next.run(request)).await.unwrap_or_else(|_| {
        tracing::warn!("a handler took too long");
        let problem = Problem::Unavailable { sentence: "This took too long.".to_owned() };
        status_response(StatusCode::SERVICE_UNAVAILABLE, &problem, &asked)
    })
}
