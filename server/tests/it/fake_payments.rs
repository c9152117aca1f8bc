//! A payment service in this process that remembers everything in a file: it outlives the server that is killed.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};

use async_trait::async_trait;
use domain::ids::{CheckoutId, UserId};
use domain::money::Cents;
use domain::payment::{
    Address, BadDelivery, DisputeStatus, EventSubject, PaymentError, PaymentEvent, PaymentSession,
    PaymentTruth, Payments, SessionRequest, SessionStatus,
};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The signature that deliveries of this service carry.
pub const SIGNATURE: &str = "good";

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Session {
    id: String,
    checkout: CheckoutId,
    /// What it was made with, to refuse other parameters under the same key.
    asked: String,
    amount: i64,
    currency: String,
    /// `open`, `complete`, `expired`.
    status: String,
    is_paid: bool,
    has_address: bool,
}

#[derive(Default, Serialize, Deserialize)]
struct Remote {
    sessions: Vec<Session>,
    customers: BTreeMap<String, String>,
    /// By idempotency key: the payment and the amount.
    refunds: BTreeMap<String, (String, i64)>,
    /// Keys of refunds that did not arrive.
    failed: Vec<String>,
    disputes: BTreeMap<String, Vec<(String, i64)>>,
}

pub struct FakePayments {
    remote: Mutex<Remote>,
    file: PathBuf,
    /// So many calls are carried out, but their answers are lost.
    pub lost_answers: AtomicU32,
    /// What the service adds to what it is asked to charge.
    pub surcharge: AtomicI64,
    /// So many calls are not carried out.
    pub outages: AtomicU32,
    /// Set when a day has gone by: a key of before counts as a new one.
    pub forgets_keys: AtomicBool,
    /// Set when a month has gone by: sessions of before are not among the recent ones.
    pub lists_nothing: AtomicBool,
}

fn payment_of(session: &str) -> String {
    session.replace("cs_", "pi_")
}

impl FakePayments {
    pub fn open(folder: PathBuf) -> Self {
        let file = folder.join("payments.json");
        let remote = std::fs::read(&file).ok().map(|bytes| serde_json::from_slice(&bytes).unwrap());
        Self {
            remote: Mutex::new(remote.unwrap_or_default()),
            file,
            lost_answers: AtomicU32::new(0),
            surcharge: AtomicI64::new(0),
            outages: AtomicU32::new(0),
            forgets_keys: AtomicBool::new(false),
            lists_nothing: AtomicBool::new(false),
        }
    }

    fn change<T>(&self, change: impl FnOnce(&mut Remote) -> T) -> T {
        let mut remote = self.remote.lock().unwrap();
        let answer = change(&mut remote);
        let draft = self.file.with_extension("draft");
        std::fs::write(&draft, serde_json::to_vec(&*remote).unwrap()).unwrap();
        std::fs::rename(draft, &self.file).unwrap();
        answer
    }

    fn call<T>(&self, call: impl FnOnce(&mut Remote) -> Result<T, PaymentError>) -> Result<T, PaymentError> {
        let takes = |count: &AtomicU32| {
            count.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok()
        };
        if takes(&self.outages) {
            return Err(PaymentError::Unknown("500".into()));
        }
        let answer = self.change(call)?;
        if takes(&self.lost_answers) {
            return Err(PaymentError::Unknown("the answer was lost".into()));
        }
        Ok(answer)
    }

    fn alter(&self, id: &str, change: impl FnOnce(&mut Session)) {
        self.change(|remote| change(remote.sessions.iter_mut().find(|session| session.id == id).unwrap()));
    }

    /// Whether a session could still be paid.
    pub fn is_open(&self, id: &str) -> bool {
        let mut is_open = false;
        self.alter(id, |session| is_open = session.status == "open");
        is_open
    }

    /// How many sessions could still be paid.
    pub fn open_sessions(&self) -> usize {
        self.remote.lock().unwrap().sessions.iter().filter(|session| session.status == "open").count()
    }

