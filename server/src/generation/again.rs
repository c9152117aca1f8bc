//! Another generation for an asset that is there: concepts again, a model, a model again, a retry.

use domain::Problem;
use domain::asset::AssetEvent;
use domain::ids::{AssetId, ConceptId, GenerationId, UserId};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use super::GenerationService;
use super::begin::{NewGeneration, begin, stored_before};
use super::rules::{self, Ask};
use super::service::asset_for_change;
use crate::credits::lock_person;
use crate::db::{DataError, Sql as _, Tx, args};
use crate::entities::concept;

/// Who asks what of which asset, under which client-made id.
#[derive(Clone, Copy, Debug)]
pub(super) struct Again {
    pub user: UserId,
    pub asset: AssetId,
    pub generation: GenerationId,
    pub ask: Ask,
}

/// Writes the generation, or finds that it was written before under the same id.
pub(super) async fn write(service: &GenerationService, tx: &Tx, request: Again) -> Result<(), DataError> {
    lock_person(tx, request.user).await?;
    match stored_before(tx, request.user, request.generation).await? {
        Some(asset) if asset == request.asset => return Ok(()),
        Some(_) => return Err(Problem::NotFound.into()),
        None => {}
    }
    let (asset, latest) = asset_for_change(tx, request.user, request.asset).await?;
    let plan = rules::plan(&service.rules, request.ask, &asset, &latest)?;
    let (seed, selected) = match request.ask {
        Ask::ModelFrom(concept) => {
            let concept = concept_of(tx, request.asset, concept).await?;
            (concept.seed, Some(concept.id))
        }
        Ask::ConceptsAgain | Ask::ModelAgain | Ask::Retry => {
            (service.mint.seed(), asset.selected_concept_id.clone())
        }
    };
    let status = rules::status_of(&asset).after(AssetEvent::Started(plan.kind), rules::holdings(&asset));
    let number = asset.generation_count + 1;
    let sql =
        "UPDATE assets SET status = $1, generation_count = $2, selected_concept_id = $3, updated_at = $4
        WHERE id = $5";
    let now = service.mint.now().0;
    tx.change(sql, args![status.key(), number, selected, now, asset.id]).await?;
    let new = NewGeneration {
        id: request.generation,
        user: request.user,
        asset: request.asset,
        number,
        kind: plan.kind,
        cost: plan.cost,
        concept: plan.concept,
        seed,
        deadline_secs: service.limits.deadline_secs,
    };
    begin(tx, &service.mint, &service.rules, new).await
}

/// A concept of this very asset.
async fn concept_of(tx: &Tx, asset: AssetId, id: ConceptId) -> Result<concept::Model, DataError> {
    let concept = concept::Entity::find_by_id(id.to_string())
        .filter(concept::Column::AssetId.eq(asset.to_string()))
        .one(&**tx)
        .await?;
    concept.ok_or_else(|| Problem::NotFound.into())
}
