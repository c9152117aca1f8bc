//! Attempts: the intent is written before anything is sent.

use domain::ids::{AttemptId, FileId};
use futures::FutureExt as _;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, FromQueryResult, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _,
};

use super::{Attempt, GenerationJobs, MOST_ATTEMPTS, Task};
use crate::db::{DataError, Sql as _, Tx, args};
use crate::entities::{attempt, file};
use crate::generation::end::condemn;
use crate::generation::{AttemptState, places};
use crate::jobs::{self, JobKind};

const SENT: &str =
    "UPDATE attempts SET state = 'sent', remote_job_id = $1 WHERE id = $2 AND state = 'prepared'";
const SENT_IN_VAIN: &str =
    "UPDATE attempts SET remote_job_id = $1 WHERE id = $2 AND state = 'lost' AND remote_job_id IS NULL";

#[derive(FromQueryResult)]
struct LostRow {
    remote_job_id: Option<String>,
}

impl GenerationJobs {
    /// The attempt to go on with: the open one of an earlier run, else a new one, which clears `resumed`; nothing
    /// when there were enough.
    pub(super) async fn open_attempt(
        &self,
        task: &Task,
        resumed: &mut bool,
    ) -> Result<Option<Attempt>, DataError> {
        let latest = attempt::Entity::find()
            .filter(attempt::Column::GenerationId.eq(task.generation.id.as_str()))
            .order_by_desc(attempt::Column::Number)
            .one(self.db.reader())
            .await?;
        match latest {
            Some(latest) if latest.state != AttemptState::Lost.key() => Ok(Some(latest)),
            Some(latest) if latest.number >= MOST_ATTEMPTS => Ok(None),
            latest => {
                *resumed = false;
                let number = latest.map_or(1, |latest| latest.number + 1);
                self.write_attempt(task, number).await.map(Some)
            }
        }
    }

    async fn write_attempt(&self, task: &Task, number: i32) -> Result<Attempt, DataError> {
        let new = attempt::Model {
            id: self.mint.id(AttemptId::from_parts).to_string(),
            generation_id: task.generation.id.clone(),
            number,
            state: AttemptState::Prepared.key().to_owned(),
            remote_job_id: None,
            created_at: self.mint.now().0,
            ended_at: None,
        };
        let expected = self.expected_files(task, &new);
        let (row, job) = (new.clone(), task.job.clone());
        self.db
            .write(move |tx| {
                let (row, expected, job) = (row.clone(), expected.clone(), job.clone());
                async move {
                    jobs::check_lease(tx, &job).await?;
                    attempt::Entity::insert(row.into_active_model()).exec_without_returning(&**tx).await?;
                    let files = expected.into_iter().map(sea_orm::IntoActiveModel::into_active_model);
                    file::Entity::insert_many(files).exec_without_returning(&**tx).await?;
                    Ok(())
                }
                .boxed()
            })
            .await?;
        Ok(new)
    }

    /// Rows for every key the attempt may leave an object under, so that none is ever forgotten.
    fn expected_files(&self, task: &Task, attempt: &Attempt) -> Vec<file::Model> {
        let places = places::places(task.which.kind, &attempt.id);
        let keys = places
            .into_iter()
            .flat_map(|place| [(place.incoming_key, place.media_type), (place.kept_key, place.media_type)]);
        keys.map(|(key, media_type)| file::Model {
            id: self.mint.id(FileId::from_parts).to_string(),
            user_id: task.generation.user_id.clone(),
            key,
            state: "expected".to_owned(),
            media_type: media_type.to_owned(),
            bytes: None,
            sha256: None,
            width: None,
            height: None,
            created_at: self.mint.now().0,
            condemned_at: None,
        })
        .collect()
    }

    /// Writes down the service's id of a sent attempt. One that was given up while it was on its way is stopped there.
    pub(super) async fn write_sent(&self, attempt: &Attempt, remote_job_id: &str) -> Result<(), DataError> {
        let (remote_job_id, id, mint) = (remote_job_id.to_owned(), attempt.id.clone(), self.mint.clone());
        self.db
            .write(move |tx| {
                let (values, id, mint) =
                    (args![remote_job_id.as_str(), id.as_str()], id.clone(), mint.clone());
                async move {
                    if tx.change(SENT, values.clone()).await? == 0
                        && tx.change(SENT_IN_VAIN, values).await? == 1
                    {
                        jobs::enqueue(tx, &mint, JobKind::CancelRemote, &id).await?;
                    }
                    Ok(())
                }
                .boxed()
            })
            .await
    }

    /// Gives an attempt up, and its files with it. What the service may still make of it is stopped there: a machine
    /// costs by the second.
    pub(super) async fn lose(&self, attempt: &Attempt) -> Result<(), DataError> {
        tracing::warn!(attempt = attempt.id, number = attempt.number, "the attempt is lost");
        let (id, mint) = (attempt.id.clone(), self.mint.clone());
        self.db
            .write(move |tx| {
                let (id, mint) = (id.clone(), mint.clone());
                async move {
                    let sql = "UPDATE attempts SET state = 'lost', ended_at = $1
                        WHERE id = $2 AND state IN ('prepared', 'sent') RETURNING remote_job_id";
                    let lost = tx.row::<LostRow>(sql, args![mint.now().0, id.as_str()]).await?;
                    if lost.is_some_and(|lost| lost.remote_job_id.is_some()) {
                        jobs::enqueue(tx, &mint, JobKind::CancelRemote, &id).await?;
                    }
                    condemn_every_kind(tx, &mint, &id).await
                }
                .boxed()
            })
            .await
    }
}

async fn condemn_every_kind(tx: &Tx, mint: &crate::mint::Mint, attempt: &str) -> Result<(), DataError> {
    use domain::generation::GenerationKind::{Concepts, Model};
    for kind in [Concepts, Model] {
        condemn(tx, mint, &places::keys(kind, attempt)).await?;
    }
    Ok(())
}
