//! What tests and the curious may do to the stand-in: failures on demand, deliveries held and repeated, disputes,
//! payments without a browser. All below `/control`, with the secret key.

use std::collections::{HashSet, VecDeque};
use std::sync::Mutex;

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::api::{disputes, refunds};
use super::books::lock;
use super::call::Call;
use super::error::StripeError;
use super::store::{Change, Delivery};
use super::transaction::{API_VERSION, Transaction};

/// How many attempts are remembered.
const MAX_REMEMBERED: usize = 5000;
/// Between two deliveries that are let go in the opposite order, in milliseconds.
const REVERSE_GAP_MS: i64 = 60;

/// When a failing request fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FaultTime {
    /// Before anything happened.
    #[default]
    Before,
    /// After it was carried out: the reply is lost.
    After,
}

/// What goes wrong with a request.
#[derive(Clone, Debug, Default)]
pub struct Fault {
    time: FaultTime,
    status: Option<StatusCode>,
    /// How long it takes, in milliseconds; its idempotency key is taken meanwhile.
    pub slow_ms: u64,
}

impl Fault {
    /// The status to fail with at this time.
    #[must_use]
    pub fn status_at(&self, time: FaultTime) -> Option<StatusCode> {
        self.status.filter(|_| self.time == time)
    }
}

/// How a delivery is signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureStyle {
    /// As it should be.
    #[default]
    Valid,
    /// With another secret.
    Wrong,
    /// An hour ago.
    Old,
    /// Not at all.
    Missing,
}

/// One attempt to deliver.
#[derive(Clone, Debug, Serialize)]
pub struct Attempted {
    /// `evt_…`
    pub event_id: String,
    /// Type of the event.
    pub kind: String,
    /// Where to.
    pub url: String,
    /// The first is 1.
    pub attempt: u32,
    /// The receiver's answer; 0 when there was none.
    pub status: u16,
}

/// What is set at present. Lives in memory: a restart ends every fault.
#[derive(Default)]
pub struct Controls {
    inner: Mutex<Settings>,
}

#[derive(Default)]
struct Settings {
    fault: Fault,
    fault_path: String,
    fault_requests: u64,
    is_held: bool,
    delay_ms: i64,
    more_copies: u32,
    at_work: HashSet<String>,
    attempts: VecDeque<Attempted>,
}

impl Controls {
    /// What goes wrong with the request for `path`; counts it.
    #[must_use]
    pub fn fault_for(&self, path: &str) -> Fault {
        let mut settings = lock(&self.inner);
        if path.starts_with("/control")
            || settings.fault_requests == 0
            || !path.starts_with(&settings.fault_path)
        {
            return Fault::default();
        }
        settings.fault_requests -= 1;
        settings.fault.clone()
    }

    /// Whether deliveries wait.
    #[must_use]
    pub fn deliveries_held(&self) -> bool {
        lock(&self.inner).is_held
    }

    /// How long an event waits before its first delivery, in milliseconds.
    #[must_use]
    pub fn delay_ms(&self) -> i64 {
        lock(&self.inner).delay_ms
    }

    /// How often an event is sent at each attempt.
    #[must_use]
    pub fn copies(&self) -> u32 {
        1 + lock(&self.inner).more_copies
    }

    /// Whether a delivery is being tried right now.
    #[must_use]
    pub fn is_at_work(&self, delivery_id: &str) -> bool {
        lock(&self.inner).at_work.contains(delivery_id)
    }

    /// Says that a delivery is being tried, or no longer.
    pub fn set_at_work(&self, delivery_id: &str, is_at_work: bool) {
        let mut settings = lock(&self.inner);
        if is_at_work {
            settings.at_work.insert(delivery_id.to_owned());
        } else {
            settings.at_work.remove(delivery_id);
        }
    }

    /// Remembers an attempt.
    pub fn remember(&self, attempted: Attempted) {
        let mut settings = lock(&self.inner);
        settings.attempts.push_back(attempted);
        if settings.attempts.len() > MAX_REMEMBERED {
            settings.attempts.pop_front();
        }
    }
}

/// `POST /control/faults`: the next `requests` below `path` fail with `status` (`when`: `before` or `after` they are
/// carried out) or take `slow_ms`. `requests=0` ends it.
pub fn faults(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let params = &call.params;
    let status = match params.integer("status")? {
        None => None,
        Some(code) => Some(
            u16::try_from(code)
                .ok()
                .and_then(|code| StatusCode::from_u16(code).ok())
                .ok_or_else(|| StripeError::invalid("No such status.", "status"))?,
        ),
    };
    let time = match params.one_of("when", &["before", "after"])? {
        Some("after") => FaultTime::After,
        _ => FaultTime::Before,
    };
    let slow_ms = u64::try_from(params.integer("slow_ms")?.unwrap_or_default()).unwrap_or_default();
    let requests = params.integer_from("requests", 0)?;
    let mut settings = lock(&work.stripe().controls().inner);
    settings.fault = Fault { time, status, slow_ms };
    settings.fault_path = params.text("path").unwrap_or("/v1/").to_owned();
    settings.fault_requests = requests.unsigned_abs();
    Ok(json!({ "requests": requests }))
}

