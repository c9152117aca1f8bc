//! <https://docs.stripe.com/api/refunds>: in full or in parts, never more than was paid.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::card::{self, Behaviour};
use super::super::error::StripeError;
use super::super::list;
use super::super::object::Object;
use super::super::params::Params;
use super::super::transaction::Transaction;
use super::metadata;

/// `POST /v1/refunds`
pub fn create(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let params = &call.params;
    let mut charge = charge_of(work, params)?;
    let remaining = charge.number("amount") - charge.number("amount_refunded");
    if remaining == 0 {
        let message = format!("Charge {} has already been refunded.", charge.id());
        return Err(StripeError::coded("charge_already_refunded", &message, ""));
    }
    if charge.is("disputed") {
        let message = format!("Charge {} has been charged back; cannot issue a refund.", charge.id());
        return Err(StripeError::coded("charge_disputed", &message, ""));
    }
    let amount = if params.has("amount") { params.integer_from("amount", 1)? } else { remaining };
    if amount > remaining {
        let message =
            format!("Refund amount ({amount}) is greater than unrefunded amount on charge ({remaining})");
        return Err(StripeError::invalid(&message, "amount"));
    }
    let reason = params.one_of("reason", &["duplicate", "fraudulent", "requested_by_customer"])?;
    let is_slow = matches!(
        card::behaviour(charge.text("_test_number")),
        Behaviour::RefundsSlowly | Behaviour::RefundFails
    );
    let refund = Object::of(json!({
        "id": work.new_id("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": null,
        "charge": charge.id(),
        "created": work.now_secs(),
        "currency": charge.get("currency"),
        "customer": charge.get("customer"),
        "destination_details": {
            "card": { "reference_status": "pending", "reference_type": "acquirer_reference_number", "type": "refund" },
            "type": "card",
        },
        "metadata": metadata(params, "metadata", &Value::Null)?,
        "payment_intent": charge.get("payment_intent"),
        "reason": reason,
        "receipt_number": null,
        "source_transfer_reversal": null,
        "status": if is_slow { "pending" } else { "succeeded" },
        "transfer_reversal": null,
    }));
    work.put(&refund);
    set_refunded(work, &mut charge, amount);
    work.emit("refund.created", &refund);
    work.emit("charge.refunded", &charge);
    if !is_slow {
        work.emit("refund.updated", &refund);
    }
    Ok(refund.shown())
}

/// `GET /v1/refunds/{id}`
pub fn show(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    Ok(work.find("refund", &call.id, "id")?.shown())
}

/// `POST /v1/refunds/{id}`: its metadata.
pub fn update(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let mut refund = work.find("refund", &call.id, "id")?;
    let kept = metadata(&call.params, "metadata", refund.get("metadata"))?;
    work.update(&mut refund, json!({ "metadata": kept }));
    work.emit("refund.updated", &refund);
    Ok(refund.shown())
}

/// `GET /v1/refunds`
pub fn index(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let (charge, intent) = (call.params.text("charge"), call.params.text("payment_intent"));
    list::page(work, call, "refund", |refund| {
        charge.is_none_or(|charge| refund.text("charge") == charge)
            && intent.is_none_or(|intent| refund.text("payment_intent") == intent)
    })
}

/// The bank took a pending refund, or sent the money back to us.
///
/// # Errors
/// When it is not pending.
pub fn settle(work: &mut Transaction<'_>, id: &str, is_taken: bool) -> Result<Object, StripeError> {
    let mut refund = work.find("refund", id, "id")?;
    if refund.text("status") != "pending" {
        return Err(StripeError::invalid("Only a pending refund can be settled.", ""));
    }
    if is_taken {
        work.update(&mut refund, json!({ "status": "succeeded" }));
        work.emit("refund.updated", &refund);
    } else {
        let failure = json!({ "status": "failed", "failure_reason": "expired_or_canceled_card" });
        work.update(&mut refund, failure);
        let mut charge = work.find("charge", refund.text("charge"), "charge")?;
        set_refunded(work, &mut charge, -refund.number("amount"));
        work.emit("refund.failed", &refund);
    }
    Ok(refund)
}

fn charge_of(work: &Transaction<'_>, params: &Params) -> Result<Object, StripeError> {
    let charge_id = match (params.text("charge"), params.text("payment_intent")) {
        (Some(id), None) => id.to_owned(),
        (None, Some(id)) => {
            let intent = work.find("payment_intent", id, "payment_intent")?;
            if intent.text("status") != "succeeded" {
                let message =
                    format!("This PaymentIntent ({id}) does not have a successful charge to refund.");
                return Err(StripeError::invalid(&message, "payment_intent"));
            }
            intent.text("latest_charge").to_owned()
        }
        _ => {
            let message =
                "One of the following params should be provided for this request: payment_intent or charge.";
            return Err(StripeError::coded("parameter_missing", message, ""));
        }
    };
    work.find("charge", &charge_id, "charge")
}

fn set_refunded(work: &mut Transaction<'_>, charge: &mut Object, by: i64) {
    let refunded = charge.number("amount_refunded") + by;
    let is_whole = refunded == charge.number("amount");
    work.update(charge, json!({ "amount_refunded": refunded, "refunded": is_whole }));
}
