//! The only code that deletes files: condemned ones, after a grace in which a page that is open can still load them.

use futures::FutureExt as _;
use sea_orm::FromQueryResult;

use super::MediaJobs;
use super::store::MediaError;
use crate::db::{DataError, Sql as _, args, crash};
use crate::jobs::Outcome;

/// How long a condemned file stays, in seconds.
const GRACE_SECS: i64 = 24 * 3600;
/// After this an expected object will not come any more: the signed URL for it has ended long ago.
const EXPECTED_SECS: i64 = 48 * 3600;
/// Files a run.
const BATCH: i64 = 500;

#[derive(FromQueryResult)]
struct Condemned {
    id: String,
    key: String,
}

impl MediaJobs {
    /// Deletes what was condemned long enough ago.
    pub async fn collect_files(&self) -> Outcome {
        match self.collect().await {
            Ok(deleted) => {
                tracing::info!(deleted, "files collected");
                Outcome::Done
            }
            Err(cause) => Outcome::Failed(cause.to_string()),
        }
    }

    async fn collect(&self) -> Result<u64, MediaError> {
        self.give_up_expected().await?;
        let before = self.mint.now().plus_secs(-GRACE_SECS).0;
        let sql = "SELECT id, key FROM files WHERE state = 'condemned' AND condemned_at < $1
            ORDER BY condemned_at LIMIT $2";
        let condemned: Vec<Condemned> = self.db.reader().rows(sql, args![before, BATCH]).await?;
        let mut deleted = 0;
        for file in condemned {
            crash::point("before deleting a file");
            self.storage.delete(&file.key).await?;
            crash::point("after deleting a file");
            deleted += self.forget(file.id).await?;
        }
        Ok(deleted)
    }

    /// Deletes the row; the object is gone already, so a repeated run finds nothing to do.
    async fn forget(&self, id: String) -> Result<u64, DataError> {
        self.db
            .write(move |tx| {
                let id = id.clone();
                async move {
                    let measured = "DELETE FROM model_measures WHERE file_id = $1";
                    tx.change(measured, args![id.as_str()]).await?;
                    tx.change("DELETE FROM files WHERE id = $1 AND state = 'condemned'", args![id]).await
                }
                .boxed()
            })
            .await
    }

    /// Condemns objects that never came, and forgets the uploads that were begun for them.
    async fn give_up_expected(&self) -> Result<(), DataError> {
        let now = self.mint.now();
        let before = now.plus_secs(-EXPECTED_SECS).0;
        self.db
            .write(move |tx| {
                let condemn = "UPDATE files SET state = 'condemned', condemned_at = $1
                    WHERE state = 'expected' AND created_at < $2";
                let forget = "DELETE FROM uploads WHERE finished_at IS NULL AND created_at < $1";
                async move {
                    tx.change(condemn, args![now.0, before]).await?;
                    tx.change(forget, args![before]).await.map(drop)
                }
                .boxed()
            })
            .await
    }
}
