//! Running one generation: hand it to the GPU service, follow it, check and store what comes back.
//!
//! Everything known is in the database before anything is done elsewhere: an attempt's row and the keys of its
//! results are written, then it is sent, then the service's id of it is written. So a run that is killed anywhere is
//! taken up again: a known id is asked about; without one the results are looked for under their keys; only then is
//! a new attempt made, and after the third the generation fails and its credit comes back.

mod accept;
mod attempt;
mod cancel;
mod check;
mod follow;
mod heard;
mod input;
mod succeed;
mod textures;

use std::sync::Arc;

use domain::generation::GenerationKind;
use domain::ids::GenerationId;
use domain::job_truth::FailureReason;
use futures::FutureExt as _;
use sea_orm::{EntityTrait as _, FromQueryResult};

use super::end::{Which, give_up};
use super::providers::Provider;
use super::{GenerationState, RunLimits};
use crate::db::{DataError, Database, Sql as _, args};
use crate::entities::{asset, attempt as attempts, generation};
use crate::jobs::{self, Claimed, Outcome};
use crate::mint::Mint;
use crate::storage::Storage;
use accept::Accepted;
use follow::Followed;

/// How many calls one generation may cost.
const MOST_ATTEMPTS: i32 = 3;

/// Carries out the jobs of generations.
#[derive(Clone)]
pub struct GenerationJobs {
    db: Database,
    mint: Mint,
    storage: Storage,
    provider: Arc<dyn Provider>,
    limits: RunLimits,
}

/// A generation that is being run, with what it is made from.
struct Task {
    which: Which,
    generation: generation::Model,
    asset: asset::Model,
    job: Claimed,
}

#[derive(FromQueryResult)]
struct Overdue {
    id: String,
}

impl GenerationJobs {
    /// Jobs on this database, with results in this storage.
    #[must_use]
    pub fn new(
        db: Database,
        mint: Mint,
        storage: Storage,
        provider: Arc<dyn Provider>,
        limits: RunLimits,
    ) -> Self {
        Self { db, mint, storage, provider, limits }
    }

    /// Takes a generation to its end.
    pub async fn run(&self, job: &Claimed) -> Outcome {
        match self.run_to_end(job).await {
            Ok(outcome) => outcome,
            Err(cause) => Outcome::Failed(cause.to_string()),
        }
    }

    async fn run_to_end(&self, job: &Claimed) -> Result<Outcome, DataError> {
        let Some(task) = self.load(job).await? else { return Ok(Outcome::Done) };
        let mut resumed = true;
        let mut reason = FailureReason::WorkerUnreachable;
        loop {
            if self.mint.now().0 >= task.generation.deadline_at {
                return self.fail(&task, FailureReason::TimedOut).await;
            }
            let Some(attempt) = self.open_attempt(&task, &mut resumed).await? else {
                return self.fail(&task, reason).await;
            };
            match self.follow(&task, &attempt, resumed).await? {
                Followed::Over => {
                    self.stop_remote(&task.which).await?;
                    return Ok(Outcome::Done);
                }
                Followed::Refused(reason) => return self.fail(&task, reason).await,
                Followed::Lost(why) => {
                    reason = why;
                    self.lose(&attempt).await?;
                }
                Followed::Output(output) => match self.accept(&task, &attempt, *output).await? {
                    Accepted::Stored => return Ok(Outcome::Ended),
                    Accepted::TooLate => return Ok(Outcome::Done),
                    Accepted::Refused(reason) => return self.fail(&task, reason).await,
                    Accepted::Later(cause) => return Ok(Outcome::Failed(cause)),
                },
            }
            resumed = false;
        }
    }

    /// The generation with its asset, while it runs.
    async fn load(&self, job: &Claimed) -> Result<Option<Task>, DataError> {
        let reader = self.db.reader();
        let Some(generation) = generation::Entity::find_by_id(job.subject.as_str()).one(reader).await? else {
            return Ok(None);
        };
        if generation.state != GenerationState::Running.key() {
            return Ok(None);
        }
        let which = Which::of(&generation)?;
        let asset = asset::Entity::find_by_id(generation.asset_id.as_str())
            .one(reader)
            .await?
            .ok_or(DataError::corrupt("asset of a generation"))?;
        Ok(Some(Task { which, generation, asset, job: job.clone() }))
    }

    /// Ends the generation as failed, and its job with it.
    async fn fail(&self, task: &Task, reason: FailureReason) -> Result<Outcome, DataError> {
        tracing::info!(reason = reason.key(), "the generation failed");
        let (mint, which, job) = (self.mint.clone(), task.which, task.job.clone());
        self.db
            .write(move |tx| {
                let (mint, job) = (mint.clone(), job.clone());
                async move {
                    give_up(tx, &mint, which, reason).await?;
                    jobs::finish(tx, &mint, &job).await?.map_err(|_lost| DataError::Outlived)
                }
                .boxed()
            })
            .await?;
        Ok(Outcome::Ended)
    }

    /// Fails generations that are past their deadline: what ends one whose job is gone for good.
    pub async fn reap(&self) -> Outcome {
        match self.reap_overdue().await {
            Ok(()) => Outcome::Done,
            Err(cause) => Outcome::Failed(cause.to_string()),
        }
    }

    async fn reap_overdue(&self) -> Result<(), DataError> {
        // A running job ends its own generation at the deadline; this is for those without one.
        let grace_secs = jobs::LEASE_SECS;
        let sql = "SELECT id FROM generations WHERE state = 'running' AND deadline_at < $1 LIMIT 100";
        let overdue: Vec<Overdue> =
            self.db.reader().rows(sql, args![self.mint.now().plus_secs(-grace_secs).0]).await?;
        for Overdue { id } in overdue {
            tracing::warn!(generation = id, "past its deadline without a job that ends it");
            let Some(row) = generation::Entity::find_by_id(id).one(self.db.reader()).await? else { continue };
            let (mint, which) = (self.mint.clone(), Which::of(&row)?);
            self.db
                .write(move |tx| {
                    let mint = mint.clone();
                    async move { give_up(tx, &mint, which, FailureReason::TimedOut).await }.boxed()
                })
                .await?;
        }
        Ok(())
    }

    /// The signed URL under which a worker elsewhere reads one of our files.
    async fn worker_url(&self, file_id: &str) -> Result<Option<String>, DataError> {
        let Some(file) = crate::entities::file::Entity::find_by_id(file_id).one(self.db.reader()).await?
        else {
            return Ok(None);
        };
        let link = self.storage.sign_get(&file.key, &file.media_type, self.mint.now()).await;
        Ok(link.ok().map(|link| self.storage.absolute(&link)))
    }
}

/// The row of an attempt, shortened.
type Attempt = attempts::Model;

/// The kind's name in logs.
fn operation(kind: GenerationKind) -> &'static str {
    match kind {
        GenerationKind::Concepts => "generate_concepts",
        GenerationKind::Model => "generate_model",
    }
}

/// Reads a generation's id from a job's subject.
fn generation_id(subject: &str) -> Result<GenerationId, DataError> {
    subject.parse().map_err(|_| DataError::corrupt("job subject"))
}
