//! Refuses writes that another site makes a browser send.
//!
//! Browsers say where a request comes from in `Sec-Fetch-Site`, older ones in `Origin`; a request with neither is not
//! a browser's, so there is no session of somebody else to abuse. The reasoning is Filippo Valsorda's
//! (<https://words.filippo.io/csrf/>), as in Go's `http.CrossOriginProtection`.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use domain::Problem;
use domain::problem::Field;

use super::answer::status_response;
use super::{Security, SecuritySettings};

/// Paths that other machines write to, each with a signature of its own over what it sends.
const EXEMPT: [&str; 2] = [crate::checkout::webhook::PATH, "/files/"];

/// Answers 403 to what writes from elsewhere.
pub async fn refuse_cross_site(State(security): State<Security>, request: Request, next: Next) -> Response {
    if is_allowed(request.method(), request.uri().path(), request.headers(), &security.inner.settings) {
        return next.run(request).await;
    }
    let problem = Problem::invalid(Field::Request, "This was sent from another site.");
    status_response(StatusCode::FORBIDDEN, &problem, request.headers())
}

fn is_allowed(method: &Method, path: &str, headers: &HeaderMap, settings: &SecuritySettings) -> bool {
    let is_reading = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    if is_reading || EXEMPT.iter().any(|prefix| path.starts_with(prefix)) {
        return true;
    }
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    match (text("sec-fetch-site"), text(header::ORIGIN.as_str())) {
        (Some("same-origin" | "none"), _) | (None, None) => true,
        (Some(_), origin) => {
            origin.is_some_and(|origin| settings.own_origins.iter().any(|own| own == origin))
        }
        (None, Some(origin)) => {
            let host = text(header::HOST.as_str()).unwrap_or_default();
            let own = origin.split_once("://").map(|(_, authority)| authority);
            own == Some(host) || settings.own_origins.iter().any(|own| own == origin)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(method: Method, path: &str, pairs: &[(&'static str, &str)]) -> bool {
        let settings =
            SecuritySettings { own_origins: vec!["https://makeit3d.example".into()], ..Default::default() };
        let mut headers = HeaderMap::new();
        headers.insert("host", "makeit3d.example".parse().unwrap());
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        is_allowed(&method, path, &headers, &settings)
    }

    #[test]
    fn this_sites_pages_may_write() {
        let path = "/api/generation/start";
        for pairs in [
            &[("sec-fetch-site", "same-origin")][..],
            &[("sec-fetch-site", "none")],
            &[("origin", "https://makeit3d.example")],
            &[],
        ] {
            assert!(allowed(Method::POST, path, pairs), "{pairs:?}");
        }
    }

    #[test]
    fn other_sites_may_not() {
        let path = "/api/generation/start";
        for pairs in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
            &[("origin", "https://evil.example")],
            &[("origin", "https://makeit3d.example.evil.example")],
            &[("origin", "null")],
        ] {
            for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
                assert!(!allowed(method, path, pairs), "{pairs:?}");
            }
            assert!(allowed(Method::GET, "/dashboard", pairs));
            assert!(allowed(Method::POST, "/api/stripe-webhook", pairs));
        }
    }
}
