//! <https://docs.stripe.com/api/payment_intents>

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::charging::{self, Attempt, NewIntent};
use super::super::error::StripeError;
use super::super::list;
use super::super::object::Object;
use super::super::params::Params;
use super::super::transaction::Transaction;
use super::{check_amount, currency, customers, metadata, payment_methods, shipping};

/// `POST /v1/payment_intents`
pub fn create(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let params = &call.params;
    let amount = params.integer_from("amount", 1)?;
    check_amount(amount, "amount")?;
    let customer = match params.text("customer") {
        Some(id) => Value::from(customers::living(work, id, "customer")?.id()),
        None => Value::Null,
    };
    for name in ["payment_method_types", "automatic_payment_methods", "off_session", "capture_method"] {
        params.accept(name);
    }
    let chosen = Object::of(json!({
        "description": params.text_up_to("description", 1000)?,
        "metadata": metadata(params, "metadata", &Value::Null)?,
        "receipt_email": params.text("receipt_email"),
        "setup_future_usage": params.one_of("setup_future_usage", &["off_session", "on_session"])?,
        "shipping": shipping(params, "shipping"),
        "statement_descriptor_suffix": params.text_up_to("statement_descriptor_suffix", 22)?,
        "transfer_group": params.text("transfer_group"),
    }));
    let new = NewIntent {
        amount,
        currency: currency(params, "currency")?,
        customer,
        chosen,
        session_id: String::new(),
    };
    let is_confirmed = params.flag("confirm")?;
    params.accept("return_url");
    let method = chosen_method(work, params)?;
    let mut intent = charging::new_intent(work, new);
    if let Some(method) = &method {
        work.update(&mut intent, json!({ "payment_method": method.id(), "status": "requires_confirmation" }));
    }
    if is_confirmed {
        confirm_with(work, &mut intent, method)?;
    }
    Ok(intent.shown())
}

/// `GET /v1/payment_intents/{id}`
pub fn show(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    call.params.accept("client_secret");
    Ok(work.find("payment_intent", &call.id, "intent")?.shown())
}

/// `GET /v1/payment_intents`
pub fn index(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let customer = call.params.text("customer");
    list::page(work, call, "payment_intent", |intent| {
        customer.is_none_or(|customer| intent.text("customer") == customer)
    })
}

/// `POST /v1/payment_intents/{id}/confirm`
pub fn confirm(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let mut intent = work.find("payment_intent", &call.id, "intent")?;
    for name in ["return_url", "off_session", "payment_method_types"] {
        call.params.accept(name);
    }
    let method = match chosen_method(work, &call.params)? {
        Some(method) => Some(method),
        None => work.find("payment_method", intent.text("payment_method"), "payment_method").ok(),
    };
    confirm_with(work, &mut intent, method)?;
    Ok(intent.shown())
}

/// `POST /v1/payment_intents/{id}/cancel`
pub fn cancel(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let mut intent = work.find("payment_intent", &call.id, "intent")?;
    let reasons = ["duplicate", "fraudulent", "requested_by_customer", "abandoned"];
    let reason = call.params.one_of("cancellation_reason", &reasons)?;
    if matches!(intent.text("status"), "succeeded" | "canceled") || !intent.text("_session").is_empty() {
        return Err(unexpected_state(&intent, "cancel"));
    }
    let change = json!({
        "status": "canceled", "canceled_at": work.now_secs(), "cancellation_reason": reason, "next_action": null,
    });
    work.update(&mut intent, change);
    work.emit("payment_intent.canceled", &intent);
    Ok(intent.shown())
}

fn chosen_method(work: &mut Transaction<'_>, params: &Params) -> Result<Option<Object>, StripeError> {
    match params.text("payment_method") {
        Some(id) => payment_methods::resolve(work, id, "payment_method").map(Some),
        None => Ok(None),
    }
}

fn confirm_with(
    work: &mut Transaction<'_>,
    intent: &mut Object,
    method: Option<Object>,
) -> Result<Attempt, StripeError> {
    if matches!(intent.text("status"), "succeeded" | "canceled" | "processing") {
        return Err(unexpected_state(intent, "confirm"));
    }
    let Some(method) = method else {
        let message = "You cannot confirm this PaymentIntent because it's missing a payment method.";
        return Err(StripeError::coded("payment_intent_unexpected_state", message, ""));
    };
    charging::attempt(work, intent, &method)
}

fn unexpected_state(intent: &Object, verb: &str) -> StripeError {
    let message =
        format!("You cannot {verb} this PaymentIntent because it has a status of {}.", intent.text("status"));
    StripeError::coded("payment_intent_unexpected_state", &message, "").with("payment_intent", intent.shown())
}
