//! Where files are: a folder on a laptop, S3-style storage in production. Files are immutable, one key per attempt;
//! only the collector deletes. People and workers reach them by signed URLs, never through the application.

pub mod config;
mod local;
mod presign;
pub mod routes;
mod s3;
mod signing;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use domain::time::Timestamp;

pub use config::StorageConfig;
use local::LocalStore;
use s3::S3Store;

/// A GET link lives at least this long and at most twice as long: it ends at a day's end so that browsers can cache.
const GET_SECS: i64 = 86_400;
/// How long a worker or a browser may take to begin an upload.
const PUT_SECS: i64 = 3600;
/// An object of our own that says whether the storage is there.
const READY_KEY: &str = "ready";
/// How long the storage may take to say so.
const READY_TIMEOUT: Duration = Duration::from_secs(3);

/// Why a file could not be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The disk or bucket takes no more.
    #[error("the storage is full")]
    Full,
    /// No such key.
    #[error("no such file")]
    NotFound,
    /// More bytes than were allowed.
    #[error("more than {max_bytes} bytes")]
    TooLarge {
        /// What was allowed.
        max_bytes: u64,
    },
    /// The key exists with other content: files are immutable.
    #[error("the key is taken by another file")]
    Taken,
    /// Not a key of ours.
    #[error("a malformed key")]
    BadKey,
    /// Anything else, for the log.
    #[error("storage: {0}")]
    Backend(String),
}

/// What is known of a stored object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObjectFacts {
    /// Its size.
    pub bytes: u64,
}

/// A storage; cheap to clone.
#[derive(Clone)]
pub enum Storage {
    /// A folder, with signed routes of our own.
    Local(Arc<LocalStore>),
    /// A bucket.
    S3(Arc<S3Store>),
}

impl Storage {
    /// Opens the configured storage. `public_url` is where this server is reached (for workers).
    ///
    /// # Errors
    /// When the folder cannot be made or the bucket's settings are wrong.
    pub fn open(config: &StorageConfig, public_url: &str) -> Result<Self, StorageError> {
        Ok(match config {
            StorageConfig::Local { folder, signing_key } => {
                Self::Local(Arc::new(LocalStore::open(folder, signing_key, public_url)?))
            }
            StorageConfig::S3(settings) => Self::S3(Arc::new(S3Store::open(settings)?)),
        })
    }

