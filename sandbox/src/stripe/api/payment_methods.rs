//! <https://docs.stripe.com/api/payment_methods>: cards only.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::card::Card;
use super::super::error::StripeError;
use super::super::list;
use super::super::object::Object;
use super::super::params::Params;
use super::super::transaction::Transaction;
use super::{billing_details, customers, metadata};

/// `POST /v1/payment_methods`
pub fn create(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    call.params.one_of("type", &["card"])?;
    let mut method = from_card(work, &call.params, "card", "billing_details")?;
    let redisplay = call.params.one_of("allow_redisplay", &["always", "limited", "unspecified"])?;
    let kept = metadata(&call.params, "metadata", &Value::Null)?;
    work.update(
        &mut method,
        json!({ "metadata": kept, "allow_redisplay": redisplay.unwrap_or("unspecified") }),
    );
    Ok(method.shown())
}

/// `GET /v1/payment_methods/{id}`
pub fn show(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    Ok(resolve(work, &call.id, "id")?.shown())
}

/// `GET /v1/payment_methods`: those of a customer.
pub fn index(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    call.params.one_of("type", &["card"])?;
    let customer = call.params.required("customer")?;
    list::page(work, call, "payment_method", |method| method.text("customer") == customer)
}

/// `GET /v1/customers/{id}/payment_methods`
pub fn index_of_customer(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    call.params.one_of("type", &["card"])?;
    let customer = customers::living(work, &call.id, "id")?;
    list::page(work, call, "payment_method", |method| method.text("customer") == customer.id())
}

/// `POST /v1/payment_methods/{id}/attach`
pub fn attach(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let method = resolve(work, &call.id, "id")?;
    let customer = customers::living(work, call.params.required("customer")?, "customer")?;
    let owner = method.text("customer");
    if !owner.is_empty() && owner != customer.id() {
        let message = "The payment method you provided has already been attached to a customer.";
        return Err(StripeError::invalid(message, ""));
    }
    attach_to(work, method.id(), customer.id());
    Ok(work.find("payment_method", method.id(), "id")?.shown())
}

/// `POST /v1/payment_methods/{id}/detach`
pub fn detach(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let mut method = work.find("payment_method", &call.id, "id")?;
    if method.get("customer").is_null() {
        let message =
            "The payment method you provided is not attached to a customer so detachment is impossible.";
        return Err(StripeError::invalid(message, ""));
    }
    detach_from(work, &mut method);
    Ok(method.shown())
}

/// Keeps a card for its owner's next payment.
pub fn attach_to(work: &mut Transaction<'_>, method_id: &str, customer_id: &str) {
    let Ok(mut method) = work.find("payment_method", method_id, "") else { return };
    if method.text("customer") == customer_id {
        return;
    }
    work.update(&mut method, json!({ "customer": customer_id }));
    work.emit("payment_method.attached", &method);
}

/// Forgets a card.
pub fn detach_from(work: &mut Transaction<'_>, method: &mut Object) {
    work.update(method, json!({ "customer": null }));
    work.emit("payment_method.detached", method);
}

/// The cards a customer kept, newest first.
#[must_use]
pub fn of_customer(work: &Transaction<'_>, customer_id: &str) -> Vec<Object> {
    let all = work.state().newest("payment_method");
    all.filter(|method| !customer_id.is_empty() && method.text("customer") == customer_id).cloned().collect()
}

/// The payment method of this id, or a new one like a ready-made one (`pm_card_visa`).
///
/// # Errors
/// "No such payment method", which names `param`.
pub fn resolve(work: &mut Transaction<'_>, id: &str, param: &str) -> Result<Object, StripeError> {
    match Card::ready_made(id) {
        Some(card) => {
            let method = new_method(work, &card, billing_details(&Params::default(), "billing_details"));
            Ok(method)
        }
        None => {
            let found = work.find("payment_method", id, param);
            found.map_err(|error| error.with_message(&format!("No such PaymentMethod: '{id}'")))
        }
    }
}

/// A new one from a card's number, expiry and code.
///
/// # Errors
/// When the card cannot be.
pub fn from_card(
    work: &mut Transaction<'_>,
    params: &Params,
    card_path: &str,
    billing_path: &str,
) -> Result<Object, StripeError> {
    let card = Card::read(params, card_path, work.now_secs())?;
    Ok(new_method(work, &card, billing_details(params, billing_path)))
}

fn new_method(work: &mut Transaction<'_>, card: &Card, billing: Value) -> Object {
    let method = Object::of(json!({
        "id": work.new_id("pm"),
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": billing,
        "card": card.shown(),
        "created": work.now_secs(),
        "customer": null,
        "livemode": false,
        "metadata": {},
        "type": "card",
        "_test_number": card.test_number(),
    }));
    work.put(&method);
    method
}
