//! Clerk's cookies on a request. Each exists under its plain name and under one with the instance's suffix; which of
//! the two is newer follows Clerk's own rules (`packages/backend/src/tokens/authenticateContext.ts` of
//! github.com/clerk/javascript).

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use super::IdentityConfig;

/// A token's age against the moment when the browser's sessions last changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenAge {
    /// Issued since then, as far as the cookies tell.
    Current,
    /// Issued before, or the browser has signed out since.
    Outdated,
}

/// The cookies that matter for one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClerkCookies {
    session: Option<String>,
    client_uat: Option<i64>,
    /// True when the suffixed cookies count; Clerk wants to know during a handshake.
    pub is_suffixed: bool,
    /// `__clerk_db_jwt`, which development instances have in the place of cross-site cookies.
    pub dev_browser: Option<String>,
    /// `__clerk_handshake`.
    pub handshake: Option<String>,
    /// `__clerk_redirect_count`: how many handshakes were tried just now.
    pub redirect_count: u32,
}

/// What an unchecked token says of itself; used only to choose between two cookies, both checked afterwards, and to tell
/// whose a kept form is.
#[derive(Deserialize)]
struct Hint {
    #[serde(default)]
    iss: String,
    #[serde(default)]
    iat: i64,
    #[serde(default)]
    sub: String,
}

impl ClerkCookies {
    /// Reads a request's cookies.
    #[must_use]
    pub fn read(headers: &HeaderMap, config: &IdentityConfig) -> Self {
        let suffix = config.cookie_suffix();
        let plain = |name: &str| cookie(headers, name);
        let suffixed = |name: &str| cookie(headers, &format!("{name}_{suffix}"));
        let is_suffixed = suffixed_counts(
            &config.issuer,
            [plain("__session"), suffixed("__session")],
            [plain("__client_uat"), suffixed("__client_uat")],
        );
        let pick = |name: &str| if is_suffixed { suffixed(name) } else { plain(name) };
        Self {
            session: pick("__session").map(str::to_owned),
            client_uat: pick("__client_uat").and_then(|text| text.parse().ok()),
            is_suffixed,
            dev_browser: suffixed("__clerk_db_jwt").or(plain("__clerk_db_jwt")).map(str::to_owned),
            handshake: plain("__clerk_handshake").map(str::to_owned),
            redirect_count: plain("__clerk_redirect_count").and_then(|text| text.parse().ok()).unwrap_or(0),
        }
    }

    /// The session token, when there is one.
    #[must_use]
    pub fn session_token(&self) -> Option<&str> {
        self.session.as_deref()
    }

    /// Whose the session token says it is, checked or not, also when it has run out.
    #[must_use]
    pub fn claimed_person(&self) -> Option<String> {
        let person = hint(self.session_token()?)?.sub;
        (!person.is_empty()).then_some(person)
    }

    /// True when the browser says that it has a session.
    #[must_use]
    pub fn has_client(&self) -> bool {
        self.client_uat.is_some_and(|secs| secs > 0)
    }

    /// Whether a token issued at `iat_secs` is older than the browser's last change of sessions. A missing
    /// `__client_uat` says nothing: the token was checked and lives a minute at most.
    #[must_use]
    pub fn age_of(&self, iat_secs: i64) -> TokenAge {
        match self.client_uat {
            Some(changed_secs) if changed_secs == 0 || iat_secs < changed_secs => TokenAge::Outdated,
            _ => TokenAge::Current,
        }
    }
}

/// The value of the first cookie of this name, when it has one.
#[must_use]
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
        .filter(|value| !value.is_empty())
}