    /// True when the storage answers in time: an object of our own is there, or can be written. To look for an object
    /// that is not there would not do: a missing folder or bucket has none either, and a bucket may refuse to say.
    pub async fn is_ready(&self) -> bool {
        let look = async {
            if matches!(self.head(READY_KEY).await, Ok(Some(_))) {
                return Ok(());
            }
            self.put(READY_KEY, "application/octet-stream", Bytes::from_static(b"ready")).await
        };
        match tokio::time::timeout(READY_TIMEOUT, look).await {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                tracing::warn!(%error, "the storage is not ready");
                false
            }
            Err(_) => {
                tracing::warn!("the storage does not answer");
                false
            }
        }
    }

    /// Stores `bytes` under `key`. The same bytes again are not an error.
    ///
    /// # Errors
    /// See [`StorageError`].
    pub async fn put(&self, key: &str, media_type: &str, bytes: Bytes) -> Result<(), StorageError> {
        check_key(key)?;
        match self {
            Self::Local(store) => store.put(key, bytes).await,
            Self::S3(store) => store.put(key, media_type, bytes).await,
        }
    }

    /// From now on a local disk has no room for keys that begin with `prefix`; with none it has room for all. A test aid,
    /// in builds for the crash tests only.
    #[cfg(feature = "crash-points")]
    pub fn pretend_full(&self, prefix: Option<&str>) {
        if let Self::Local(store) = self {
            store.pretend_full(prefix);
        }
    }

    /// Reads a whole file of at most `max_bytes`.
    ///
    /// # Errors
    /// [`StorageError::NotFound`], [`StorageError::TooLarge`], or the backend's.
    pub async fn get(&self, key: &str, max_bytes: u64) -> Result<Bytes, StorageError> {
        check_key(key)?;
        let facts = self.head(key).await?.ok_or(StorageError::NotFound)?;
        if facts.bytes > max_bytes {
            return Err(StorageError::TooLarge { max_bytes });
        }
        match self {
            Self::Local(store) => store.get(key).await,
            Self::S3(store) => store.get(key).await,
        }
    }

    /// What is known of the object, or nothing when it is not there.
    ///
    /// # Errors
    /// The backend's.
    pub async fn head(&self, key: &str) -> Result<Option<ObjectFacts>, StorageError> {
        check_key(key)?;
        match self {
            Self::Local(store) => store.head(key).await,
            Self::S3(store) => store.head(key).await,
        }
    }

    /// Deletes an object; one that is gone already is not an error. For the collector only.
    ///
    /// # Errors
    /// The backend's.
    pub async fn delete(&self, key: &str) -> Result<(), StorageError> {
        check_key(key)?;
        match self {
            Self::Local(store) => store.delete(key).await,
            Self::S3(store) => store.delete(key).await,
        }
    }

    /// A link that reads the file with this media type, whoever has it, for one to two days. A path on a laptop.
    ///
    /// # Errors
    /// When the bucket's credentials cannot sign.
    pub async fn sign_get(
        &self,
        key: &str,
        media_type: &str,
        now: Timestamp,
    ) -> Result<String, StorageError> {
        check_key(key)?;
        match self {
            Self::Local(store) => Ok(store.sign_get(key, media_type, now)),
            Self::S3(store) => store.sign_get(key, media_type).await,
        }
    }

    /// A link that saves the file under `name` on the reader's machine, whoever has it, for `lifetime_secs`. A path on a
    /// laptop. `name` is letters, digits, `-`, `_` and `.`.
    ///
    /// # Errors
    /// [`StorageError::BadKey`] for another name; when the bucket's credentials cannot sign.
    pub async fn sign_download(
        &self,
        key: &str,
        media_type: &str,
        name: &str,
        lifetime_secs: i64,
        now: Timestamp,
    ) -> Result<String, StorageError> {
        check_key(key)?;
        if name.is_empty()
            || !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        {
            return Err(StorageError::BadKey);
        }
        match self {
            Self::Local(store) => {
                Ok(store.sign_download(key, media_type, name, now.plus_secs(lifetime_secs)))
            }
            Self::S3(store) => store.sign_download(key, media_type, name, lifetime_secs).await,
        }
    }

    /// A link that takes one PUT of `bytes` with this `Content-Type`, within the hour. A folder takes fewer, too.
    ///
    /// # Errors
    /// [`StorageError::BadKey`].
    pub fn sign_put_of(
        &self,
        key: &str,
        content_type: &str,
        bytes: u64,
        now: Timestamp,
    ) -> Result<String, StorageError> {
        check_key(key)?;
        match self {
            Self::Local(store) => Ok(store.sign_put(key, content_type, bytes, now)),
            Self::S3(store) => store.sign_put_of(key, content_type, bytes, now),
        }
    }

    /// A link for a worker, which does not know beforehand how much it will write: it takes one PUT of at most
    /// `max_bytes` with this `Content-Type`, within the hour. A bucket cannot bind a limit to a link and takes more;
    /// what is more is refused when it is read.
    ///
    /// # Errors
    /// When the bucket's credentials cannot sign.
    pub async fn sign_put(
        &self,
        key: &str,
        content_type: &str,
        max_bytes: u64,
        now: Timestamp,
    ) -> Result<String, StorageError> {
        check_key(key)?;
        match self {
            Self::Local(store) => Ok(store.sign_put(key, content_type, max_bytes, now)),
            Self::S3(store) => store.sign_put(key, content_type).await,
        }
    }

    /// The signed link as a worker elsewhere must call it.
    #[must_use]
    pub fn absolute(&self, link: &str) -> String {
        match self {
            Self::Local(store) => store.absolute(link),
            Self::S3(_) => link.to_owned(),
        }
    }

    /// The origin browsers fetch files from when it is not our own, for the content security policy.
    #[must_use]
    pub fn foreign_origin(&self) -> Option<String> {
        match self {
            Self::Local(_) => None,
            Self::S3(store) => Some(store.origin().to_owned()),
        }
    }
}

/// Keys are slash-separated names of `a-z`, `0-9`, `_`, `-` and `.`; no name is empty or starts with a dot.
fn check_key(key: &str) -> Result<(), StorageError> {
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-' | b'.');
    let good_name = |name: &str| {
        !name.is_empty() && !name.starts_with('.') && name.len() <= 100 && name.bytes().all(plain)
    };
    if key.len() <= 300 && key.split('/').all(good_name) { Ok(()) } else { Err(StorageError::BadKey) }
}
