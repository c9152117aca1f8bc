//! The page behind a billing portal session: the saved cards, each with a button that forgets it. Plain HTML, no
//! scripts.

use axum::extract::{Form, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::SandboxStripe;
use super::api::{customers, payment_methods};
use super::error::StripeError;
use super::object::Object;

/// How long a link lives that nobody opened, in seconds; Stripe's are short-lived, too.
const LIFETIME_SECS: i64 = 3600;
/// What the page may load: its own style sheet.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Which card to forget.
#[derive(Deserialize)]
pub struct Forget {
    payment_method: String,
}

/// `GET /portal/{session}`
pub async fn show(State(stripe): State<SandboxStripe>, Path(id): Path<String>) -> Response {
    match stripe.transact(Value::Null, |work| {
        let (portal, customer) = opened(work, &id)?;
        Ok(page(&stripe, &portal, &customer, &payment_methods::of_customer(work, customer.id())))
    }) {
        Ok(html) => ([(header::CONTENT_SECURITY_POLICY, POLICY)], Html(html)).into_response(),
        Err(error) => gone(&error),
    }
}

/// `POST /portal/{session}`: forgets a card.
pub async fn forget(
    State(stripe): State<SandboxStripe>,
    Path(id): Path<String>,
    Form(form): Form<Forget>,
) -> Response {
    let forgotten = stripe.transact(json!({ "id": null, "idempotency_key": null }), |work| {
        let (_, customer) = opened(work, &id)?;
        let mut method = work.find("payment_method", &form.payment_method, "payment_method")?;
        if method.text("customer") == customer.id() {
            payment_methods::detach_from(work, &mut method);
        }
        Ok(())
    });
    match forgotten {
        Ok(()) => {
            let back = format!("{}/portal/{id}", stripe.config().base_path);
            (StatusCode::SEE_OTHER, [(header::LOCATION, back)]).into_response()
        }
        Err(error) => gone(&error),
    }
}

fn opened(work: &super::transaction::Transaction<'_>, id: &str) -> Result<(Object, Object), StripeError> {
    let portal = work.find("billing_portal.session", id, "id")?;
    if portal.number("created") + LIFETIME_SECS < work.now_secs() {
        return Err(StripeError::no_such("billing portal session", id, "id"));
    }
    let customer = customers::living(work, portal.text("customer"), "customer")?;
    Ok((portal, customer))
}

fn gone(error: &StripeError) -> Response {
    tracing::debug!(message = error.message, "a billing portal page is gone");
    let html = "<!doctype html><html lang=en><meta charset=utf-8><title>Link expired</title>\
        <h1>This link has expired</h1><p>Go back to your account and open your payment methods again.</p></html>";
    let status = StatusCode::NOT_FOUND;
    (status, [(header::CONTENT_SECURITY_POLICY, POLICY)], Html(html)).into_response()
}

fn page(stripe: &SandboxStripe, portal: &Object, customer: &Object, cards: &[Object]) -> String {
    let base = &stripe.config().base_path;
    let rows: String = cards.iter().map(|card| row(base, portal.id(), card)).collect();
    let list = if rows.is_empty() {
        "<p>No saved cards. You can save one when you pay.</p>".to_owned()
    } else {
        format!("<ul>{rows}</ul>")
    };
    let back = match portal.text("return_url") {
        "" => String::new(),
        address => format!("<p><a href=\"{}\">Return to MakeIt3D</a></p>", escaped(address)),
    };
    format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8>\
         <meta name=viewport content=\"width=device-width, initial-scale=1\"><title>Payment methods</title>\
         <link rel=stylesheet href=\"{base}/v1/portal.css\"></head><body><main>{back}\
         <p class=mode>Test mode: no money moves</p><h1>Payment methods</h1><p>{}</p>{list}</main></body></html>",
        escaped(customer.text("email"))
    )
}

fn row(base: &str, portal_id: &str, card: &Object) -> String {
    let text = |pointer: &str| match card.at(pointer) {
        Value::String(text) => escaped(text),
        other => other.to_string(),
    };
    let (brand, last4) = (text("/card/brand"), text("/card/last4"));
    format!(
        "<li><span>{brand} ending in {last4}, expires {}/{}</span>\
         <form method=post action=\"{base}/portal/{portal_id}\">\
         <input type=hidden name=payment_method value=\"{}\">\
         <button aria-label=\"Remove {brand} ending in {last4}\">Remove</button></form></li>",
        text("/card/exp_month"),
        text("/card/exp_year"),
        card.id()
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    #[test]
    fn text_cannot_become_markup() {
        assert_eq!(super::escaped("<a href=\"x\">&"), "&lt;a href=&quot;x&quot;&gt;&amp;");
    }
}
