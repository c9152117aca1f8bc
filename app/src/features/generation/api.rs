//! Server functions that start, repeat and stop generations. Each takes an id made by the page, so that a repeated
//! request is the same generation.

use domain::ids::AssetId;
use leptos::prelude::*;

use crate::error::AppError;
use crate::wire::Wire;

/// Starts a new asset; the browser goes to the workspace.
///
/// # Errors
/// Those of [`domain::generation::StartGeneration::parse`] and [`domain::generation::Generations::start`].
#[server(endpoint = "generation/start", protocol = Wire)]
pub async fn start_generation(
    generation_id: String,
    mode: String,
    #[server(default)] prompt: String,
    #[server(default)] upload_id: Option<String>,
    #[server(default)] style: String,
    #[server(default)] skip_concept: bool,
) -> Result<AssetId, AppError> {
    use crate::context::{reply, signed_in};
    use domain::generation::{Generations, StartForm, StartGeneration as Start};
    let ((user, generations), reply) = (signed_in::<dyn Generations>()?, reply());
    let form = StartForm { generation_id, mode, prompt, upload_id, style, skip_concept };
    let request = reply.with(Start::parse(&form))?;
    let asset = reply.with(generations.start(user, request).await)?;
    reply.redirect("/workspace");
    Ok(asset)
}

/// Draws an asset's concepts again.
#[server(endpoint = "generation/concepts_again", protocol = Wire)]
pub async fn draw_concepts_again(asset: String, generation_id: String) -> Result<(), AppError> {
    use crate::context::{read_id, reply, signed_in};
    let (user, generations) = signed_in::<dyn domain::generation::Generations>()?;
    let reply = reply();
    let (asset, generation) = (read_id(&asset)?, read_id(&generation_id)?);
    reply.with(generations.concepts_again(user, asset, generation).await)
}

/// Makes the model of a chosen concept.
#[server(endpoint = "generation/model_from_concept", protocol = Wire)]
pub async fn build_model_from_concept(
    asset: String,
    generation_id: String,
    #[server(default)] concept: String,
) -> Result<(), AppError> {
    use crate::context::{read_choice, read_id, reply, signed_in};
    let (user, generations) = signed_in::<dyn domain::generation::Generations>()?;
    let reply = reply();
    let concept = read_choice(&concept)?;
    let (asset, generation) = (read_id(&asset)?, read_id(&generation_id)?);
    reply.with(generations.model_from_concept(user, asset, concept, generation).await)
}

/// Makes an asset's model again from the same input.
#[server(endpoint = "generation/model_again", protocol = Wire)]
pub async fn build_model_again(asset: String, generation_id: String) -> Result<(), AppError> {
    use crate::context::{read_id, reply, signed_in};
    let (user, generations) = signed_in::<dyn domain::generation::Generations>()?;
    let reply = reply();
    let (asset, generation) = (read_id(&asset)?, read_id(&generation_id)?);
    reply.with(generations.model_again(user, asset, generation).await)
}

/// Tries an asset's failed generation again.
#[server(endpoint = "generation/retry", protocol = Wire)]
pub async fn retry_generation(asset: String, generation_id: String) -> Result<(), AppError> {
    use crate::context::{read_id, reply, signed_in};
    let (user, generations) = signed_in::<dyn domain::generation::Generations>()?;
    let reply = reply();
    let (asset, generation) = (read_id(&asset)?, read_id(&generation_id)?);
    reply.with(generations.retry(user, asset, generation).await)
}

/// Stops an asset's running generation.
#[server(endpoint = "generation/cancel", protocol = Wire)]
pub async fn cancel_generation(asset: String) -> Result<(), AppError> {
    use crate::context::{read_id, reply, signed_in};
    let (user, generations) = signed_in::<dyn domain::generation::Generations>()?;
    let reply = reply();
    let asset = read_id(&asset)?;
    reply.with(generations.cancel(user, asset).await)
}