    /// The buyer pays. Answers the payment's id.
    pub fn pay(&self, id: &str) -> String {
        self.alter(id, |session| {
            assert_eq!(session.status, "open", "only an open session can be paid");
            (session.status, session.is_paid) = ("complete".into(), true);
        });
        payment_of(id)
    }

    /// The buyer pays by something that takes days.
    pub fn pay_slowly(&self, id: &str) {
        self.alter(id, |session| session.status = "complete".into());
    }

    /// The slow money is there.
    pub fn arrive(&self, id: &str) {
        self.alter(id, |session| session.is_paid = true);
    }

    /// What was charged is something else.
    pub fn change_amount(&self, id: &str, amount: i64, currency: &str) {
        self.alter(id, |session| (session.amount, session.currency) = (amount, currency.to_owned()));
    }

    pub fn status(&self, id: &str) -> String {
        let remote = self.remote.lock().unwrap();
        remote.sessions.iter().find(|session| session.id == id).unwrap().status.clone()
    }

    /// How many sessions are paid.
    pub fn paid(&self) -> usize {
        self.remote.lock().unwrap().sessions.iter().filter(|session| session.is_paid).count()
    }

    pub fn any_paid(&self) -> Option<String> {
        let remote = self.remote.lock().unwrap();
        remote.sessions.iter().find(|session| session.is_paid).map(|session| session.id.clone())
    }

    pub fn sessions(&self) -> usize {
        self.remote.lock().unwrap().sessions.len()
    }

    pub fn refunds(&self) -> Vec<(String, i64)> {
        self.remote.lock().unwrap().refunds.values().cloned().collect()
    }

    /// Somebody deletes all customers on the service's own pages.
    pub fn forget_customers(&self) {
        self.change(|remote| remote.customers.clear());
    }

    /// The bank sends a refund's money back to us.
    pub fn fail_refunds(&self) {
        self.change(|remote| remote.failed = remote.refunds.keys().cloned().collect());
    }

    /// Money goes back by the service's own pages.
    pub fn refund_outside(&self, payment: &str, amount: i64) {
        self.change(|remote| {
            let key = format!("outside-{}", remote.refunds.len());
            remote.refunds.insert(key, (payment.to_owned(), amount));
        });
    }

    /// `open`, `won` or `lost`.
    pub fn dispute(&self, payment: &str, status: &str, amount: i64) {
        self.change(|remote| remote.disputes.insert(payment.to_owned(), vec![(status.to_owned(), amount)]));
    }

    /// Another dispute of the same payment.
    pub fn dispute_too(&self, payment: &str, status: &str, amount: i64) {
        self.change(|remote| {
            remote.disputes.entry(payment.to_owned()).or_default().push((status.to_owned(), amount));
        });
    }
}

fn told(session: &Session) -> PaymentSession {
    let status = match session.status.as_str() {
        "open" => SessionStatus::Open,
        "complete" => SessionStatus::Complete,
        _ => SessionStatus::Expired,
    };
    let address = Address {
        name: "Ada Lovelace".into(),
        line1: "1 Main Street".into(),
        city: "Berlin".into(),
        postal_code: "10115".into(),
        country: "DE".into(),
        ..Address::default()
    };
    PaymentSession {
        id: session.id.clone(),
        checkout: Some(session.checkout),
        client_secret: (status == SessionStatus::Open).then(|| format!("{}_secret", session.id)),
        status,
        is_paid: session.is_paid,
        amount_total: Cents(session.amount),
        currency: session.currency.clone(),
        payment_intent: (status == SessionStatus::Complete).then(|| payment_of(&session.id)),
        address: (session.has_address && status == SessionStatus::Complete).then_some(address),
        email: Some("ada@example.org".into()),
        is_live: false,
    }
}

/// A delivery's body.
pub fn delivery(id: &str, kind: &str, subject: &Value) -> Vec<u8> {
    serde_json::to_vec(&json!({ "id": id, "kind": kind, "subject": subject })).unwrap()
}

