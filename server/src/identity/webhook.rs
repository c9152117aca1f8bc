//! `POST /api/clerk-webhook`: the identity provider tells that a person is gone or has changed. What it tells is looked
//! up, not believed: a changed person is asked for again, and an account that has ended stays ended however often it is
//! told. Nothing is stored of a delivery, since the account's own transaction is committed before the answer.
//!
//! Deliveries are signed as Svix does it: <https://docs.svix.com/receiving/verifying-payloads/how-manual>.

use aws_lc_rs::hmac;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::{Identity, IdentityError};
use crate::config::env::Secret;

/// Most bytes of a delivery: a person with everything they may carry is far smaller.
const MAX_BYTES: usize = 256 * 1024;
/// How far a delivery's moment may be from ours, in seconds: as in Svix's own libraries.
const TOLERANCE_SECS: u64 = 300;
/// Signatures looked at in one header: two while a secret is being changed.
const MAX_SIGNATURES: usize = 8;

/// The route, for installations that have the endpoint's secret.
pub fn router<S: Clone + Send + Sync + 'static>(identity: Identity) -> Router<S> {
    Router::new()
        .route("/api/clerk-webhook", post(deliver))
        .layer(DefaultBodyLimit::max(MAX_BYTES))
        .with_state(identity)
}

#[derive(Deserialize)]
struct Delivery {
    #[serde(rename = "type")]
    kind: String,
    data: About,
}

#[derive(Deserialize)]
struct About {
    #[serde(default)]
    id: String,
}

async fn deliver(State(identity): State<Identity>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let now_secs = identity.inner.mint.now().0.div_euclid(1000);
    let Some(secret) = &identity.inner.config.webhook_secret else { return StatusCode::NOT_FOUND };
    if !is_signed(&headers, &body, secret, now_secs) {
        return StatusCode::BAD_REQUEST;
    }
    let Ok(delivery) = serde_json::from_slice::<Delivery>(&body) else {
        tracing::error!("a signed delivery of the identity provider cannot be read");
        return StatusCode::BAD_REQUEST;
    };
    match follow(&identity, &delivery).await {
        Ok(()) => StatusCode::OK,
        Err(cause) => {
            // It is sent again.
            tracing::error!(%cause, kind = delivery.kind, "a delivery of the identity provider has to come again");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

async fn follow(identity: &Identity, delivery: &Delivery) -> Result<(), IdentityError> {
    match delivery.kind.as_str() {
        "user.deleted" => identity.person_deleted(&delivery.data.id).await,
        "user.updated" => identity.person_changed(&delivery.data.id).await,
        _ => Ok(()),
    }
}

/// Whether the body was signed lately with the secret, whose bytes stand in base 64 behind `whsec_`.
fn is_signed(headers: &HeaderMap, body: &[u8], secret: &Secret, now_secs: i64) -> bool {
    let header = |name: &str| {
        let mut values = headers.get_all(name).iter();
        let first = values.next().and_then(|value| value.to_str().ok());
        first.filter(|_| values.next().is_none())
    };
    let (Some(id), Some(moment), Some(signatures)) =
        (header("svix-id"), header("svix-timestamp"), header("svix-signature"))
    else {
        return false;
    };
    let is_recent = moment.parse::<i64>().is_ok_and(|at_secs| now_secs.abs_diff(at_secs) <= TOLERANCE_SECS);
    let Some(key) = signing_key(secret) else { return false };
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let signed = [id.as_bytes(), b".", moment.as_bytes(), b".", body].concat();
    let tags = signatures.split(' ').filter_map(|part| part.strip_prefix("v1,"));
    let tags = tags.take(MAX_SIGNATURES).filter_map(|tag| STANDARD.decode(tag).ok());
    let is_right = tags.into_iter().any(|tag| hmac::verify(&key, &signed, &tag).is_ok());
    is_recent && is_right
}

/// The bytes to sign with; nothing when the secret is not one of Svix's.
pub(super) fn signing_key(secret: &Secret) -> Option<Vec<u8>> {
    let encoded = secret.reveal().strip_prefix("whsec_")?;
    STANDARD.decode(encoded).ok().filter(|key| !key.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of Svix's manual: its secret, id, moment, body and signature.
    const SECRET: &str = "whsec_plJ3nmyCDGBKInavdOK15jsl";
    const BODY: &[u8] = br#"{"event_type":"ping","data":{"success":true}}"#;
    const AT_SECS: i64 = 1_731_705_121;
    const SIGNATURE: &str = "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=";

    fn signed(id: &str, moment: &str, signature: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("svix-id", id.parse().unwrap());
        headers.insert("svix-timestamp", moment.parse().unwrap());
        headers.insert("svix-signature", signature.parse().unwrap());
        headers
    }

    fn accepted(headers: &HeaderMap, body: &[u8], now_secs: i64) -> bool {
        is_signed(headers, body, &Secret::new(SECRET), now_secs)
    }

    #[test]
    fn the_manuals_example_is_taken_for_five_minutes() {
        let moment = AT_SECS.to_string();
        let headers = signed("msg_loFOjxBNrRLzqYUf", &moment, SIGNATURE);
        assert!(accepted(&headers, BODY, AT_SECS) && accepted(&headers, BODY, AT_SECS + 300));
        assert!(!accepted(&headers, BODY, AT_SECS + 301) && !accepted(&headers, BODY, AT_SECS - 301));
        let rolled = signed("msg_loFOjxBNrRLzqYUf", &moment, &format!("v1,AAAA v2,x {SIGNATURE}"));
        assert!(accepted(&rolled, BODY, AT_SECS));
    }

    #[test]
    fn anything_else_is_refused() {
        let moment = AT_SECS.to_string();
        for (id, moment, signature) in [
            ("msg_other", moment.as_str(), SIGNATURE),
            ("msg_loFOjxBNrRLzqYUf", "1731705122", SIGNATURE),
            ("msg_loFOjxBNrRLzqYUf", "soon", SIGNATURE),
            ("msg_loFOjxBNrRLzqYUf", moment.as_str(), "v1,"),
            ("msg_loFOjxBNrRLzqYUf", moment.as_str(), "rAvfW3dJ"),
        ] {
            assert!(!accepted(&signed(id, moment, signature), BODY, AT_SECS), "{id} {moment} {signature}");
        }
        let right = signed("msg_loFOjxBNrRLzqYUf", &moment, SIGNATURE);
        assert!(!accepted(&right, b"{}", AT_SECS));
        assert!(!accepted(&HeaderMap::new(), BODY, AT_SECS));
        let mut doubled = right.clone();
        doubled.append("svix-signature", SIGNATURE.parse().unwrap());
        assert!(!accepted(&doubled, BODY, AT_SECS));
        assert!(!is_signed(&right, BODY, &Secret::new("plJ3nmyCDGBKInavdOK15jsl"), AT_SECS));
    }
}
