//! A plain form that was sent when its token was over: tokens live for a minute, forms are filled in for longer, and
//! without scripts nothing renews them. What was sent is put into a cookie, so that the page that the browser comes back
//! to, by the handshake or by signing in, fills the form in again. The cookie names the person of the token that was
//! over: nobody else who signs in on the same browser is shown it.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::session::KeptForm;
use url::form_urlencoded::parse;

use super::IdentityConfig;
use super::cookies::{ClerkCookies, cookie};
use super::handshake::secure;

/// The cookie: the person, the form's endpoint and the form, with question marks between them, all in base 64.
const COOKIE: &str = "__kept_form";
/// How long it is kept, in seconds: for the way through the handshake or the sign-in form.
const KEPT_SECS: u32 = 5 * 60;
/// The longest form that is kept, in bytes: in base 64 it still fits into the 4 KiB of a cookie.
const MOST_BYTES: usize = 2800;
/// Where forms are sent to.
const ENDPOINTS: &str = "/api/";

/// True when the request is a plain form that its page would fill in again, and fits into a cookie.
fn can_be_kept(request: &Request) -> bool {
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let bytes = text(header::CONTENT_LENGTH).parse::<usize>();
    *request.method() == Method::POST
        && endpoint(request).is_some_and(|endpoint| KeptForm::ENDPOINTS.contains(&endpoint))
        && text(header::ACCEPT).contains("text/html")
        && text(header::CONTENT_TYPE).starts_with("application/x-www-form-urlencoded")
        && bytes.is_ok_and(|bytes| bytes <= MOST_BYTES)
}

fn endpoint(request: &Request) -> Option<&str> {
    request.uri().path().strip_prefix(ENDPOINTS)
}

/// The cookie that keeps the form of a request, if it is one of somebody, and the request as it was.
pub(super) async fn keep(request: Request, config: &IdentityConfig) -> (Request, Option<String>) {
    let person = ClerkCookies::read(request.headers(), config).claimed_person();
    let Some(person) = person.filter(|_| can_be_kept(&request)) else { return (request, None) };
    let head = format!("{person}?{}?", endpoint(&request).unwrap_or_default());
    let (parts, body) = request.into_parts();
    // A body that breaks off is no form, to whoever reads it next either.
    let body = to_bytes(body, MOST_BYTES).await.unwrap_or_default();
    let value = URL_SAFE_NO_PAD.encode([head.as_bytes(), body.as_ref()].concat());
    let cookie = (!body.is_empty()).then(|| set(&value, KEPT_SECS, config));
    (Request::from_parts(parts, Body::from(body)), cookie)
}

/// True when a form was kept, whoever's it is.
pub(super) fn is_there(headers: &HeaderMap) -> bool {
    cookie(headers, COOKIE).is_some()
}

/// The form that was kept for the person whose token comes along.
pub(super) fn read(headers: &HeaderMap, config: &IdentityConfig) -> Option<KeptForm> {
    let kept = URL_SAFE_NO_PAD.decode(cookie(headers, COOKIE)?).ok()?;
    let kept = String::from_utf8(kept).ok()?;
    let (person, kept) = kept.split_once('?')?;
    if ClerkCookies::read(headers, config).claimed_person()? != person {
        return None;
    }
    let (endpoint, form) = kept.split_once('?')?;
    Some(KeptForm { endpoint: endpoint.to_owned(), fields: parse(form.as_bytes()).into_owned().collect() })
}

/// The cookie that forgets the form.
pub(super) fn forgotten(config: &IdentityConfig) -> String {
    set("", 0, config)
}

fn set(value: &str, secs: u32, config: &IdentityConfig) -> String {
    format!("{COOKIE}={value}; Path=/; Max-Age={secs}; SameSite=Lax; HttpOnly{}", secure(config))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A cookie with a token of a person, never checked here.
    fn token_of(person: &str) -> String {
        let issuer = IdentityConfig::sandbox("http://127.0.0.1:3000").issuer;
        let claims = serde_json::json!({ "iss": issuer, "sub": person }).to_string();
        format!("__session=e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims))
    }

    fn sent(accept: &str, path: &str, form: &str) -> Request {
        let request = Request::post(path)
            .header(header::COOKIE, token_of("user_ada"))
            .header(header::ACCEPT, accept)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::CONTENT_LENGTH, form.len());
        request.body(Body::from(form.to_owned())).unwrap()
    }

    #[test]
    fn only_short_plain_forms_are_kept() {
        let html = "text/html,application/xhtml+xml";
        assert!(can_be_kept(&sent(html, "/api/account/set_address", "city=Bonn")));
        assert!(!can_be_kept(&sent("application/json", "/api/account/set_address", "city=Bonn")));
        assert!(!can_be_kept(&sent(html, "/sandbox/clerk/sign-in", "email_address=a")));
        assert!(!can_be_kept(&sent(html, "/api/cart/remove", "line=lin_1")), "nobody wrote that");
        assert!(!can_be_kept(&sent(html, "/api/account/set_address", &"x".repeat(MOST_BYTES + 1))));
    }

    #[tokio::test]
    async fn what_was_sent_comes_back_whole() {
        let config = IdentityConfig::sandbox("http://127.0.0.1:3000");
        let request = sent("text/html", "/api/account/set_address", "name=Gr%C3%A4fin+B&line1=%3F%3D%26");
        let (request, cookie) = keep(request, &config).await;
        let whole = to_bytes(request.into_body(), MOST_BYTES).await.unwrap();
        assert_eq!(whole, "name=Gr%C3%A4fin+B&line1=%3F%3D%26");
        let cookie = cookie.unwrap();
        let kept_by = |person: &str| {
            let mut headers = HeaderMap::new();
            let both = format!("{}; {}", token_of(person), cookie.split(';').next().unwrap());
            headers.insert(header::COOKIE, both.parse().unwrap());
            read(&headers, &config)
        };
        assert_eq!(kept_by("user_ben"), None, "somebody else on the same browser");
        let kept = kept_by("user_ada").unwrap();
        assert_eq!(kept.endpoint, "account/set_address");
        assert_eq!((kept.field("name"), kept.field("line1")), (Some("Gräfin B"), Some("?=&")));
        assert_eq!(kept.field("line2"), None);
    }

    #[tokio::test]
    async fn without_a_person_nothing_is_kept() {
        let config = IdentityConfig::sandbox("http://127.0.0.1:3000");
        let mut request = sent("text/html", "/api/account/set_address", "city=Bonn");
        request.headers_mut().remove(header::COOKIE);
        assert_eq!(keep(request, &config).await.1, None);
    }

    proptest! {
        #[test]
        fn any_cookie_is_read(value in "[A-Za-z0-9_-]{0,80}") {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, format!("{COOKIE}={value}").parse().unwrap());
            let _ = read(&headers, &IdentityConfig::sandbox("http://127.0.0.1:3000"));
        }
    }
}
