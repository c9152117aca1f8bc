//! Deliveries of events: first the signature over the raw body, then what the event is about.
//! <https://docs.stripe.com/webhooks#verify-manually>

use aws_lc_rs::hmac;
use domain::payment::{BadDelivery, EventSubject, PaymentEvent};
use serde::Deserialize;
use serde_json::Value;

use super::wire::{Named, Reference};
use crate::config::env::Secret;

/// How far a signature's moment may be from ours, in seconds: as in Stripe's own libraries.
const TOLERANCE_SECS: i64 = 300;
/// Signatures looked at in one header.
const MAX_SIGNATURES: usize = 8;

/// Checks that the body was signed lately with one of the secrets.
pub fn verify(body: &[u8], header: &str, secrets: &[Secret], now_secs: i64) -> Result<(), BadDelivery> {
    let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
    let moment =
        parts().find(|(name, _)| *name == "t").map(|(_, text)| text).ok_or(BadDelivery::Signature)?;
    let at_secs: i64 = moment.parse().map_err(|_| BadDelivery::Signature)?;
    if now_secs.abs_diff(at_secs) > TOLERANCE_SECS.unsigned_abs() {
        return Err(BadDelivery::Signature);
    }
    let signed = [moment.as_bytes(), b".", body].concat();
    let tags = parts().filter(|(name, _)| *name == "v1").filter_map(|(_, text)| hex::decode(text).ok());
    let tags: Vec<Vec<u8>> = tags.take(MAX_SIGNATURES).collect();
    let is_signed = secrets.iter().any(|secret| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.reveal().as_bytes());
        tags.iter().any(|tag| hmac::verify(&key, &signed, tag).is_ok())
    });
    if is_signed { Ok(()) } else { Err(BadDelivery::Signature) }
}

#[derive(Deserialize)]
struct WireEvent {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    livemode: bool,
    #[serde(default)]
    data: WireData,
}

#[derive(Default, Deserialize)]
struct WireData {
    #[serde(default)]
    object: Value,
}

#[derive(Deserialize)]
struct AboutPayment {
    payment_intent: Option<Reference>,
}

/// What an event is about; nothing when this is no event at all.
pub fn read_event(body: &[u8]) -> Option<PaymentEvent> {
    let event: WireEvent = serde_json::from_slice(body).ok()?;
    if !event.id.starts_with("evt_") || event.kind.is_empty() {
        return None;
    }
    let subject = subject(&event.kind, event.data.object);
    Some(PaymentEvent { id: event.id, kind: event.kind, subject, is_live: event.livemode })
}

fn subject(kind: &str, object: Value) -> EventSubject {
    match kind {
        "checkout.session.completed"
        | "checkout.session.async_payment_succeeded"
        | "checkout.session.async_payment_failed"
        | "checkout.session.expired" => match serde_json::from_value::<Named>(object) {
            Ok(session) if session.id.starts_with("cs_") => EventSubject::Session { id: session.id },
            _ => EventSubject::Unreadable,
        },
        "charge.refunded"
        | "charge.refund.updated"
        | "refund.created"
        | "refund.updated"
        | "refund.failed" => about_payment(object, |payment_intent| EventSubject::Refund { payment_intent }),
        kind if kind.starts_with("charge.dispute.") => {
            about_payment(object, |payment_intent| EventSubject::Dispute { payment_intent })
        }
        _ => EventSubject::Other,
    }
}

fn about_payment(object: Value, about: impl FnOnce(String) -> EventSubject) -> EventSubject {
    match serde_json::from_value::<AboutPayment>(object) {
        Ok(AboutPayment { payment_intent: Some(intent) }) => about(intent.into_id()),
        // A charge that no checkout of ours made.
        Ok(AboutPayment { payment_intent: None }) => EventSubject::Other,
        Err(_) => EventSubject::Unreadable,
    }
}

#[cfg(test)]
mod tests;
