//! A new Checkout Session out of its parameters.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::error::StripeError;
use super::super::object::Object;
use super::super::params::Params;
use super::super::transaction::Transaction;
use super::{check_amount, currency, customers, metadata};

/// How long a session is open unless asked otherwise, and at most, in seconds.
const LONGEST_SECS: i64 = 24 * 3600;
/// The shortest time a session may be open, in seconds.
const SHORTEST_SECS: i64 = 30 * 60;
/// Parameters that are taken and change nothing here.
const WITHOUT_EFFECT: [&str; 10] = [
    "adaptive_pricing",
    "billing_address_collection",
    "customer_update",
    "invoice_creation",
    "locale",
    "payment_method_collection",
    "phone_number_collection",
    "redirect_on_completion",
    "submit_type",
    "customer_creation",
];

/// What the parameters ask for.
///
/// # Errors
/// The first parameter that Stripe would refuse.
pub fn build(work: &mut Transaction<'_>, call: &Call) -> Result<Object, StripeError> {
    let params = &call.params;
    check_mode(params)?;
    WITHOUT_EFFECT.iter().for_each(|name| params.accept(name));
    let now_secs = work.now_secs();
    let id = work.new_id("cs_test");
    let items = line_items(work, params)?;
    let first = items.first().ok_or_else(|| StripeError::missing("line_items"))?;
    let code = first["currency"].as_str().unwrap_or_default().to_owned();
    if items.iter().any(|item| item["currency"] != code.as_str()) {
        return Err(StripeError::invalid("All line items must have the same currency.", "line_items"));
    }
    let subtotal: i64 = items.iter().filter_map(|item| item["amount_total"].as_i64()).sum();
    let options = shipping_options(work, params, &code)?;
    let customer = match params.text("customer") {
        Some(id) => Value::from(customers::living(work, id, "customer")?.id()),
        None => Value::Null,
    };
    let secret = format!("{id}_secret_{}", work.new_id("s"));
    let mut session = fixed_fields();
    session.merge(Object::of(json!({
        "id": id,
        "client_secret": secret,
        "amount_subtotal": subtotal,
        "client_reference_id": params.text_up_to("client_reference_id", 200)?,
        "created": now_secs,
        "currency": code,
        "customer": customer,
        "customer_email": params.text_up_to("customer_email", 512)?,
        "expires_at": expires_at(params, now_secs)?,
        "metadata": metadata(params, "metadata", &Value::Null)?,
        "payment_method_types": method_types(params)?,
        "return_url": return_url(params)?,
        "saved_payment_method_options": saving(params)?,
        "shipping_address_collection": shipping_countries(params)?,
        "shipping_options": options,
        "_line_items": items,
        "_payment_intent_data": payment_intent_data(params)?,
    })));
    choose_shipping(&mut session, 0);
    check_amount(session.number("amount_total"), "line_items")?;
    Ok(session)
}

/// Takes the shipping option at `place`, or none when there is none, and adds up.
pub fn choose_shipping(session: &mut Object, place: usize) {
    let chosen = session.list("shipping_options").get(place).cloned();
    let shipping = chosen.as_ref().and_then(|option| option["shipping_amount"].as_i64()).unwrap_or_default();
    let cost = chosen.map(|option| {
        json!({
            "amount_subtotal": shipping, "amount_tax": 0, "amount_total": shipping,
            "shipping_rate": option["shipping_rate"],
        })
    });
    session.set("shipping_cost", json!(cost));
    session.set("amount_total", session.number("amount_subtotal") + shipping);
    session
        .set("total_details", json!({ "amount_discount": 0, "amount_shipping": shipping, "amount_tax": 0 }));
}

