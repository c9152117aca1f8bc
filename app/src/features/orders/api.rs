//! Server functions about orders.

use domain::order::{FileFormat, OrderDetail, OrderSummary};
use domain::page::Page;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;
use crate::wire::{Call, Wire};

/// The person's orders, newest first.
#[server(endpoint = "orders/list", protocol = Wire)]
pub async fn list_orders(after: Option<String>) -> Result<Page<OrderSummary>, AppError> {
    use crate::context::{reply, signed_in};
    let (user, orders) = signed_in::<dyn domain::order::Orders>()?;
    let reply = reply();
    reply.with(orders.list(user, domain::page::PageRequest { after }).await)
}

/// One order.
#[server(endpoint = "orders/show", protocol = Wire)]
pub async fn show_order(order: String) -> Result<OrderDetail, AppError> {
    use crate::context::{read_id, reply, signed_in};
    let (user, orders) = signed_in::<dyn domain::order::Orders>()?;
    let (reply, order) = (reply(), read_id(&order)?);
    reply.with(orders.show(user, order).await)
}

/// Leads to a fresh link to a file. A link, since no form may lead to another site's storage.
#[server(endpoint = "orders/download", protocol = Call<GetUrl>)]
pub async fn download_file(item: String, format: FileFormat) -> Result<(), AppError> {
    use crate::context::{read_id, reply, signed_in};
    let (user, orders) = signed_in::<dyn domain::order::Orders>()?;
    let (reply, item) = (reply(), read_id(&item)?);
    let url = reply.with(orders.download_url(user, item, format).await)?;
    reply.redirect(&url);
    Ok(())
}

/// Puts the same things into the cart again; the browser goes there and is told what is missing.
#[server(endpoint = "orders/again", protocol = Wire)]
pub async fn order_again(order: String) -> Result<(), AppError> {
    use crate::context::{read_id, reply, signed_in};
    let (user, orders) = signed_in::<dyn domain::order::Orders>()?;
    let (reply, order) = (reply(), read_id(&order)?);
    let left_out = reply.with(orders.order_again(user, order).await)?;
    reply.redirect(&crate::features::cart::path_without(&left_out));
    Ok(())
}
