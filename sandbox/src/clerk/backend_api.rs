//! Clerk's backend API as far as this product uses it: keys and people.
//! <https://clerk.com/docs/reference/backend-api>

use std::sync::atomic::Ordering;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::SandboxClerk;
use super::frontend_api::{failed, refused, user_json};

/// `GET /v1/jwks`
pub async fn jwks(State(clerk): State<SandboxClerk>, headers: HeaderMap) -> Response {
    if let Some(refusal) = without_key(&clerk, &headers) {
        return refusal;
    }
    jwks_public(State(clerk)).await
}

/// `GET /.well-known/jwks.json`, for anyone.
pub async fn jwks_public(State(clerk): State<SandboxClerk>) -> Response {
    clerk.inner.jwks_requests.fetch_add(1, Ordering::Relaxed);
    Json(json!({ "keys": [clerk.inner.keys.current().public_jwk()] })).into_response()
}

/// `GET /v1/users/{user_id}`
pub async fn user_show(
    State(clerk): State<SandboxClerk>,
    Path(user_id): Path<String>,
    headers: HeaderMap,
) -> Response {
    if let Some(refusal) = without_key(&clerk, &headers) {
        return refusal;
    }
    clerk.inner.user_requests.fetch_add(1, Ordering::Relaxed);
    match clerk.inner.directory.user(&user_id) {
        Some(user) => Json(user_json(&user)).into_response(),
        None => not_found(),
    }
}

/// `DELETE /v1/users/{user_id}`: the person and their sessions are gone.
pub async fn user_delete(
    State(clerk): State<SandboxClerk>,
    Path(user_id): Path<String>,
    headers: HeaderMap,
) -> Response {
    if let Some(refusal) = without_key(&clerk, &headers) {
        return refusal;
    }
    match clerk.inner.directory.user_delete(&user_id) {
        Ok(true) => Json(json!({ "object": "user", "id": user_id, "deleted": true })).into_response(),
        Ok(false) => not_found(),
        Err(error) => failed(&error),
    }
}

fn without_key(clerk: &SandboxClerk, headers: &HeaderMap) -> Option<Response> {
    let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let expected = format!("Bearer {}", clerk.inner.config.secret_key);
    if sent == Some(expected.as_str()) {
        return None;
    }
    Some(refused(StatusCode::UNAUTHORIZED, "authentication_invalid", "The secret key is missing or wrong."))
}

fn not_found() -> Response {
    refused(StatusCode::NOT_FOUND, "resource_not_found", "There is no such user.")
}
