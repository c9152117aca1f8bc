//! Pictures on their way into storage: a signed URL first, a check of what arrived after.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::ids::{UploadId, UserId};
use crate::picture::Picture;
use crate::problem::Problem;

/// Where and how a picture may be put, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadTicket {
    /// Names the upload from here on.
    pub upload: UploadId,
    /// A signed URL for one HTTP PUT.
    pub put_url: String,
    /// The `Content-Type` that was signed.
    pub content_type: String,
    /// Most bytes it takes.
    pub max_bytes: u64,
}

/// Uploads of one person.
#[async_trait]
pub trait Uploads: Send + Sync {
    /// Makes room for a picture of this media type and size in bytes.
    ///
    /// # Errors
    /// [`Problem::Invalid`] for other types or too many bytes.
    async fn begin(&self, user: UserId, media_type: &str, bytes: u64) -> Result<UploadTicket, Problem>;

    /// Checks what arrived (kind by its bytes, pixels from its header), re-encodes it without metadata and answers
    /// with a preview. Doing it twice gives the same answer.
    ///
    /// # Errors
    /// [`Problem::Invalid`] when it is not a picture we take; [`Problem::NotFound`] when nothing arrived.
    async fn finish(&self, user: UserId, upload: UploadId) -> Result<Picture, Problem>;
}
