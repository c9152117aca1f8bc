//! Ending a generation: exactly one of done, failed and cancelled, with exactly one capture or release.

use domain::asset::AssetEvent;
use domain::generation::GenerationKind;
use domain::ids::{AssetId, GenerationId, UserId};
use domain::job_truth::{FailureReason, Phase};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _};

use super::{GenerationState, places, rules};
use crate::credits::{self, Resolution, lock_person};
use crate::db::{DataError, Signal, Sql as _, Tx, args};
use crate::entities::{asset, attempt, generation};
use crate::jobs::{self, JobKind};
use crate::mint::Mint;

/// A generation by its keys, as every ending needs them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Which {
    pub generation: GenerationId,
    pub asset: AssetId,
    pub user: UserId,
    pub kind: GenerationKind,
}

impl Which {
    /// Reads the keys of a stored generation.
    pub fn of(row: &generation::Model) -> Result<Self, DataError> {
        Ok(Self {
            generation: row.id.parse().map_err(|_| DataError::corrupt("generation id"))?,
            asset: row.asset_id.parse().map_err(|_| DataError::corrupt("asset id"))?,
            user: row.user_id.parse().map_err(|_| DataError::corrupt("user id"))?,
            kind: GenerationKind::from_key(&row.kind).ok_or(DataError::corrupt("generation kind"))?,
        })
    }
}

/// Moves a generation from running to a final state and answers its asset; nothing when it was over already: the
/// first ending wins.
pub(super) async fn close(
    tx: &Tx,
    mint: &Mint,
    which: Which,
    state: GenerationState,
    failure: Option<FailureReason>,
) -> Result<Option<asset::Model>, DataError> {
    lock_person(tx, which.user).await?;
    let phase = match state {
        GenerationState::Cancelled => Phase::Cancelled,
        GenerationState::Failed => Phase::Failed,
        GenerationState::Running | GenerationState::Done => Phase::Done,
    };
    let sql = "UPDATE generations SET state = $1, phase = $2, failure = $3, ended_at = $4
        WHERE id = $5 AND state = 'running'";
    let values = args![
        state.key(),
        phase.key(),
        failure.map(FailureReason::key),
        mint.now().0,
        which.generation.to_string(),
    ];
    if tx.change(sql, values).await? == 0 {
        return Ok(None);
    }
    let asset = asset::Entity::owned_by(which.user)
        .filter(asset::Column::Id.eq(which.asset.to_string()))
        .lock_exclusive()
        .one(&**tx)
        .await?
        .ok_or(DataError::corrupt("asset"))?;
    tx.tell(Signal::AssetChanged(which.asset));
    Ok(Some(asset))
}

/// Ends a generation without a result: its credit comes back, what it left elsewhere is stopped and its files are
/// condemned. False when it was over already.
pub(super) async fn give_up(
    tx: &Tx,
    mint: &Mint,
    which: Which,
    reason: FailureReason,
) -> Result<bool, DataError> {
    let (state, event) = match reason {
        FailureReason::Cancelled => (GenerationState::Cancelled, AssetEvent::Cancelled(which.kind)),
        _ => (GenerationState::Failed, AssetEvent::Failed(which.kind)),
    };
    let Some(asset) = close(tx, mint, which, state, Some(reason)).await? else { return Ok(false) };
    let status = rules::status_of(&asset).after(event, rules::holdings(&asset));
    let sql = "UPDATE assets SET status = $1, updated_at = $2 WHERE id = $3";
    tx.change(sql, args![status.key(), mint.now().0, asset.id]).await?;
    let attempts = attempts_of(tx, which.generation).await?;
    for attempt in &attempts {
        condemn(tx, mint, &places::keys(which.kind, &attempt.id)).await?;
    }
    credits::resolve(tx, mint, which.asset, which.generation, Resolution::Release).await?;
    if attempts.iter().any(|attempt| attempt.state == "sent") {
        jobs::enqueue(tx, mint, JobKind::CancelRemote, &which.generation.to_string()).await?;
    } else {
        lose_attempts(tx, mint, which.generation).await?;
    }
    Ok(true)
}

/// The generation's attempts, oldest first.
pub(super) async fn attempts_of(tx: &Tx, generation: GenerationId) -> Result<Vec<attempt::Model>, DataError> {
    let of_generation = attempt::Column::GenerationId.eq(generation.to_string());
    Ok(attempt::Entity::find().filter(of_generation).all(&**tx).await?)
}

/// Marks every attempt lost that has not won.
pub(super) async fn lose_attempts(tx: &Tx, mint: &Mint, generation: GenerationId) -> Result<(), DataError> {
    let sql = "UPDATE attempts SET state = 'lost', ended_at = $1
        WHERE generation_id = $2 AND state IN ('prepared', 'sent')";
    tx.change(sql, args![mint.now().0, generation.to_string()]).await.map(drop)
}

/// Leaves the objects under these keys to the collector.
pub(super) async fn condemn(tx: &Tx, mint: &Mint, keys: &[String]) -> Result<(), DataError> {
    let sql = "UPDATE files SET state = 'condemned', condemned_at = $1 WHERE key = $2 AND state = 'expected'";
    for key in keys {
        tx.change(sql, args![mint.now().0, key.as_str()]).await?;
    }
    Ok(())
}
