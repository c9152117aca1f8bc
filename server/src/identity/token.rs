//! Checking a session token: its signature and everything it must say.
//!
//! Clerk's own checks are in `packages/backend/src/jwt` of github.com/clerk/javascript; the claims in
//! <https://clerk.com/docs/guides/sessions/session-tokens>. Versions 1 and 2 of the claims agree on all of them.

use domain::time::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::IdentityConfig;

/// How far clocks may be apart, in seconds.
const LEEWAY_SECS: i64 = 5;
/// The longest token that is looked at, in bytes: browsers keep 4 KiB a cookie.
const MAX_TOKEN_BYTES: usize = 4096;
/// The longest handshake token, in bytes: it holds several cookies.
const MAX_HANDSHAKE_BYTES: usize = 16 * 1024;
/// The header's `cat` of session and handshake tokens, and the one of instances that do not tell kinds apart
/// (`packages/backend/src/tokens/jwtCategories.ts`). Older tokens have none.
const CATEGORIES: [&str; 2] = ["cl_B7d4PD111AAA", "cl_I7d4PD111III"];

/// What a session token says, as far as we use it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Claims {
    /// The provider's id of the person.
    pub sub: String,
    /// When it was issued, in seconds since 1970.
    pub iat: i64,
    exp: i64,
    nbf: Option<i64>,
    iss: String,
    azp: Option<String>,
    sid: Option<String>,
    sts: Option<String>,
}

/// What a handshake token says.
#[derive(Deserialize)]
struct HandshakeClaims {
    handshake: Vec<String>,
    iat: Option<i64>,
}

/// What became of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Everything is right.
    Valid(Claims),
    /// Everything but the time: expired, or not valid yet.
    OutOfTime,
    /// It can never become valid; the reason is for the log.
    Refused(&'static str),
}

/// The `kid` of a token that could be one of ours: RS256 and of the session category.
#[must_use]
pub fn key_id(token: &str) -> Option<String> {
    if token.len() > MAX_HANDSHAKE_BYTES {
        return None;
    }
    let header = decode_header(token).ok()?;
    let category = header.extras.get::<String>("cat").ok()?;
    let is_session = category.is_none_or(|category| CATEGORIES.contains(&category.as_str()));
    let is_jwt = header.typ.is_none_or(|kind| kind == "JWT");
    // RFC 7515 wants tokens refused whose critical extensions are not understood; we understand none.
    if header.alg != Algorithm::RS256 || header.crit.is_some() || !is_session || !is_jwt {
        return None;
    }
    header.kid
}

/// Checks a session token against its key. The signature comes first, so that nothing an attacker writes decides
/// anything else.
#[must_use]
pub fn verify(token: &str, key: &DecodingKey, config: &IdentityConfig, now: Timestamp) -> Verdict {
    if token.len() > MAX_TOKEN_BYTES {
        return Verdict::Refused("too long");
    }
    let Some(claims) = signed::<Claims>(token, key) else { return Verdict::Refused("signature or claims") };
    if claims.iss != config.issuer {
        return Verdict::Refused("issuer");
    }
    if !claims.azp.as_ref().is_some_and(|party| config.authorized_parties.contains(party)) {
        return Verdict::Refused("authorized party");
    }
    if claims.sub.is_empty() || claims.sid.as_ref().is_none_or(String::is_empty) {
        return Verdict::Refused("no person or session");
    }
    // A pending session (say, before a second factor) is not signed in; version 1 has no `sts`.
    if claims.sts.as_ref().is_some_and(|status| status != "active") {
        return Verdict::Refused("session status");
    }
    let now_secs = now.0.div_euclid(1000);
    let begins_secs = claims.nbf.unwrap_or(claims.iat).max(claims.iat);
    if now_secs >= claims.exp.saturating_add(LEEWAY_SECS)
        || begins_secs > now_secs.saturating_add(LEEWAY_SECS)
    {
        return Verdict::OutOfTime;
    }
    Verdict::Valid(claims)
}

/// The cookies that a handshake token wants set; nothing when it is not signed with the key, or (where it tells its
/// age) older than a minute: an old link must not sign anybody in.
#[must_use]
pub fn handshake_cookies(token: &str, key: &DecodingKey, now: Timestamp) -> Option<Vec<String>> {
    let claims: HandshakeClaims = signed(token, key)?;
    let now_secs = now.0.div_euclid(1000);
    let is_fresh = claims.iat.is_none_or(|iat| (now_secs.saturating_sub(iat)).unsigned_abs() <= 60);
    is_fresh.then_some(claims.handshake)
}

fn signed<T: DeserializeOwned>(token: &str, key: &DecodingKey) -> Option<T> {
    let mut validation = Validation::new(Algorithm::RS256);
    validation.required_spec_claims.clear();
    // Times are checked by our own clock, and `azp` takes the place of `aud`.
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    decode::<T>(token, key, &validation).ok().map(|data| data.claims)
}
