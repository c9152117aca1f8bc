//! The port that pages call: one file an action, this one for who is asked what.

use async_trait::async_trait;
use domain::Problem;
use domain::asset::StatusReport;
use domain::credits::CreditRules;
use domain::generation::{Generations, StartGeneration};
use domain::ids::{AssetId, ConceptId, GenerationId, UserId};
use domain::job_truth::FailureReason;
use futures::FutureExt as _;
use sea_orm::{ColumnTrait as _, QueryFilter as _, QuerySelect as _};

use super::end::{Which, give_up};
use super::rules::Ask;
use super::{GenerationState, RunLimits, again, start, status};
use crate::db::{DataError, Database, Tx};
use crate::entities::{asset, generation};
use crate::mint::Mint;

/// Takes generations on, cancels them and tells how they do.
#[derive(Clone)]
pub struct GenerationService {
    pub(super) db: Database,
    pub(super) mint: Mint,
    pub(super) rules: CreditRules,
    pub(super) limits: RunLimits,
}

impl GenerationService {
    /// A service on this database.
    #[must_use]
    pub fn new(db: Database, mint: Mint, rules: CreditRules, limits: RunLimits) -> Self {
        Self { db, mint, rules, limits }
    }

    async fn ask(&self, user: UserId, asset: AssetId, id: GenerationId, ask: Ask) -> Result<(), Problem> {
        let service = self.clone();
        let request = again::Again { user, asset, generation: id, ask };
        let written = self.db.write(move |tx| {
            let service = service.clone();
            async move { again::write(&service, tx, request).await }.boxed()
        });
        Ok(written.await?)
    }
}

#[async_trait]
impl Generations for GenerationService {
    async fn start(&self, user: UserId, request: StartGeneration) -> Result<AssetId, Problem> {
        let service = self.clone();
        let written = self.db.write(move |tx| {
            let (service, request) = (service.clone(), request.clone());
            async move { start::write(&service, tx, user, request).await }.boxed()
        });
        Ok(written.await?)
    }

    async fn concepts_again(&self, user: UserId, asset: AssetId, id: GenerationId) -> Result<(), Problem> {
        self.ask(user, asset, id, Ask::ConceptsAgain).await
    }

    async fn model_from_concept(
        &self,
        user: UserId,
        asset: AssetId,
        concept: ConceptId,
        id: GenerationId,
    ) -> Result<(), Problem> {
        self.ask(user, asset, id, Ask::ModelFrom(concept)).await
    }

    async fn model_again(&self, user: UserId, asset: AssetId, id: GenerationId) -> Result<(), Problem> {
        self.ask(user, asset, id, Ask::ModelAgain).await
    }

    async fn retry(&self, user: UserId, asset: AssetId, id: GenerationId) -> Result<(), Problem> {
        self.ask(user, asset, id, Ask::Retry).await
    }

    async fn cancel(&self, user: UserId, asset: AssetId) -> Result<(), Problem> {
        let mint = self.mint.clone();
        let written = self.db.write(move |tx| {
            let mint = mint.clone();
            async move { cancel(tx, &mint, user, asset).await }.boxed()
        });
        Ok(written.await?)
    }

    async fn status(&self, user: UserId, asset: AssetId) -> Result<StatusReport, Problem> {
        let mut reports = status::reports(&self.db, user, &[asset]).await?;
        reports.pop().ok_or(Problem::NotFound)
    }
}

/// The person's asset, locked, with its latest generation.
///
/// # Errors
/// [`Problem::NotFound`] when it is not there or not theirs.
pub(super) async fn asset_for_change(
    tx: &Tx,
    user: UserId,
    id: AssetId,
) -> Result<(asset::Model, generation::Model), DataError> {
    crate::credits::lock_person(tx, user).await?;
    let asset = asset::Entity::owned_by(user)
        .filter(asset::Column::Id.eq(id.to_string()))
        .lock_exclusive()
        .one(&**tx)
        .await?
        .ok_or(Problem::NotFound)?;
    let latest = generation::Entity::owned_by(user)
        .filter(generation::Column::AssetId.eq(id.to_string()))
        .filter(generation::Column::Number.eq(asset.generation_count))
        .one(&**tx)
        .await?
        .ok_or(DataError::corrupt("latest generation"))?;
    Ok((asset, latest))
}

/// Stops everything of the person's that is running.
///
/// # Errors
/// The database's.
pub async fn cancel_all(tx: &Tx, mint: &Mint, user: UserId) -> Result<(), DataError> {
    let running = generation::Column::State.eq(GenerationState::Running.key());
    for row in generation::Entity::owned_by(user).filter(running).all(&**tx).await? {
        give_up(tx, mint, Which::of(&row)?, FailureReason::Cancelled).await?;
    }
    Ok(())
}

/// Stops what is running of the person's asset, which is locked then; nothing to stop is fine.
///
/// # Errors
/// [`Problem::NotFound`] when it is not there or not theirs.
pub async fn cancel(tx: &Tx, mint: &Mint, user: UserId, asset: AssetId) -> Result<(), DataError> {
    let (_, latest) = asset_for_change(tx, user, asset).await?;
    if latest.state == GenerationState::Running.key() {
        give_up(tx, mint, Which::of(&latest)?, FailureReason::Cancelled).await?;
    }
    Ok(())
}
