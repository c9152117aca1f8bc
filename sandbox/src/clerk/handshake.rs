//! The handshake: a server that cannot tell whether a session still lives sends the browser here and gets it back with
//! a signed list of cookies to set.
//!
//! This is the flow of Clerk's development instances, which hand the list over in the query, because cookies do not
//! cross from Clerk's domain (`packages/backend/src/tokens/handshake.ts` in github.com/clerk/javascript).

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::cookies;
use super::frontend_api::{failed, refused};
use super::keys::KeyError;
use super::token::SESSION_CATEGORY;
use super::{SandboxClerk, directory::SignedIn};

/// What the server sends along.
#[derive(Deserialize)]
pub struct HandshakeQuery {
    redirect_url: String,
}

/// `GET /v1/client/handshake?redirect_url=…`
pub async fn handshake(
    State(clerk): State<SandboxClerk>,
    headers: HeaderMap,
    Query(query): Query<HandshakeQuery>,
) -> Response {
    let Some(mut back) = allowed_target(&clerk, &headers, &query.redirect_url) else {
        return refused(
            StatusCode::BAD_REQUEST,
            "invalid_url_scheme",
            "redirect_url is not a page that uses this sandbox.",
        );
    };
    let session = clerk.session_of(&headers);
    let cookies = match set_cookies(&clerk, session.as_ref(), &back.origin().ascii_serialization()) {
        Ok(cookies) => cookies,
        Err(error) => return failed(&error),
    };
    let claims = json!({ "handshake": cookies, "iat": clerk.now_secs() });
    let token = match clerk.sign(json!({ "cat": SESSION_CATEGORY }), &claims) {
        Ok(token) => token,
        Err(error) => return failed(&error),
    };
    back.query_pairs_mut().append_pair("__clerk_handshake", &token);
    let mut response = (
        StatusCode::TEMPORARY_REDIRECT,
        [(header::LOCATION, String::from(back)), (header::CACHE_CONTROL, "no-store".to_owned())],
    )
        .into_response();
    if session.is_none() {
        cookies::append(response.headers_mut(), &[clerk.client_cookie(None)]);
    }
    response
}

/// The cookies of a session that lives, or their removal.
fn set_cookies(
    clerk: &SandboxClerk,
    session: Option<&SignedIn>,
    authorized_party: &str,
) -> Result<Vec<String>, KeyError> {
    match session {
        Some(session) => {
            let token = clerk.session_token(session, authorized_party)?;
            Ok(clerk.signed_in_cookies(&token, session))
        }
        None => Ok(vec![clerk.session_cookie(None), clerk.client_uat_cookie(None)]),
    }
}

/// Where to send the browser back to: a page of the host it asked, or of an origin that was configured.
fn allowed_target(clerk: &SandboxClerk, headers: &HeaderMap, redirect_url: &str) -> Option<Url> {
    let target = Url::parse(redirect_url).ok()?;
    let config = &clerk.inner.config;
    let origin = target.origin().ascii_serialization();
    let scheme = if config.origin.starts_with("https://") { "https" } else { "http" };
    let own = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let is_own = own.is_some_and(|host| origin == format!("{scheme}://{host}"));
    (is_own || origin == config.origin || config.allowed_origins.contains(&origin)).then_some(target)
}
