//! <https://docs.stripe.com/api/prices> and the products they are for.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::error::StripeError;
use super::super::list;
use super::super::object::Object;
use super::super::params::Params;
use super::super::transaction::Transaction;
use super::{currency, metadata};

/// `POST /v1/prices`
pub fn create(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let params = &call.params;
    let lookup_key = params.text_up_to("lookup_key", 200)?.map(str::to_owned);
    let product = match params.text("product") {
        Some(id) => work.find("product", id, "product")?,
        None => product(work, params, "product_data")?,
    };
    let mut price = price(work, params, &product, "currency", "unit_amount")?;
    price.set("lookup_key", json!(lookup_key));
    price.set("metadata", metadata(params, "metadata", &Value::Null)?);
    work.put(&price);
    work.emit("price.created", &price);
    Ok(price.shown())
}

/// `GET /v1/prices/{id}`
pub fn show(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    Ok(work.find("price", &call.id, "id")?.shown())
}

/// `GET /v1/prices`
pub fn index(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let keys = call.params.list("lookup_keys");
    list::page(work, call, "price", |price| {
        price.is("active") && (keys.is_empty() || keys.iter().any(|key| price.text("lookup_key") == key))
    })
}

/// The price of a line that brings its own (`price_data`).
///
/// # Errors
/// When a field is missing or wrong.
pub fn inline(work: &mut Transaction<'_>, params: &Params, path: &str) -> Result<Object, StripeError> {
    if !params.has(path) {
        return Err(StripeError::missing(path));
    }
    let product_path = format!("{path}[product_data]");
    let product = match params.text(&format!("{path}[product]")) {
        Some(id) => work.find("product", id, &format!("{path}[product]"))?,
        None => product(work, params, &product_path)?,
    };
    params.accept(&format!("{path}[tax_behavior]"));
    let mut price =
        price(work, params, &product, &format!("{path}[currency]"), &format!("{path}[unit_amount]"))?;
    // Stripe does not offer such prices for another session.
    price.set("active", false);
    work.put(&price);
    Ok(price)
}

fn price(
    work: &Transaction<'_>,
    params: &Params,
    product: &Object,
    currency_path: &str,
    amount_path: &str,
) -> Result<Object, StripeError> {
    let amount = params.integer_from(amount_path, 0)?;
    Ok(Object::of(json!({
        "id": work.new_id("price"),
        "object": "price",
        "active": true,
        "billing_scheme": "per_unit",
        "created": work.now_secs(),
        "currency": currency(params, currency_path)?,
        "custom_unit_amount": null,
        "livemode": false,
        "lookup_key": null,
        "metadata": {},
        "nickname": null,
        "product": product.id(),
        "recurring": null,
        "tax_behavior": "unspecified",
        "tiers_mode": null,
        "transform_quantity": null,
        "type": "one_time",
        "unit_amount": amount,
        "unit_amount_decimal": amount.to_string(),
    })))
}

fn product(work: &mut Transaction<'_>, params: &Params, path: &str) -> Result<Object, StripeError> {
    let at = |field: &str| format!("{path}[{field}]");
    let product = Object::of(json!({
        "id": work.new_id("prod"),
        "object": "product",
        "active": true,
        "created": work.now_secs(),
        "default_price": null,
        "description": params.text_up_to(&at("description"), 40_000)?,
        "images": params.list(&at("images")),
        "livemode": false,
        "marketing_features": [],
        "metadata": metadata(params, &at("metadata"), &Value::Null)?,
        "name": params.required(&at("name"))?,
        "package_dimensions": null,
        "shippable": null,
        "statement_descriptor": null,
        "tax_code": params.text(&at("tax_code")),
        "type": "service",
        "unit_label": null,
        "updated": work.now_secs(),
        "url": null,
    }));
    work.put(&product);
    Ok(product)
}
