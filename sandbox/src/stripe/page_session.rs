//! A Checkout Session in the form that `actions.getSession()` gives:
//! <https://docs.stripe.com/js/custom_checkout/session_object>.

use serde_json::{Value, json};

use super::api::{customers, payment_methods};
use super::object::Object;
use super::transaction::Transaction;

/// Currencies without minor units (<https://docs.stripe.com/currencies#zero-decimal>).
const ZERO_DECIMAL: [&str; 16] = [
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof",
    "xpf",
];

/// The session as its page sees it.
#[must_use]
pub fn shown(work: &Transaction<'_>, session: &Object) -> Value {
    let code = session.text("currency");
    let amount = |minor: i64| amount(minor, code);
    let customer = customers::living(work, session.text("customer"), "").unwrap_or_default();
    let cards = payment_methods::of_customer(work, customer.id());
    let intent = work.find("payment_intent", session.text("payment_intent"), "").unwrap_or_default();
    let shipping_minor = session.at("/total_details/amount_shipping").as_i64().unwrap_or_default();
    let options: Vec<Value> =
        session.list("shipping_options").iter().map(|option| shipping_option(work, option, code)).collect();
    let chosen = session.at("/shipping_cost/shipping_rate");
    let shipping = options.iter().find(|option| option["id"] == *chosen);
    let email = [session.at("/customer_details/email"), session.get("customer_email"), customer.get("email")];
    json!({
        "id": session.id(),
        "billingAddress": null,
        "businessName": "MakeIt3D",
        "canConfirm": session.text("status") == "open",
        "currency": code,
        "currencyOptions": null,
        "discountAmounts": null,
        "email": email.into_iter().find(|email| email.is_string()),
        "lastPaymentError": intent.at("/last_payment_error/message").as_str()
            .map(|message| json!({ "message": message })),
        "lineItems": session.list("_line_items").iter().map(|item| line_item(item, code)).collect::<Vec<_>>(),
        "livemode": false,
        "minorUnitsAmountDivisor": divisor(code),
        "phoneNumber": null,
        "recurring": null,
        "savedPaymentMethods": cards.iter().map(saved_card).collect::<Vec<_>>(),
        "shipping": shipping.map(|option| json!({ "shippingOption": option, "taxAmounts": null })),
        "shippingAddress": null,
        "shippingOptions": options,
        "status": status(session),
        "surcharge": null,
        "tax": { "status": "ready" },
        "taxAmounts": null,
        "taxIdInfo": null,
        "total": {
            "appliedBalance": amount(0),
            "balanceAppliedToNextInvoice": false,
            "discount": amount(0),
            "shippingRate": amount(shipping_minor),
            "subtotal": amount(session.number("amount_subtotal")),
            "surcharge": amount(0),
            "taxExclusive": amount(0),
            "taxInclusive": amount(0),
            "total": amount(session.number("amount_total")),
        },
        "optionalItems": null,
        // Not Stripe's: what the stand-in for stripe.js needs to know.
        "sandbox": {
            "returnUrl": session.get("return_url"),
            "shippingCountries": session.at("/shipping_address_collection/allowed_countries"),
            "canSave": !customer.id().is_empty()
                && session.at("/saved_payment_method_options/payment_method_save") == "enabled",
        },
    })
}

fn status(session: &Object) -> Value {
    match session.text("status") {
        "complete" => json!({ "type": "complete", "paymentStatus": session.get("payment_status") }),
        other => json!({ "type": other }),
    }
}

fn line_item(item: &Value, code: &str) -> Value {
    let minor = |field: &str| item[field].as_i64().unwrap_or_default();
    json!({
        "id": item["id"],
        "name": item["description"],
        "description": null,
        "quantity": item["quantity"],
        "unitAmount": amount(item["price"]["unit_amount"].as_i64().unwrap_or_default(), code),
        "unitAmountDecimal": null,
        "subtotal": amount(minor("amount_subtotal"), code),
        "total": amount(minor("amount_total"), code),
        "discount": amount(0, code),
        "taxExclusive": amount(0, code),
        "taxInclusive": amount(0, code),
        "unitLabel": null,
        "discountAmounts": null,
        "taxAmounts": null,
        "recurring": null,
        "adjustableQuantity": null,
        "images": [],
        "priceId": item["price"]["id"],
        "isRemovable": false,
        "pricing": null,
        "transformQuantity": null,
    })
}

fn shipping_option(work: &Transaction<'_>, option: &Value, code: &str) -> Value {
    let id = option["shipping_rate"].as_str().unwrap_or_default();
    let rate = work.find("shipping_rate", id, "").unwrap_or_default();
    let mut shown = amount(option["shipping_amount"].as_i64().unwrap_or_default(), code);
    shown["id"] = json!(id);
    shown["currency"] = json!(code);
    shown["displayName"] = rate.get("display_name").clone();
    shown["deliveryEstimate"] = Value::Null;
    shown
}

fn saved_card(method: &Object) -> Value {
    json!({
        "id": method.id(),
        "type": "card",
        "card": {
            "brand": method.at("/card/brand"),
            "expMonth": method.at("/card/exp_month"),
            "expYear": method.at("/card/exp_year"),
            "last4": method.at("/card/last4"),
        },
        "billingDetails": method.get("billing_details"),
    })
}

fn divisor(code: &str) -> i64 {
    if ZERO_DECIMAL.contains(&code) { 1 } else { 100 }
}

/// An amount for programs and for people (`$12.50`; other currencies by their code).
fn amount(minor: i64, code: &str) -> Value {
    let text = match divisor(code) {
        1 => minor.to_string(),
        divisor => format!("{}.{:02}", minor / divisor, minor % divisor),
    };
    let text = match code {
        "usd" => format!("${text}"),
        "eur" => format!("€{text}"),
        "gbp" => format!("£{text}"),
        _ => format!("{} {text}", code.to_uppercase()),
    };
    json!({ "minorUnitsAmount": minor, "amount": text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_in_their_currency() {
        assert_eq!(amount(1250, "usd")["amount"], "$12.50");
        assert_eq!(amount(5, "eur")["amount"], "€0.05");
        assert_eq!(amount(500, "jpy")["amount"], "JPY 500");
        assert_eq!(amount(1999, "chf")["amount"], "CHF 19.99");
    }
}
