//! The router and what each route answers.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;

use super::table::{Refusal, Ticket};
use super::wire::{Health, JobAnswer, RunRequest, Status, WorkerCounts};
use super::{Endpoint, Misbehaviour, Mode, Worker, run};

const RUN_MAX_BYTES: usize = 10 << 20;
const RUNSYNC_MAX_BYTES: usize = 20 << 20;
const RUNSYNC_WAIT_MS: u64 = 90_000;
const WAIT_MS: std::ops::RangeInclusive<u64> = 1000..=300_000;

type Shared = State<Arc<Worker>>;
type Body = Result<Bytes, BytesRejection>;

pub(super) fn table(worker: Arc<Worker>) -> Router {
    let mut router = Router::new()
        .route("/v2/{endpoint}/run", post(run_later).layer(DefaultBodyLimit::max(RUN_MAX_BYTES)))
        .route("/v2/{endpoint}/runsync", post(run_and_wait).layer(DefaultBodyLimit::max(RUNSYNC_MAX_BYTES)))
        .route("/v2/{endpoint}/status/{id}", get(status))
        .route("/v2/{endpoint}/cancel/{id}", post(cancel))
        .route("/v2/{endpoint}/retry/{id}", post(retry))
        .route("/v2/{endpoint}/health", get(health))
        .route("/v2/{endpoint}/purge-queue", post(purge));
    router = router.layer(middleware::from_fn_with_state(Arc::clone(&worker), faults_on_order));
    if worker.config.may_misbehave {
        router = router.route("/misbehave", post(misbehave));
    }
    router.layer(middleware::from_fn_with_state(Arc::clone(&worker), require_key)).with_state(worker)
}

/// Something a route refuses, with the status code for it.
struct Refused(StatusCode, String);

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1}))).into_response()
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::QueueFull => Self(StatusCode::TOO_MANY_REQUESTS, "the queue is full".into()),
            Refusal::Unknown => not_found("job not found"),
            Refusal::NotRetriable(status) => Self(
                StatusCode::BAD_REQUEST,
                format!("only failed or timed-out jobs are retried, not {status:?}"),
            ),
        }
    }
}

fn not_found(what: &str) -> Refused {
    Refused(StatusCode::NOT_FOUND, what.to_owned())
}

fn bad_request(why: impl Into<String>) -> Refused {
    Refused(StatusCode::BAD_REQUEST, why.into())
}

async fn require_key(State(worker): Shared, headers: HeaderMap, request: Request, next: Next) -> Response {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let key = given.strip_prefix("Bearer ").unwrap_or(given);
    if !same_key(key.as_bytes(), worker.config.key.as_bytes()) {
        return Refused(StatusCode::UNAUTHORIZED, "unauthorized".into()).into_response();
    }
    next.run(request).await
}

/// Compares without telling by its duration how many bytes agree.
fn same_key(given: &[u8], expected: &[u8]) -> bool {
    given.len() == expected.len() && given.iter().zip(expected).fold(0, |seen, (a, b)| seen | (a ^ b)) == 0
}

async fn faults_on_order(State(worker): Shared, request: Request, next: Next) -> Response {
    match worker.faults.take_for_request() {
        Some(Mode::Http429) => {
            Refused(StatusCode::TOO_MANY_REQUESTS, "too many requests".into()).into_response()
        }
        Some(_) => Refused(StatusCode::INTERNAL_SERVER_ERROR, "internal error".into()).into_response(),
        None => next.run(request).await,
    }
}

fn endpoint(worker: &Worker, id: &str) -> Result<Endpoint, Refused> {
    match id {
        _ if id == worker.config.image_endpoint => Ok(Endpoint::Image),
        _ if id == worker.config.model_endpoint => Ok(Endpoint::Model),
        _ => Err(not_found("endpoint not found")),
    }
}

fn queue(worker: &Arc<Worker>, id: &str, body: Body, sync: bool) -> Result<(Endpoint, Ticket), Refused> {
    let endpoint = endpoint(worker, id)?;
    let bytes = body.map_err(|rejection| bad_request(rejection.body_text()))?;
    let request: RunRequest = serde_json::from_slice(&bytes)
        .map_err(|cause| bad_request(format!("the body is not as agreed: {cause}")))?;
    if !request.input.is_object() {
        return Err(bad_request("`input` must be an object"));
    }
    if request.policy.execution_timeout == Some(0) || request.policy.ttl == Some(0) {
        return Err(bad_request("a policy of 0 ms cannot be kept"));
    }
    Ok((endpoint, worker.table.enqueue(endpoint, request, sync)?))
}

