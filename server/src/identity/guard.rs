//! The middleware in front of pages and server functions: it finds out who is asking, and keeps pages that need a
//! person from being rendered without one.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use domain::session::Session;
use url::form_urlencoded::{Serializer, parse};

use super::cookies::ClerkCookies;
use super::{Identity, handshake, kept};

/// Pages of one person; everything below them too.
const PRIVATE: [&str; 7] =
    ["/dashboard", "/workspace", "/account", "/cart", "/checkout", "/orders", "/print"];
/// Pages that anyone may open, but that show their owner more.
const PERSONAL: [&str; 1] = ["/assets"];
/// Pages for those who are not signed in.
const ENTRANCES: [&str; 2] = ["/sign-in", "/sign-up"];
/// Where somebody goes who is signed in already and did not say where to.
const HOME: &str = "/dashboard";

/// Puts a [`Session`] into the request's extensions. A browser that opens a private page signed out is sent to
/// `/sign-in` and comes back afterwards; one whose session is unknown takes the handshake first: without scripts nothing
/// else would find out. A plain form that such a browser sends is kept for the page that it comes back to.
pub async fn identify(State(identity): State<Identity>, mut request: Request, next: Next) -> Response {
    let is_reading = matches!(*request.method(), Method::GET | Method::HEAD);
    if is_reading && let Some(response) = handshake::finish(&identity, request.headers(), request.uri()).await
    {
        return response;
    }
    let session = identity.session(request.headers()).await;
    if is_reading && let Some(response) = elsewhere(&identity, session, request.headers(), request.uri()) {
        return response;
    }
    let config = &identity.inner.config;
    let mut cookie = None;
    if session.user().is_none() && !is_reading {
        (request, cookie) = kept::keep(request, config).await;
    } else if session.user().is_some()
        && is_reading
        && is_document(request.headers())
        && kept::is_there(request.headers())
    {
        if let Some(form) = kept::read(request.headers(), config) {
            request.extensions_mut().insert(form);
        }
        cookie = Some(kept::forgotten(config));
    }
    request.extensions_mut().insert(session);
    let mut response = next.run(request).await;
    if let Some(cookie) = cookie.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Where the browser has to go before this page, if anywhere.
fn elsewhere(identity: &Identity, session: Session, headers: &HeaderMap, uri: &Uri) -> Option<Response> {
    let config = &identity.inner.config;
    let is_private = is_below(uri.path(), &PRIVATE);
    match session {
        Session::SignedIn(_) if is_below(uri.path(), &ENTRANCES) => {
            Some(handshake::redirect(&return_path(uri), &[]))
        }
        Session::SignedOut if is_private => Some(to_sign_in(uri)),
        Session::Unknown if is_document(headers) && (is_private || is_below(uri.path(), &PERSONAL)) => {
            let cookies = ClerkCookies::read(headers, config);
            let asked = handshake::begin(config, &cookies, headers, uri);
            asked.or_else(|| is_private.then(|| to_sign_in(uri)))
        }
        _ => None,
    }
}

fn is_below(path: &str, roots: &[&str]) -> bool {
    roots
        .iter()
        .any(|root| path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// True for what a browser opens as a page: only that can follow a handshake.
fn is_document(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match text("sec-fetch-dest") {
        Some(destination) => destination == "document",
        None => text(header::ACCEPT.as_str()).is_some_and(|types| types.starts_with("text/html")),
    }
}

fn to_sign_in(uri: &Uri) -> Response {
    let wanted = uri.path_and_query().map_or(uri.path(), |path| path.as_str());
    let query = Serializer::new(String::new()).append_pair("redirect_url", wanted).finish();
    handshake::redirect(&format!("/sign-in?{query}"), &[])
}

/// Where an entrance leads to: a path of this site that is not an entrance itself.
fn return_path(uri: &Uri) -> String {
    let mut pairs = parse(uri.query().unwrap_or_default().as_bytes());
    let asked = pairs.find(|(key, _)| key == "redirect_url").map(|(_, value)| value.into_owned());
    let is_local = |path: &String| {
        path.starts_with('/')
            && !path[1..].starts_with(['/', '\\'])
            && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
            && !ENTRANCES.iter().any(|entrance| path.starts_with(entrance))
    };
    asked.filter(is_local).unwrap_or_else(|| HOME.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_pages_are_whole_paths() {
        for private in ["/dashboard", "/workspace/", "/account/credits"] {
            assert!(is_below(private, &PRIVATE), "{private}");
        }
        for open in ["/", "/dashboards", "/assets/ast_1", "/help", "/accounting"] {
            assert!(!is_below(open, &PRIVATE), "{open}");
        }
    }

    #[test]
    fn somebody_signed_in_is_led_on_within_this_site() {
        let to = |text: &str| return_path(&text.parse().unwrap());
        assert_eq!(to("/sign-in?redirect_url=%2Fassets%2Fast_1%3Fa%3Db"), "/assets/ast_1?a=b");
        for other in [
            "/sign-in",
            "/sign-in?redirect_url=%2F%2Fevil.example",
            "/sign-in?redirect_url=/sign-up",
            "/sign-in?redirect_url=%2F%5Cevil.example",
            "/sign-in?redirect_url=https://evil.example/",
        ] {
            assert_eq!(to(other), "/dashboard", "{other}");
        }
    }
}
