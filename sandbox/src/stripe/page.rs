//! What the stand-in for `stripe.js` asks for: a session as the buyer sees it, and the payment. Stripe's own script
//! talks to paths of the same names; only this stand-in depends on them.

use serde_json::{Value, json};

use super::api::checkout_sessions as sessions;
use super::api::session_build::choose_shipping;
use super::api::{customers, payment_methods, shipping};
use super::call::Call;
use super::charging::{self, Attempt, NewIntent};
use super::error::StripeError;
use super::object::Object;
use super::page_session;
use super::params::Params;
use super::transaction::Transaction;

/// `POST /v1/payment_pages/{session}/init`
pub fn init(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let session = with_secret(work, call)?;
    Ok(page_session::shown(work, &session))
}

/// `POST /v1/payment_pages/{session}/shipping_option`: another way to ship.
pub fn shipping_option(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let mut session = with_secret(work, call)?;
    check_open(&session)?;
    let wanted = call.params.required("shipping_rate")?;
    let place = session.list("shipping_options").iter().position(|option| option["shipping_rate"] == wanted);
    let place = place.ok_or_else(|| StripeError::no_such("shipping rate", wanted, "shipping_rate"))?;
    choose_shipping(&mut session, place);
    work.put(&session);
    Ok(page_session::shown(work, &session))
}

/// `POST /v1/payment_pages/{session}/confirm`: pays. A session that is paid already answers as such.
pub fn confirm(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let session = with_secret(work, call)?;
    pay(work, call, session)
}

/// `POST /v1/payment_pages/{session}/authenticate`: the buyer's answer to their bank, `outcome` `complete` or `fail`.
pub fn authenticate(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let session = with_secret(work, call)?;
    if session.text("status") == "complete" {
        return Ok(answer(work, &session, false));
    }
    check_open(&session)?;
    let is_proved = call.params.one_of("outcome", &["complete", "fail"])? == Some("complete");
    let mut intent = work.find("payment_intent", session.text("payment_intent"), "payment_intent")?;
    charging::authenticate(work, &mut intent, is_proved)?;
    let session = sessions::find(work, session.id())?;
    Ok(answer(work, &session, false))
}

/// `POST /control/checkout_sessions/{id}/pay`: everything the buyer does, without a browser. `card` (default 4242…),
/// or `payment_method`; `email`, `shipping[name]`, `shipping[address][…]`; `authentication` is `complete` (default),
/// `fail` or `leave`.
pub fn pay_without_browser(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let session = sessions::find(work, &call.id)?;
    let authentication = call.params.one_of("authentication", &["complete", "fail", "leave"])?;
    let paid = pay(work, call, session)?;
    if paid["requires_action"] != true || authentication == Some("leave") {
        return Ok(sessions::find(work, &call.id)?.shown());
    }
    let intent = sessions::find(work, &call.id)?.text("payment_intent").to_owned();
    let mut intent = work.find("payment_intent", &intent, "payment_intent")?;
    charging::authenticate(work, &mut intent, authentication != Some("fail"))?;
    Ok(sessions::find(work, &call.id)?.shown())
}

fn with_secret(work: &Transaction<'_>, call: &Call) -> Result<Object, StripeError> {
    let session = sessions::find(work, &call.id)?;
    if call.params.required("client_secret")? == session.text("client_secret") {
        Ok(session)
    } else {
        Err(StripeError::invalid(
            "The client secret does not belong to this Checkout Session.",
            "client_secret",
        ))
    }
}

fn check_open(session: &Object) -> Result<(), StripeError> {
    if session.text("status") == "open" {
        return Ok(());
    }
    let message = "This Checkout Session is no longer open. Start again from your cart.";
    Err(StripeError::coded("checkout_session_expired", message, ""))
}

fn pay(work: &mut Transaction<'_>, call: &Call, mut session: Object) -> Result<Value, StripeError> {
    let method = payment_method(work, call, &session)?;
    let details = buyer(work, &session, &call.params, &method)?;
    let is_kept = call.params.flag("save_payment_method")?;
    if session.text("status") == "complete" {
        return Ok(answer(work, &session, false));
    }
    check_open(&session)?;
    session.merge(details);
    let mut intent = intent_of(work, &mut session);
    let shipping = session.at("/collected_information/shipping_details").clone();
    let mut about = json!({ "shipping": shipping, "amount": session.number("amount_total") });
    if is_kept && session.at("/saved_payment_method_options/payment_method_save") == "enabled" {
        about["setup_future_usage"] = json!("on_session");
        let mut kept = method.clone();
        work.update(&mut kept, json!({ "allow_redisplay": "always" }));
    }
    work.update(&mut intent, about);
    let attempt = charging::attempt(work, &mut intent, &method)?;
    let session = sessions::find(work, session.id())?;
    Ok(answer(work, &session, attempt == Attempt::Asks))
}

