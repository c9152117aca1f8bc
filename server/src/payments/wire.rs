//! What we read of Stripe's answers: only the fields we need, each as forgiving as its use allows, so that a newer
//! version of the API or a field that went away does not stop a payment.

use domain::money::Cents;
use domain::payment::{Address, DisputeStatus, PaymentSession, SessionStatus};
use serde::Deserialize;

/// Any object of which we only need the id.
#[derive(Debug, Deserialize)]
pub struct Named {
    /// `cus_…`, `re_…`.
    pub id: String,
}

/// A refund, or a dispute, as far as it names its payment.
#[derive(Debug, Deserialize)]
pub struct OfPayment {
    /// `re_…`, `du_…`.
    pub id: String,
    /// Nothing for a charge that no checkout of ours made.
    #[serde(default)]
    pub payment_intent: Option<Reference>,
}

/// A portal session.
#[derive(Debug, Deserialize)]
pub struct Portal {
    /// Where the buyer goes.
    pub url: String,
}

/// A page of a list.
#[derive(Debug, Deserialize)]
pub struct Page<T> {
    /// Newest first.
    pub data: Vec<T>,
    /// Whether there are older ones.
    #[serde(default)]
    pub has_more: bool,
}

/// An error's body.
#[derive(Debug, Default, Deserialize)]
pub struct Refusal {
    /// The only field.
    #[serde(default)]
    pub error: RefusalDetails,
}

/// Why Stripe said no.
#[derive(Debug, Default, Deserialize)]
pub struct RefusalDetails {
    /// For programs.
    pub code: Option<String>,
    /// For people.
    pub message: Option<String>,
}

/// An id, or the object in its place.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Reference {
    /// The id.
    Id(String),
    /// The object, expanded.
    Object {
        /// Its id.
        id: String,
    },
}

impl Reference {
    /// The id either way.
    pub fn into_id(self) -> String {
        match self {
            Self::Id(id) | Self::Object { id } => id,
        }
    }
}

/// A checkout session.
#[derive(Debug, Deserialize)]
pub struct Session {
    /// `cs_…`.
    pub id: String,
    client_reference_id: Option<String>,
    client_secret: Option<String>,
    status: Option<String>,
    payment_status: Option<String>,
    amount_total: Option<i64>,
    currency: Option<String>,
    payment_intent: Option<Reference>,
    collected_information: Option<Collected>,
    customer_details: Option<Buyer>,
    #[serde(default)]
    livemode: bool,
}

#[derive(Debug, Deserialize)]
struct Collected {
    shipping_details: Option<ShippingDetails>,
}

#[derive(Debug, Deserialize)]
struct ShippingDetails {
    name: Option<String>,
    address: Option<WireAddress>,
}

#[derive(Debug, Deserialize)]
struct WireAddress {
    line1: Option<String>,
    line2: Option<String>,
    city: Option<String>,
    state: Option<String>,
    postal_code: Option<String>,
    country: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Buyer {
    email: Option<String>,
}

impl From<Session> for PaymentSession {
    fn from(session: Session) -> Self {
        let status = match session.status.as_deref() {
            Some("complete") => SessionStatus::Complete,
            Some("expired") => SessionStatus::Expired,
            _ => SessionStatus::Open,
        };
        let is_paid = matches!(session.payment_status.as_deref(), Some("paid" | "no_payment_required"));
        let shipping = session.collected_information.and_then(|collected| collected.shipping_details);
        Self {
            id: session.id,
            checkout: session.client_reference_id.and_then(|id| id.parse().ok()),
            client_secret: session.client_secret.filter(|_| status == SessionStatus::Open),
            status,
            is_paid: is_paid && status == SessionStatus::Complete,
            amount_total: Cents(session.amount_total.unwrap_or_default()),
            currency: session.currency.unwrap_or_default(),
            payment_intent: session.payment_intent.map(Reference::into_id),
            address: shipping.and_then(ShippingDetails::into_address),
            email: session.customer_details.and_then(|buyer| buyer.email),
            is_live: session.livemode,
        }
    }
}

impl ShippingDetails {
    fn into_address(self) -> Option<Address> {
        let address = self.address?;
        Some(Address {
            name: self.name.unwrap_or_default(),
            line1: address.line1.unwrap_or_default(),
            line2: address.line2.unwrap_or_default(),
            city: address.city.unwrap_or_default(),
            state: address.state.unwrap_or_default(),
            postal_code: address.postal_code.unwrap_or_default(),
            country: address.country.unwrap_or_default(),
        })
    }
}

/// A payment intent with its latest charge in place.
#[derive(Debug, Deserialize)]
pub struct Intent {
    #[serde(default)]
    amount_received: i64,
    latest_charge: Option<Charge>,
}

#[derive(Debug, Deserialize)]
struct Charge {
    #[serde(default)]
    amount_refunded: i64,
    #[serde(default)]
    disputed: bool,
}

#[derive(Debug, Deserialize)]
pub struct Refund {
    /// `re_…`.
    pub id: String,
    status: Option<String>,
    metadata: Option<RefundMetadata>,
}

#[derive(Debug, Deserialize)]
struct RefundMetadata {
    refund_id: Option<String>,
}

impl Refund {
    /// The key it was made under.
    pub fn key(&self) -> Option<&str> {
        self.metadata.as_ref()?.refund_id.as_deref()
    }