pub fn about_session(id: &str, kind: &str, session: &str) -> Vec<u8> {
    delivery(id, kind, &json!({ "session": session }))
}

pub fn about_payment(id: &str, kind: &str, payment: &str) -> Vec<u8> {
    let name = if kind.contains("dispute") { "dispute" } else { "refund" };
    delivery(id, kind, &json!({ name: payment }))
}

#[async_trait]
impl Payments for FakePayments {
    async fn customer_create(&self, user: UserId, _email: &str) -> Result<String, PaymentError> {
        self.call(|remote| {
            let number = remote.customers.len();
            Ok(remote.customers.entry(user.to_string()).or_insert(format!("cus_{number}")).clone())
        })
    }

    async fn customer_delete(&self, customer: &str) -> Result<(), PaymentError> {
        self.call(|remote| {
            remote.customers.retain(|_, known| known != customer);
            Ok(())
        })
    }

    async fn session_create(&self, request: &SessionRequest) -> Result<PaymentSession, PaymentError> {
        self.call(|remote| {
            let asked = format!("{request:?}");
            if let Some(made) = remote.sessions.iter().find(|made| made.checkout == request.checkout) {
                if made.asked != asked {
                    return Err(PaymentError::Refused("the same key with other parameters".into()));
                }
                return Ok(told(made));
            }
            if !remote.customers.values().any(|known| *known == request.customer) {
                return Err(PaymentError::NotFound);
            }
            let shipping = request.shipping.as_ref().map_or(0, |shipping| shipping.amount.0);
            let made = Session {
                id: format!("cs_test_{}", remote.sessions.len()),
                checkout: request.checkout,
                asked,
                amount: request.lines.iter().map(|line| line.amount.0).sum::<i64>()
                    + shipping
                    + self.surcharge.load(Ordering::SeqCst),
                currency: request.currency.key().to_owned(),
                status: "open".into(),
                is_paid: false,
                has_address: request.shipping.is_some(),
            };
            remote.sessions.push(made.clone());
            Ok(told(&made))
        })
    }

    async fn session(&self, id: &str) -> Result<PaymentSession, PaymentError> {
        self.call(|remote| {
            remote.sessions.iter().find(|session| session.id == id).map(told).ok_or(PaymentError::NotFound)
        })
    }

    async fn session_expire(&self, id: &str) -> Result<PaymentSession, PaymentError> {
        self.call(|remote| {
            let found = remote.sessions.iter_mut().find(|session| session.id == id);
            let session = found.ok_or(PaymentError::NotFound)?;
            if session.status == "open" {
                session.status = "expired".into();
            }
            Ok(told(session))
        })
    }

    async fn sessions_completed_since(&self, _since: Timestamp) -> Result<Vec<PaymentSession>, PaymentError> {
        self.call(|remote| {
            let lists_nothing = self.lists_nothing.load(Ordering::SeqCst);
            let is_listed = |session: &&Session| session.status == "complete" && !lists_nothing;
            Ok(remote.sessions.iter().filter(is_listed).map(told).collect())
        })
    }

    async fn payments_contested_since(
        &self,
        _refunded: Timestamp,
        _disputed: Timestamp,
    ) -> Result<Vec<String>, PaymentError> {
        self.call(|remote| {
            let refunded = remote.refunds.values().map(|(payment, _)| payment.clone());
            let all: std::collections::BTreeSet<_> =
                refunded.chain(remote.disputes.keys().cloned()).collect();
            Ok(all.into_iter().collect())
        })
    }