fn fixed_fields() -> Object {
    Object::of(json!({
        "id": null,
        "object": "checkout.session",
        "adaptive_pricing": { "enabled": false },
        "after_expiration": null,
        "allow_promotion_codes": null,
        "amount_subtotal": 0,
        "amount_total": 0,
        "automatic_tax": { "enabled": false, "liability": null, "provider": null, "status": null },
        "billing_address_collection": null,
        "cancel_url": null,
        "client_reference_id": null,
        "client_secret": null,
        "collected_information": null,
        "consent": null,
        "consent_collection": null,
        "created": 0,
        "currency": null,
        "currency_conversion": null,
        "custom_fields": [],
        "custom_text": {
            "after_submit": null, "shipping_address": null, "submit": null, "terms_of_service_acceptance": null,
        },
        "customer": null,
        "customer_creation": null,
        "customer_details": null,
        "customer_email": null,
        "discounts": [],
        "expires_at": 0,
        "integration_identifier": null,
        "invoice": null,
        "invoice_creation": null,
        "livemode": false,
        "locale": null,
        "managed_payments": null,
        "metadata": {},
        "mode": "payment",
        "origin_context": null,
        "payment_intent": null,
        "payment_link": null,
        "payment_method_collection": "if_required",
        "payment_method_configuration_details": null,
        "payment_method_options": { "card": { "request_three_d_secure": "automatic" } },
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "permissions": null,
        "phone_number_collection": { "enabled": false },
        "recovered_from": null,
        "redirect_on_completion": "always",
        "saved_payment_method_options": null,
        "setup_intent": null,
        "shipping_address_collection": null,
        "shipping_cost": null,
        "shipping_options": [],
        "status": "open",
        "submit_type": null,
        "subscription": null,
        "success_url": null,
        "total_details": null,
        "ui_mode": "elements",
        "url": null,
        "wallet_options": null,
    }))
}

fn check_mode(params: &Params) -> Result<(), StripeError> {
    match params.required("mode")? {
        "payment" => {}
        other => {
            let message = format!("Invalid mode: the sandbox knows payment, not {other}.");
            return Err(StripeError::invalid(&message, "mode"));
        }
    }
    match params.text("ui_mode") {
        Some("elements") => {}
        other => {
            let message = format!(
                "Invalid ui_mode: the sandbox knows elements, not {}.",
                other.unwrap_or("hosted_page")
            );
            return Err(StripeError::invalid(&message, "ui_mode"));
        }
    }
    for name in ["success_url", "cancel_url"] {
        if params.has(name) {
            let message = format!("`{name}` is not supported for `ui_mode` `elements`.");
            return Err(StripeError::invalid(&message, name));
        }
    }
    if params.flag("automatic_tax[enabled]")? {
        return Err(StripeError::invalid("The sandbox has no automatic tax.", "automatic_tax[enabled]"));
    }
    if params.has("customer") && params.has("customer_email") {
        let message = "You may only specify one of these parameters: customer, customer_email.";
        return Err(StripeError::invalid(message, "customer"));
    }
    Ok(())
}

fn return_url(params: &Params) -> Result<Option<&str>, StripeError> {
    match params.text("return_url") {
        Some(address) if url::Url::parse(address).is_ok_and(|url| url.has_host()) => Ok(Some(address)),
        Some(_) => Err(StripeError::coded("url_invalid", "Not a valid URL", "return_url")),
        None => Ok(None),
    }
}

fn expires_at(params: &Params, now_secs: i64) -> Result<i64, StripeError> {
    let Some(moment) = params.integer("expires_at")? else { return Ok(now_secs + LONGEST_SECS) };
    // A minute's grace for clocks that differ, as Stripe gives.
    if (now_secs + SHORTEST_SECS - 60..=now_secs + LONGEST_SECS + 60).contains(&moment) {
        return Ok(moment);
    }
    let message = "The `expires_at` timestamp must be at least 30 minutes and less than 24 hours from Checkout Session creation.";
    Err(StripeError::invalid(message, "expires_at"))
}

fn method_types(params: &Params) -> Result<Vec<String>, StripeError> {
    let types = params.list("payment_method_types");
    match types.iter().find(|kind| *kind != "card") {
        Some(other) => {
            let message = format!("Invalid payment_method_types: the sandbox knows card, not {other}.");
            Err(StripeError::invalid(&message, "payment_method_types"))
        }
        None => Ok(vec!["card".to_owned()]),
    }
}

fn saving(params: &Params) -> Result<Value, StripeError> {
    let on_or_off = ["enabled", "disabled"];
    let save = params.one_of("saved_payment_method_options[payment_method_save]", &on_or_off)?;
    let remove = params.one_of("saved_payment_method_options[payment_method_remove]", &on_or_off)?;
    params.accept("saved_payment_method_options[allow_redisplay_filters]");
    if save.is_none() && remove.is_none() {
        return Ok(Value::Null);
    }
    Ok(json!({
        "allow_redisplay_filters": ["always"], "payment_method_remove": remove, "payment_method_save": save,
    }))
}

fn shipping_countries(params: &Params) -> Result<Value, StripeError> {
    if !params.has("shipping_address_collection") {
        return Ok(Value::Null);
    }
    let path = "shipping_address_collection[allowed_countries]";
    let countries = params.list(path);
    if countries.is_empty() {
        return Err(StripeError::missing(path));
    }
    let is_code = |code: &String| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    match countries.iter().find(|code| !is_code(code)) {
        Some(other) => Err(StripeError::invalid(&format!("Invalid country: {other}"), path)),
        None => Ok(json!({ "allowed_countries": countries })),
    }
}

