//! The way to the identity provider and back, for pages that need to know whether a session still lives.
//!
//! The browser is sent to the provider's `/v1/client/handshake` and comes back with a signed list of cookies, as
//! parameter, cookie, or under a nonce (`packages/backend/src/tokens/handshake.ts` of github.com/clerk/javascript).

use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use url::form_urlencoded::{Serializer, parse};

use super::cookies::ClerkCookies;
use super::{Identity, IdentityConfig, token};

/// The parameter and the cookie with a handshake token.
const HANDSHAKE: &str = "__clerk_handshake";
/// The parameter with a nonce in the place of a token.
const HANDSHAKE_NONCE: &str = "__clerk_handshake_nonce";
/// Counts handshakes, so that a misconfiguration does not send browsers round and round.
const REDIRECT_COUNT: &str = "__clerk_redirect_count";
/// How many handshakes are tried within [`REDIRECT_COUNT_SECS`].
const MOST_REDIRECTS: u32 = 3;
/// How long the count is kept, in seconds.
const REDIRECT_COUNT_SECS: u32 = 10;
/// The only cookies that a handshake may set.
const SETTABLE: [&str; 4] = ["__session", "__client_uat", "__refresh", "__clerk_db_jwt"];

/// The redirect to the provider; nothing when it was tried too often just now.
#[must_use]
pub fn begin(
    config: &IdentityConfig,
    cookies: &ClerkCookies,
    headers: &HeaderMap,
    uri: &Uri,
) -> Option<Response> {
    if cookies.redirect_count >= MOST_REDIRECTS {
        return None;
    }
    let back = format!("{}{}", page_origin(config, headers), path_without_handshake(uri));
    let mut query = Serializer::new(String::new());
    query.append_pair("redirect_url", &back);
    query.append_pair("suffixed_cookies", if cookies.is_suffixed { "true" } else { "false" });
    query.append_pair("__clerk_hs_reason", "session-token-expired");
    if let Some(browser) = cookies.dev_browser.as_ref().filter(|_| config.is_development()) {
        query.append_pair("__clerk_db_jwt", browser);
    }
    let location = format!("{}/v1/client/handshake?{}", config.frontend_api, query.finish());
    let count = cookies.redirect_count + 1;
    let counter = format!(
        "{REDIRECT_COUNT}={count}; Path=/; Max-Age={REDIRECT_COUNT_SECS}; SameSite=Lax; HttpOnly{}",
        secure(config)
    );
    Some(redirect(&location, &[counter]))
}

/// When the browser comes back from the provider: the redirect to the page it wanted, with the cookies the provider
/// signed. A token that is not the provider's is dropped from the address, and nothing is set.
pub async fn finish(identity: &Identity, headers: &HeaderMap, uri: &Uri) -> Option<Response> {
    let config = &identity.inner.config;
    let in_cookie = ClerkCookies::read(headers, config).handshake;
    let parameter = |name: &str| {
        let mut pairs = parse(uri.query().unwrap_or_default().as_bytes());
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    };
    let (token, nonce) = (parameter(HANDSHAKE), parameter(HANDSHAKE_NONCE));
    let wanted = match (token.or(in_cookie.clone()), nonce) {
        (Some(token), _) => signed_cookies(identity, &token).await,
        (None, Some(nonce)) => cookies_of_nonce(identity, &nonce).await,
        (None, None) => return None,
    };
    let mut cookies: Vec<String> = wanted.into_iter().filter(|cookie| may_set(cookie)).collect();
    if in_cookie.is_some() {
        cookies.push(format!("{HANDSHAKE}=; Path=/; Max-Age=0; SameSite=Lax{}", secure(config)));
    }
    Some(redirect(&path_without_handshake(uri), &cookies))
}