/// `POST /control/deliveries`: `held` stops and starts them, `order=reverse` lets the waiting ones go newest first,
/// `delay_ms` makes every new event wait, `copies` sends each one so often. What is not named stays.
pub fn deliveries_set(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let params = &call.params;
    if params.one_of("order", &["reverse"])?.is_some() {
        reverse(work);
    }
    let (delay_ms, copies) = (params.integer("delay_ms")?, params.integer("copies")?);
    let held = if params.has("held") { Some(params.flag("held")?) } else { None };
    let mut settings = lock(&work.stripe().controls().inner);
    settings.is_held = held.unwrap_or(settings.is_held);
    settings.delay_ms = delay_ms.unwrap_or(settings.delay_ms);
    if let Some(copies) = copies {
        settings.more_copies = u32::try_from(copies - 1).unwrap_or_default();
    }
    Ok(json!({
        "held": settings.is_held, "delay_ms": settings.delay_ms, "copies": settings.more_copies + 1,
    }))
}

/// `GET /control/deliveries`: every attempt so far, and what is still on its way.
pub fn deliveries_show(work: &mut Transaction<'_>, _call: &Call) -> Result<Value, StripeError> {
    let pending: Vec<&Delivery> = work.state().deliveries().collect();
    let settings = lock(&work.stripe().controls().inner);
    Ok(json!({ "attempts": settings.attempts, "pending": pending }))
}

/// `POST /control/events`: an event of any `type` about any `object` (JSON), of any `api_version`.
pub fn event_make(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let params = &call.params;
    let object = match (params.text("object_id"), params.text("object")) {
        (Some(id), _) => {
            let found = work.state().object(id).map(super::object::Object::shown);
            found.ok_or_else(|| StripeError::no_such("object", id, "object_id"))?
        }
        (None, Some(text)) => {
            serde_json::from_str(text).map_err(|_| StripeError::invalid("That is no JSON.", "object"))?
        }
        (None, None) => return Err(StripeError::missing("object")),
    };
    let version = params.text("api_version").unwrap_or(API_VERSION).to_owned();
    Ok(work.emit_value(params.required("type")?, object, &version).shown())
}

/// `POST /control/events/{id}/deliver`: once more to every endpoint, `times` over, signed as `signature` says
/// (`valid`, `wrong`, `old`, `missing`).
pub fn event_deliver(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let event = work.find("event", &call.id, "id")?;
    let times = if call.params.has("times") { call.params.integer_from("times", 1)? } else { 1 };
    let signature = match call.params.one_of("signature", &["valid", "wrong", "old", "missing"])? {
        Some("wrong") => SignatureStyle::Wrong,
        Some("old") => SignatureStyle::Old,
        Some("missing") => SignatureStyle::Missing,
        _ => SignatureStyle::Valid,
    };
    let endpoints = work.state().newest("webhook_endpoint").filter(|endpoint| !endpoint.is("deleted"));
    let endpoints: Vec<String> = endpoints.map(|endpoint| endpoint.id().to_owned()).collect();
    let due_ms = work.stripe().now_ms();
    for endpoint_id in &endpoints {
        for _ in 0..times {
            work.record(Change::Deliver(Delivery {
                id: work.new_id("again"),
                event_id: event.id().to_owned(),
                endpoint_id: endpoint_id.clone(),
                attempts: 0,
                due_ms,
                signature,
            }));
        }
    }
    Ok(json!({ "deliveries": times * i64::try_from(endpoints.len()).unwrap_or_default() }))
}

/// `POST /control/disputes`: the buyer of a `charge` or `payment_intent` wants `amount` back for a `reason`.
pub fn dispute_open(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let params = &call.params;
    let charge_id = match params.text("payment_intent") {
        Some(id) => work.find("payment_intent", id, "payment_intent")?.text("latest_charge").to_owned(),
        None => params.required("charge")?.to_owned(),
    };
    let mut charge = work.find("charge", &charge_id, "charge")?;
    if charge.is("disputed") || !charge.is("paid") {
        return Err(StripeError::invalid("Only a paid charge without a dispute can be disputed.", "charge"));
    }
    let amount = params.integer("amount")?.unwrap_or_else(|| charge.number("amount"));
    let reason = params.text("reason").unwrap_or("fraudulent");
    Ok(disputes::open(work, &mut charge, amount, reason).shown())
}

/// `POST /control/disputes/{id}/close`: `status` is `won` or `lost`.
pub fn dispute_close(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let is_won = call.params.one_of("status", &["won", "lost"])? == Some("won");
    Ok(disputes::close(work, &call.id, is_won)?.shown())
}

/// `POST /control/refunds/{id}/settle`: `status` is `succeeded` or `failed`.
pub fn refund_settle(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let is_taken = call.params.one_of("status", &["succeeded", "failed"])? != Some("failed");
    Ok(refunds::settle(work, &call.id, is_taken)?.shown())
}

fn reverse(work: &mut Transaction<'_>) {
    let mut waiting: Vec<Delivery> = work.state().deliveries().cloned().collect();
    let place = |delivery: &Delivery| {
        let newest = work.state().newest("event");
        newest.map(super::object::Object::id).position(|id| id == delivery.event_id)
    };
    waiting.sort_by_key(place);
    let now_ms = work.stripe().now_ms();
    for (rank, delivery) in waiting.into_iter().enumerate() {
        let due_ms = now_ms + REVERSE_GAP_MS * i64::try_from(rank).unwrap_or_default();
        work.record(Change::Deliver(Delivery { due_ms, ..delivery }));
    }
}
