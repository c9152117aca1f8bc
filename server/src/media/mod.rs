//! Pictures for pages: smaller widths of every picture and a poster of every model, made by jobs; and the collector
//! of files that nobody needs any more.
//!
//! Every file made here has a key that derives from its source, so a job that is repeated makes the same file.

mod collect;
mod encode;
mod poster;
mod store;
mod thumbnails;

use sea_orm::FromQueryResult;

use crate::db::{DataError, Database, Sql as _, Tx, args};
use crate::mint::Mint;
use crate::storage::Storage;

/// Carries out the jobs that make pictures and delete files.
#[derive(Clone)]
pub struct MediaJobs {
    db: Database,
    mint: Mint,
    storage: Storage,
    poster_px: u32,
}

impl MediaJobs {
    /// Jobs on this database and this storage.
    #[must_use]
    pub fn new(db: Database, mint: Mint, storage: Storage) -> Self {
        Self { db, mint, storage, poster_px: poster::POSTER_PX }
    }

    /// The same with posters of this width and height, in pixels: small ones take less time.
    #[must_use]
    pub fn with_poster_px(self, poster_px: u32) -> Self {
        Self { poster_px, ..self }
    }
}

/// Leaves a file that was replaced, and its smaller widths, to the collector, unless an asset or an unfinished order
/// item needs it still; whoever ends that need calls this again.
///
/// # Errors
/// The database's.
pub async fn condemn_with_variants(tx: &Tx, mint: &Mint, file_id: &str) -> Result<(), DataError> {
    // The row first: an order that is just being written locks it too, and is seen by the next statement.
    let lock = format!("SELECT id FROM files WHERE id = $1{}", tx.for_update());
    tx.row::<Locked>(&lock, args![file_id]).await?;
    let needed = "EXISTS (SELECT 1 FROM order_items i WHERE $1 IN
            (i.model_file_id, i.print_3mf_file_id, i.print_stl_file_id))
        OR EXISTS (SELECT 1 FROM assets a WHERE $1 IN (a.input_file_id, a.model_file_id, a.poster_file_id))";
    let sql = format!("SELECT id FROM files WHERE id = $1 AND ({needed})");
    if tx.row::<Locked>(&sql, args![file_id]).await?.is_some() {
        return Ok(());
    }
    let sql = "UPDATE files SET state = 'condemned', condemned_at = $1 WHERE state <> 'condemned'
        AND (id = $2 OR id IN (SELECT file_id FROM picture_variants WHERE source_file_id = $2))";
    tx.change(sql, args![mint.now().0, file_id]).await?;
    let sql = "DELETE FROM picture_variants WHERE source_file_id = $1";
    tx.change(sql, args![file_id]).await.map(drop)
}

#[derive(FromQueryResult)]
struct Locked {
    #[expect(dead_code, reason = "that there is a row, and its lock, are what matters")]
    id: String,
}
