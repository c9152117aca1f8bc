//! Fresh links to an item's files, made on demand where the format is not stored.

use bytes::Bytes;
use domain::Problem;
use domain::asset::MeshFacts;
use domain::ids::{FileId, OrderItemId, UserId};
use domain::order::{FileFormat, ItemState};
use futures::FutureExt as _;
use mesh::export::{About, Format, export_sized};
use mesh::glb::ReadLimits;
use mesh::import::read_within;
use mesh::{rescale_longest, rescale_per_axis};
use sea_orm::FromQueryResult;
use sha2::{Digest as _, Sha256};

use super::OrderService;
use super::rows::{self, ItemRow};
use crate::db::{DataError, Sql as _, Tx, args};
use crate::generation::places::MODEL_MAX_BYTES;
use crate::mint::Mint;
use crate::storage::StorageError;

/// How long a link works, in seconds.
const LINK_SECS: i64 = 10 * 60;

/// A stored file.
#[derive(Clone, FromQueryResult)]
struct FileRow {
    id: String,
    user_id: String,
    key: String,
    media_type: String,
}

/// A model with the size that its asset is made at.
#[derive(FromQueryResult)]
struct Model {
    id: String,
    user_id: String,
    key: String,
    media_type: String,
    model_facts: Option<String>,
}

impl Model {
    fn file(&self) -> FileRow {
        FileRow {
            id: self.id.clone(),
            user_id: self.user_id.clone(),
            key: self.key.clone(),
            media_type: self.media_type.clone(),
        }
    }
}

/// How large a file is to be, in millimetres.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Size {
    /// Its longest side; the others follow.
    Longest(f64),
    /// Each side.
    Sides([f64; 3]),
}

impl Size {
    /// Its part of an export's key, in micrometres.
    fn key(self) -> String {
        let um = |side_mm: f64| (side_mm * 1000.0).round().to_string();
        match self {
            Self::Longest(side) => um(side),
            Self::Sides(sides) => sides.map(um).join("x"),
        }
    }
}

impl OrderService {
    pub(super) async fn link(
        &self,
        user: UserId,
        id: OrderItemId,
        format: FileFormat,
    ) -> Result<String, Problem> {
        let values = args![id.to_string(), user.to_string()];
        let item = rows::items(&self.db, "i.id = $1 AND o.user_id = $2", values).await?.pop();
        let item = item.ok_or(Problem::NotFound)?;
        if item.kind == "credits" || item.state()? == ItemState::Refunded {
            return Err(Problem::not_now("This item has no files."));
        }
        let file = match (item.kind.as_str(), format) {
            ("print", FileFormat::ThreeMf) => self.stored(item.print_3mf_file_id.as_deref()).await?,
            ("print", FileFormat::Stl) => self.stored(item.print_stl_file_id.as_deref()).await?,
            ("print", _) => self.of_print(&item, format).await?,
            _ => self.of_model(user, &item, format).await?,
        };
        let name =
            format!("makeit3d-{}.{}", item.id.get(4..).unwrap_or_default(), kind(format).file_extension());
        let now = self.mint.now();
        let link = self.storage.sign_download(&file.key, &file.media_type, &name, LINK_SECS, now).await;
        link.map_err(|cause| unavailable(&cause))
    }

    /// A print's own file.
    async fn stored(&self, id: Option<&str>) -> Result<FileRow, Problem> {
        let sql = "SELECT id, user_id, key, media_type FROM files WHERE id = $1 AND state = 'live'";
        let id = id.ok_or_else(|| Problem::not_now("The print file is still being made."))?;
        let file = self.db.reader().row::<FileRow>(sql, args![id]).await?;
        file.ok_or_else(|| Problem::not_now("This file is no longer kept."))
    }

