//! Stored files as pages link to them: signed, pictures in every width there is.

use std::collections::HashMap;

use domain::picture::{Picture, PictureSource};
use domain::time::Timestamp;
use sea_orm::{FromQueryResult, Value};

use super::AssetCatalogue;
use crate::db::{DataError, Database, Sql as _};
use crate::storage::Storage;

/// A file that is no picture.
#[derive(Clone, Debug)]
pub struct FileLink {
    /// Signed.
    pub url: String,
    /// Its size.
    pub bytes: u64,
}

/// Files by their ids.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// Those with a width and a height.
    pub pictures: HashMap<String, Picture>,
    /// The others.
    pub others: HashMap<String, FileLink>,
}

#[derive(FromQueryResult)]
struct Row {
    source_id: String,
    key: String,
    media_type: String,
    bytes: i64,
    width: Option<i32>,
    height: Option<i32>,
    variant_key: Option<String>,
    variant_media_type: Option<String>,
    variant_width: Option<i32>,
    variant_height: Option<i32>,
}

impl AssetCatalogue {
    /// [`load`] from this database and this storage.
    pub(crate) async fn files(&self, ids: Vec<String>) -> Result<Files, DataError> {
        load(&self.db, &self.storage, self.mint.now(), ids).await
    }
}

/// Loads live files in one statement; those that are not there are left out. A picture whose smaller widths are not
/// made yet has itself as its only source.
///
/// # Errors
/// The database's.
pub async fn load(
    db: &Database,
    storage: &Storage,
    now: Timestamp,
    mut ids: Vec<String>,
) -> Result<Files, DataError> {
    ids.sort_unstable();
    ids.dedup();
    let mut files = Files::default();
    if ids.is_empty() {
        return Ok(files);
    }
    let places: Vec<String> = (1..=ids.len()).map(|number| format!("${number}")).collect();
    let sql = format!(
        "SELECT f.id AS source_id, f.key, f.media_type, f.bytes, f.width, f.height, smaller.key AS variant_key,
            smaller.media_type AS variant_media_type, v.width AS variant_width, smaller.height AS variant_height
         FROM files f
         LEFT JOIN picture_variants v ON v.source_file_id = f.id
         LEFT JOIN files smaller ON smaller.id = v.file_id AND smaller.state = 'live'
         WHERE f.state = 'live' AND f.id IN ({}) ORDER BY f.id, v.width",
        places.join(", ")
    );
    let rows: Vec<Row> = db.reader().rows(&sql, ids.into_iter().map(Value::from).collect()).await?;
    for row in &rows {
        row.add_to(&mut files, storage, now).await;
    }
    Ok(files)
}

impl Row {
    /// Adds what this row says; rows of one picture come narrowest first.
    async fn add_to(&self, files: &mut Files, storage: &Storage, now: Timestamp) {
        let (Some(width), Some(height)) = (self.width, self.height) else {
            if let Some(url) = sign(storage, &self.key, &self.media_type, now).await {
                let bytes = u64::try_from(self.bytes).unwrap_or_default();
                files.others.insert(self.source_id.clone(), FileLink { url, bytes });
            }
            return;
        };
        let variant = self.variant_key.as_deref().zip(self.variant_media_type.as_deref());
        let (key, media_type) = variant.unwrap_or((self.key.as_str(), self.media_type.as_str()));
        let (width, height) = match variant {
            Some(_) => (self.variant_width.unwrap_or(width), self.variant_height.unwrap_or(height)),
            None => (width, height),
        };
        let Some(url) = sign(storage, key, media_type, now).await else { return };
        let empty = || Picture { sources: Vec::new(), width: 0, height: 0 };
        let picture = files.pictures.entry(self.source_id.clone()).or_insert_with(empty);
        picture.width = pixels(width);
        picture.height = pixels(height);
        picture.sources.push(PictureSource { width: pixels(width), url });
    }
}

async fn sign(storage: &Storage, key: &str, media_type: &str, now: Timestamp) -> Option<String> {
    match storage.sign_get(key, media_type, now).await {
        Ok(url) => Some(url),
        Err(error) => {
            tracing::error!(%error, key, "a link could not be signed");
            None
        }
    }
}

fn pixels(count: i32) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}
