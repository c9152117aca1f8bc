//! Clerk's cookies: `__session` (read by pages, so not HttpOnly), `__client_uat` (when the browser signed in, 0 for
//! signed out) and `__client` (the browser's secret, HttpOnly).

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};

use super::SandboxClerk;

/// A year: `__session` outlives its token on purpose, so that a returning visitor's first request shows that there
/// was a session.
const COOKIE_LIFETIME_SECS: i64 = 365 * 24 * 3600;

/// The value of the first cookie of this name.
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// Adds `Set-Cookie` headers; text that cannot stand in a header is left out.
pub fn append(headers: &mut HeaderMap, cookies: &[String]) {
    for cookie in cookies {
        if let Ok(value) = HeaderValue::from_str(cookie) {
            headers.append(SET_COOKIE, value);
        }
    }
}

impl SandboxClerk {
    /// `__session` with a token, or its removal.
    pub(super) fn session_cookie(&self, token: Option<&str>) -> String {
        self.cookie("__session", token, "/", "")
    }

    /// `__client_uat` in seconds since 1970; nothing means signed out.
    pub(super) fn client_uat_cookie(&self, signed_in_secs: Option<i64>) -> String {
        let value = signed_in_secs.unwrap_or(0).to_string();
        self.cookie("__client_uat", Some(&value), "/", "")
    }

    /// `__client` with the browser's secret, or its removal; sent to this stand-in only.
    pub(super) fn client_cookie(&self, secret: Option<&str>) -> String {
        let base_path = &self.inner.config.base_path;
        let path = if base_path.is_empty() { "/" } else { base_path };
        self.cookie("__client", secret, path, "; HttpOnly")
    }

    fn cookie(&self, name: &str, value: Option<&str>, path: &str, extra: &str) -> String {
        let max_age_secs = if value.is_some() { COOKIE_LIFETIME_SECS } else { 0 };
        let secure = if self.inner.config.origin.starts_with("https://") { "; Secure" } else { "" };
        let value = value.unwrap_or_default();
        format!("{name}={value}; Path={path}; Max-Age={max_age_secs}; SameSite=Lax{secure}{extra}")
    }
}
