//! <https://docs.stripe.com/api/charges>: read only, they are made by payment intents.

use serde_json::Value;

use super::super::call::Call;
use super::super::error::StripeError;
use super::super::list;
use super::super::transaction::Transaction;

/// `GET /v1/charges/{id}`
pub fn show(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    Ok(work.find("charge", &call.id, "id")?.shown())
}

/// `GET /v1/charges`
pub fn index(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let (intent, customer) = (call.params.text("payment_intent"), call.params.text("customer"));
    list::page(work, call, "charge", |charge| {
        intent.is_none_or(|intent| charge.text("payment_intent") == intent)
            && customer.is_none_or(|customer| charge.text("customer") == customer)
    })
}
