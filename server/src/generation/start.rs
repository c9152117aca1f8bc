//! A new asset and its first generation.

use domain::Problem;
use domain::asset::{AssetEvent, AssetStatus, Holdings};
use domain::generation::{GenerationKind, StartGeneration};
use domain::ids::{AssetId, UploadId, UserId};
use domain::problem::Field;
use domain::prompt::Prompt;
use domain::style::StyleSlug;
use sea_orm::{ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _};
use sha2::{Digest as _, Sha256};

use super::GenerationService;
use super::begin::{NewGeneration, begin, stored_before};
use crate::credits::lock_person;
use crate::db::{DataError, Tx};
use crate::entities::{asset, style, upload};

/// Writes the asset with its generation, hold and job; the same request again answers the asset of then.
///
/// A page that comes back from the browser's history brings the id of a request that was made. When something else is
/// asked under it, that is another request, whose id follows from both: it is carried out, and once.
pub(super) async fn write(
    service: &GenerationService,
    tx: &Tx,
    user: UserId,
    mut request: StartGeneration,
) -> Result<AssetId, DataError> {
    lock_person(tx, user).await?;
    if let Some(asset) = stored_before(tx, user, request.generation).await? {
        if asks_for(tx, user, asset, &request).await? {
            return Ok(asset);
        }
        request.generation = request.generation.sibling(digest(&request)?);
        if let Some(asset) = stored_before(tx, user, request.generation).await? {
            return Ok(asset);
        }
    }
    check_style(tx, &request.style).await?;
    let input_file_id = match request.image {
        Some(upload) => Some(uploaded_file(tx, user, upload).await?),
        None => None,
    };
    let kind = if request.skip_concept { GenerationKind::Model } else { GenerationKind::Concepts };
    let id = service.mint.id(AssetId::from_parts);
    let row = new_asset(service, user, id, &request, input_file_id, kind);
    asset::Entity::insert(row.into_active_model()).exec_without_returning(&**tx).await?;
    let new = NewGeneration {
        id: request.generation,
        user,
        asset: id,
        number: 1,
        kind,
        cost: service.rules.start_cost,
        concept: None,
        seed: service.mint.seed(),
        deadline_secs: service.limits.deadline_secs,
    };
    begin(tx, &service.mint, &service.rules, new).await?;
    Ok(id)
}

/// Whether this is what the asset was made for. What a deleted one was made for nobody knows any more.
async fn asks_for(
    tx: &Tx,
    user: UserId,
    asset: AssetId,
    request: &StartGeneration,
) -> Result<bool, DataError> {
    let asset =
        asset::Entity::owned_by(user).filter(asset::Column::Id.eq(asset.to_string())).one(&**tx).await?;
    let asset = asset.ok_or(DataError::corrupt("asset of a generation"))?;
    let is_same_picture = match (request.image, asset.input_file_id.as_deref()) {
        (Some(upload), Some(file)) => {
            uploaded_file(tx, user, upload).await.is_ok_and(|uploaded| uploaded == file)
        }
        (None, None) => true,
        _ => false,
    };
    let is_same = is_same_picture
        && asset.mode == request.mode().key()
        && asset.prompt == request.prompt.as_ref().map_or("", Prompt::as_str)
        && asset.style_slug == request.style.as_str()
        && asset.skip_concept == request.skip_concept;
    Ok(is_same || asset.deleted_at.is_some())
}

/// 128 bits of what is asked.
fn digest(request: &StartGeneration) -> Result<u128, DataError> {
    let asked = (
        request.prompt.as_ref().map(Prompt::as_str),
        request.style.as_str(),
        request.image.map(|upload| upload.to_string()),
        request.skip_concept,
    );
    let asked = serde_json::to_vec(&asked).map_err(|_| DataError::corrupt("request"))?;
    Ok(Sha256::digest(asked).iter().take(16).fold(0, |number, byte| number << 8 | u128::from(*byte)))
}

fn new_asset(
    service: &GenerationService,
    user: UserId,
    id: AssetId,
    request: &StartGeneration,
    input_file_id: Option<String>,
    kind: GenerationKind,
) -> asset::Model {
    let now = service.mint.now().0;
    let status = AssetStatus::PendingConcepts.after(AssetEvent::Started(kind), Holdings::default());
    asset::Model {
        id: id.to_string(),
        user_id: user.to_string(),
        mode: request.mode().key().to_owned(),
        prompt: request.prompt.as_ref().map(|prompt| prompt.as_str().to_owned()).unwrap_or_default(),
        style_slug: request.style.as_str().to_owned(),
        input_file_id,
        skip_concept: request.skip_concept,
        status: status.key().to_owned(),
        visibility: "private".to_owned(),
        generation_count: 1,
        concept_rounds: 0,
        concepts_understanding: None,
        selected_concept_id: None,
        model_generation_attempts: 0,
        model_file_id: None,
        model_facts: None,
        model_understanding: None,
        poster_file_id: None,
        created_at: now,
        updated_at: now,
        deleted_at: None,
    }
}

async fn check_style(tx: &Tx, slug: &StyleSlug) -> Result<(), DataError> {
    let style = style::Entity::find_by_id(slug.as_str()).one(&**tx).await?;
    if style.is_some_and(|style| style.active) {
        return Ok(());
    }
    Err(Problem::invalid(Field::Style, "Pick one of the styles shown.").into())
}

/// The checked picture of a finished upload of the same person.
async fn uploaded_file(tx: &Tx, user: UserId, id: UploadId) -> Result<String, DataError> {
    let upload =
        upload::Entity::owned_by(user).filter(upload::Column::Id.eq(id.to_string())).one(&**tx).await?;
    upload
        .and_then(|upload| upload.file_id)
        .ok_or_else(|| Problem::invalid(Field::Image, "The picture did not arrive; add it again.").into())
}
