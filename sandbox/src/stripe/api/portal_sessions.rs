//! <https://docs.stripe.com/api/customer_portal/sessions>

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::error::StripeError;
use super::super::object::Object;
use super::super::transaction::Transaction;
use super::customers;

/// `POST /v1/billing_portal/sessions`
pub fn create(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let customer = customers::living(work, call.params.required("customer")?, "customer")?;
    call.params.accept("configuration");
    call.params.accept("flow_data");
    let return_url = call.params.text("return_url");
    if return_url.is_some_and(|address| url::Url::parse(address).is_err()) {
        return Err(StripeError::coded("url_invalid", "Not a valid URL", "return_url"));
    }
    let id = work.new_id("bps");
    let session = Object::of(json!({
        "id": id,
        "object": "billing_portal.session",
        "configuration": "bpc_sandbox",
        "created": work.now_secs(),
        "customer": customer.id(),
        "flow": null,
        "livemode": false,
        "locale": call.params.text("locale"),
        "on_behalf_of": null,
        "return_url": return_url,
        "url": format!("{}/portal/{id}", work.stripe().base_url()),
    }));
    work.put(&session);
    Ok(session.shown())
}
