//! Server functions about paying.

use domain::checkout::{CheckoutOutcome, CheckoutView};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;
use crate::wire::{Call, Wire};

/// The open payment of the present cart, made when there is none.
#[server(endpoint = "checkout/begin", protocol = Wire)]
pub async fn begin_checkout() -> Result<CheckoutView, AppError> {
    use crate::context::{reply, signed_in};
    let (user, checkouts) = signed_in::<dyn domain::checkout::Checkouts>()?;
    let reply = reply();
    reply.with(checkouts.begin(user).await)
}

/// What became of a payment; the browser goes to the order once there is one.
#[server(endpoint = "checkout/outcome", protocol = Wire)]
pub async fn see_outcome(session_id: String) -> Result<CheckoutOutcome, AppError> {
    use crate::context::{reply, signed_in};
    let (user, checkouts) = signed_in::<dyn domain::checkout::Checkouts>()?;
    let reply = reply();
    let outcome = reply.with(checkouts.outcome(user, &session_id).await)?;
    if let CheckoutOutcome::Ordered(order) = &outcome {
        reply.redirect(&format!("/orders/{order}?thanks=1"));
    }
    Ok(outcome)
}

/// Leads to the payment service's page for cards. A link, since no form may lead to another site.
#[server(endpoint = "checkout/portal", protocol = Call<GetUrl>)]
pub async fn open_portal() -> Result<(), AppError> {
    use crate::context::{reply, signed_in};
    let (user, checkouts) = signed_in::<dyn domain::checkout::Checkouts>()?;
    let reply = reply();
    let url = reply.with(checkouts.portal_url(user).await)?;
    reply.redirect(&url);
    Ok(())
}