fn payment_intent_data(params: &Params) -> Result<Value, StripeError> {
    let at = |field: &str| format!("payment_intent_data[{field}]");
    let capture = at("capture_method");
    params.one_of(&capture, &["automatic", "automatic_async"])?;
    Ok(json!({
        "description": params.text_up_to(&at("description"), 1000)?,
        "metadata": metadata(params, &at("metadata"), &Value::Null)?,
        "receipt_email": params.text(&at("receipt_email")),
        "setup_future_usage": params.one_of(&at("setup_future_usage"), &["off_session", "on_session"])?,
        "statement_descriptor_suffix": params.text_up_to(&at("statement_descriptor_suffix"), 22)?,
        "transfer_group": params.text(&at("transfer_group")),
    }))
}

fn line_items(work: &mut Transaction<'_>, params: &Params) -> Result<Vec<Value>, StripeError> {
    let keys = params.keys("line_items");
    if keys.len() > 100 {
        return Err(StripeError::invalid("A session has at most 100 line items.", "line_items"));
    }
    let mut items = Vec::new();
    for key in keys {
        let at = |field: &str| format!("line_items[{key}][{field}]");
        let quantity = params.integer_from(&at("quantity"), 1)?;
        let price = match params.text(&at("price")) {
            Some(id) => work.find("price", id, &at("price"))?,
            None => super::prices::inline(work, params, &at("price_data"))?,
        };
        let product = work.find("product", price.text("product"), &at("price"))?;
        let unit_amount = price.number("unit_amount");
        let amount =
            unit_amount.checked_mul(quantity).filter(|amount| *amount <= super::MOST_CHARGE).ok_or_else(
                || StripeError::coded("amount_too_large", "The amount is too large.", &at("quantity")),
            )?;
        items.push(json!({
            "id": work.new_id("li"),
            "object": "item",
            "adjustable_quantity": null,
            "amount_discount": 0,
            "amount_subtotal": amount,
            "amount_tax": 0,
            "amount_total": amount,
            "currency": price.text("currency"),
            "description": product.text("name"),
            "metadata": metadata(params, &at("metadata"), &Value::Null)?,
            "price": price.shown(),
            "quantity": quantity,
        }));
    }
    Ok(items)
}

fn shipping_options(
    work: &mut Transaction<'_>,
    params: &Params,
    code: &str,
) -> Result<Vec<Value>, StripeError> {
    let mut options = Vec::new();
    for key in params.keys("shipping_options") {
        let path = format!("shipping_options[{key}]");
        let rate = match params.text(&format!("{path}[shipping_rate]")) {
            Some(id) => work.find("shipping_rate", id, &format!("{path}[shipping_rate]"))?,
            None => shipping_rate(work, params, &format!("{path}[shipping_rate_data]"))?,
        };
        if rate.at("/fixed_amount/currency") != code {
            return Err(StripeError::invalid("The shipping rate has another currency.", &path));
        }
        options
            .push(json!({ "shipping_amount": rate.at("/fixed_amount/amount"), "shipping_rate": rate.id() }));
    }
    if options.len() > 5 {
        return Err(StripeError::invalid("A session has at most 5 shipping options.", "shipping_options"));
    }
    Ok(options)
}

fn shipping_rate(work: &mut Transaction<'_>, params: &Params, path: &str) -> Result<Object, StripeError> {
    let at = |field: &str| format!("{path}{field}");
    params.one_of(&at("[type]"), &["fixed_amount"])?;
    params.accept(&at("[delivery_estimate]"));
    params.accept(&at("[tax_behavior]"));
    params.accept(&at("[tax_code]"));
    let rate = Object::of(json!({
        "id": work.new_id("shr"),
        "object": "shipping_rate",
        "active": true,
        "created": work.now_secs(),
        "delivery_estimate": null,
        "display_name": params.required(&at("[display_name]"))?,
        "fixed_amount": {
            "amount": params.integer_from(&at("[fixed_amount][amount]"), 0)?,
            "currency": currency(params, &at("[fixed_amount][currency]"))?,
        },
        "livemode": false,
        "metadata": metadata(params, &at("[metadata]"), &Value::Null)?,
        "tax_behavior": "unspecified",
        "tax_code": null,
        "type": "fixed_amount",
    }));
    work.put(&rate);
    Ok(rate)
}
