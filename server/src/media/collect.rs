//! The only code that deletes files: condemned ones, after a grace in which a page that is open can still load them.

use domain::ids::UserId;
use futures::FutureExt as _;
use sea_orm::FromQueryResult;

use super::store::MediaError;
use super::{MediaJobs, condemn_with_variants};
use crate::checkout::under_way::BEING_PAID;
use crate::credits::lock_person;
use crate::db::{DataError, Sql as _, args, crash};
use crate::jobs::Outcome;

/// How long a condemned file stays, in seconds.
const GRACE_SECS: i64 = 24 * 3600;
/// After this an expected object will not come any more: the signed URL for it has ended long ago.
const EXPECTED_SECS: i64 = 48 * 3600;
/// How long a picture that was handed in waits for a model to be made of it, in seconds.
const UNUSED_SECS: i64 = 24 * 3600;
/// Files a run.
const BATCH: i64 = 500;

#[derive(FromQueryResult)]
struct Condemned {
    id: String,
    key: String,
}

/// A finished upload that no asset was made of.
#[derive(Clone, FromQueryResult)]
struct Unused {
    id: String,
    user_id: String,
    file_id: String,
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
        self.give_up_unused().await?;
        let before = self.mint.now().plus_secs(-GRACE_SECS).0;
        // What somebody is just paying for may become an order's, whatever its owner deleted since.
        let sql = format!(
            "SELECT f.id, f.key FROM files f WHERE f.state = 'condemned' AND f.condemned_at < $1 AND NOT ({BEING_PAID})
             ORDER BY f.condemned_at LIMIT $2"
        );
        let condemned: Vec<Condemned> = self.db.reader().rows(&sql, args![before, BATCH]).await?;
        let mut deleted = 0;
        for file in condemned {
            // One that cannot be deleted must not keep the others.
            match self.delete(file, before).await {
                Ok(count) => deleted += count,
                Err(cause) => tracing::error!(%cause, "a condemned file could not be deleted"),
            }
        }
        Ok(deleted)
    }

    async fn delete(&self, file: Condemned, before: i64) -> Result<u64, MediaError> {
        if !self.claim(file.id.clone(), before).await? {
            return Ok(0);
        }
        crash::point("before deleting a file");
        self.storage.delete(&file.key).await?;
        crash::point("after deleting a file");
        Ok(self.forget(file.id).await?)
    }

    /// Makes sure that nobody asks for the file any more: whoever keeps a condemned one longer was faster, or finds it
    /// claimed. A claim has no time, so that a run that was killed goes on with it.
    async fn claim(&self, id: String, before: i64) -> Result<bool, DataError> {
        self.db
            .write(move |tx| {
                let id = id.clone();
                async move {
                    let sql = "UPDATE files SET condemned_at = 0
                        WHERE id = $1 AND state = 'condemned' AND condemned_at < $2";
                    Ok(tx.change(sql, args![id, before]).await? == 1)
                }
                .boxed()
            })
            .await
    }

    /// Deletes the row; the object is gone already, so a repeated run finds nothing to do.
    async fn forget(&self, id: String) -> Result<u64, DataError> {
        self.db
            .write(move |tx| {
                let id = id.clone();
                async move {
                    let measured = "DELETE FROM model_measures WHERE file_id = $1";
                    tx.change(measured, args![id.as_str()]).await?;
                    tx.change("DELETE FROM files WHERE id = $1 AND condemned_at = 0", args![id]).await
                }
                .boxed()
            })
            .await
    }

    /// Forgets pictures that were handed in and then left, and condemns their files.
    async fn give_up_unused(&self) -> Result<(), DataError> {
        let before = self.mint.now().plus_secs(-UNUSED_SECS).0;
        let sql = "SELECT u.id, u.user_id, u.file_id FROM uploads u WHERE u.finished_at < $1 AND u.file_id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM assets a WHERE a.input_file_id = u.file_id)
            ORDER BY u.finished_at LIMIT $2";
        let unused: Vec<Unused> = self.db.reader().rows(sql, args![before, BATCH]).await?;
        for upload in unused {
            self.give_up(upload).await?;
        }
        Ok(())
    }

    /// Under the person's lock, which starting a generation takes too: it finds the upload, or finds it gone.
    async fn give_up(&self, upload: Unused) -> Result<(), DataError> {
        let mint = self.mint.clone();
        let user: UserId = upload.user_id.parse().map_err(|_| DataError::corrupt("user id of an upload"))?;
        self.db
            .write(move |tx| {
                let (upload, mint) = (upload.clone(), mint.clone());
                async move {
                    lock_person(tx, user).await?;
                    let forget = "DELETE FROM uploads WHERE id = $1
                        AND NOT EXISTS (SELECT 1 FROM assets a WHERE a.input_file_id = $2)";
                    let forgotten = tx.change(forget, args![upload.id, upload.file_id.as_str()]).await?;
                    if forgotten > 0 {
                        condemn_with_variants(tx, &mint, &upload.file_id).await?;
                    }
                    Ok(())
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
