//! Server functions about assets.

use domain::asset::{AssetCard, AssetDetail, Visibility};
use domain::page::Page;
use leptos::prelude::*;

use crate::error::AppError;
use crate::wire::Wire;

/// The person's assets, newest first.
#[server(endpoint = "assets/list", protocol = Wire)]
pub async fn list_assets(after: Option<String>) -> Result<Page<AssetCard>, AppError> {
    use crate::context::{reply, signed_in};
    let (owner, assets) = signed_in::<dyn domain::asset::Assets>()?;
    let reply = reply();
    reply.with(assets.list(owner, domain::page::PageRequest { after }).await)
}

/// The person's newest assets.
#[server(endpoint = "assets/recent", protocol = Wire)]
pub async fn recent_assets() -> Result<Vec<AssetCard>, AppError> {
    use crate::context::{reply, signed_in};
    let (owner, assets) = signed_in::<dyn domain::asset::Assets>()?;
    let reply = reply();
    reply.with(assets.recent(owner, 6).await)
}

/// One asset, for its owner, or for anyone when it is public.
#[server(endpoint = "assets/show", protocol = Wire)]
pub async fn show_asset(asset: String) -> Result<AssetDetail, AppError> {
    use crate::context::{read_id, reply, viewer};
    let (viewer, assets) = viewer::<dyn domain::asset::Assets>()?;
    let (reply, asset) = (reply(), read_id(&asset)?);
    reply.with(assets.show(viewer, asset).await)
}

/// Publishes an asset or takes it back.
#[server(endpoint = "assets/set_visibility", protocol = Wire)]
pub async fn set_asset_visibility(asset: String, visibility: Visibility) -> Result<(), AppError> {
    use crate::context::{read_id, reply, signed_in};
    let (owner, assets) = signed_in::<dyn domain::asset::Assets>()?;
    let (reply, asset) = (reply(), read_id(&asset)?);
    reply.with(assets.set_visibility(owner, asset, visibility).await)
}

/// Deletes an asset for good and leads to the workspace, which says so.
#[server(endpoint = "assets/delete", protocol = Wire)]
pub async fn delete_asset(asset: String) -> Result<(), AppError> {
    use crate::context::{read_id, reply, signed_in};
    let (owner, assets) = signed_in::<dyn domain::asset::Assets>()?;
    let (reply, asset) = (reply(), read_id(&asset)?);
    reply.with(assets.delete(owner, asset).await)?;
    reply.redirect("/workspace?deleted=true");
    Ok(())
}
