//! Stopping what a generation that is over, or an attempt that was given up, left running elsewhere.

use domain::ids::AttemptId;
use futures::FutureExt as _;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use super::{GenerationJobs, generation_id};
use crate::db::DataError;
use crate::entities::{attempt, generation};
use crate::generation::AttemptState;
use crate::generation::end::{Which, lose_attempts};
use crate::generation::providers::NoAnswer;
use crate::jobs::{Claimed, Outcome};

impl GenerationJobs {
    /// Cancels every call of a generation that the service took, or the one of an attempt.
    pub async fn cancel_remote(&self, job: &Claimed) -> Outcome {
        let stopped = match job.subject.parse::<AttemptId>() {
            Ok(attempt) => self.stop_attempt(attempt).await,
            Err(_) => self.stop_generation(&job.subject).await,
        };
        match stopped {
            Ok(true) => Outcome::Done,
            Ok(false) => Outcome::Failed("the GPU service did not take the cancellation".into()),
            Err(cause) => Outcome::Failed(cause.to_string()),
        }
    }

    async fn stop_generation(&self, subject: &str) -> Result<bool, DataError> {
        let id = generation_id(subject)?.to_string();
        match generation::Entity::find_by_id(id).one(self.db.reader()).await? {
            Some(row) => self.stop_remote(&Which::of(&row)?).await,
            None => Ok(true),
        }
    }

    /// Cancels the call of an attempt that was given up, whatever became of its generation since.
    async fn stop_attempt(&self, id: AttemptId) -> Result<bool, DataError> {
        let reader = self.db.reader();
        let Some(attempt) = attempt::Entity::find_by_id(id.to_string()).one(reader).await? else {
            return Ok(true);
        };
        let Some(remote_job_id) = attempt.remote_job_id else { return Ok(true) };
        let Some(row) = generation::Entity::find_by_id(attempt.generation_id).one(reader).await? else {
            return Ok(true);
        };
        Ok(self.cancel_call(&Which::of(&row)?, &remote_job_id).await)
    }

    /// False when the service did not answer.
    async fn cancel_call(&self, which: &Which, remote_job_id: &str) -> bool {
        let cancelled = self.provider.cancel(which.kind, remote_job_id).await;
        if let Err(NoAnswer(cause)) = &cancelled {
            tracing::warn!(cause, "cancelling did not work");
        }
        cancelled.is_ok()
    }

    /// Cancels the generation's calls and marks them lost; false when the service did not answer.
    pub(super) async fn stop_remote(&self, which: &Which) -> Result<bool, DataError> {
        let sent = attempt::Entity::find()
            .filter(attempt::Column::GenerationId.eq(which.generation.to_string()))
            .filter(attempt::Column::State.eq(AttemptState::Sent.key()))
            .all(self.db.reader())
            .await?;
        for remote_job_id in sent.into_iter().filter_map(|attempt| attempt.remote_job_id) {
            if !self.cancel_call(which, &remote_job_id).await {
                return Ok(false);
            }
        }
        let (mint, generation) = (self.mint.clone(), which.generation);
        self.db
            .write(move |tx| {
                let mint = mint.clone();
                async move { lose_attempts(tx, &mint, generation).await }.boxed()
            })
            .await?;
        Ok(true)
    }
}
