//! <https://docs.stripe.com/api/customers>

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::error::StripeError;
use super::super::list;
use super::super::object::Object;
use super::super::transaction::Transaction;
use super::{address, metadata, shipping};

/// `POST /v1/customers`
pub fn create(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let mut customer = Object::of(json!({
        "id": work.new_id("cus"),
        "object": "customer",
        "address": null,
        "balance": 0,
        "created": work.now_secs(),
        "currency": null,
        "default_source": null,
        "delinquent": false,
        "description": null,
        "discount": null,
        "email": null,
        "invoice_prefix": "SANDBOX",
        "invoice_settings": {
            "custom_fields": null, "default_payment_method": null, "footer": null, "rendering_options": null,
        },
        "livemode": false,
        "metadata": {},
        "name": null,
        "next_invoice_sequence": 1,
        "phone": null,
        "preferred_locales": [],
        "shipping": null,
        "tax_exempt": "none",
        "test_clock": null,
    }));
    change(&mut customer, call)?;
    work.put(&customer);
    work.emit("customer.created", &customer);
    Ok(customer.shown())
}

/// `GET /v1/customers/{id}`
pub fn show(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let customer = work.find("customer", &call.id, "id")?;
    if customer.is("deleted") {
        return Ok(json!({ "id": customer.id(), "object": "customer", "deleted": true }));
    }
    Ok(customer.shown())
}

/// `POST /v1/customers/{id}`
pub fn update(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let mut customer = living(work, &call.id, "id")?;
    change(&mut customer, call)?;
    work.put(&customer);
    work.emit("customer.updated", &customer);
    Ok(customer.shown())
}

/// `DELETE /v1/customers/{id}`: also forgets their cards.
pub fn delete(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let mut customer = living(work, &call.id, "id")?;
    let cards: Vec<Object> = super::payment_methods::of_customer(work, customer.id());
    for mut card in cards {
        work.update(&mut card, json!({ "customer": null }));
    }
    work.emit("customer.deleted", &customer);
    work.update(&mut customer, json!({ "deleted": true }));
    Ok(json!({ "id": customer.id(), "object": "customer", "deleted": true }))
}

/// `GET /v1/customers`
pub fn index(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let email = call.params.text("email");
    list::page(work, call, "customer", |customer| {
        !customer.is("deleted") && email.is_none_or(|email| customer.text("email") == email)
    })
}

/// A customer who was not deleted.
///
/// # Errors
/// "No such customer", which names `param`.
pub fn living(work: &Transaction<'_>, id: &str, param: &str) -> Result<Object, StripeError> {
    let customer = work.find("customer", id, param)?;
    if customer.is("deleted") { Err(StripeError::no_such("customer", id, param)) } else { Ok(customer) }
}

fn change(customer: &mut Object, call: &Call) -> Result<(), StripeError> {
    for (field, most) in [("email", 512), ("name", 256), ("phone", 20), ("description", 5000)] {
        if let Some(text) = call.params.text_up_to(field, most)? {
            customer.set(field, text);
        }
    }
    if call.params.text("email").is_some_and(|email| !email.contains('@')) {
        return Err(StripeError::coded("email_invalid", "Invalid email address.", "email"));
    }
    for (field, value) in
        [("address", address(&call.params, "address")), ("shipping", shipping(&call.params, "shipping"))]
    {
        if !value.is_null() {
            customer.set(field, value);
        }
    }
    let kept = metadata(&call.params, "metadata", customer.get("metadata"))?;
    customer.set("metadata", kept);
    Ok(())
}
