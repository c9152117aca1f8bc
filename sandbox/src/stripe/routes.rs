//! Every path of the stand-in.

use axum::Router;
use axum::routing::get;

use super::SandboxStripe;
use super::api::{
    charges, checkout_sessions, customers, disputes, events, payment_intents, payment_methods,
    portal_sessions, prices, refunds, setup_intents, webhook_endpoints,
};
use super::call::{browser_write, read, remove, unknown_path, write};
use super::{control, files, page, portal};

/// Every path, to be nested at [`super::SandboxStripeConfig::base_path`].
pub fn router(stripe: SandboxStripe) -> Router {
    Router::new()
        .merge(payments())
        .merge(people())
        .merge(browser())
        .merge(controls())
        .fallback(unknown_path)
        .with_state(stripe)
}

fn payments() -> Router<SandboxStripe> {
    use {checkout_sessions as sessions, payment_intents as intents};
    Router::new()
        .route("/v1/checkout/sessions", read(sessions::index).merge(write(sessions::create)))
        .route("/v1/checkout/sessions/{id}", read(sessions::show).merge(write(sessions::update)))
        .route("/v1/checkout/sessions/{id}/expire", write(sessions::expire))
        .route("/v1/checkout/sessions/{id}/line_items", read(sessions::line_items))
        .route("/v1/payment_intents", read(intents::index).merge(write(intents::create)))
        .route("/v1/payment_intents/{id}", read(intents::show))
        .route("/v1/payment_intents/{id}/confirm", write(intents::confirm))
        .route("/v1/payment_intents/{id}/cancel", write(intents::cancel))
        .route("/v1/charges", read(charges::index))
        .route("/v1/charges/{id}", read(charges::show))
        .route("/v1/refunds", read(refunds::index).merge(write(refunds::create)))
        .route("/v1/refunds/{id}", read(refunds::show).merge(write(refunds::update)))
        .route("/v1/disputes", read(disputes::index))
        .route("/v1/disputes/{id}", read(disputes::show).merge(write(disputes::update)))
        .route("/v1/prices", read(prices::index).merge(write(prices::create)))
        .route("/v1/prices/{id}", read(prices::show))
}

fn people() -> Router<SandboxStripe> {
    use {payment_methods as methods, setup_intents as setups, webhook_endpoints as endpoints};
    Router::new()
        .route("/v1/customers", read(customers::index).merge(write(customers::create)))
        .route(
            "/v1/customers/{id}",
            read(customers::show).merge(write(customers::update)).merge(remove(customers::delete)),
        )
        .route("/v1/customers/{id}/payment_methods", read(methods::index_of_customer))
        .route("/v1/payment_methods", read(methods::index).merge(write(methods::create)))
        .route("/v1/payment_methods/{id}", read(methods::show))
        .route("/v1/payment_methods/{id}/attach", write(methods::attach))
        .route("/v1/payment_methods/{id}/detach", write(methods::detach))
        .route("/v1/setup_intents", read(setups::index).merge(write(setups::create)))
        .route("/v1/setup_intents/{id}", read(setups::show))
        .route("/v1/setup_intents/{id}/confirm", write(setups::confirm))
        .route("/v1/setup_intents/{id}/cancel", write(setups::cancel))
        .route("/v1/billing_portal/sessions", write(portal_sessions::create))
        .route("/v1/events", read(events::index))
        .route("/v1/events/{id}", read(events::show))
        .route("/v1/webhook_endpoints", read(endpoints::index).merge(write(endpoints::create)))
        .route("/v1/webhook_endpoints/{id}", read(endpoints::show).merge(remove(endpoints::delete)))
}

fn browser() -> Router<SandboxStripe> {
    Router::new()
        .route("/v1/stripe.js", get(files::script))
        .route("/v1/portal.css", get(files::portal_style))
        .route("/v1/payment_pages/{session}/init", browser_write(page::init))
        .route("/v1/payment_pages/{session}/shipping_option", browser_write(page::shipping_option))
        .route("/v1/payment_pages/{session}/confirm", browser_write(page::confirm))
        .route("/v1/payment_pages/{session}/authenticate", browser_write(page::authenticate))
        .route("/portal/{session}", get(portal::show).post(portal::forget))
}

fn controls() -> Router<SandboxStripe> {
    Router::new()
        .route("/control/faults", write(control::faults))
        .route("/control/deliveries", read(control::deliveries_show).merge(write(control::deliveries_set)))
        .route("/control/events", write(control::event_make))
        .route("/control/events/{id}/deliver", write(control::event_deliver))
        .route("/control/checkout_sessions/{id}/pay", write(page::pay_without_browser))
        .route("/control/disputes", write(control::dispute_open))
        .route("/control/disputes/{id}/close", write(control::dispute_close))
        .route("/control/refunds/{id}/settle", write(control::refund_settle))
}
