//! Storing a checked result as the generation's: files, concepts or model, capture and follow-up jobs at once.

use domain::asset::{AssetEvent, Holdings};
use domain::generation::GenerationKind;
use domain::ids::ConceptId;
use futures::FutureExt as _;
use sea_orm::{EntityTrait as _, FromQueryResult, IntoActiveModel as _};

use super::accept::Accepted;
use super::check::Checked;
use super::{Attempt, GenerationJobs, Task};
use crate::credits::{self, Resolution};
use crate::db::{DataError, Sql as _, Tx, args};
use crate::email;
use crate::entities::{asset, concept};
use crate::generation::end::{Which, close, condemn};
use crate::generation::{GenerationState, places, rules};
use crate::jobs::{self, Claimed, JobKind};
use crate::mint::Mint;

/// Everything the transaction needs, owned: it may be repeated.
#[derive(Clone)]
struct Success {
    which: Which,
    attempt: String,
    /// The generation's own seed, for concepts whose worker named none.
    seed: i64,
    results: Vec<Checked>,
    understanding: Option<String>,
    job: Claimed,
}

#[derive(FromQueryResult)]
struct FileRow {
    id: String,
}

impl GenerationJobs {
    /// Ends the generation as done; the first ending wins.
    pub(super) async fn succeed(
        &self,
        task: &Task,
        attempt: &Attempt,
        results: Vec<Checked>,
        understanding: Option<String>,
    ) -> Result<Accepted, DataError> {
        let success = Success {
            which: task.which,
            attempt: attempt.id.clone(),
            seed: task.generation.seed,
            results,
            understanding,
            job: task.job.clone(),
        };
        let mint = self.mint.clone();
        let stored = self
            .db
            .write(move |tx| {
                let (mint, success) = (mint.clone(), success.clone());
                async move { store(tx, &mint, &success).await }.boxed()
            })
            .await?;
        Ok(if stored { Accepted::Stored } else { Accepted::TooLate })
    }
}

async fn store(tx: &Tx, mint: &Mint, success: &Success) -> Result<bool, DataError> {
    let which = success.which;
    let Some(asset) = close(tx, mint, which, GenerationState::Done, None).await? else {
        condemn(tx, mint, &places::keys(which.kind, &success.attempt)).await?;
        return Ok(false);
    };
    let sql = "UPDATE attempts SET state = 'won', ended_at = $1 WHERE id = $2";
    tx.change(sql, args![mint.now().0, success.attempt.as_str()]).await?;
    let mut files = Vec::new();
    for result in &success.results {
        files.push(bring_to_life(tx, result).await?);
    }
    match which.kind {
        GenerationKind::Concepts => store_concepts(tx, mint, success, &asset, &files).await?,
        GenerationKind::Model => store_model(tx, mint, success, &asset, &files).await?,
    }
    // What is left under the attempt's keys is the worker's own copy.
    condemn(tx, mint, &places::keys(which.kind, &success.attempt)).await?;
    credits::resolve(tx, mint, which.asset, which.generation, Resolution::Capture).await?;
    jobs::finish(tx, mint, &success.job).await?.map_err(|_lost| DataError::Outlived)?;
    Ok(true)
}

/// Makes the expected file of a result a live one and answers its id.
async fn bring_to_life(tx: &Tx, result: &Checked) -> Result<String, DataError> {
    let sql =
        "UPDATE files SET state = 'live', media_type = $1, bytes = $2, sha256 = $3, width = $4, height = $5
        WHERE key = $6 AND state = 'expected' RETURNING id";
    let (width, height) = result.size_px.unzip();
    let values = args![
        result.media_type,
        i64::try_from(result.bytes.len()).unwrap_or(i64::MAX),
        result.sha256.as_str(),
        width.map(u32::cast_signed),
        height.map(u32::cast_signed),
        result.kept_key.as_str(),
    ];
    let row = tx.row::<FileRow>(sql, values).await?.ok_or(DataError::corrupt("expected file"))?;
    Ok(row.id)
}

async fn store_concepts(
    tx: &Tx,
    mint: &Mint,
    success: &Success,
    asset: &asset::Model,
    files: &[String],
) -> Result<(), DataError> {
    let which = success.which;
    let round = asset.concept_rounds + 1;
    for (position, (result, file)) in (1..).zip(success.results.iter().zip(files)) {
        let row = concept::Model {
            id: mint.id(ConceptId::from_parts).to_string(),
            asset_id: asset.id.clone(),
            generation_id: which.generation.to_string(),
            round,
            position,
            file_id: file.clone(),
            seed: result.seed.unwrap_or(success.seed),
        };
        concept::Entity::insert(row.into_active_model()).exec_without_returning(&**tx).await?;
        jobs::enqueue(tx, mint, JobKind::MakeThumbnails, file).await?;
    }
    let holdings = Holdings { has_concepts: true, ..rules::holdings(asset) };
    let status = rules::status_of(asset).after(AssetEvent::Succeeded(which.kind), holdings);
    let sql =
        "UPDATE assets SET status = $1, concept_rounds = $2, concepts_understanding = $3, updated_at = $4
        WHERE id = $5";
    let values = args![status.key(), round, success.understanding.clone(), mint.now().0, asset.id.as_str()];
    tx.change(sql, values).await.map(drop)
}

async fn store_model(
    tx: &Tx,
    mint: &Mint,
    success: &Success,
    asset: &asset::Model,
    files: &[String],
) -> Result<(), DataError> {
    let file = files.first().ok_or(DataError::corrupt("model"))?;
    let facts = success.results.first().and_then(|result| result.facts);
    let holdings = Holdings { has_model: true, ..rules::holdings(asset) };
    let status = rules::status_of(asset).after(AssetEvent::Succeeded(success.which.kind), holdings);
    let sql = "UPDATE assets SET status = $1, model_file_id = $2, model_facts = $3, model_understanding = $4,
            model_generation_attempts = model_generation_attempts + 1, poster_file_id = NULL, updated_at = $5
        WHERE id = $6";
    let values = args![
        status.key(),
        file.as_str(),
        serde_json::to_string(&facts).ok(),
        success.understanding.clone(),
        mint.now().0,
        asset.id.as_str(),
    ];
    tx.change(sql, values).await?;
    for replaced in [&asset.model_file_id, &asset.poster_file_id].into_iter().flatten() {
        crate::media::condemn_with_variants(tx, mint, replaced).await?;
    }
    email::write_model_ready(tx, mint, success.which.user, success.which.generation).await?;
    jobs::enqueue(tx, mint, JobKind::MakePoster, file).await?;
    jobs::enqueue(tx, mint, JobKind::MeasureModel, file).await
}
