//! Checking what arrived, and keeping it.

use bytes::Bytes;
use domain::Problem;
use domain::ids::{FileId, UploadId, UserId};
use domain::image::ImageKind;
use domain::picture::Picture;
use domain::problem::Field;
use futures::FutureExt as _;
use sea_orm::{ColumnTrait as _, QueryFilter as _};
use sha2::{Digest as _, Sha256};

use super::picture::{Kept, keep};
use super::{UploadService, storage_problem};
use crate::assets::pictures;
use crate::db::{DataError, Sql as _, args, crash};
use crate::entities::upload;
use crate::jobs::{JobKind, enqueue};
use crate::storage::StorageError;

/// See [`domain::upload::Uploads::finish`].
pub(super) async fn check_and_keep(
    service: &UploadService,
    user: UserId,
    id: UploadId,
) -> Result<Picture, Problem> {
    let upload = upload::Entity::owned_by(user)
        .filter(upload::Column::Id.eq(id.to_string()))
        .one(service.db.reader())
        .await
        .map_err(DataError::from)?
        .ok_or(Problem::NotFound)?;
    let file_id = match upload.file_id.clone() {
        Some(file_id) => file_id,
        None => keep_picture(service, user, &upload).await?,
    };
    let mut files =
        pictures::load(&service.db, &service.storage, service.mint.now(), vec![file_id.clone()]).await?;
    files.pictures.remove(&file_id).ok_or(Problem::NotFound)
}

async fn keep_picture(
    service: &UploadService,
    user: UserId,
    upload: &upload::Model,
) -> Result<String, Problem> {
    let announced = u64::try_from(upload.max_bytes).unwrap_or(ImageKind::MAX_BYTES);
    let raw = match service.storage.get(&upload.key, announced).await {
        Ok(raw) => raw,
        Err(StorageError::NotFound) => {
            return Err(Problem::invalid(Field::Image, "The picture did not arrive."));
        }
        Err(StorageError::TooLarge { .. }) => return Err(too_large()),
        Err(error) => return Err(storage_problem(&error)),
    };
    let checked = tokio::task::spawn_blocking(move || keep(&raw)).await;
    let kept = checked.map_err(|_| DataError::Interrupted)??;
    let key = format!("inputs/{}.webp", upload.id);
    expect(service, user, &key).await?;
    let facts = Facts::of(&kept);
    crash::point("before storing an upload");
    let stored = service.storage.put(&key, "image/webp", Bytes::from(kept.bytes)).await;
    crash::point("after storing an upload");
    stored.map_err(|error| storage_problem(&error))?;
    bring_to_life(service, upload.clone(), key, facts).await
}

/// The link takes no more than was announced, unless a service that speaks S3 does not look at the length it was signed
/// with.
fn too_large() -> Problem {
    Problem::invalid(Field::Image, "More arrived than was announced; add the picture again.")
}

#[derive(Clone)]
struct Facts {
    bytes: i64,
    sha256: String,
    width: i32,
    height: i32,
}

impl Facts {
    fn of(kept: &Kept) -> Self {
        Self {
            bytes: i64::try_from(kept.bytes.len()).unwrap_or(i64::MAX),
            sha256: hex::encode(Sha256::digest(&kept.bytes)),
            width: kept.width.cast_signed(),
            height: kept.height.cast_signed(),
        }
    }
}

/// The row comes before the object, so that no object is ever without a row.
async fn expect(service: &UploadService, user: UserId, key: &str) -> Result<(), DataError> {
    let id = service.mint.id(FileId::from_parts).to_string();
    let values = args![id, user.to_string(), key, service.mint.now().0];
    let written = service.db.write(move |tx| {
        let sql = "INSERT INTO files (id, user_id, key, state, media_type, created_at)
            VALUES ($1, $2, $3, 'expected', 'image/webp', $4) ON CONFLICT (key) DO NOTHING";
        let values = values.clone();
        async move { tx.change(sql, values).await.map(drop) }.boxed()
    });
    written.await
}

/// Names the kept picture in the upload, leaves the raw one to the collector and asks for the smaller widths.
async fn bring_to_life(
    service: &UploadService,
    upload: upload::Model,
    key: String,
    facts: Facts,
) -> Result<String, Problem> {
    #[derive(sea_orm::FromQueryResult)]
    struct Row {
        id: String,
    }
    let mint = service.mint.clone();
    let written = service.db.write(move |tx| {
        let (mint, upload, key, facts) = (mint.clone(), upload.clone(), key.clone(), facts.clone());
        async move {
            let now = mint.now().0;
            let sql = "UPDATE files SET state = 'live', bytes = $1, sha256 = $2, width = $3, height = $4,
                condemned_at = NULL WHERE key = $5 RETURNING id";
            let values = args![facts.bytes, facts.sha256, facts.width, facts.height, key];
            let file = tx.row::<Row>(sql, values).await?.ok_or(DataError::corrupt("kept picture"))?.id;
            let sql = "UPDATE uploads SET file_id = $1, finished_at = $2 WHERE id = $3 AND file_id IS NULL";
            tx.change(sql, args![file.as_str(), now, upload.id]).await?;
            let sql = "UPDATE files SET state = 'condemned', condemned_at = $1 WHERE key = $2";
            tx.change(sql, args![now, upload.key]).await?;
            enqueue(tx, &mint, JobKind::MakeThumbnails, &file).await?;
            Ok(file)
        }
        .boxed()
    });
    Ok(written.await?)
}
