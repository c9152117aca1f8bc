//! What happens to a payment intent: tried, proved, paid, refused.
//! <https://docs.stripe.com/payments/paymentintents/lifecycle>

use serde_json::{Value, json};

use super::api::{checkout_sessions, disputes, payment_methods};
use super::card::{self, After, Behaviour};
use super::error::StripeError;
use super::object::Object;
use super::transaction::Transaction;

/// Where an attempt got to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// The money is there.
    Paid,
    /// The bank wants to ask the buyer.
    Asks,
}

/// What a new intent is about.
pub struct NewIntent {
    /// In minor units.
    pub amount: i64,
    /// Three letters, lower case.
    pub currency: String,
    /// The customer's id, or null.
    pub customer: Value,
    /// Fields that the caller chose: description, metadata, receipt address, shipping…
    pub chosen: Object,
    /// The checkout session it belongs to; empty when there is none.
    pub session_id: String,
}

/// A new intent that waits for a payment method.
pub fn new_intent(work: &mut Transaction<'_>, new: NewIntent) -> Object {
    let id = work.new_id("pi");
    let secret = format!("{id}_secret_{}", work.new_id("s"));
    let mut intent = Object::of(json!({
        "id": id,
        "object": "payment_intent",
        "amount": new.amount,
        "amount_capturable": 0,
        "amount_details": { "tip": {} },
        "amount_received": 0,
        "application": null,
        "application_fee_amount": null,
        "automatic_payment_methods": null,
        "canceled_at": null,
        "cancellation_reason": null,
        "capture_method": "automatic_async",
        "client_secret": secret,
        "confirmation_method": "automatic",
        "created": work.now_secs(),
        "currency": new.currency,
        "customer": new.customer,
        "description": null,
        "excluded_payment_method_types": null,
        "last_payment_error": null,
        "latest_charge": null,
        "livemode": false,
        "metadata": {},
        "next_action": null,
        "on_behalf_of": null,
        "payment_method": null,
        "payment_method_configuration_details": null,
        "payment_method_options": {
            "card": {
                "installments": null, "mandate_options": null, "network": null,
                "request_three_d_secure": "automatic",
            },
        },
        "payment_method_types": ["card"],
        "processing": null,
        "receipt_email": null,
        "review": null,
        "setup_future_usage": null,
        "shipping": null,
        "source": null,
        "statement_descriptor": null,
        "statement_descriptor_suffix": null,
        "status": "requires_payment_method",
        "transfer_data": null,
        "transfer_group": null,
        "_session": new.session_id,
    }));
    intent.merge(new.chosen);
    work.put(&intent);
    work.emit("payment_intent.created", &intent);
    intent
}

/// Tries to pay with `method`.
///
/// # Errors
/// The card's refusal; the intent then waits for another payment method.
pub fn attempt(
    work: &mut Transaction<'_>,
    intent: &mut Object,
    method: &Object,
) -> Result<Attempt, StripeError> {
    intent.set("payment_method", method.id());
    match card::behaviour(method.text("_test_number")) {
        Behaviour::Declines(code, decline_code) => {
            Err(refuse(work, intent, method, &card::declined(code, decline_code)))
        }
        Behaviour::Asks(_) => {
            let ask =
                json!({ "type": "use_stripe_sdk", "use_stripe_sdk": { "type": "sandbox_authentication" } });
            work.update(intent, json!({ "status": "requires_action", "next_action": ask }));
            work.emit("payment_intent.requires_action", intent);
            Ok(Attempt::Asks)
        }
        behaviour => {
            pay(work, intent, method, behaviour);
            Ok(Attempt::Paid)
        }
    }
}

/// The buyer answered the bank.
///
/// # Errors
/// When the proof failed or the bank says no after it, or nothing was asked.
pub fn authenticate(
    work: &mut Transaction<'_>,
    intent: &mut Object,
    is_proved: bool,
) -> Result<(), StripeError> {
    if intent.text("status") != "requires_action" {
        return Err(StripeError::coded(
            "payment_intent_unexpected_state",
            "This PaymentIntent does not wait for the buyer's bank.",
            "",
        ));
    }
    let method = work.find("payment_method", intent.text("payment_method"), "payment_method")?;
    let refusal = match (is_proved, card::behaviour(method.text("_test_number"))) {
        (false, _) => StripeError::card(
            "payment_intent_authentication_failure",
            None,
            "We are unable to authenticate your payment method. Please choose a different payment method and try \
             again.",
            "",
        ),
        (true, Behaviour::Asks(After::InsufficientFunds)) => {
            card::declined("card_declined", Some("insufficient_funds"))
        }
        (true, Behaviour::Asks(After::Declines)) => card::declined("card_declined", Some("generic_decline")),
        (true, behaviour) => {
            pay(work, intent, &method, behaviour);
            return Ok(());
        }
    };
    Err(refuse(work, intent, &method, &refusal))
}

