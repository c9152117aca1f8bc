//! Being paid through Stripe: the one client behind [`domain::payment::Payments`].
//!
//! Requests are written in Stripe's own names (`requests.rs`), sent by our own client (`transport.rs`: allow-listed, no
//! redirects, timed out, tried again under the same idempotency key), and answers are read leniently (`wire.rs`); why
//! not with async-stripe is in `docs/adr/`. The stand-in of the `sandbox` crate speaks the same
//! protocol, so only base URL and keys differ.
//!
//! To add a call: its request in `requests.rs`, what we need of its answer in `wire.rs`, a method here, and a test in
//! `server/tests/it/stripe_client.rs`.

mod config;
mod delivery;
mod requests;
mod transport;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::ids::UserId;
use domain::money::Cents;
use domain::payment::{
    BadDelivery, PaymentError, PaymentEvent, PaymentSession, PaymentTruth, Payments, SessionRequest,
};
use domain::time::{Clock, Timestamp};
use serde::de::DeserializeOwned;

use crate::http_client::HttpClient;

pub use self::config::{PaymentConfig, PaymentPageHosts, SANDBOX_PATH, WEBHOOK_PATH};

use self::transport::{Answer, Transport};

/// Objects a page of a list.
const PAGE_SIZE: u32 = 100;
/// Pages of one walk over the list: a stop for a list that never ends.
const MAX_PAGES: usize = 1000;

/// The client of Stripe's API; cheap to clone.
#[derive(Clone)]
pub struct StripePayments {
    transport: Transport,
    config: Arc<PaymentConfig>,
    clock: Arc<dyn Clock>,
}

impl StripePayments {
    /// A client for the configured base URL, which `http` must allow.
    #[must_use]
    pub fn new(config: PaymentConfig, http: HttpClient, clock: Arc<dyn Clock>) -> Self {
        Self { transport: Transport::new(&config, http), config: Arc::new(config), clock }
    }

    /// The same, but a try that is not answered within `try_timeout` is made again: tests do not wait ten seconds.
    #[must_use]
    pub fn with_try_timeout(self, try_timeout: Duration) -> Self {
        Self { transport: self.transport.with_try_timeout(try_timeout), ..self }
    }

    async fn get(&self, path: &str, query: &[(&str, String)]) -> Result<Answer, PaymentError> {
        self.transport.get(path, query).await
    }

    /// Every page of a list, newest first.
    async fn list<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, String)],
        id: fn(&T) -> &String,
    ) -> Result<Vec<T>, PaymentError> {
        let mut found: Vec<T> = Vec::new();
        for _ in 0..MAX_PAGES {
            let mut query = query.to_vec();
            query.push(("limit", PAGE_SIZE.to_string()));
            if let Some(last) = found.last() {
                query.push(("starting_after", id(last).clone()));
            }
            let page = self.get(path, &query).await?.read::<wire::Page<T>>()?;
            let is_last = !page.has_more || page.data.is_empty();
            found.extend(page.data);
            if is_last {
                return Ok(found);
            }
        }
        Err(PaymentError::Unknown(format!("the list of {path} does not end")))
    }
}

/// The condition that an object was made then or later.
fn made_since(since: Timestamp) -> (&'static str, String) {
    ("created[gte]", since.0.div_euclid(1000).to_string())
}

#[async_trait]
impl Payments for StripePayments {
    async fn customer_create(&self, user: UserId, email: &str) -> Result<String, PaymentError> {
        let request = requests::customer(user, email);
        let answer = self.transport.post(request, Some(&requests::customer_key(user, email))).await?;
        answer.read::<wire::Named>().map(|customer| customer.id)
    }

