//! Storing a made picture: the row first, then the object, so that no object is ever without a row.

use bytes::Bytes;
use domain::ids::FileId;
use futures::FutureExt as _;
use sea_orm::FromQueryResult;
use sha2::{Digest as _, Sha256};

use super::MediaJobs;
use super::encode::Encoded;
use crate::db::{DataError, Sql as _, Tx, args, crash};
use crate::mint::Mint;
use crate::storage::StorageError;

/// The media type of everything made here.
const WEBP: &str = "image/webp";

/// Why a picture was not made; for the log.
#[derive(Debug, thiserror::Error)]
pub(super) enum MediaError {
    #[error(transparent)]
    Data(#[from] DataError),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error("{0}")]
    Picture(String),
}

/// A picture whose object is stored.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    key: String,
    bytes: i64,
    sha256: String,
    pub width: i32,
    pub height: i32,
}

#[derive(FromQueryResult)]
struct FileRow {
    id: String,
}

impl MediaJobs {
    /// Expects a file of `user` under `key`, then stores the picture there.
    pub(super) async fn put(&self, user: &str, key: String, picture: Encoded) -> Result<Stored, MediaError> {
        self.expect(user, &key).await?;
        let stored = Stored {
            bytes: i64::try_from(picture.bytes.len()).unwrap_or(i64::MAX),
            sha256: hex::encode(Sha256::digest(&picture.bytes)),
            width: picture.width.cast_signed(),
            height: picture.height.cast_signed(),
            key,
        };
        crash::point("before storing a picture");
        self.storage.put(&stored.key, WEBP, Bytes::from(picture.bytes)).await?;
        crash::point("after storing a picture");
        Ok(stored)
    }

    async fn expect(&self, user: &str, key: &str) -> Result<(), DataError> {
        let now = self.mint.now().0;
        let values = args![self.mint.id(FileId::from_parts).to_string(), user, key, WEBP, now];
        self.db
            .write(move |tx| {
                let values = values.clone();
                async move {
                    let sql = "INSERT INTO files (id, user_id, key, state, media_type, created_at)
                        VALUES ($1, $2, $3, 'expected', $4, $5) ON CONFLICT (key) DO NOTHING";
                    tx.change(sql, values).await.map(drop)
                }
                .boxed()
            })
            .await
    }
}

/// Makes a stored picture's row live and answers its id.
pub(super) async fn bring_to_life(tx: &Tx, stored: &Stored) -> Result<String, DataError> {
    let sql = "UPDATE files SET state = 'live', bytes = $1, sha256 = $2, width = $3, height = $4, condemned_at = NULL
        WHERE key = $5 RETURNING id";
    let values =
        args![stored.bytes, stored.sha256.as_str(), stored.width, stored.height, stored.key.as_str()];
    let row = tx.row::<FileRow>(sql, values).await?.ok_or(DataError::corrupt("expected picture"))?;
    Ok(row.id)
}

/// Leaves a stored picture that came too late to the collector.
pub(super) async fn discard(tx: &Tx, mint: &Mint, stored: &Stored) -> Result<(), DataError> {
    let sql =
        "UPDATE files SET state = 'condemned', condemned_at = $1 WHERE key = $2 AND state <> 'condemned'";
    tx.change(sql, args![mint.now().0, stored.key.as_str()]).await.map(drop)
}