fn queued(id: String) -> Json<JobAnswer> {
    let status = Status::InQueue;
    Json(JobAnswer {
        id,
        status,
        delay_time: None,
        execution_time: None,
        output: None,
        error: None,
        worker_id: None,
    })
}

async fn run_later(
    State(worker): Shared,
    Path(endpoint): Path<String>,
    body: Body,
) -> Result<Json<JobAnswer>, Refused> {
    let (endpoint, ticket) = queue(&worker, &endpoint, body, false)?;
    let id = ticket.id.clone();
    tokio::spawn(run::run(worker, endpoint, ticket));
    Ok(queued(id))
}

#[derive(Deserialize)]
struct Wait {
    wait: Option<u64>,
}

async fn run_and_wait(
    State(worker): Shared,
    Path(endpoint): Path<String>,
    Query(Wait { wait }): Query<Wait>,
    body: Body,
) -> Result<Json<JobAnswer>, Refused> {
    let wait_ms = wait.unwrap_or(RUNSYNC_WAIT_MS);
    if !WAIT_MS.contains(&wait_ms) {
        return Err(bad_request("`wait` must be 1000 to 300000 ms"));
    }
    let (endpoint, ticket) = queue(&worker, &endpoint, body, true)?;
    let id = ticket.id.clone();
    tokio::spawn(run::run(Arc::clone(&worker), endpoint, ticket));
    let finished = tokio::time::timeout(Duration::from_millis(wait_ms), until_final(&worker, endpoint, &id));
    let answer = match finished.await {
        Ok(answer) => answer,
        Err(_) => worker.table.answer(endpoint, &id),
    };
    answer.map(Json).ok_or_else(|| not_found("job not found"))
}

async fn until_final(worker: &Worker, endpoint: Endpoint, id: &str) -> Option<JobAnswer> {
    loop {
        let changed = worker.table.changed.notified();
        tokio::pin!(changed);
        changed.as_mut().enable();
        let answer = worker.table.answer(endpoint, id)?;
        if answer.status.is_final() {
            return Some(answer);
        }
        changed.await;
    }
}

async fn status(
    State(worker): Shared,
    Path((endpoint_id, id)): Path<(String, String)>,
) -> Result<Json<JobAnswer>, Refused> {
    let endpoint = endpoint(&worker, &endpoint_id)?;
    worker.table.answer(endpoint, &id).map(Json).ok_or_else(|| not_found("job not found"))
}

async fn cancel(
    State(worker): Shared,
    Path((endpoint_id, id)): Path<(String, String)>,
) -> Result<Json<JobAnswer>, Refused> {
    let endpoint = endpoint(&worker, &endpoint_id)?;
    worker.table.cancel(endpoint, &id).map(Json).ok_or_else(|| not_found("job not found"))
}

async fn retry(
    State(worker): Shared,
    Path((endpoint_id, id)): Path<(String, String)>,
) -> Result<Json<JobAnswer>, Refused> {
    let endpoint = endpoint(&worker, &endpoint_id)?;
    let ticket = worker.table.retry(endpoint, &id)?;
    tokio::spawn(run::run(worker, endpoint, ticket));
    Ok(queued(id))
}

async fn health(State(worker): Shared, Path(id): Path<String>) -> Result<Json<Health>, Refused> {
    let jobs = worker.table.counts(endpoint(&worker, &id)?);
    let idle = worker.permits.available_permits();
    let all = worker.config.concurrency.max(1);
    let workers =
        WorkerCounts { idle, ready: idle, running: all.saturating_sub(idle), ..WorkerCounts::default() };
    Ok(Json(Health { jobs, workers }))
}

async fn purge(State(worker): Shared, Path(id): Path<String>) -> Result<Json<serde_json::Value>, Refused> {
    let removed = worker.table.purge(endpoint(&worker, &id)?);
    Ok(Json(json!({"removed": removed, "status": "completed"})))
}

async fn misbehave(State(worker): Shared, body: Body) -> Result<StatusCode, Refused> {
    let bytes = body.map_err(|rejection| bad_request(rejection.body_text()))?;
    let ordered: Misbehaviour =
        serde_json::from_slice(&bytes).map_err(|cause| bad_request(cause.to_string()))?;
    worker.faults.plan(ordered);
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::same_key;

    #[test]
    fn only_the_whole_key_opens() {
        assert!(same_key(b"abc", b"abc"));
        for wrong in [&b"ab"[..], b"abd", b"abcd", b""] {
            assert!(!same_key(wrong, b"abc"));
        }
    }
}
