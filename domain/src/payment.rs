//! Being paid: what the shop asks of a payment service, and what that tells us. Stripe is the one service; the words
//! are its own.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::ids::{CheckoutId, UserId};
use crate::money::{Cents, Currency};
use crate::time::Timestamp;

/// A postal address, as the payment service collected it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Who receives it.
    pub name: String,
    /// Street and number.
    pub line1: String,
    /// More of it.
    pub line2: String,
    /// City.
    pub city: String,
    /// State or region.
    pub state: String,
    /// Postal code.
    pub postal_code: String,
    /// Two-letter country code.
    pub country: String,
}

/// A line of a payment session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionLine {
    /// What the buyer reads.
    pub name: String,
    /// For all pieces: quotes are for a whole line, so each line is charged once.
    pub amount: Cents,
    /// The service's own price, where it keeps one; then `amount` must agree with it.
    pub price_id: Option<String>,
}

/// Shipping of a payment session: an address is asked for exactly when there is some.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionShipping {
    /// The only country the address may be in.
    pub country: String,
    /// What it costs.
    pub amount: Cents,
    /// The zone's name.
    pub name: String,
    /// Working days on the way: least and most.
    pub days: (u32, u32),
}

/// A payment session to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRequest {
    /// Ours; also the idempotency key and `client_reference_id`.
    pub checkout: CheckoutId,
    /// The buyer at the service.
    pub customer: String,
    /// What is paid.
    pub lines: Vec<SessionLine>,
    /// Of all amounts.
    pub currency: Currency,
    /// For prints.
    pub shipping: Option<SessionShipping>,
    /// Where the browser comes back; `{CHECKOUT_SESSION_ID}` in it is replaced by the service.
    pub return_url: String,
    /// When it can no longer be paid: 30 minutes to 24 hours from now.
    pub expires: Timestamp,
}

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionStatus {
    /// It can be paid.
    Open,
    /// It was completed; whether it is paid is said beside.
    Complete,
    /// It can no longer be paid.
    Expired,
}

/// A payment session as the service knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentSession {
    /// `cs_…`.
    pub id: String,
    /// Which checkout of ours.
    pub checkout: Option<CheckoutId>,
    /// For the page's script; only while it is open.
    pub client_secret: Option<String>,
    /// Where it stands.
    pub status: SessionStatus,
    /// True when the money is there (`paid`, or nothing was to pay).
    pub is_paid: bool,
    /// All of it.
    pub amount_total: Cents,
    /// Lower-case code, as told: it may be one that we do not sell in.
    pub currency: String,
    /// `pi_…`, once there is one.
    pub payment_intent: Option<String>,
    /// Where prints go.
    pub address: Option<Address>,
    /// The buyer's, as told.
    pub email: Option<String>,
    /// False in test mode.
    pub is_live: bool,
}

/// What an event is about; a kind that we do not act on is kept as `Other`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventSubject {
    /// A session was completed, its delayed payment succeeded or failed, or it expired: look at the session.
    Session {
        /// `cs_…`.
        id: String,
    },
    /// Money of a payment went back, by whomever: look at the payment.
    Refund {
        /// `pi_…`.
        payment_intent: String,
    },
    /// A payment is disputed, or that ended: look at the payment.
    Dispute {
        /// `pi_…`.
        payment_intent: String,
    },
    /// Nothing we act on.
    Other,
    /// A kind we act on, whose object could not be read: fetch the event by its id.
    Unreadable,
}

/// A delivered event whose signature was right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentEvent {
    /// `evt_…`.
    pub id: String,
    /// The service's name of the kind.
    pub kind: String,
    /// What it is about.
    pub subject: EventSubject,
    /// False in test mode.
    pub is_live: bool,
}

/// Why a delivery is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadDelivery {
    /// No signature, a wrong one, or one that is too old.
    Signature,
    /// Signed, but not an event.
    Malformed,
}

/// How a dispute stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisputeStatus {
    /// Under way: the money is gone for now.
    Open,
    /// Decided for us.
    Won,
    /// Decided against us.
    Lost,
}

/// The truth about a payment, asked for after any event about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentTruth {
    /// `pi_…`.
    pub payment_intent: String,
    /// What was received.
    pub amount_received: Cents,
    /// All that went back, cumulative.
    pub amount_refunded: Cents,
    /// Keys of our refunds that are under way or arrived.
    pub refund_keys: Vec<String>,
    /// Ids of refunds that were made but did not arrive; their money is back.
    pub failed_refunds: Vec<String>,
    /// Every dispute and what it is about.
    pub disputes: Vec<(DisputeStatus, Cents)>,
}

impl PaymentTruth {
    /// How the payment's disputes stand together: under way while one is, and won only when none was lost.
    #[must_use]
    pub fn dispute(&self) -> Option<DisputeStatus> {
        let worst = [DisputeStatus::Open, DisputeStatus::Lost, DisputeStatus::Won];
        worst.into_iter().find(|status| self.disputes.iter().any(|(found, _)| found == status))
    }