    /// A print in a format that is not stored: the model that was ordered, at the ordered size, whatever became of the
    /// asset since. Once that model is given up the print file shows its shape.
    async fn of_print(&self, item: &ItemRow, format: FileFormat) -> Result<FileRow, Problem> {
        let model = match self.stored(item.model_file_id.as_deref()).await {
            Err(Problem::NotNow { .. }) => self.stored(item.print_3mf_file_id.as_deref()).await?,
            found => found?,
        };
        let size = Size::Sides(item.choice()?.size.0);
        self.exported(&model, kind(format), size, &item.title).await
    }

    /// The asset's present model while the buyer may see it, else the one that was bought.
    async fn of_model(&self, user: UserId, item: &ItemRow, format: FileFormat) -> Result<FileRow, Problem> {
        let sql = "SELECT f.id, f.user_id, f.key, f.media_type,
                CASE WHEN f.id = a.model_file_id THEN a.model_facts END AS model_facts
            FROM assets a JOIN files f
                ON f.id = CASE WHEN a.deleted_at IS NULL AND (a.user_id = $2 OR a.visibility = 'public')
                    THEN a.model_file_id ELSE $3 END
            WHERE a.id = $1 AND f.state = 'live'";
        let values = args![item.asset_id.clone(), user.to_string(), item.model_file_id.clone()];
        let model = self.db.reader().row::<Model>(sql, values).await?;
        let model = model.ok_or_else(|| Problem::not_now("This model is no longer there."))?;
        let file = model.file();
        if format == FileFormat::Glb {
            return Ok(file);
        }
        let facts: Option<MeshFacts> =
            model.model_facts.as_deref().and_then(|json| serde_json::from_str(json).ok());
        let size = Size::Longest(facts.map_or(80.0, |facts| f64::from(facts.size_mm)));
        self.exported(&file, kind(format), size, &item.title).await
    }

    /// The model in another format: made once, kept for a day after the last download.
    async fn exported(
        &self,
        model: &FileRow,
        format: Format,
        size: Size,
        title: &str,
    ) -> Result<FileRow, Problem> {
        let key = format!("exports/{}/{}.{}", model.id, size.key(), format.file_extension());
        if let Some(kept) = self.kept(&key).await? {
            return Ok(kept);
        }
        let closed = |_| Problem::Unavailable { sentence: "The server is going down.".to_owned() };
        let _place = self.bench.acquire().await.map_err(closed)?;
        // Somebody who waited with the same wish may have made it meanwhile.
        if let Some(kept) = self.kept(&key).await? {
            return Ok(kept);
        }
        let bytes =
            self.storage.get(&model.key, MODEL_MAX_BYTES).await.map_err(|cause| unavailable(&cause))?;
        let title = title.to_owned();
        let made = tokio::task::spawn_blocking(move || write(&bytes, format, size, &title)).await;
        let bytes = made.ok().and_then(Result::ok).ok_or_else(|| {
            tracing::error!(model = model.id, format = format.slug(), "a model cannot be exported");
            Problem::not_now("This format cannot be made of the model.")
        })?;
        let file = FileRow {
            id: self.mint.id(FileId::from_parts).to_string(),
            user_id: model.user_id.clone(),
            key,
            media_type: format.media_type().to_owned(),
        };
        self.write_down(file.clone(), Bytes::clone(&bytes)).await?;
        self.storage.put(&file.key, &file.media_type, bytes).await.map_err(|cause| unavailable(&cause))?;
        Ok(file)
    }

    /// The export under this key, when it is there.
    async fn kept(&self, key: &str) -> Result<Option<FileRow>, Problem> {
        let Some(kept) = self.keep_longer(key).await? else { return Ok(None) };
        let is_there = self.storage.head(&kept.key).await.map_err(|cause| unavailable(&cause))?.is_some();
        Ok(is_there.then_some(kept))
    }

    async fn keep_longer(&self, key: &str) -> Result<Option<FileRow>, DataError> {
        let (key, now) = (key.to_owned(), self.mint.now().0);
        let written = self.db.write(move |tx| {
            let key = key.clone();
            async move {
                let sql = "UPDATE files SET condemned_at = $1
                    WHERE key = $2 AND state = 'condemned' AND condemned_at > 0
                    RETURNING id, user_id, key, media_type";
                tx.row::<FileRow>(sql, args![now, key]).await
            }
            .boxed()
        });
        written.await
    }