    async fn payment(&self, payment_intent: &str) -> Result<PaymentTruth, PaymentError> {
        self.call(|remote| {
            let session = remote.sessions.iter().find(|session| payment_of(&session.id) == payment_intent);
            let session = session.ok_or(PaymentError::NotFound)?;
            let refunds: Vec<_> =
                remote.refunds.iter().filter(|(_, (payment, _))| payment == payment_intent).collect();
            let (failed, arrived): (Vec<_>, Vec<_>) =
                refunds.into_iter().partition(|(key, _)| remote.failed.contains(key));
            let disputes =
                remote.disputes.get(payment_intent).into_iter().flatten().map(|(status, amount)| {
                    let status = match status.as_str() {
                        "won" => DisputeStatus::Won,
                        "lost" => DisputeStatus::Lost,
                        _ => DisputeStatus::Open,
                    };
                    (status, Cents(*amount))
                });
            Ok(PaymentTruth {
                payment_intent: payment_intent.to_owned(),
                amount_received: Cents(session.amount),
                amount_refunded: Cents(arrived.iter().map(|(_, (_, amount))| amount).sum()),
                refund_keys: arrived.iter().map(|(key, _)| (*key).clone()).collect(),
                failed_refunds: failed.iter().map(|(key, _)| format!("re_{key}")).collect(),
                disputes: disputes.collect(),
            })
        })
    }

    async fn refund_made(&self, key: &str, payment_intent: &str) -> Result<Option<String>, PaymentError> {
        self.call(|remote| {
            let made = remote.refunds.get(key).filter(|(payment, _)| payment == payment_intent);
            Ok(made.map(|_| format!("re_{key}")))
        })
    }

    async fn refund(&self, key: &str, payment_intent: &str, amount: Cents) -> Result<String, PaymentError> {
        self.call(|remote| {
            let received = remote.sessions.iter().find(|session| payment_of(&session.id) == payment_intent);
            let received = received.ok_or(PaymentError::NotFound)?.amount;
            let given = remote
                .refunds
                .iter()
                .filter(|(other, (payment, _))| other.as_str() != key && payment == payment_intent)
                .filter(|(other, _)| !remote.failed.contains(other));
            if given.map(|(_, (_, amount))| amount).sum::<i64>() + amount.0 > received {
                return Err(PaymentError::Refused("more than was paid".into()));
            }
            let is_new = self.forgets_keys.load(Ordering::SeqCst) && remote.refunds.contains_key(key);
            let key = if is_new { format!("{key}-again") } else { key.to_owned() };
            remote.refunds.insert(key.clone(), (payment_intent.to_owned(), amount.0));
            Ok(format!("re_{key}"))
        })
    }

    async fn portal_url(&self, customer: &str, return_url: &str) -> Result<String, PaymentError> {
        Ok(format!("https://billing.example/{customer}?back={return_url}"))
    }

    async fn event(&self, id: &str) -> Result<PaymentEvent, PaymentError> {
        // Unreadable events are about the session that their id names.
        let subject = EventSubject::Session { id: id.replace("evt_", "") };
        Ok(PaymentEvent { id: id.to_owned(), kind: "unreadable".into(), subject, is_live: false })
    }

    fn read_delivery(&self, body: &[u8], signature: &str) -> Result<PaymentEvent, BadDelivery> {
        if signature != SIGNATURE {
            return Err(BadDelivery::Signature);
        }
        let value: Value = serde_json::from_slice(body).map_err(|_| BadDelivery::Malformed)?;
        let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let part = |name: &str| {
            value.pointer(&format!("/subject/{name}")).and_then(Value::as_str).map(str::to_owned)
        };
        let subject = if let Some(id) = part("session") {
            EventSubject::Session { id }
        } else if let Some(payment_intent) = part("refund") {
            EventSubject::Refund { payment_intent }
        } else if let Some(payment_intent) = part("dispute") {
            EventSubject::Dispute { payment_intent }
        } else if part("unreadable").is_some() {
            EventSubject::Unreadable
        } else {
            EventSubject::Other
        };
        Ok(PaymentEvent {
            id: text("id").ok_or(BadDelivery::Malformed)?,
            kind: text("kind").unwrap_or_default(),
            subject,
            is_live: value.get("live").is_some(),
        })
    }
}
