//! <https://docs.stripe.com/api/checkout/sessions>

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::error::StripeError;
use super::super::list;
use super::super::object::Object;
use super::super::transaction::Transaction;
use super::{metadata, session_build};

/// `POST /v1/checkout/sessions`
pub fn create(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let session = session_build::build(work, call)?;
    work.put(&session);
    Ok(session.shown())
}

/// `GET /v1/checkout/sessions/{id}`
pub fn show(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    Ok(find(work, &call.id)?.shown())
}

/// `POST /v1/checkout/sessions/{id}`: Stripe lets only the metadata be changed here.
pub fn update(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let mut session = find(work, &call.id)?;
    let kept = metadata(&call.params, "metadata", session.get("metadata"))?;
    work.update(&mut session, json!({ "metadata": kept }));
    Ok(session.shown())
}

/// `GET /v1/checkout/sessions`
pub fn index(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let params = &call.params;
    let status = params.one_of("status", &["open", "complete", "expired"])?;
    let email = params.text("customer_details[email]");
    let (intent, customer) = (params.text("payment_intent"), params.text("customer"));
    let holds = |session: &Object, field: &str, wanted: Option<&str>| {
        wanted.is_none_or(|wanted| session.text(field) == wanted)
    };
    list::page(work, call, "checkout.session", |session| {
        holds(session, "status", status)
            && holds(session, "payment_intent", intent)
            && holds(session, "customer", customer)
            && email.is_none_or(|email| session.at("/customer_details/email") == email)
    })
}

/// `GET /v1/checkout/sessions/{id}/line_items`
pub fn line_items(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let session = find(work, &call.id)?;
    let items: Vec<Object> = session.list("_line_items").iter().cloned().map(Object::of).collect();
    list::slice(call, "item", &items.iter().collect::<Vec<_>>())
}

/// `POST /v1/checkout/sessions/{id}/expire`
pub fn expire(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let mut session = find(work, &call.id)?;
    if session.text("status") != "open" {
        let message = format!(
            "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of \
             {}.",
            session.text("status")
        );
        return Err(StripeError::invalid(&message, ""));
    }
    end(work, &mut session);
    Ok(session.shown())
}

/// Expires every open session whose time has come.
pub fn expire_due(work: &mut Transaction<'_>) {
    let now_secs = work.now_secs();
    let due =
        |session: &&Object| session.text("status") == "open" && session.number("expires_at") <= now_secs;
    let sessions: Vec<Object> = work.state().newest("checkout.session").filter(due).cloned().collect();
    for mut session in sessions {
        end(work, &mut session);
    }
}

/// The session is paid.
pub fn complete(work: &mut Transaction<'_>, session: &mut Object) {
    work.update(session, json!({ "status": "complete", "payment_status": "paid" }));
    work.emit("checkout.session.completed", session);
}

/// The session of this id.
///
/// # Errors
/// "No such checkout session".
pub fn find(work: &Transaction<'_>, id: &str) -> Result<Object, StripeError> {
    let found = work.find("checkout.session", id, "session");
    found.map_err(|error| error.with_message(&format!("No such checkout.session: {id}")))
}

fn end(work: &mut Transaction<'_>, session: &mut Object) {
    work.update(session, json!({ "status": "expired" }));
    if let Ok(mut intent) = work.find("payment_intent", session.text("payment_intent"), "") {
        let change = json!({
            "status": "canceled", "canceled_at": work.now_secs(), "cancellation_reason": "automatic",
            "next_action": null,
        });
        work.update(&mut intent, change);
        work.emit("payment_intent.canceled", &intent);
    }
    work.emit("checkout.session.expired", session);
}
