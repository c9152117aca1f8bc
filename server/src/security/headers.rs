//! Headers that keep a page's content its own.

use axum::extract::{Request, State};
use axum::http::header::{
    CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use super::Security;
use crate::payments::PaymentPageHosts;

/// Two years, the least that browsers' preload lists take.
const HSTS: &str = "max-age=63072000; includeSubDomains";
/// What no page of ours uses is off for everything in it; the camera is how a phone hands in a picture.
const PERMISSIONS: &str = "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), \
    fullscreen=(self), interest-cohort=()";
/// For answers that are no pages: they load nothing and cannot be framed.
const NO_PAGE: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Hosts besides our own that a page uses, as origins (`https://bucket.example`).
#[derive(Clone, Debug, Default)]
pub struct PageHosts {
    /// Where pictures and models are stored; none on a laptop.
    pub storage: Vec<String>,
    /// The identity provider's frontend API; none with the sandbox.
    pub identity: Vec<String>,
    /// Stripe's form; none with the sandbox.
    pub payment: PaymentPageHosts,
}

/// The `Content-Security-Policy` of a page whose scripts carry `nonce`.
///
/// `'strict-dynamic'` lets those scripts load others, so that the page can `import()` the viewer; browsers that do not
/// know it go by `'self'`. `'wasm-unsafe-eval'` compiles WebAssembly and nothing else.
///
/// # Errors
/// When the nonce or a host is not text for a header.
pub fn content_security_policy(
    nonce: &str,
    hosts: &PageHosts,
) -> Result<HeaderValue, axum::http::header::InvalidHeaderValue> {
    let storage = list(&hosts.storage);
    let identity = list(&hosts.identity);
    // Clerk's own components come with inline styles, people's pictures and a bot check in a frame
    // (<https://clerk.com/docs/security/clerk-csp>).
    let (style, avatars, bot_check) = if hosts.identity.is_empty() {
        (format!("'nonce-{nonce}'"), "", "")
    } else {
        ("'unsafe-inline'".to_owned(), " https://img.clerk.com", " https://challenges.cloudflare.com")
    };
    let payment = &hosts.payment;
    let frames = match format!("{bot_check}{}", list(&payment.frame)) {
        none if none.is_empty() => " 'none'".to_owned(),
        frames => frames,
    };
    let (pay_script, pay_connect, pay_image) =
        (list(&payment.script), list(&payment.connect), list(&payment.image));
    HeaderValue::from_str(&format!(
        "default-src 'none'; \
         script-src 'self' 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'{identity}{pay_script}; \
         style-src 'self' {style}; style-src-attr 'unsafe-inline'; \
         img-src 'self' data: blob:{storage}{avatars}{pay_image}; \
         font-src 'self'; media-src 'self' blob:; \
         connect-src 'self'{storage}{identity}{pay_connect}; \
         worker-src 'self' blob:; frame-src{frames}; manifest-src 'self'; \
         object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    ))
}

fn list(hosts: &[String]) -> String {
    hosts.iter().map(|host| format!(" {host}")).collect()
}

/// Sets the headers of every answer; a page's own policy stays.
pub async fn set_headers(State(security): State<Security>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    set_missing(headers, CONTENT_SECURITY_POLICY, NO_PAGE);
    set_missing(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    set_missing(headers, X_FRAME_OPTIONS, "DENY");
    set_missing(headers, REFERRER_POLICY, "strict-origin-when-cross-origin");
    set_missing(headers, HeaderName::from_static("permissions-policy"), PERMISSIONS);
    set_missing(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    if security.inner.settings.is_https {
        set_missing(headers, STRICT_TRANSPORT_SECURITY, HSTS);
    }
    response
}

fn set_missing(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}

#[cfg(test)]
mod tests;