/// Chooses between the plain and the suffixed cookies, each given as `[plain, suffixed]`.
fn suffixed_counts(issuer: &str, session: [Option<&str>; 2], client_uat: [Option<&str>; 2]) -> bool {
    let [plain, suffixed] = session.map(|token| token.and_then(hint));
    if session[0].is_some() {
        match &plain {
            // Not a token at all: signed out is the better answer than a handshake.
            None => return false,
            Some(hint) if hint.iss.is_empty() => return false,
            // Another instance's on the same domain.
            Some(hint) if hint.iss != issuer => return true,
            Some(_) => {}
        }
    }
    let [plain_uat, suffixed_uat] = client_uat;
    match (suffixed_uat, session[1]) {
        (None, _) => return false,
        (Some("0"), _) if plain_uat.is_some_and(|secs| secs != "0") => return false,
        _ => {}
    }
    let issued = |hint: &Option<Hint>| hint.as_ref().map_or(0, |hint| hint.iat);
    let both_signed_in = suffixed_uat != Some("0") && plain_uat != Some("0");
    !(both_signed_in && issued(&plain) > issued(&suffixed))
}

/// The claims of a token without any check.
fn hint(token: &str) -> Option<Hint> {
    let payload = token.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn config() -> IdentityConfig {
        IdentityConfig::sandbox("http://127.0.0.1:3000")
    }

    fn token(issuer: &str, iat: i64) -> String {
        let claims = serde_json::json!({ "iss": issuer, "iat": iat }).to_string();
        format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims))
    }

    fn read(pairs: &[(&str, &str)]) -> ClerkCookies {
        let text: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, text.join("; ").parse().unwrap());
        ClerkCookies::read(&headers, &config())
    }

    #[test]
    fn the_newer_of_two_tokens_counts() {
        let config = config();
        let suffix = config.cookie_suffix();
        let (session, uat) = (format!("__session_{suffix}"), format!("__client_uat_{suffix}"));
        let (old, new) = (token(&config.issuer, 100), token(&config.issuer, 200));
        let both = [("__client_uat", "50"), (uat.as_str(), "50")];
        let cookies = read(&[&[("__session", old.as_str()), (session.as_str(), &new)], &both[..]].concat());
        assert_eq!((cookies.session_token(), cookies.is_suffixed), (Some(new.as_str()), true));
        let cookies = read(&[&[("__session", new.as_str()), (session.as_str(), &old)], &both[..]].concat());
        assert_eq!((cookies.session_token(), cookies.is_suffixed), (Some(new.as_str()), false));
    }

    #[test]
    fn another_instances_plain_cookie_is_passed_over() {
        let config = config();
        let suffix = config.cookie_suffix();
        let (session, uat) = (format!("__session_{suffix}"), format!("__client_uat_{suffix}"));
        let (foreign, own) = (token("https://other.example", 300), token(&config.issuer, 100));
        let cookies = read(&[("__session", &foreign), ("__client_uat", "9"), (&session, &own), (&uat, "9")]);
        assert_eq!(cookies.session_token(), Some(own.as_str()));
    }

    #[test]
    fn signing_out_elsewhere_outdates_a_token() {
        let cookies = read(&[("__session", &token(&config().issuer, 100)), ("__client_uat", "0")]);
        assert_eq!(cookies.age_of(100), TokenAge::Outdated);
        assert!(!cookies.has_client());
        let cookies = read(&[("__client_uat", "90")]);
        assert_eq!((cookies.age_of(89), cookies.age_of(90)), (TokenAge::Outdated, TokenAge::Current));
        assert!(cookies.has_client());
        assert_eq!(ClerkCookies::default().age_of(1), TokenAge::Current);
    }

    proptest! {
        #[test]
        fn any_cookies_are_read(text in "[ -~]{0,200}", token in "[A-Za-z0-9_.-]{0,80}", uat in "[0-9a-z-]{0,12}") {
            let mut headers = HeaderMap::new();
            for value in [text, format!("__session={token}; __client_uat={uat}")] {
                if let Ok(value) = value.parse() {
                    headers.append(COOKIE, value);
                }
            }
            let cookies = ClerkCookies::read(&headers, &config());
            prop_assert!(cookies.session_token().is_none_or(|token| !token.is_empty()));
        }
    }
}
