//! What we ask of Stripe, in its own names: each request is a path and a form.

use aws_lc_rs::digest::{SHA256, digest};
use domain::ids::UserId;
use domain::money::{Cents, Currency};
use domain::payment::{SessionLine, SessionRequest, SessionShipping};
use url::form_urlencoded::Serializer;

/// A request that changes something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Below `/v1`: `/refunds`.
    pub path: String,
    fields: Vec<(String, String)>,
}

impl Request {
    fn to(path: &str) -> Self {
        Self { path: path.to_owned(), fields: Vec::new() }
    }

    fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.fields.push((name.to_owned(), value.into()));
        self
    }

    /// The body: `line_items[0][quantity]=1&…`, percent-encoded.
    #[must_use]
    pub fn form(&self) -> String {
        Serializer::new(String::new()).extend_pairs(&self.fields).finish()
    }
}

/// A person as a customer.
pub fn customer(user: UserId, email: &str) -> Request {
    Request::to("/customers").with("email", email).with("metadata[user_id]", user.to_string())
}

/// The key under which a person becomes a customer once: another address is another request to Stripe.
pub fn customer_key(user: UserId, email: &str) -> String {
    let hash = digest(&SHA256, email.as_bytes());
    format!("customer-{user}-{}", hex::encode(hash.as_ref().get(..8).unwrap_or_default()))
}

/// A session for our page's own form.
pub fn session(request: &SessionRequest) -> Request {
    let checkout = request.checkout.to_string();
    let base = Request::to("/checkout/sessions")
        .with("mode", "payment")
        .with("ui_mode", "elements")
        .with("customer", &request.customer)
        .with("client_reference_id", &checkout)
        .with("return_url", &request.return_url)
        .with("expires_at", request.expires.0.div_euclid(1000).to_string())
        .with("metadata[checkout_id]", &checkout)
        .with("payment_intent_data[metadata][checkout_id]", &checkout)
        .with("saved_payment_method_options[payment_method_save]", "enabled");
    let lines = request.lines.iter().enumerate();
    let with_lines = lines.fold(base, |asked, (place, item)| with_line(asked, place, item, request.currency));
    match &request.shipping {
        Some(shipping) => with_shipping(with_lines, shipping, request.currency),
        None => with_lines,
    }
}

/// Closes a session.
pub fn session_expire(id: &str) -> Request {
    Request::to(&format!("/checkout/sessions/{id}/expire"))
}

/// Money back, found again by its key after Stripe has forgotten it.
pub fn refund(key: &str, payment_intent: &str, amount: Cents) -> Request {
    Request::to("/refunds")
        .with("payment_intent", payment_intent)
        .with("amount", amount.0.to_string())
        .with("metadata[refund_id]", key)
}

/// The customer portal.
pub fn portal(customer: &str, return_url: &str) -> Request {
    Request::to("/billing_portal/sessions").with("customer", customer).with("return_url", return_url)
}

fn with_line(request: Request, place: usize, item: &SessionLine, currency: Currency) -> Request {
    let at = |field: &str| format!("line_items[{place}]{field}");
    let request = request.with(&at("[quantity]"), "1");
    match &item.price_id {
        Some(price) => request.with(&at("[price]"), price),
        None => request
            .with(&at("[price_data][currency]"), currency.key())
            .with(&at("[price_data][unit_amount]"), item.amount.0.to_string())
            .with(&at("[price_data][product_data][name]"), &item.name),
    }
}

fn with_shipping(request: Request, shipping: &SessionShipping, currency: Currency) -> Request {
    let at = |field: &str| format!("shipping_options[0][shipping_rate_data]{field}");
    let (least, most) = shipping.days;
    request
        .with("shipping_address_collection[allowed_countries][0]", &shipping.country)
        .with("customer_update[shipping]", "auto")
        .with(&at("[type]"), "fixed_amount")
        .with(&at("[display_name]"), &shipping.name)
        .with(&at("[fixed_amount][amount]"), shipping.amount.0.to_string())
        .with(&at("[fixed_amount][currency]"), currency.key())
        .with(&at("[delivery_estimate][minimum][unit]"), "business_day")
        .with(&at("[delivery_estimate][minimum][value]"), least.to_string())
        .with(&at("[delivery_estimate][maximum][unit]"), "business_day")
        .with(&at("[delivery_estimate][maximum][value]"), most.to_string())
}

#[cfg(test)]
mod tests;