async fn signed_cookies(identity: &Identity, handshake: &str) -> Vec<String> {
    let Some(key_id) = token::key_id(handshake) else { return Vec::new() };
    match identity.inner.keys.key(&key_id).await {
        Ok(Some(key)) => {
            token::handshake_cookies(handshake, &key, identity.inner.mint.now()).unwrap_or_default()
        }
        Ok(None) => Vec::new(),
        Err(error) => {
            tracing::warn!(%error, "a handshake could not be checked");
            Vec::new()
        }
    }
}

async fn cookies_of_nonce(identity: &Identity, nonce: &str) -> Vec<String> {
    identity.inner.provider.handshake_cookies(nonce).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "a handshake could not be fetched");
        Vec::new()
    })
}

/// True for the provider's own cookies, plain or suffixed.
fn may_set(cookie: &str) -> bool {
    let name = cookie.split('=').next().unwrap_or_default();
    SETTABLE.iter().any(|settable| {
        name.strip_prefix(settable).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    })
}

/// The origin under which the browser asked, when its pages may; else the configured one.
fn page_origin(config: &IdentityConfig, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let asked = |scheme: &str| format!("{scheme}://{host}");
    let allowed =
        config.authorized_parties.iter().find(|party| **party == asked("https") || **party == asked("http"));
    allowed.or(config.authorized_parties.first()).cloned().unwrap_or_default()
}

/// Path and query without the handshake's parameters.
fn path_without_handshake(uri: &Uri) -> String {
    let Some(query) = uri.query() else { return local(uri.path()) };
    let kept = query.split('&').filter(|pair| {
        let name = pair.split('=').next().unwrap_or_default();
        !pair.is_empty() && name != HANDSHAKE && name != HANDSHAKE_NONCE && name != "__clerk_help"
    });
    let kept: Vec<&str> = kept.collect();
    let path = local(uri.path());
    if kept.is_empty() { path } else { format!("{path}?{}", kept.join("&")) }
}

/// `//host` at the start of a path would be another site to a browser.
fn local(path: &str) -> String {
    format!("/{}", path.trim_start_matches(['/', '\\']))
}

/// What a cookie says besides where pages are https.
pub(super) fn secure(config: &IdentityConfig) -> &'static str {
    let is_https = config.authorized_parties.first().is_some_and(|party| party.starts_with("https://"));
    if is_https { "; Secure" } else { "" }
}

/// A temporary redirect that nobody keeps.
pub fn redirect(location: &str, cookies: &[String]) -> Response {
    let Ok(location) = HeaderValue::from_str(location) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let mut response = StatusCode::FOUND.into_response();
    let headers = response.headers_mut();
    headers.insert(header::LOCATION, location);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for cookie in cookies.iter().filter_map(|cookie| HeaderValue::from_str(cookie).ok()) {
        headers.append(header::SET_COOKIE, cookie);
    }
    response
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_address_loses_the_handshake_and_nothing_else() {
        let strip = |text: &str| path_without_handshake(&text.parse().unwrap());
        assert_eq!(strip("/workspace?__clerk_handshake=e.y.J"), "/workspace");
        assert_eq!(strip("/assets/a?tab=b%20c&__clerk_handshake_nonce=n&x"), "/assets/a?tab=b%20c&x");
        assert_eq!(strip("//evil.example/a?__clerk_handshake=x"), "/evil.example/a");
    }

    #[test]
    fn a_handshake_sets_the_providers_cookies_only() {
        for good in ["__session=a; Path=/", "__session_l2OS3d9k=a", "__client_uat=0", "__clerk_db_jwt=x"] {
            assert!(may_set(good), "{good}");
        }
        for bad in ["theme=dark", "__sessions=a", "session=a", "", "__Host-__session=a"] {
            assert!(!may_set(bad), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn the_way_back_is_always_on_this_site(path in "[/\\\\a-z?&=_.]{0,30}") {
            if let Ok(uri) = format!("/{path}").parse::<Uri>() {
                let back = path_without_handshake(&uri);
                prop_assert!(back.starts_with('/') && !back.starts_with("//") && !back.starts_with("/\\"));
            }
        }
    }
}
