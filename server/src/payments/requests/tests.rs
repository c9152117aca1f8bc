use std::collections::HashMap;

use domain::ids::CheckoutId;
use domain::time::Timestamp;
use url::form_urlencoded;

use super::*;

fn pairs(request: &Request) -> HashMap<String, String> {
    form_urlencoded::parse(request.form().as_bytes()).into_owned().collect()
}

fn request(shipping: Option<SessionShipping>) -> SessionRequest {
    let line =
        |name: &str, amount, price_id| SessionLine { name: name.to_owned(), amount: Cents(amount), price_id };
    SessionRequest {
        checkout: CheckoutId::from_parts(1, 2),
        customer: "cus_1".to_owned(),
        lines: vec![line("Fox & co", 1290, None), line("10 credits", 500, Some("price_1".to_owned()))],
        currency: Currency::Eur,
        shipping,
        return_url: "http://127.0.0.1/checkout/return?session_id={CHECKOUT_SESSION_ID}".to_owned(),
        expires: Timestamp(1_800_003_600_000),
    }
}

#[test]
fn a_session_is_asked_for_in_stripes_names() {
    let request = request(None);
    let built = session(&request);
    assert_eq!(built.path, "/checkout/sessions");
    let pairs = pairs(&built);
    for (name, value) in [
        ("mode", "payment"),
        ("ui_mode", "elements"),
        ("customer", "cus_1"),
        ("expires_at", "1800003600"),
        ("return_url", "http://127.0.0.1/checkout/return?session_id={CHECKOUT_SESSION_ID}"),
        ("line_items[0][quantity]", "1"),
        ("line_items[0][price_data][currency]", "eur"),
        ("line_items[0][price_data][unit_amount]", "1290"),
        ("line_items[0][price_data][product_data][name]", "Fox & co"),
        ("line_items[1][price]", "price_1"),
        ("saved_payment_method_options[payment_method_save]", "enabled"),
    ] {
        assert_eq!(pairs.get(name).map(String::as_str), Some(value), "{name} in {pairs:#?}");
    }
    assert_eq!(pairs["client_reference_id"], request.checkout.to_string());
    assert_eq!(pairs["payment_intent_data[metadata][checkout_id]"], request.checkout.to_string());
    assert!(!pairs.keys().any(|name| name.starts_with("shipping")), "no address without a print");
}

#[test]
fn a_print_asks_for_an_address_in_its_country() {
    let shipping = SessionShipping {
        country: "DE".to_owned(),
        amount: Cents(590),
        name: "Germany".to_owned(),
        days: (3, 5),
    };
    let pairs = pairs(&session(&request(Some(shipping))));
    let rate = "shipping_options[0][shipping_rate_data]";
    for (name, value) in [
        ("shipping_address_collection[allowed_countries][0]".to_owned(), "DE"),
        (format!("{rate}[display_name]"), "Germany"),
        (format!("{rate}[type]"), "fixed_amount"),
        (format!("{rate}[fixed_amount][amount]"), "590"),
        (format!("{rate}[fixed_amount][currency]"), "eur"),
        (format!("{rate}[delivery_estimate][minimum][value]"), "3"),
        (format!("{rate}[delivery_estimate][maximum][unit]"), "business_day"),
    ] {
        assert_eq!(pairs.get(&name).map(String::as_str), Some(value), "{name} in {pairs:#?}");
    }
}

#[test]
fn another_address_is_another_customers_key() {
    let user = UserId::from_parts(1, 2);
    assert_eq!(customer_key(user, "a@example.com"), customer_key(user, "a@example.com"));
    assert_ne!(customer_key(user, "a@example.com"), customer_key(user, "b@example.com"));
}
