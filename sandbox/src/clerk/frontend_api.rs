//! Clerk's frontend API as far as a page needs it: the client, and fresh tokens for its session.
//! <https://clerk.com/docs/reference/frontend-api>

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::SandboxClerk;
use super::cookies;
use super::directory::{SESSION_LIFETIME_SECS, SignedIn, User};

impl SandboxClerk {
    /// The session of the browser that sent these headers.
    pub(super) fn session_of(&self, headers: &HeaderMap) -> Option<SignedIn> {
        let secret = cookies::read(headers, "__client")?;
        self.inner.directory.signed_in(secret, self.now_secs())
    }

    pub(super) fn signed_in_cookies(&self, token: &str, session: &SignedIn) -> Vec<String> {
        vec![self.session_cookie(Some(token)), self.client_uat_cookie(Some(session.signed_in_secs))]
    }

    pub(super) fn signed_out_cookies(&self) -> Vec<String> {
        vec![self.session_cookie(None), self.client_uat_cookie(None), self.client_cookie(None)]
    }
}

/// `GET /v1/client`: the browser and its sessions.
pub async fn client_show(State(clerk): State<SandboxClerk>, headers: HeaderMap) -> Response {
    let Some(session) = clerk.session_of(&headers) else {
        let mut response = Json(json!({ "response": null, "client": null })).into_response();
        // The browser may still hold an old token; without this its next page would be unsure again.
        cookies::append(response.headers_mut(), &clerk.signed_out_cookies());
        return response;
    };
    match clerk.session_token(&session, &authorized_party(&clerk, &headers)) {
        Ok(token) => {
            Json(json!({ "response": client_json(&session, &token), "client": null })).into_response()
        }
        Err(error) => failed(&error),
    }
}

/// `POST /v1/client/sessions/{session_id}/tokens`: a fresh session token, also as cookie.
pub async fn token_create(
    State(clerk): State<SandboxClerk>,
    Path(session_id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(session) = clerk.session_of(&headers) else {
        return refused(StatusCode::UNAUTHORIZED, "authentication_invalid", "You are signed out.");
    };
    if session.session_id != session_id {
        return refused(StatusCode::NOT_FOUND, "resource_not_found", "This browser has no such session.");
    }
    match clerk.session_token(&session, &authorized_party(&clerk, &headers)) {
        Ok(token) => {
            let mut response = Json(json!({ "object": "token", "jwt": token })).into_response();
            cookies::append(response.headers_mut(), &[clerk.session_cookie(Some(&token))]);
            response
        }
        Err(error) => failed(&error),
    }
}

/// The origin of the page that asks, as a token's `azp`: `Origin`, else the host the request went to.
pub fn authorized_party(clerk: &SandboxClerk, headers: &HeaderMap) -> String {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let origin = text(header::ORIGIN).filter(|origin| *origin != "null");
    let scheme = if clerk.inner.config.origin.starts_with("https://") { "https" } else { "http" };
    match (origin, text(header::HOST)) {
        (Some(origin), _) => origin.to_owned(),
        (None, Some(host)) => format!("{scheme}://{host}"),
        (None, None) => clerk.inner.config.origin.clone(),
    }
}

/// Clerk's error body.
pub fn refused(status: StatusCode, code: &str, message: &str) -> Response {
    let error = json!({ "message": message, "long_message": message, "code": code });
    (status, Json(json!({ "errors": [error] }))).into_response()
}

/// A fault of the stand-in itself, logged here and nowhere else.
pub fn failed(error: &dyn std::error::Error) -> Response {
    tracing::error!(%error, "the identity sandbox failed");
    refused(StatusCode::INTERNAL_SERVER_ERROR, "internal_clerk_error", "The identity sandbox failed.")
}

/// A person in both APIs; times in milliseconds since 1970.
pub fn user_json(user: &User) -> Value {
    let address_id = user.id.replacen("user_", "idn_", 1);
    json!({
        "object": "user",
        "id": user.id,
        "primary_email_address_id": address_id,
        "email_addresses": [{
            "object": "email_address",
            "id": address_id,
            "email_address": user.email,
            "verification": { "status": "verified", "strategy": "sandbox" },
        }],
        "banned": false,
        "locked": false,
        "created_at": user.created_secs * 1000,
        "updated_at": user.created_secs * 1000,
    })
}

fn client_json(session: &SignedIn, token: &str) -> Value {
    let signed_in_ms = session.signed_in_secs * 1000;
    json!({
        "object": "client",
        "id": session.client_id,
        "sign_in": null,
        "sign_up": null,
        "last_active_session_id": session.session_id,
        "created_at": signed_in_ms,
        "updated_at": signed_in_ms,
        "sessions": [{
            "object": "session",
            "id": session.session_id,
            "status": "active",
            "last_active_at": signed_in_ms,
            "expire_at": signed_in_ms + SESSION_LIFETIME_SECS * 1000,
            "abandon_at": signed_in_ms + 30 * 24 * 3_600_000_i64,
            "user": user_json(&session.user),
            "last_active_token": { "object": "token", "jwt": token },
        }],
    })
}