    async fn write_down(&self, file: FileRow, bytes: Bytes) -> Result<(), DataError> {
        let mint = self.mint.clone();
        let sha256 = hex::encode(Sha256::digest(&bytes));
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let written = self.db.write(move |tx| {
            let (mint, file, sha256) = (mint.clone(), file.clone(), sha256.clone());
            async move { insert(tx, &mint, &file, size, sha256).await }.boxed()
        });
        written.await
    }
}

/// An export is born given up: the collector takes it a day after the last download. One that it is just taking cannot
/// be made again before it is gone.
async fn insert(tx: &Tx, mint: &Mint, file: &FileRow, size: i64, sha256: String) -> Result<(), DataError> {
    let sql =
        "INSERT INTO files (id, user_id, key, state, media_type, bytes, sha256, created_at, condemned_at)
        VALUES ($1, $2, $3, 'condemned', $4, $5, $6, $7, $7)
        ON CONFLICT (key) DO UPDATE SET condemned_at = excluded.condemned_at WHERE files.condemned_at > 0";
    let now = mint.now().0;
    let values = args![
        file.id.as_str(),
        file.user_id.as_str(),
        file.key.as_str(),
        file.media_type.as_str(),
        size,
        sha256,
        now
    ];
    if tx.change(sql, values).await? == 0 {
        return Err(Problem::not_now("This file is just being put away. Try again in a moment.").into());
    }
    Ok(())
}

/// Brings a stored model (GLB, or a print's 3MF) to a size and writes it.
fn write(model: &[u8], format: Format, size: Size, title: &str) -> Result<Bytes, String> {
    let mesh = read_within(model, &ReadLimits::default()).map_err(|error| error.to_string())?;
    let sized = match size {
        Size::Longest(side_mm) => rescale_longest(&mesh, side_mm),
        Size::Sides(sides_mm) => rescale_per_axis(&mesh, sides_mm),
    };
    let about = About { title: title.to_owned(), ..About::default() };
    let mut bytes = Vec::new();
    let sized = sized.map_err(|error| error.to_string())?;
    export_sized(&sized, format, &about, &mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes.into())
}

/// The writer of a format.
fn kind(format: FileFormat) -> Format {
    match format {
        FileFormat::Glb => Format::Glb,
        FileFormat::Stl => Format::Stl,
        FileFormat::Obj => Format::Obj,
        FileFormat::ThreeMf => Format::ThreeMf,
        FileFormat::Usdz => Format::Usdz,
    }
}

fn unavailable(cause: &StorageError) -> Problem {
    tracing::error!(%cause, "a file of an order could not be reached");
    Problem::Unavailable { sentence: "Our storage does not answer.".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_its_writer() {
        for format in FileFormat::ALL {
            assert_eq!(kind(format).slug(), format.key());
        }
    }

    #[test]
    fn a_file_has_the_asked_size() {
        let cube = mesh::glb::to_bytes(&mesh::shapes::cube(1.0)).unwrap();
        let sides_of = |size: Size, source: &[u8]| {
            let threemf = write(source, Format::ThreeMf, size, "a cube").unwrap();
            let mesh = read_within(&threemf, &ReadLimits::default()).unwrap();
            (mesh.bounds().unwrap().extents().map(f32::round), threemf)
        };
        assert_eq!(sides_of(Size::Longest(40.0), &cube).0, [40.0; 3]);
        let (sides, print) = sides_of(Size::Sides([80.0, 60.0, 40.0]), &cube);
        assert_eq!(sides, [80.0, 60.0, 40.0]);
        assert_eq!(sides_of(Size::Sides([8.0, 6.0, 4.0]), &print).0, [8.0, 6.0, 4.0], "from a print file");
        assert!(write(b"rubbish", Format::Stl, Size::Longest(40.0), "").is_err());
    }
}
