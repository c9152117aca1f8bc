//! <https://docs.stripe.com/api/disputes>: opened and decided by the control endpoints, read through the API.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::error::StripeError;
use super::super::list;
use super::super::object::Object;
use super::super::transaction::Transaction;
use super::metadata;

/// How long evidence may be handed in, in seconds.
const EVIDENCE_SECS: i64 = 9 * 24 * 3600;

/// `GET /v1/disputes/{id}`
pub fn show(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    Ok(work.find("dispute", &call.id, "id")?.shown())
}

/// `POST /v1/disputes/{id}`: evidence is taken and read by nobody.
pub fn update(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let mut dispute = work.find("dispute", &call.id, "id")?;
    call.params.accept("evidence");
    let kept = metadata(&call.params, "metadata", dispute.get("metadata"))?;
    let mut change = json!({ "metadata": kept });
    if call.params.flag("submit")? && dispute.text("status") == "needs_response" {
        change["status"] = json!("under_review");
    }
    work.update(&mut dispute, change);
    work.emit("charge.dispute.updated", &dispute);
    Ok(dispute.shown())
}

/// `GET /v1/disputes`
pub fn index(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let (charge, intent) = (call.params.text("charge"), call.params.text("payment_intent"));
    list::page(work, call, "dispute", |dispute| {
        charge.is_none_or(|charge| dispute.text("charge") == charge)
            && intent.is_none_or(|intent| dispute.text("payment_intent") == intent)
    })
}

/// The buyer's bank takes `amount` back until the dispute is decided.
pub fn open(work: &mut Transaction<'_>, charge: &mut Object, amount: i64, reason: &str) -> Object {
    let dispute = Object::of(json!({
        "id": work.new_id("du"),
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": charge.id(),
        "created": work.now_secs(),
        "currency": charge.get("currency"),
        "enhanced_eligibility_types": [],
        "evidence": {},
        "evidence_details": {
            "due_by": work.now_secs() + EVIDENCE_SECS, "enhanced_eligibility": {}, "has_evidence": false,
            "past_due": false, "submission_count": 0,
        },
        "is_charge_refundable": false,
        "livemode": false,
        "metadata": {},
        "payment_intent": charge.get("payment_intent"),
        "payment_method_details": {
            "card": { "brand": charge.at("/payment_method_details/card/brand"), "case_type": "chargeback", "network_reason_code": "10.4" },
            "type": "card",
        },
        "reason": reason,
        "status": "needs_response",
    }));
    work.put(&dispute);
    work.update(charge, json!({ "disputed": true }));
    work.emit("charge.dispute.created", &dispute);
    work.emit("charge.dispute.funds_withdrawn", &dispute);
    dispute
}

/// The bank decides.
///
/// # Errors
/// When it is decided already.
pub fn close(work: &mut Transaction<'_>, id: &str, is_won: bool) -> Result<Object, StripeError> {
    let mut dispute = work.find("dispute", id, "id")?;
    if matches!(dispute.text("status"), "won" | "lost") {
        return Err(StripeError::invalid("This dispute is already closed.", ""));
    }
    work.update(&mut dispute, json!({ "status": if is_won { "won" } else { "lost" } }));
    work.emit("charge.dispute.closed", &dispute);
    if is_won {
        work.emit("charge.dispute.funds_reinstated", &dispute);
    }
    Ok(dispute)
}
