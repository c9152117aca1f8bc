//! Pictures for pages: smaller widths of every picture and a poster of every model, made by jobs; and the collector
//! of files that nobody needs any more.
//!
//! Every file made here has a key that derives from its source, so a job that is repeated makes the same file.

mod collect;
mod encode;
mod poster;
mod store;
mod thumbnails;

use crate::db::{DataError, Database, Sql as _, Tx, args};
use crate::mint::Mint;
use crate::storage::Storage;

/// Carries out the jobs that make pictures and delete files.
#[derive(Clone)]
pub struct MediaJobs {
    db: Database,
    mint: Mint,
    storage: Storage,
}

impl MediaJobs {
    /// Jobs on this database and this storage.
    #[must_use]
    pub fn new(db: Database, mint: Mint, storage: Storage) -> Self {
        Self { db, mint, storage }
    }
}

/// Leaves a file that was replaced, and its smaller widths, to the collector.
///
/// # Errors
/// The database's.
pub async fn condemn_with_variants(tx: &Tx, mint: &Mint, file_id: &str) -> Result<(), DataError> {
    let sql = "UPDATE files SET state = 'condemned', condemned_at = $1 WHERE state <> 'condemned'
        AND (id = $2 OR id IN (SELECT file_id FROM picture_variants WHERE source_file_id = $2))";
    tx.change(sql, args![mint.now().0, file_id]).await?;
    let sql = "DELETE FROM picture_variants WHERE source_file_id = $1";
    tx.change(sql, args![file_id]).await.map(drop)
}
