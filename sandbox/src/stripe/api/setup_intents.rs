//! <https://docs.stripe.com/api/setup_intents>: keeping a card without paying.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::card::{self, Behaviour};
use super::super::error::StripeError;
use super::super::list;
use super::super::object::Object;
use super::super::transaction::Transaction;
use super::{customers, metadata, payment_methods};

/// `POST /v1/setup_intents`
pub fn create(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let params = &call.params;
    for name in ["payment_method_types", "automatic_payment_methods", "return_url"] {
        params.accept(name);
    }
    let customer = match params.text("customer") {
        Some(id) => Value::from(customers::living(work, id, "customer")?.id()),
        None => Value::Null,
    };
    let id = work.new_id("seti");
    let secret = format!("{id}_secret_{}", work.new_id("s"));
    let mut intent = Object::of(json!({
        "id": id,
        "object": "setup_intent",
        "application": null,
        "automatic_payment_methods": null,
        "cancellation_reason": null,
        "client_secret": secret,
        "created": work.now_secs(),
        "customer": customer,
        "description": params.text_up_to("description", 1000)?,
        "excluded_payment_method_types": null,
        "flow_directions": null,
        "last_setup_error": null,
        "latest_attempt": null,
        "livemode": false,
        "mandate": null,
        "metadata": metadata(params, "metadata", &Value::Null)?,
        "next_action": null,
        "on_behalf_of": null,
        "payment_method": null,
        "payment_method_configuration_details": null,
        "payment_method_options": { "card": { "request_three_d_secure": "automatic" } },
        "payment_method_types": ["card"],
        "single_use_mandate": null,
        "status": "requires_payment_method",
        "usage": params.one_of("usage", &["off_session", "on_session"])?.unwrap_or("off_session"),
    }));
    work.put(&intent);
    work.emit("setup_intent.created", &intent);
    if params.flag("confirm")? {
        confirm_with(work, &mut intent, params.required("payment_method")?)?;
    } else if let Some(method) = params.text("payment_method") {
        let method = payment_methods::resolve(work, method, "payment_method")?;
        work.update(&mut intent, json!({ "payment_method": method.id(), "status": "requires_confirmation" }));
    }
    Ok(intent.shown())
}

/// `GET /v1/setup_intents/{id}`
pub fn show(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    call.params.accept("client_secret");
    Ok(work.find("setup_intent", &call.id, "intent")?.shown())
}

/// `GET /v1/setup_intents`
pub fn index(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let customer = call.params.text("customer");
    list::page(work, call, "setup_intent", |intent| {
        customer.is_none_or(|customer| intent.text("customer") == customer)
    })
}

/// `POST /v1/setup_intents/{id}/confirm`
pub fn confirm(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let mut intent = work.find("setup_intent", &call.id, "intent")?;
    call.params.accept("return_url");
    let method =
        call.params.text("payment_method").unwrap_or_else(|| intent.text("payment_method")).to_owned();
    confirm_with(work, &mut intent, &method)?;
    Ok(intent.shown())
}

/// `POST /v1/setup_intents/{id}/cancel`
pub fn cancel(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let mut intent = work.find("setup_intent", &call.id, "intent")?;
    if matches!(intent.text("status"), "succeeded" | "canceled") {
        return Err(unexpected_state(&intent, "cancel"));
    }
    work.update(&mut intent, json!({ "status": "canceled" }));
    work.emit("setup_intent.canceled", &intent);
    Ok(intent.shown())
}

fn confirm_with(work: &mut Transaction<'_>, intent: &mut Object, method: &str) -> Result<(), StripeError> {
    if matches!(intent.text("status"), "succeeded" | "canceled") {
        return Err(unexpected_state(intent, "confirm"));
    }
    let method = payment_methods::resolve(work, method, "payment_method")?;
    // 4000 0000 0000 0341 can be kept and pays nothing; the others are refused when they are kept.
    if let Behaviour::Declines(code, decline_code) = card::behaviour(method.text("_test_number"))
        && method.text("_test_number") != "4000000000000341"
    {
        let refusal = card::declined(code, decline_code);
        work.update(
            intent,
            json!({ "last_setup_error": refusal.fields(), "status": "requires_payment_method" }),
        );
        work.emit("setup_intent.setup_failed", intent);
        return Err(refusal.with("setup_intent", intent.shown()));
    }
    work.update(
        intent,
        json!({ "payment_method": method.id(), "status": "succeeded", "last_setup_error": null }),
    );
    if !intent.get("customer").is_null() {
        payment_methods::attach_to(work, method.id(), intent.text("customer"));
    }
    work.emit("setup_intent.succeeded", intent);
    Ok(())
}

fn unexpected_state(intent: &Object, verb: &str) -> StripeError {
    let message =
        format!("You cannot {verb} this SetupIntent because it has a status of {}.", intent.text("status"));
    StripeError::coded("setup_intent_unexpected_state", &message, "").with("setup_intent", intent.shown())
}
