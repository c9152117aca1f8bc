//! Pictures people hand in: straight to storage by a signed link, then checked and re-encoded without metadata.
//!
//! The raw object and the checked picture each have a row in `files` before they have content, so whatever is left
//! behind by an interrupted upload is collected.

mod begin;
mod finish;
mod picture;

use async_trait::async_trait;
use domain::Problem;
use domain::ids::{UploadId, UserId};
use domain::picture::Picture;
use domain::upload::{UploadTicket, Uploads};

use crate::db::Database;
use crate::mint::Mint;
use crate::storage::{Storage, StorageError};

/// Takes pictures from people.
#[derive(Clone)]
pub struct UploadService {
    db: Database,
    storage: Storage,
    mint: Mint,
}

impl UploadService {
    /// A service on this database and storage.
    #[must_use]
    pub fn new(db: Database, storage: Storage, mint: Mint) -> Self {
        Self { db, storage, mint }
    }
}

#[async_trait]
impl Uploads for UploadService {
    async fn begin(&self, user: UserId, media_type: &str, bytes: u64) -> Result<UploadTicket, Problem> {
        begin::write(self, user, media_type, bytes).await
    }

    async fn finish(&self, user: UserId, upload: UploadId) -> Result<Picture, Problem> {
        finish::check_and_keep(self, user, upload).await
    }
}

/// What a person is told when storage does not work; the cause is logged once.
fn storage_problem(error: &StorageError) -> Problem {
    let sentence = match error {
        StorageError::Full => "There is no room for more pictures right now.",
        _ => "The picture could not be stored.",
    };
    tracing::error!(%error, "an upload met a storage fault");
    Problem::Unavailable { sentence: sentence.to_owned() }
}
