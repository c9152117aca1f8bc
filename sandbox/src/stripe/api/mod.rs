//! The endpoints of Stripe's API, one kind of object a file.

pub mod charges;
pub mod checkout_sessions;
pub mod customers;
pub mod disputes;
pub mod events;
pub mod payment_intents;
pub mod payment_methods;
pub mod portal_sessions;
pub mod prices;
pub mod refunds;
pub mod session_build;
pub mod setup_intents;
pub mod webhook_endpoints;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::error::StripeError;
use super::object::Object;
use super::params::Params;

/// The least that may be charged, in minor units: 50 US cents (<https://docs.stripe.com/currencies>).
const LEAST_CHARGE: i64 = 50;
/// The most: eight digits.
const MOST_CHARGE: i64 = 99_999_999;

/// The `metadata` below `path`, on top of what was there: an empty value removes its key.
///
/// # Errors
/// Beyond Stripe's limits: 50 keys of 40 characters with values of 500.
fn metadata(params: &Params, path: &str, before: &Value) -> Result<Value, StripeError> {
    let mut kept: Map<String, Value> = before.as_object().cloned().unwrap_or_default();
    if params.text(path).is_none() && params.has(path) && params.keys(path).is_empty() {
        kept.clear();
    }
    let sent: BTreeMap<String, String> = params.map(path);
    for (key, value) in sent {
        if key.chars().count() > 40 || value.chars().count() > 500 {
            let message = "Metadata has keys of at most 40 and values of at most 500 characters.";
            return Err(StripeError::invalid(message, &format!("{path}[{key}]")));
        }
        if value.is_empty() {
            kept.remove(&key)
        } else {
            kept.insert(key, Value::from(value))
        };
    }
    if kept.len() > 50 {
        return Err(StripeError::invalid("Metadata has at most 50 keys.", path));
    }
    Ok(Value::Object(kept))
}

/// A currency's three letters, in lower case.
///
/// # Errors
/// When it is something else.
fn currency(params: &Params, path: &str) -> Result<String, StripeError> {
    let code = params.required(path)?.to_ascii_lowercase();
    if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_lowercase()) {
        Ok(code)
    } else {
        Err(StripeError::invalid(&format!("Invalid currency: {code}."), path))
    }
}

/// Refuses amounts that Stripe does not charge.
fn check_amount(amount: i64, param: &str) -> Result<(), StripeError> {
    if amount < LEAST_CHARGE {
        let message = "The amount is below the minimum charge of 50 cents.";
        return Err(StripeError::coded("amount_too_small", message, param));
    }
    if amount > MOST_CHARGE {
        let message = format!("Amount must be no more than {MOST_CHARGE}.");
        return Err(StripeError::coded("amount_too_large", &message, param));
    }
    Ok(())
}

/// An address below `path`; null when there is none.
fn address(params: &Params, path: &str) -> Value {
    if !params.has(path) {
        return Value::Null;
    }
    let fields = ["city", "country", "line1", "line2", "postal_code", "state"];
    let text = |field: &str| params.text(&format!("{path}[{field}]")).map(str::to_owned);
    Value::Object(fields.iter().map(|field| ((*field).to_owned(), json!(text(field)))).collect())
}

/// Name and address of who receives a parcel, below `path`; null when there is none.
pub fn shipping(params: &Params, path: &str) -> Value {
    if !params.has(path) {
        return Value::Null;
    }
    let phone = params.text(&format!("{path}[phone]"));
    json!({
        "address": address(params, &format!("{path}[address]")),
        "name": params.text(&format!("{path}[name]")),
        "phone": phone,
        "carrier": null,
        "tracking_number": null,
    })
}

/// What a payment method and a charge say of who pays.
fn billing_details(params: &Params, path: &str) -> Value {
    let text = |field: &str| params.text(&format!("{path}[{field}]"));
    let mut details =
        Object::of(json!({ "email": text("email"), "name": text("name"), "phone": text("phone") }));
    let nowhere = json!({
        "city": null, "country": null, "line1": null, "line2": null, "postal_code": null, "state": null,
    });
    let place = address(params, &format!("{path}[address]"));
    details.set("address", if place.is_null() { nowhere } else { place });
    details.set("tax_id", Value::Null);
    details.into()
}
