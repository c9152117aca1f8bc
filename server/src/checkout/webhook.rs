//! `POST /api/stripe-webhook`: written down, then answered. What it means is a job's work.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use domain::payment::{BadDelivery, EventSubject, PaymentEvent};

use super::CheckoutService;
use crate::db::{DataError, Sql as _, Tx, args};
use crate::jobs::{self, JobKind};
use crate::mint::Mint;

/// Where deliveries come in.
pub const PATH: &str = "/api/stripe-webhook";
/// Most bytes of a delivery; the service's own largest are a tenth of this.
pub const MAX_BYTES: u64 = 1024 * 1024;

/// The route. It reads the body as it came: the signature is over its bytes.
pub fn router<S: Clone + Send + Sync + 'static>(service: CheckoutService) -> Router<S> {
    Router::new()
        .route("/api/stripe-webhook", post(deliver))
        .layer(DefaultBodyLimit::max(usize::try_from(MAX_BYTES).unwrap_or(usize::MAX)))
        .with_state(service)
}

async fn deliver(State(service): State<CheckoutService>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let mut signatures = headers.get_all("stripe-signature").iter();
    let (Some(signature), None) = (signatures.next(), signatures.next()) else {
        return StatusCode::BAD_REQUEST;
    };
    let signature = signature.to_str().unwrap_or_default();
    let event = match service.payments.read_delivery(&body, signature) {
        Ok(event) => event,
        Err(BadDelivery::Signature) => return StatusCode::BAD_REQUEST,
        Err(BadDelivery::Malformed) => {
            tracing::error!("a signed delivery is not an event");
            return StatusCode::BAD_REQUEST;
        }
    };
    match service.receive(event, &body).await {
        Ok(()) => StatusCode::OK,
        Err(cause) => {
            // The service sends it again.
            tracing::error!(%cause, "a delivery could not be written down");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

impl CheckoutService {
    /// Writes an event and its job down; the same event again changes nothing.
    async fn receive(&self, event: PaymentEvent, body: &[u8]) -> Result<(), DataError> {
        let body = String::from_utf8_lossy(body).into_owned();
        let (mint, expects_live) = (self.mint.clone(), self.settings.is_live);
        let write = self.db.write(move |tx| {
            let (mint, event, body) = (mint.clone(), event.clone(), body.clone());
            Box::pin(async move { insert(tx, &mint, &event, body, expects_live).await })
        });
        write.await
    }
}

async fn insert(
    tx: &Tx,
    mint: &Mint,
    event: &PaymentEvent,
    body: String,
    expects_live: bool,
) -> Result<(), DataError> {
    let is_ours = event.is_live == expects_live;
    let (state, error) = match (is_ours, &event.subject) {
        (false, _) => ("error", Some("of the other mode")),
        (true, EventSubject::Other) => ("ignored", None),
        (true, _) => ("received", None),
    };
    let now = mint.now().0;
    let processed = (state != "received").then_some(now);
    let sql = "INSERT INTO stripe_events
            (id, kind, subject, is_live, body, state, error, received_at, processed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING";
    let values = args![
        event.id.as_str(),
        event.kind.as_str(),
        subject_text(&event.subject),
        event.is_live,
        body,
        state,
        error,
        now,
        processed
    ];
    if tx.change(sql, values).await? == 0 || state != "received" {
        if !is_ours {
            tracing::error!(event = event.id, "an event of the other mode");
        }
        return Ok(());
    }
    jobs::enqueue(tx, mint, JobKind::ProcessEvent, &event.id).await
}

/// A subject as it is stored.
pub(super) fn subject_text(subject: &EventSubject) -> String {
    match subject {
        EventSubject::Session { id } => format!("session:{id}"),
        EventSubject::Refund { payment_intent } => format!("refund:{payment_intent}"),
        EventSubject::Dispute { payment_intent } => format!("dispute:{payment_intent}"),
        EventSubject::Other => "other".to_owned(),
        EventSubject::Unreadable => "unreadable".to_owned(),
    }
}

/// A stored subject; what cannot be read is fetched by the event's id.
pub(super) fn subject_from(text: &str) -> EventSubject {
    match text.split_once(':') {
        Some(("session", id)) => EventSubject::Session { id: id.to_owned() },
        Some(("refund", id)) => EventSubject::Refund { payment_intent: id.to_owned() },
        Some(("dispute", id)) => EventSubject::Dispute { payment_intent: id.to_owned() },
        _ if text == "other" => EventSubject::Other,
        _ => EventSubject::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_round_trip() {
        let id = "x_1".to_owned();
        for subject in [
            EventSubject::Session { id: id.clone() },
            EventSubject::Refund { payment_intent: id.clone() },
            EventSubject::Dispute { payment_intent: id },
            EventSubject::Other,
            EventSubject::Unreadable,
        ] {
            assert_eq!(subject_from(&subject_text(&subject)), subject);
        }
    }
}
