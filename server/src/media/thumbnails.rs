//! The smaller widths of a picture.

use futures::FutureExt as _;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _};

use super::MediaJobs;
use super::encode::widths;
use super::store::{MediaError, Stored, bring_to_life, discard};
use crate::db::{DataError, Sql as _, Tx, args};
use crate::entities::file;
use crate::jobs::{self, Claimed, Outcome};
use crate::mint::Mint;

/// Most bytes of a picture that is scaled.
const SOURCE_MAX_BYTES: u64 = 32 * 1024 * 1024;

impl MediaJobs {
    /// Makes every width of the file that the job names.
    pub async fn make_thumbnails(&self, job: &Claimed) -> Outcome {
        match self.thumbnails(job).await {
            Ok(outcome) => outcome,
            Err(cause) => Outcome::Failed(cause.to_string()),
        }
    }

    async fn thumbnails(&self, job: &Claimed) -> Result<Outcome, MediaError> {
        let source = file::Entity::find_by_id(job.subject.as_str()).one(self.db.reader()).await;
        let Some(source) = source.map_err(DataError::from)?.filter(|source| source.state == "live") else {
            return Ok(Outcome::Done);
        };
        let bytes = self.storage.get(&source.key, SOURCE_MAX_BYTES).await?;
        let pictures = in_background(move || widths(&bytes)).await?;
        let mut stored = Vec::new();
        for picture in pictures {
            let key = format!("pictures/{}/{}.webp", source.id, picture.width);
            stored.push(self.put(&source.user_id, key, picture).await?);
        }
        let (mint, job, source_id) = (self.mint.clone(), job.clone(), source.id);
        self.db
            .write(move |tx| {
                let (mint, job, source_id, stored) =
                    (mint.clone(), job.clone(), source_id.clone(), stored.clone());
                async move {
                    link(tx, &mint, &source_id, &stored).await?;
                    jobs::finish(tx, &mint, &job).await?.map_err(|_lost| DataError::Outlived)
                }
                .boxed()
            })
            .await?;
        Ok(Outcome::Ended)
    }
}

/// Makes the pictures the source's variants, unless the source was given up meanwhile.
async fn link(tx: &Tx, mint: &Mint, source_id: &str, stored: &[Stored]) -> Result<(), DataError> {
    let source = file::Entity::find_by_id(source_id)
        .filter(file::Column::State.eq("live"))
        .lock_exclusive()
        .one(&**tx)
        .await?;
    for picture in stored {
        if source.is_none() {
            discard(tx, mint, picture).await?;
            continue;
        }
        let id = bring_to_life(tx, picture).await?;
        let sql = "INSERT INTO picture_variants (source_file_id, width, file_id) VALUES ($1, $2, $3)
            ON CONFLICT DO NOTHING";
        tx.change(sql, args![source_id, picture.width, id]).await?;
    }
    Ok(())
}

/// Runs number crunching on a thread of its own.
pub(super) async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, MediaError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| MediaError::Picture("the work stopped unexpectedly".into()))?
        .map_err(MediaError::Picture)
}