fn pay(work: &mut Transaction<'_>, intent: &mut Object, method: &Object, behaviour: Behaviour) {
    let mut charge = charge(work, intent, method, None);
    work.put(&charge);
    let paid = json!({
        "status": "succeeded",
        "amount_received": intent.number("amount"),
        "latest_charge": charge.id(),
        "last_payment_error": null,
        "next_action": null,
    });
    work.update(intent, paid);
    work.emit("charge.succeeded", &charge);
    work.emit("payment_intent.succeeded", intent);
    if !intent.get("setup_future_usage").is_null() && !intent.get("customer").is_null() {
        payment_methods::attach_to(work, method.id(), intent.text("customer"));
    }
    if let Ok(mut session) = work.find("checkout.session", intent.text("_session"), "") {
        checkout_sessions::complete(work, &mut session);
    }
    if let Behaviour::Disputed(reason) = behaviour {
        let amount = charge.number("amount");
        disputes::open(work, &mut charge, amount, reason);
    }
}

fn refuse(
    work: &mut Transaction<'_>,
    intent: &mut Object,
    method: &Object,
    refusal: &StripeError,
) -> StripeError {
    let failed = charge(work, intent, method, Some(refusal));
    work.put(&failed);
    let mut error = refusal.fields();
    error.set("charge", failed.id());
    error.set("payment_method", method.shown());
    let waits = json!({
        "status": "requires_payment_method",
        "last_payment_error": error,
        "latest_charge": failed.id(),
        "next_action": null,
        "payment_method": null,
    });
    work.update(intent, waits);
    work.emit("charge.failed", &failed);
    work.emit("payment_intent.payment_failed", intent);
    refusal
        .clone()
        .with("charge", json!(failed.id()))
        .with("payment_intent", intent.shown())
        .with("payment_method", method.shown())
}

fn charge(work: &Transaction<'_>, intent: &Object, method: &Object, refusal: Option<&StripeError>) -> Object {
    let amount = intent.number("amount");
    let outcome = match refusal {
        None => json!({
            "advice_code": null, "network_advice_code": null, "network_decline_code": null,
            "network_status": "approved_by_network", "reason": null, "risk_level": "normal", "risk_score": 20,
            "seller_message": "Payment complete.", "type": "authorized",
        }),
        Some(refusal) => json!({
            "advice_code": null, "network_advice_code": null, "network_decline_code": null,
            "network_status": "declined_by_network", "reason": refusal.decline_code, "risk_level": "normal",
            "risk_score": 20, "seller_message": "The bank did not return any further details.",
            "type": "issuer_declined",
        }),
    };
    Object::of(json!({
        "id": work.new_id("ch"),
        "object": "charge",
        "amount": amount,
        "amount_captured": if refusal.is_none() { amount } else { 0 },
        "amount_refunded": 0,
        "application": null,
        "application_fee": null,
        "application_fee_amount": null,
        "balance_transaction": null,
        "billing_details": method.get("billing_details"),
        "calculated_statement_descriptor": "MAKEIT3D",
        "captured": refusal.is_none(),
        "created": work.now_secs(),
        "currency": intent.get("currency"),
        "customer": intent.get("customer"),
        "description": intent.get("description"),
        "disputed": false,
        "failure_balance_transaction": null,
        "failure_code": refusal.and_then(|refusal| refusal.code),
        "failure_message": refusal.map(|refusal| refusal.message.clone()),
        "fraud_details": {},
        "livemode": false,
        "metadata": intent.get("metadata"),
        "on_behalf_of": null,
        "outcome": outcome,
        "paid": refusal.is_none(),
        "payment_intent": intent.id(),
        "payment_method": method.id(),
        "payment_method_details": { "card": method.get("card"), "type": "card" },
        "radar_options": {},
        "receipt_email": intent.get("receipt_email"),
        "receipt_number": null,
        "receipt_url": null,
        "refunded": false,
        "review": null,
        "shipping": intent.get("shipping"),
        "source": null,
        "source_transfer": null,
        "statement_descriptor": null,
        "statement_descriptor_suffix": intent.get("statement_descriptor_suffix"),
        "status": if refusal.is_none() { "succeeded" } else { "failed" },
        "transfer_data": null,
        "transfer_group": intent.get("transfer_group"),
        "_test_number": method.get("_test_number"),
    }))
}
