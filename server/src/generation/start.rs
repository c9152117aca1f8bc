//! A new asset and its first generation.

use domain::Problem;
use domain::asset::{AssetEvent, AssetStatus, Holdings};
use domain::generation::{GenerationKind, StartGeneration};
use domain::ids::{AssetId, UploadId, UserId};
use domain::problem::Field;
use domain::style::StyleSlug;
use sea_orm::{ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _};

use super::GenerationService;
use super::begin::{NewGeneration, begin, stored_before};
use crate::credits::lock_person;
use crate::db::{DataError, Tx};
use crate::entities::{asset, style, upload};

/// Writes the asset with its generation, hold and job; an id that was seen before answers the asset of then.
pub(super) async fn write(
    service: &GenerationService,
    tx: &Tx,
    user: UserId,
    request: StartGeneration,
) -> Result<AssetId, DataError> {
    lock_person(tx, user).await?;
    if let Some(asset) = stored_before(tx, user, request.generation).await? {
        return Ok(asset);
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