    /// What is gone by disputes of this standing.
    #[must_use]
    pub fn disputed(&self, status: DisputeStatus) -> Cents {
        self.disputes.iter().filter(|(found, _)| *found == status).map(|(_, amount)| *amount).sum()
    }
}

/// Why the service did not do it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaymentError {
    /// It does not know it.
    NotFound,
    /// It refuses, for good; the words are for the log.
    Refused(String),
    /// It did not answer, or not now: whether it was done is unknown. Ask again with the same key.
    Unknown(String),
}

/// A payment service. Calls that change something carry a key made before the first try.
#[async_trait]
pub trait Payments: Send + Sync {
    /// The buyer at the service, made once for each person.
    ///
    /// # Errors
    /// [`PaymentError`].
    async fn customer_create(&self, user: UserId, email: &str) -> Result<String, PaymentError>;

    /// Forgets a buyer and their cards; what was paid stays. One that is gone already is fine.
    ///
    /// # Errors
    /// [`PaymentError`].
    async fn customer_delete(&self, customer: &str) -> Result<(), PaymentError>;

    /// Makes a session; the same checkout gives the same session.
    ///
    /// # Errors
    /// [`PaymentError`].
    async fn session_create(&self, request: &SessionRequest) -> Result<PaymentSession, PaymentError>;

    /// A session by id.
    ///
    /// # Errors
    /// [`PaymentError`].
    async fn session(&self, id: &str) -> Result<PaymentSession, PaymentError>;

    /// Closes an open session, so that it cannot be paid any more; one that was completed is left as it is. Answers
    /// how it stands then.
    ///
    /// # Errors
    /// [`PaymentError`].
    async fn session_expire(&self, id: &str) -> Result<PaymentSession, PaymentError>;

    /// Completed sessions made since then, oldest first: what the reconciler walks over.
    ///
    /// # Errors
    /// [`PaymentError`].
    async fn sessions_completed_since(&self, since: Timestamp) -> Result<Vec<PaymentSession>, PaymentError>;

    /// Payments with a refund made since `refunded`, or a dispute opened since `disputed`; each once.
    ///
    /// # Errors
    /// [`PaymentError`].
    async fn payments_contested_since(
        &self,
        refunded: Timestamp,
        disputed: Timestamp,
    ) -> Result<Vec<String>, PaymentError>;

    /// How a payment stands.
    ///
    /// # Errors
    /// [`PaymentError`].
    async fn payment(&self, payment_intent: &str) -> Result<PaymentTruth, PaymentError>;

    /// The id of the refund of this payment that was made under a key, however long ago: services forget keys.
    ///
    /// # Errors
    /// [`PaymentError`].
    async fn refund_made(&self, key: &str, payment_intent: &str) -> Result<Option<String>, PaymentError>;

    /// Gives money back; the same key within a day gives it once. Answers the refund's id.
    ///
    /// # Errors
    /// [`PaymentError`].
    async fn refund(&self, key: &str, payment_intent: &str, amount: Cents) -> Result<String, PaymentError>;

    /// A page of the service where the buyer manages cards; it comes back to `return_url`.
    ///
    /// # Errors
    /// [`PaymentError`].
    async fn portal_url(&self, customer: &str, return_url: &str) -> Result<String, PaymentError>;

    /// An event by id, in full.
    ///
    /// # Errors
    /// [`PaymentError`].
    async fn event(&self, id: &str) -> Result<PaymentEvent, PaymentError>;

    /// Reads a delivery: checks the signature over the raw body, then what it is about.
    ///
    /// # Errors
    /// [`BadDelivery`].
    fn read_delivery(&self, body: &[u8], signature: &str) -> Result<PaymentEvent, BadDelivery>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_disputes_of_a_payment_add_up() {
        use DisputeStatus::{Lost, Open, Won};
        let truth = |disputes: &[(DisputeStatus, i64)]| PaymentTruth {
            payment_intent: "pi_1".into(),
            amount_received: Cents(5000),
            amount_refunded: Cents::ZERO,
            refund_keys: Vec::new(),
            failed_refunds: Vec::new(),
            disputes: disputes.iter().map(|(status, amount)| (*status, Cents(*amount))).collect(),
        };
        let mixed = truth(&[(Won, 900), (Lost, 500), (Open, 200), (Lost, 30)]);
        assert_eq!(
            (mixed.dispute(), mixed.disputed(Lost), mixed.disputed(Open)),
            (Some(Open), Cents(530), Cents(200))
        );
        assert_eq!(truth(&[(Won, 900), (Lost, 500)]).dispute(), Some(Lost));
        assert_eq!(truth(&[(Won, 900)]).dispute(), Some(Won));
        assert_eq!(truth(&[]).dispute(), None);
    }
}
