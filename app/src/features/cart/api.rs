//! Server functions about the cart. Each change answers the new cart.

use domain::cart::CartView;
use domain::catalogue::CreditPackage;
use domain::money::Currency;
use leptos::prelude::*;

use crate::error::AppError;
use crate::wire::Wire;

/// The person's cart, priced now.
#[server(endpoint = "cart/show", protocol = Wire)]
pub async fn show_cart() -> Result<CartView, AppError> {
    use crate::context::{reply, signed_in};
    let (user, carts) = signed_in::<dyn domain::cart::Carts>()?;
    let reply = reply();
    reply.with(carts.show(user).await)
}

/// Credit packages on offer.
#[server(endpoint = "cart/packages", protocol = Wire)]
pub async fn credit_packages() -> Result<(Currency, Vec<CreditPackage>), AppError> {
    use crate::context::{port, reply};
    let carts = port::<dyn domain::cart::Carts>()?;
    let reply = reply();
    reply.with(carts.packages().await)
}

/// Puts a model's file in; the browser goes to the cart.
#[server(endpoint = "cart/add_download", protocol = Wire)]
pub async fn add_download(asset: String) -> Result<(), AppError> {
    use crate::context::{read_id, reply, signed_in};
    let (user, carts) = signed_in::<dyn domain::cart::Carts>()?;
    let (reply, asset) = (reply(), read_id(&asset)?);
    reply.with(carts.add_download(user, asset).await)?;
    reply.redirect("/cart");
    Ok(())
}

/// Puts a saved print configuration in; the browser goes to the cart.
#[server(endpoint = "cart/add_print", protocol = Wire)]
pub async fn add_print(config: String) -> Result<(), AppError> {
    use crate::context::{read_id, reply, signed_in};
    let (user, carts) = signed_in::<dyn domain::cart::Carts>()?;
    let (reply, config) = (reply(), read_id(&config)?);
    reply.with(carts.add_print(user, config).await)?;
    reply.redirect("/cart");
    Ok(())
}

/// Puts a credit package in; a plain form (`to_cart`) goes to the cart afterwards.
#[server(endpoint = "cart/add_credits", protocol = Wire)]
pub async fn add_credits(package: String, #[server(default)] to_cart: bool) -> Result<(), AppError> {
    use crate::context::{reply, signed_in};
    let (user, carts) = signed_in::<dyn domain::cart::Carts>()?;
    let reply = reply();
    reply.with(carts.add_credits(user, &package).await)?;
    if to_cart {
        reply.redirect("/cart");
    }
    Ok(())
}

/// Changes the pieces of a print.
#[server(endpoint = "cart/set_quantity", protocol = Wire)]
pub async fn set_quantity(line: String, quantity: String) -> Result<CartView, AppError> {
    use crate::context::{read_id, reply, signed_in};
    let (user, carts) = signed_in::<dyn domain::cart::Carts>()?;
    let (reply, line) = (reply(), read_id(&line)?);
    let quantity = reply.with(domain::cart::read_quantity(&quantity))?;
    reply.with(carts.set_quantity(user, line, quantity).await)
}

/// Takes a line out; a plain form goes to the cart, which offers to put it back.
#[server(endpoint = "cart/remove", protocol = Wire)]
pub async fn remove_line(line: String, #[server(default)] to_cart: bool) -> Result<CartView, AppError> {
    use crate::context::{read_id, reply, signed_in};
    let (user, carts) = signed_in::<dyn domain::cart::Carts>()?;
    let (reply, line) = (reply(), read_id(&line)?);
    let cart = reply.with(carts.remove(user, line).await)?;
    if to_cart {
        reply.redirect(&format!("/cart?removed={line}"));
    }
    Ok(cart)
}

/// Puts a removed line back; a plain form goes to the cart.
#[server(endpoint = "cart/restore", protocol = Wire)]
pub async fn restore_line(line: String, #[server(default)] to_cart: bool) -> Result<CartView, AppError> {
    use crate::context::{read_id, reply, signed_in};
    let (user, carts) = signed_in::<dyn domain::cart::Carts>()?;
    let (reply, line) = (reply(), read_id(&line)?);
    let cart = reply.with(carts.restore(user, line).await)?;
    if to_cart {
        reply.redirect("/cart");
    }
    Ok(cart)
}

/// Accepts a line's changed price as it is shown, in minor units.
#[server(endpoint = "cart/accept", protocol = Wire)]
pub async fn accept_price(line: String, seen: i64) -> Result<CartView, AppError> {
    use crate::context::{read_id, reply, signed_in};
    let (user, carts) = signed_in::<dyn domain::cart::Carts>()?;
    let (reply, line) = (reply(), read_id(&line)?);
    reply.with(carts.accept(user, line, domain::money::Cents(seen)).await)
}

/// Where prints go.
#[server(endpoint = "cart/set_country", protocol = Wire)]
pub async fn set_country(country: String) -> Result<CartView, AppError> {
    use crate::context::{reply, signed_in};
    let (user, carts) = signed_in::<dyn domain::cart::Carts>()?;
    let reply = reply();
    reply.with(carts.set_country(user, &country).await)
}
