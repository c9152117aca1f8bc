//! Server functions about prints. None of them takes a price: the server makes it.

use domain::print::{PrintConfig, PrintForm, PrintOffer, Quoted};
use leptos::prelude::*;

use crate::error::AppError;
use crate::wire::Wire;

/// Everything the print page needs.
#[server(endpoint = "prints/offer", protocol = Wire)]
pub async fn offer_print(asset: String) -> Result<PrintOffer, AppError> {
    use crate::context::{read_id, reply, signed_in};
    let (user, prints) = signed_in::<dyn domain::print::Prints>()?;
    let (reply, asset) = (reply(), read_id(&asset)?);
    reply.with(prints.offer(user, asset).await)
}

/// Whether a choice prints, and its binding price.
#[server(endpoint = "prints/quote", protocol = Wire)]
pub async fn quote_print(asset: String, #[server(flatten)] form: PrintForm) -> Result<Quoted, AppError> {
    use crate::context::{read_id, reply, signed_in};
    let (user, prints) = signed_in::<dyn domain::print::Prints>()?;
    let (reply, asset) = (reply(), read_id(&asset)?);
    let choice = reply.with(form.choice())?;
    reply.with(prints.quote(user, asset, choice).await)
}

/// Keeps a configuration and goes back to the workspace.
#[server(endpoint = "prints/keep", protocol = Wire)]
pub async fn keep_print(asset: String, #[server(flatten)] form: PrintForm) -> Result<(), AppError> {
    use crate::context::{read_id, reply, signed_in};
    let (user, prints) = signed_in::<dyn domain::print::Prints>()?;
    let (reply, asset) = (reply(), read_id(&asset)?);
    let (choice, config, quote) = reply.with(form.read())?;
    reply.with(prints.keep(user, asset, config, choice, quote).await)?;
    reply.redirect("/workspace");
    Ok(())
}

/// Keeps a configuration, puts it into the cart and goes there.
#[server(endpoint = "prints/order", protocol = Wire)]
pub async fn order_print(asset: String, #[server(flatten)] form: PrintForm) -> Result<(), AppError> {
    use crate::context::{port, read_id, reply, signed_in};
    let (user, prints) = signed_in::<dyn domain::print::Prints>()?;
    let (reply, carts) = (reply(), port::<dyn domain::cart::Carts>()?);
    let (asset, (choice, config, quote)) = (read_id(&asset)?, reply.with(form.read())?);
    let config = reply.with(prints.keep(user, asset, config, choice, quote).await)?;
    reply.with(carts.add_print(user, config).await)?;
    reply.redirect("/cart");
    Ok(())
}

/// Deletes a kept configuration; a plain form comes back to the asset.
#[server(endpoint = "prints/delete", protocol = Wire)]
pub async fn delete_print(config: String, #[server(default)] asset: String) -> Result<(), AppError> {
    use crate::context::{read_id, reply, signed_in};
    let (user, prints) = signed_in::<dyn domain::print::Prints>()?;
    let (reply, config) = (reply(), read_id(&config)?);
    reply.with(prints.delete(user, config).await)?;
    if let Ok(asset) = asset.parse::<domain::ids::AssetId>() {
        reply.redirect(&format!("/assets/{asset}"));
    }
    Ok(())
}

/// The person's configurations of an asset; none for a stranger. Part of a page that anyone may see, so it never
/// decides the page's status.
#[server(endpoint = "prints/list", protocol = Wire)]
pub async fn list_prints(asset: String) -> Result<Vec<PrintConfig>, AppError> {
    use crate::context::{port, read_id, session};
    let (user, asset) = (session().user(), read_id(&asset)?);
    let prints = port::<dyn domain::print::Prints>()?;
    let Some(user) = user else { return Ok(Vec::new()) };
    Ok(prints.configs(user, asset).await?)
}
