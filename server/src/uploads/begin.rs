//! Making room for a picture.

use domain::Problem;
use domain::ids::{FileId, UploadId, UserId};
use domain::image::ImageKind;
use domain::upload::UploadTicket;
use futures::FutureExt as _;
use sea_orm::{EntityTrait as _, IntoActiveModel as _};

use super::{UploadService, storage_problem};
use crate::db::{Sql as _, args};
use crate::entities::upload;

/// Writes the upload and signs the link.
pub(super) async fn write(
    service: &UploadService,
    user: UserId,
    media_type: &str,
    bytes: u64,
) -> Result<UploadTicket, Problem> {
    let kind = ImageKind::from_media_type(media_type)?;
    ImageKind::check_bytes(bytes)?;
    let id = service.mint.id(UploadId::from_parts);
    let file_id = service.mint.id(FileId::from_parts).to_string();
    let now = service.mint.now();
    let row = upload::Model {
        id: id.to_string(),
        user_id: user.to_string(),
        key: format!("uploads/{id}"),
        media_type: kind.media_type().to_owned(),
        max_bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
        file_id: None,
        created_at: now.0,
        finished_at: None,
    };
    let key = row.key.clone();
    let written = service.db.write(move |tx| {
        let (row, file_id) = (row.clone(), file_id.clone());
        async move {
            let sql = "INSERT INTO files (id, user_id, key, state, media_type, created_at)
                VALUES ($1, $2, $3, 'expected', $4, $5)";
            let values =
                args![file_id, row.user_id.as_str(), row.key.as_str(), row.media_type.as_str(), now.0];
            tx.change(sql, values).await?;
            upload::Entity::insert(row.into_active_model()).exec_without_returning(&**tx).await?;
            Ok(())
        }
        .boxed()
    });
    written.await?;
    let signed = service.storage.sign_put_of(&key, kind.media_type(), bytes, now);
    Ok(UploadTicket {
        upload: id,
        put_url: signed.map_err(|error| storage_problem(&error))?,
        content_type: kind.media_type().to_owned(),
        max_bytes: bytes,
    })
}
