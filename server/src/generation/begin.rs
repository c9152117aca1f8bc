//! Writing a generation: its row, its hold and its job in one transaction.

use domain::Problem;
use domain::credits::{CreditRules, Credits};
use domain::generation::GenerationKind;
use domain::ids::{AssetId, GenerationId, UserId};
use domain::job_truth::Phase;
use sea_orm::{EntityTrait as _, FromQueryResult, IntoActiveModel as _};

use super::GenerationState;
use crate::credits;
use crate::db::{DataError, Signal, Sql as _, Tx, args};
use crate::entities::generation;
use crate::jobs::{self, JobKind};
use crate::mint::Mint;

/// From how many past runs the expected time is learned.
const RUNS_LEARNED_FROM: i64 = 20;

/// A generation to be written.
pub(super) struct NewGeneration {
    pub id: GenerationId,
    pub user: UserId,
    pub asset: AssetId,
    /// Counts the asset's generations from 1.
    pub number: i32,
    pub kind: GenerationKind,
    pub cost: Credits,
    pub concept: Option<String>,
    pub seed: i64,
    pub deadline_secs: u32,
}

#[derive(FromQueryResult)]
struct Slot {
    running_slot: i32,
}

#[derive(FromQueryResult)]
struct Millis {
    millis: i64,
}

#[derive(FromQueryResult)]
struct Stored {
    user_id: String,
    asset_id: String,
}

/// The asset of a generation that was written before under the same client-made id.
///
/// # Errors
/// [`Problem::NotFound`] when it is someone else's.
pub(super) async fn stored_before(
    tx: &Tx,
    user: UserId,
    generation: GenerationId,
) -> Result<Option<AssetId>, DataError> {
    let sql = "SELECT user_id, asset_id FROM generations WHERE id = $1";
    let Some(stored) = tx.row::<Stored>(sql, args![generation.to_string()]).await? else { return Ok(None) };
    if stored.user_id != user.to_string() {
        return Err(Problem::NotFound.into());
    }
    stored.asset_id.parse().map(Some).map_err(|_| DataError::corrupt("asset id"))
}

/// Writes the generation; the caller has locked the person and written the asset.
///
/// # Errors
/// [`Problem::TooManyRunning`], [`Problem::OutOfCredits`].
pub(super) async fn begin(
    tx: &Tx,
    mint: &Mint,
    rules: &CreditRules,
    new: NewGeneration,
) -> Result<(), DataError> {
    let now = mint.now();
    let row = generation::Model {
        id: new.id.to_string(),
        asset_id: new.asset.to_string(),
        user_id: new.user.to_string(),
        number: new.number,
        kind: new.kind.key().to_owned(),
        state: GenerationState::Running.key().to_owned(),
        phase: Phase::Queued.key().to_owned(),
        percent: None,
        cost: new.cost.0,
        running_slot: free_slot(tx, rules, new.user).await?,
        concept_id: new.concept,
        seed: new.seed,
        expected_secs: expected_secs(tx, new.kind).await?,
        failure: None,
        started_at: now.0,
        deadline_at: now.plus_secs(i64::from(new.deadline_secs)).0,
        ended_at: None,
    };
    generation::Entity::insert(row.into_active_model()).exec_without_returning(&**tx).await?;
    credits::hold(tx, mint, new.user, new.asset, new.id, new.cost).await?;
    jobs::enqueue(tx, mint, JobKind::RunGeneration, &new.id.to_string()).await?;
    tx.tell(Signal::AssetChanged(new.asset));
    Ok(())
}

/// The lowest free one of the person's few places; a unique key keeps two generations from sharing one.
async fn free_slot(tx: &Tx, rules: &CreditRules, user: UserId) -> Result<i32, DataError> {
    let sql = "SELECT running_slot FROM generations WHERE user_id = $1 AND state = 'running'";
    let taken: Vec<Slot> = tx.rows(sql, args![user.to_string()]).await?;
    let limit = i32::try_from(rules.running_limit).unwrap_or(i32::MAX);
    (0..limit)
        .find(|slot| taken.iter().all(|row| row.running_slot != *slot))
        .ok_or_else(|| Problem::TooManyRunning { limit: rules.running_limit }.into())
}

/// The median time of the last runs of this kind, in seconds and at least one; nothing before the first.
async fn expected_secs(tx: &Tx, kind: GenerationKind) -> Result<Option<i32>, DataError> {
    let sql = "SELECT ended_at - started_at AS millis FROM generations
        WHERE kind = $1 AND state = 'done' ORDER BY ended_at DESC LIMIT $2";
    let mut runs: Vec<Millis> = tx.rows(sql, args![kind.key(), RUNS_LEARNED_FROM]).await?;
    runs.sort_by_key(|run| run.millis);
    let median = runs.get(runs.len() / 2);
    Ok(median.map(|run| i32::try_from((run.millis + 999) / 1000).unwrap_or(i32::MAX).max(1)))
}
