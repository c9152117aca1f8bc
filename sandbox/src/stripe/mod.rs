//! A stand-in for Stripe: its API, its webhooks, its `stripe.js` and its customer portal, with the test cards people
//! know. No money moves.
//!
//! # Mounting
//! One [`SandboxStripe`] answers everything below one base path (`/sandbox/stripe`, or a port of its own):
//!
//! * `/v1/…`: the API with the secret key, strict: unknown parameters, missing ones, wrong keys, other parameters
//!   under the same `Idempotency-Key` (400, or 409 while the first is at work) and wrong media types are refused in
//!   Stripe's words. Customers, checkout sessions (`mode=payment`, `ui_mode=elements`), prices, payment, setup and
//!   payment-method objects, charges, refunds, disputes, portal sessions, events, webhook endpoints.
//! * `/v1/stripe.js`: a classic script that defines `window.Stripe` as `https://js.stripe.com/<release>/stripe.js`
//!   does; it talks to `/v1/payment_pages/…` with the publishable key. It needs nothing of a page's policy but
//!   `'self'` (or a nonce) for scripts and connections.
//! * `/portal/{session}`: saved cards, each with a button that forgets it.
//! * `/control/…`: what tests do to it, with the secret key ([`control`]).
//!
//! [`SandboxStripe::start_deliveries`] sends events to [`SandboxStripeConfig::webhook`] and to endpoints made through
//! the API: signed, at least once, in no promised order, again with growing pauses until the receiver answers 2xx.
//! Everything is in a journal below the data folder, so a killed process finds its payments and undelivered events.
//!
//! # In the page
//! `Stripe(key).initCheckoutElementsSdk({ clientSecret, elementsOptions: { appearance } })` answers the checkout:
//! `createPaymentElement().mount('#id')`, `createShippingAddressElement()`, `createBillingAddressElement()`,
//! `on('change', session => …)`, `changeAppearance(…)`, and `loadActions()` with `getSession`, `confirm`,
//! `updateEmail`, `updateShippingAddress`, `updateShippingOption`, `runServerUpdate`, … as in
//! <https://docs.stripe.com/js/custom_checkout>. `confirm()` goes to the session's `return_url` with
//! `{CHECKOUT_SESSION_ID}` replaced, or answers when `redirect` is `if_required`.
//!
//! The fields are in open shadow roots, in groups named `Card` and `Shipping address`: `Card number`,
//! `Expiration date`, `Security code`, `Country`, `ZIP code`, `Save this card for my next purchase`; `Full name`,
//! `Country or region`, `Address line 1`, `Address line 2`, `City`, `State`, `ZIP code` (outside the US
//! `Province`, `Postal code`). The bank's question is a dialog `3D Secure` with `Complete authentication` and
//! `Fail authentication`.
//!
//! # To add a call
//! A function of [`call::Endpoint`]'s form in `api/`, a line in `routes.rs`, and a call of the official Node SDK in
//! `end2end/stripe-sdk`.

mod api;
mod books;
mod call;
mod card;
mod charging;
mod control;
mod delivery;
mod error;
mod expand;
mod files;
mod list;
mod object;
mod page;
mod page_session;
mod params;
mod portal;
mod routes;
mod signature;
mod store;
mod transaction;

#[cfg(test)]
mod tests;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use domain::ids::Entropy;
use domain::time::Clock;

pub use self::books::SandboxStripe;
pub use self::routes::router;
pub use self::signature::sign;
pub use self::transaction::API_VERSION;

/// The secret key of an installation without Stripe; it protects nothing.
pub const SANDBOX_SECRET_KEY: &str = "sk_test_sandbox";
/// The publishable key of an installation without Stripe.
pub const SANDBOX_PUBLISHABLE_KEY: &str = "pk_test_sandbox";
/// The webhook secret of an installation without Stripe; it protects nothing.
pub const SANDBOX_WEBHOOK_SECRET: &str = "whsec_sandbox";

/// What the stand-in needs to know.
#[derive(Clone)]
pub struct SandboxStripeConfig {
    /// Where browsers find this server, without a trailing slash (`http://127.0.0.1:3000`).
    pub origin: String,
    /// Where the router is mounted (`/sandbox/stripe`), or nothing when it has a port of its own.
    pub base_path: String,
    /// What servers send (`sk_test_…`).
    pub secret_key: String,
    /// What browsers send (`pk_test_…`).
    pub publishable_key: String,
    /// Where every event is delivered from the start; more endpoints come through the API.
    pub webhook: Option<WebhookTarget>,
    /// Where the journal is kept, so that payments survive a restart.
    pub data_dir: PathBuf,
    /// Where "now" comes from.
    pub clock: Arc<dyn Clock>,
    /// Where ids and client secrets come from.
    pub entropy: Arc<dyn Entropy>,
}

/// An endpoint that is there from the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookTarget {
    /// `http://127.0.0.1:3000/api/stripe-webhook`
    pub url: String,
    /// Signs what is delivered (`whsec_…`).
    pub secret: String,
}

/// Why the stand-in did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Its folder cannot be read or written.
    #[error("the sandbox's data folder: {0}")]
    Data(#[from] io::Error),
    /// It cannot make requests.
    #[error("the sandbox's webhooks: {0}")]
    Http(#[from] reqwest::Error),
}
