//! Server functions about the account. Its forms are plain posts: nothing here needs a script.

use domain::account::AccountView;
use leptos::prelude::*;

use crate::error::AppError;
use crate::wire::Wire;

/// What the account page shows beside balance and statement.
#[server(endpoint = "account/show", protocol = Wire)]
pub async fn show_account() -> Result<AccountView, AppError> {
    use crate::context::{reply, signed_in};
    let (user, accounts) = signed_in::<dyn domain::account::PersonalAccounts>()?;
    let reply = reply();
    reply.with(accounts.show(user).await)
}

/// Which mails are sent; a box that is not ticked is not sent by a form.
#[server(endpoint = "account/set_mails", protocol = Wire)]
pub async fn set_mails(
    #[server(default)] model_ready: bool,
    #[server(default)] shipped: bool,
) -> Result<(), AppError> {
    use crate::context::{reply, signed_in};
    let (user, accounts) = signed_in::<dyn domain::account::PersonalAccounts>()?;
    let reply = reply();
    reply.with(accounts.set_mails(user, domain::account::MailSettings { model_ready, shipped }).await)?;
    reply.redirect("/account?saved=mails#mails");
    Ok(())
}

/// Where prints go.
#[server(endpoint = "account/set_address", protocol = Wire)]
pub async fn set_address(
    name: String,
    line1: String,
    #[server(default)] line2: String,
    city: String,
    #[server(default)] state: String,
    postal_code: String,
    country: String,
) -> Result<(), AppError> {
    use crate::context::{reply, signed_in};
    use domain::payment::Address;
    let (user, accounts) = signed_in::<dyn domain::account::PersonalAccounts>()?;
    let reply = reply();
    let address = Address { name, line1, line2, city, state, postal_code, country };
    reply.with(accounts.set_address(user, Some(address)).await)?;
    reply.redirect("/account?saved=address#address");
    Ok(())
}

/// Forgets where prints go.
#[server(endpoint = "account/forget_address", protocol = Wire)]
pub async fn forget_address() -> Result<(), AppError> {
    use crate::context::{reply, signed_in};
    let (user, accounts) = signed_in::<dyn domain::account::PersonalAccounts>()?;
    let reply = reply();
    reply.with(accounts.set_address(user, None).await)?;
    reply.redirect("/account?saved=address#address");
    Ok(())
}

/// Ends the account, once its owner has ticked that they are sure.
#[server(endpoint = "account/close", protocol = Wire)]
pub async fn close_account(#[server(default)] sure: bool) -> Result<(), AppError> {
    use crate::context::{reply, signed_in};
    let (user, accounts) = signed_in::<dyn domain::account::PersonalAccounts>()?;
    let reply = reply();
    reply.with(accounts.close(user, sure).await)?;
    reply.redirect("/?account=deleted");
    Ok(())
}
