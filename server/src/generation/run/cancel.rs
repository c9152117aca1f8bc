//! Stopping what a cancelled or failed generation left running elsewhere.

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
    /// Cancels every call of a generation that the service took.
    pub async fn cancel_remote(&self, job: &Claimed) -> Outcome {
        let stopped = async {
            let id = generation_id(&job.subject)?.to_string();
            match generation::Entity::find_by_id(id).one(self.db.reader()).await? {
                Some(row) => self.stop_remote(&Which::of(&row)?).await,
                None => Ok(true),
            }
        };
        match stopped.await {
            Ok(true) => Outcome::Done,
            Ok(false) => Outcome::Failed("the GPU service did not take the cancellation".into()),
            Err(cause) => Outcome::Failed(cause.to_string()),
        }
    }

    /// Cancels the generation's calls and marks them lost; false when the service did not answer.
    pub(super) async fn stop_remote(&self, which: &Which) -> Result<bool, DataError> {
        let sent = attempt::Entity::find()
            .filter(attempt::Column::GenerationId.eq(which.generation.to_string()))
            .filter(attempt::Column::State.eq(AttemptState::Sent.key()))
            .all(self.db.reader())
            .await?;
        for remote_job_id in sent.into_iter().filter_map(|attempt| attempt.remote_job_id) {
            if let Err(NoAnswer(cause)) = self.provider.cancel(which.kind, &remote_job_id).await {
                tracing::warn!(cause, "cancelling did not work");
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