fn answer(work: &Transaction<'_>, session: &Object, requires_action: bool) -> Value {
    json!({ "session": page_session::shown(work, session), "requires_action": requires_action })
}

/// The session's intent, made at the first attempt and used again after a refusal, as Stripe does.
fn intent_of(work: &mut Transaction<'_>, session: &mut Object) -> Object {
    let found = work.find("payment_intent", session.text("payment_intent"), "");
    let intent = found.unwrap_or_else(|_| {
        let new = NewIntent {
            amount: session.number("amount_total"),
            currency: session.text("currency").to_owned(),
            customer: session.get("customer").clone(),
            chosen: Object::of(session.get("_payment_intent_data").clone()),
            session_id: session.id().to_owned(),
        };
        charging::new_intent(work, new)
    });
    session.set("payment_intent", intent.id());
    work.put(session);
    intent
}

fn payment_method(work: &mut Transaction<'_>, call: &Call, session: &Object) -> Result<Object, StripeError> {
    if let Some(id) = call.params.text("payment_method") {
        let method = payment_methods::resolve(work, id, "payment_method")?;
        let owner = method.text("customer");
        return if owner.is_empty() || owner == session.text("customer") {
            Ok(method)
        } else {
            Err(StripeError::no_such("PaymentMethod", id, "payment_method"))
        };
    }
    if call.params.has("payment_method_data") {
        call.params.accept("payment_method_data[type]");
        return payment_methods::from_card(
            work,
            &call.params,
            "payment_method_data[card]",
            "payment_method_data[billing_details]",
        );
    }
    let number = call.params.text("card").unwrap_or("4242424242424242");
    let form = format!("card[number]={number}&card[exp_month]=12&card[exp_year]=34");
    payment_methods::from_card(work, &Params::parse(form.as_bytes())?, "card", "billing_details")
}

/// Who buys and where it goes, as the completed session tells it.
fn buyer(
    work: &Transaction<'_>,
    session: &Object,
    params: &Params,
    method: &Object,
) -> Result<Object, StripeError> {
    let customer = customers::living(work, session.text("customer"), "").unwrap_or_default();
    let candidates =
        [params.text("email"), Some(session.text("customer_email")), Some(customer.text("email"))];
    let email = candidates.into_iter().flatten().find(|email| !email.is_empty()).map(str::to_owned);
    let Some(email) = email.filter(|email| email.contains('@')) else {
        return Err(StripeError::coded(
            "email_invalid",
            "An email address is needed for the receipt.",
            "email",
        ));
    };
    let delivery = shipping(params, "shipping");
    let is_shipped = !session.get("shipping_address_collection").is_null();
    if is_shipped {
        check_destination(session, &delivery)?;
    }
    let billing = Object::of(method.get("billing_details").clone());
    let is_known = |value: &&Value| !value.is_null();
    let name = Some(billing.get("name")).filter(is_known).unwrap_or(&delivery["name"]);
    Ok(Object::of(json!({
        "customer_details": {
            "address": billing.get("address"),
            "business_name": null,
            "email": email,
            "individual_name": null,
            "name": name,
            "phone": params.text("phone"),
            "tax_exempt": "none",
            "tax_ids": [],
        },
        "collected_information": {
            "business_name": null,
            "individual_name": null,
            "shipping_details": if is_shipped {
                json!({ "address": delivery["address"], "name": delivery["name"] })
            } else {
                Value::Null
            },
        },
    })))
}

fn check_destination(session: &Object, delivery: &Value) -> Result<(), StripeError> {
    for field in ["line1", "country", "city"] {
        if delivery["address"][field].as_str().is_none_or(str::is_empty) {
            return Err(StripeError::missing(&format!("shipping[address][{field}]")));
        }
    }
    if delivery["name"].as_str().is_none_or(str::is_empty) {
        return Err(StripeError::missing("shipping[name]"));
    }
    let allowed = session.at("/shipping_address_collection/allowed_countries");
    let is_served = allowed.as_array().is_some_and(|codes| codes.contains(&delivery["address"]["country"]));
    if is_served {
        Ok(())
    } else {
        let message = "We do not ship to this country.";
        Err(StripeError::coded("shipping_address_invalid", message, "shipping[address][country]"))
    }
}