    async fn customer_delete(&self, customer: &str) -> Result<(), PaymentError> {
        match self.transport.delete(&format!("/customers/{}", path_part(customer)?)).await {
            Ok(_) | Err(PaymentError::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn session_create(&self, request: &SessionRequest) -> Result<PaymentSession, PaymentError> {
        let key = request.checkout.to_string();
        let answer = self.transport.post(requests::session(request), Some(&key)).await?;
        answer.read::<wire::Session>().map(Into::into)
    }

    async fn session(&self, id: &str) -> Result<PaymentSession, PaymentError> {
        let answer = self.get(&format!("/checkout/sessions/{}", path_part(id)?), &[]).await?;
        answer.read::<wire::Session>().map(Into::into)
    }

    async fn session_expire(&self, id: &str) -> Result<PaymentSession, PaymentError> {
        let expired = self.transport.post(requests::session_expire(path_part(id)?), None).await;
        match expired {
            Ok(answer) => answer.read::<wire::Session>().map(Into::into),
            // Stripe refuses to close what is not open: tell how it stands.
            Err(PaymentError::Refused(_)) => self.session(id).await,
            Err(error) => Err(error),
        }
    }

    async fn sessions_completed_since(&self, since: Timestamp) -> Result<Vec<PaymentSession>, PaymentError> {
        let query = [("status", "complete".to_owned()), made_since(since)];
        let found: Vec<wire::Session> =
            self.list("/checkout/sessions", &query, |session: &wire::Session| &session.id).await?;
        Ok(found.into_iter().rev().map(PaymentSession::from).collect())
    }

    async fn payments_contested_since(
        &self,
        refunded: Timestamp,
        disputed: Timestamp,
    ) -> Result<Vec<String>, PaymentError> {
        let mut payments = Vec::new();
        for (path, since) in [("/refunds", refunded), ("/disputes", disputed)] {
            let found: Vec<wire::OfPayment> =
                self.list(path, &[made_since(since)], |one: &wire::OfPayment| &one.id).await?;
            payments
                .extend(found.into_iter().filter_map(|one| one.payment_intent).map(wire::Reference::into_id));
        }
        payments.sort();
        payments.dedup();
        Ok(payments)
    }

    async fn payment(&self, payment_intent: &str) -> Result<PaymentTruth, PaymentError> {
        let path = format!("/payment_intents/{}", path_part(payment_intent)?);
        let expand = ("expand[0]", "latest_charge".to_owned());
        let intent = self.get(&path, &[expand]).await?.read::<wire::Intent>()?;
        let of_payment = [("payment_intent", payment_intent.to_owned())];
        let refunds: Vec<wire::Refund> =
            self.list("/refunds", &of_payment, |refund: &wire::Refund| &refund.id).await?;
        let disputes: Vec<wire::Dispute> = if intent.is_disputed() {
            self.list("/disputes", &of_payment, |dispute: &wire::Dispute| &dispute.id).await?
        } else {
            Vec::new()
        };
        let (failed, made): (Vec<_>, Vec<_>) = refunds.into_iter().partition(wire::Refund::has_failed);
        Ok(PaymentTruth {
            payment_intent: payment_intent.to_owned(),
            amount_received: intent.received(),
            amount_refunded: intent.refunded(),
            refund_keys: made.iter().filter_map(wire::Refund::key).map(str::to_owned).collect(),
            failed_refunds: failed.into_iter().map(|refund| refund.id).collect(),
            disputes: disputes.into_iter().filter_map(wire::Dispute::standing).collect(),
        })
    }

    async fn refund_made(&self, key: &str, payment_intent: &str) -> Result<Option<String>, PaymentError> {
        let query = [("payment_intent", payment_intent.to_owned())];
        let made: Vec<wire::Refund> =
            self.list("/refunds", &query, |refund: &wire::Refund| &refund.id).await?;
        Ok(made.into_iter().find(|refund| refund.key() == Some(key)).map(|refund| refund.id))
    }

    async fn refund(&self, key: &str, payment_intent: &str, amount: Cents) -> Result<String, PaymentError> {
        let request = requests::refund(key, payment_intent, amount);
        let answer = self.transport.post(request, Some(key)).await?;
        answer.read::<wire::Named>().map(|refund| refund.id)
    }

    async fn portal_url(&self, customer: &str, return_url: &str) -> Result<String, PaymentError> {
        let answer = self.transport.post(requests::portal(customer, return_url), None).await?;
        answer.read::<wire::Portal>().map(|portal| portal.url)
    }

    async fn event(&self, id: &str) -> Result<PaymentEvent, PaymentError> {
        let answer = self.get(&format!("/events/{}", path_part(id)?), &[]).await?;
        delivery::read_event(answer.body())
            .ok_or_else(|| PaymentError::Unknown("the event cannot be read".to_owned()))
    }

    fn read_delivery(&self, body: &[u8], signature: &str) -> Result<PaymentEvent, BadDelivery> {
        let now_secs = self.clock.now().0.div_euclid(1000);
        delivery::verify(body, signature, &self.config.webhook_secrets, now_secs)?;
        delivery::read_event(body).ok_or(BadDelivery::Malformed)
    }
}

/// An id as a part of a path: Stripe's are letters, digits and underscores, so nothing else is sent.
fn path_part(id: &str) -> Result<&str, PaymentError> {
    let is_id =
        !id.is_empty() && id.len() <= 255 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if is_id { Ok(id) } else { Err(PaymentError::NotFound) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ids_become_parts_of_paths() {
        assert_eq!(path_part("cs_test_a1B2"), Ok("cs_test_a1B2"));
        for other in ["", "../customers", "cs/1", "cs?x", "cs%2f", &"a".repeat(256)] {
            assert_eq!(path_part(other), Err(PaymentError::NotFound), "{other}");
        }
    }
}
