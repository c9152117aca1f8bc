//! <https://docs.stripe.com/api/webhook_endpoints>

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::error::StripeError;
use super::super::list;
use super::super::object::Object;
use super::super::store::Change;
use super::super::transaction::Transaction;
use super::metadata;

/// `POST /v1/webhook_endpoints`: the only answer that holds its secret.
pub fn create(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let url = call.params.required("url")?.to_owned();
    if !url::Url::parse(&url).is_ok_and(|url| matches!(url.scheme(), "http" | "https")) {
        return Err(StripeError::coded("url_invalid", "Invalid URL: a webhook's is http or https.", "url"));
    }
    let enabled = call.params.list("enabled_events");
    if enabled.is_empty() {
        return Err(StripeError::missing("enabled_events"));
    }
    let secret = work.new_id("whsec");
    let mut endpoint = new_endpoint(work, work.new_id("we"), &url, &secret, &enabled);
    endpoint.set("api_version", json!(call.params.text("api_version")));
    endpoint.set("description", json!(call.params.text("description")));
    endpoint.set("metadata", metadata(&call.params, "metadata", &Value::Null)?);
    work.put(&endpoint);
    let mut shown = endpoint.shown();
    shown["secret"] = json!(secret);
    Ok(shown)
}

/// `GET /v1/webhook_endpoints/{id}`
pub fn show(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    Ok(work.find("webhook_endpoint", &call.id, "id")?.shown())
}

/// `GET /v1/webhook_endpoints`
pub fn index(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    list::page(work, call, "webhook_endpoint", |endpoint| !endpoint.is("deleted"))
}

/// `DELETE /v1/webhook_endpoints/{id}`: what was on its way to it is dropped.
pub fn delete(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let mut endpoint = work.find("webhook_endpoint", &call.id, "id")?;
    work.update(&mut endpoint, json!({ "deleted": true, "status": "disabled" }));
    let pending = work.state().deliveries().filter(|delivery| delivery.endpoint_id == endpoint.id());
    let pending: Vec<String> = pending.map(|delivery| delivery.id.clone()).collect();
    pending.into_iter().for_each(|id| work.record(Change::Delivered(id)));
    Ok(json!({ "id": endpoint.id(), "object": "webhook_endpoint", "deleted": true }))
}

/// An endpoint's object; the secret stays inside.
pub fn new_endpoint(
    work: &Transaction<'_>,
    id: String,
    url: &str,
    secret: &str,
    enabled: &[String],
) -> Object {
    Object::of(json!({
        "id": id,
        "object": "webhook_endpoint",
        "api_version": null,
        "application": null,
        "created": work.now_secs(),
        "description": null,
        "enabled_events": enabled,
        "livemode": false,
        "metadata": {},
        "status": "enabled",
        "url": url,
        "_secret": secret,
    }))
}
