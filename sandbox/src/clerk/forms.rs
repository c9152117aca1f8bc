//! The plain forms that stand in for Clerk's components. They work without scripts.

use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::session::SignInError;
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use super::SandboxClerk;
use super::cookies;
use super::email::EmailAddress;
use super::frontend_api::{authorized_party, failed};

/// Where people land who did not say where they wanted to go.
const DEFAULT_PATH: &str = "/dashboard";

/// What the sign-in and the sign-up form send.
#[derive(Deserialize)]
pub struct Credentials {
    #[serde(default)]
    email_address: String,
    #[serde(default)]
    redirect_url: String,
}

/// Signs in; an unknown address gets an account.
pub async fn sign_in(
    State(clerk): State<SandboxClerk>,
    headers: HeaderMap,
    Form(form): Form<Credentials>,
) -> Response {
    enter(&clerk, &headers, &form, "/sign-in")
}

/// Signs up; a known address is signed in.
pub async fn sign_up(
    State(clerk): State<SandboxClerk>,
    headers: HeaderMap,
    Form(form): Form<Credentials>,
) -> Response {
    enter(&clerk, &headers, &form, "/sign-up")
}

/// Ends the browser's session and goes to the landing page.
pub async fn sign_out(State(clerk): State<SandboxClerk>, headers: HeaderMap) -> Response {
    if let Some(secret) = cookies::read(&headers, "__client")
        && let Err(error) = clerk.inner.directory.sign_out(secret)
    {
        return failed(&error);
    }
    let mut response = see_other("/");
    cookies::append(response.headers_mut(), &clerk.signed_out_cookies());
    response
}

fn enter(clerk: &SandboxClerk, headers: &HeaderMap, form: &Credentials, form_path: &str) -> Response {
    let Ok(email) = EmailAddress::parse(&form.email_address) else {
        return back_to_form(form, form_path, SignInError::InvalidEmail);
    };
    let directory = &clerk.inner.directory;
    if let Some(earlier) = cookies::read(headers, "__client")
        && let Err(error) = directory.sign_out(earlier)
    {
        return failed(&error);
    }
    let entered = directory.sign_in(email, clerk.now_secs(), clerk.inner.config.entropy.as_ref());
    let (secret, session) = match entered {
        Ok(entered) => entered,
        Err(error) => return failed(&error),
    };
    let token = match clerk.session_token(&session, &authorized_party(clerk, headers)) {
        Ok(token) => token,
        Err(error) => return failed(&error),
    };
    let mut response = see_other(local_path(&form.redirect_url).unwrap_or(DEFAULT_PATH));
    let mut cookies = clerk.signed_in_cookies(&token, &session);
    cookies.push(clerk.client_cookie(Some(&secret)));
    cookies::append(response.headers_mut(), &cookies);
    response
}

/// The form again, with what was typed and why it did not do.
fn back_to_form(form: &Credentials, form_path: &str, error: SignInError) -> Response {
    // Far more than any address; an endless one would not fit into a header.
    let typed: String = form.email_address.chars().take(EmailAddress::MAX_CHARS).collect();
    let mut query = Serializer::new(String::new());
    query.append_pair("error", error.key()).append_pair("email_address", &typed);
    if let Some(path) = local_path(&form.redirect_url) {
        query.append_pair("redirect_url", path);
    }
    see_other(&format!("{form_path}?{}", query.finish()))
}

/// A path of this origin; anything that could lead elsewhere is refused.
fn local_path(redirect_url: &str) -> Option<&str> {
    let is_local = redirect_url.starts_with('/')
        && !redirect_url.starts_with("//")
        && !redirect_url.contains('\\')
        && redirect_url.bytes().all(|byte| byte.is_ascii_graphic());
    is_local.then_some(redirect_url)
}

fn see_other(location: &str) -> Response {
    (
        StatusCode::SEE_OTHER,
        [(header::LOCATION, location.to_owned()), (header::CACHE_CONTROL, "no-store".to_owned())],
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn only_paths_of_this_origin_are_followed() {
        for good in ["/", "/assets/ast_1?tab=a&b=%20"] {
            assert_eq!(local_path(good), Some(good));
        }
        for bad in
            ["", "dashboard", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nX: y"]
        {
            assert_eq!(local_path(bad), None, "{bad:?}");
        }
    }
}