    /// Whether its money came back to us.
    pub fn has_failed(&self) -> bool {
        matches!(self.status.as_deref(), Some("failed" | "canceled"))
    }
}

impl Intent {
    /// What was received.
    pub fn received(&self) -> Cents {
        Cents(self.amount_received)
    }

    /// All that went back.
    pub fn refunded(&self) -> Cents {
        Cents(self.latest_charge.as_ref().map_or(0, |charge| charge.amount_refunded))
    }

    /// Whether there is a dispute to look at, also a decided one.
    pub fn is_disputed(&self) -> bool {
        self.latest_charge.as_ref().is_some_and(|charge| charge.disputed)
    }
}

/// A dispute.
#[derive(Debug, Deserialize)]
pub struct Dispute {
    /// `du_…`.
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    amount: i64,
    status: Option<String>,
}

impl Dispute {
    /// How it stands; nothing for a bank's mere question, which moves no money.
    pub fn standing(self) -> Option<(DisputeStatus, Cents)> {
        let status = match self.status.as_deref() {
            Some("won" | "prevented") => DisputeStatus::Won,
            Some("lost") => DisputeStatus::Lost,
            Some(status) if status.starts_with("warning_") => return None,
            _ => DisputeStatus::Open,
        };
        Some((status, Cents(self.amount)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn session(body: serde_json::Value) -> PaymentSession {
        serde_json::from_value::<Session>(body).unwrap().into()
    }

    #[test]
    fn a_session_with_hardly_a_field_is_read() {
        let bare = session(json!({ "id": "cs_1", "a_field_of_tomorrow": { "deep": [1] } }));
        assert_eq!((bare.status, bare.is_paid), (SessionStatus::Open, false));
        assert_eq!((bare.checkout, bare.payment_intent, bare.address), (None, None, None));
    }

    #[test]
    fn paid_means_complete_and_paid() {
        let of = |status: &str, payment: &str| {
            session(json!({ "id": "cs_1", "status": status, "payment_status": payment })).is_paid
        };
        assert!(of("complete", "paid") && of("complete", "no_payment_required"));
        assert!(!of("complete", "unpaid") && !of("open", "paid") && !of("complete", "paid_tomorrow"));
    }

    #[test]
    fn an_intent_is_an_id_or_the_object() {
        for intent in [json!("pi_1"), json!({ "id": "pi_1", "object": "payment_intent" })] {
            let read = session(json!({ "id": "cs_1", "payment_intent": intent }));
            assert_eq!(read.payment_intent.as_deref(), Some("pi_1"));
        }
    }

    #[test]
    fn a_closed_session_has_no_secret_for_the_page() {
        let of = |status: &str| {
            session(json!({ "id": "cs_1", "status": status, "client_secret": "cs_1_secret" })).client_secret
        };
        assert_eq!((of("open").is_some(), of("expired"), of("complete")), (true, None, None));
    }

    #[test]
    fn a_refund_has_failed_only_when_that_is_told() {
        let refund = |status: serde_json::Value| {
            serde_json::from_value::<Refund>(json!({ "id": "re_1", "status": status })).unwrap().has_failed()
        };
        assert!(refund(json!("failed")) && refund(json!("canceled")));
        assert!(!refund(json!("succeeded")) && !refund(json!("pending")) && !refund(json!(null)));
    }

    #[test]
    fn a_banks_question_is_no_dispute() {
        let of = |status: &str| {
            serde_json::from_value::<Dispute>(json!({ "amount": 7, "status": status })).unwrap().standing()
        };
        assert_eq!(of("warning_needs_response"), None);
        assert_eq!(of("under_review"), Some((DisputeStatus::Open, Cents(7))));
        assert_eq!(of("won"), Some((DisputeStatus::Won, Cents(7))));
        assert_eq!(of("lost"), Some((DisputeStatus::Lost, Cents(7))));
        assert_eq!(of("a_word_of_tomorrow"), Some((DisputeStatus::Open, Cents(7))));
    }
}
