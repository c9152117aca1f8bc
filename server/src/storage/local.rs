//! Files in a folder. A file appears whole or not at all: written beside its place, synced, then linked to it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use domain::time::Timestamp;
use futures::{Stream, StreamExt};
use tokio::io::AsyncWriteExt as _;

use super::signing::{Allows, LinkSigner};
use super::{GET_SECS, ObjectFacts, PUT_SECS, StorageError};
use crate::config::env::Secret;

/// A folder of files, and the signer of links to them.
pub struct LocalStore {
    folder: PathBuf,
    incoming: PathBuf,
    public_url: String,
    signer: LinkSigner,
    /// Keys that begin with this find the disk full.
    #[cfg(feature = "crash-points")]
    full_below: std::sync::Mutex<Option<String>>,
}

impl LocalStore {
    /// Makes the folder when it is not there.
    pub fn open(folder: &Path, signing_key: &Secret, public_url: &str) -> Result<Self, StorageError> {
        let incoming = folder.join(".incoming");
        std::fs::create_dir_all(&incoming).map_err(from_io)?;
        Ok(Self {
            folder: folder.to_owned(),
            incoming,
            public_url: public_url.trim_end_matches('/').to_owned(),
            signer: LinkSigner::new(signing_key.reveal()),
            #[cfg(feature = "crash-points")]
            full_below: std::sync::Mutex::default(),
        })
    }

    /// See [`super::Storage::put`].
    pub async fn put(&self, key: &str, bytes: Bytes) -> Result<(), StorageError> {
        let whole = futures::stream::once(async move { Ok::<_, std::io::Error>(bytes) });
        self.put_stream(key, u64::MAX, whole).await
    }

    /// Stores what a stream brings, up to `max_bytes`.
    pub async fn put_stream<E: std::fmt::Display>(
        &self,
        key: &str,
        max_bytes: u64,
        content: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<(), StorageError> {
        let draft = self.incoming.join(format!("{:032x}", rand::random::<u128>()));
        let stored = self.write_and_link(&draft, key, max_bytes, content).await;
        // The draft is a second name of the same file once it is linked; without it only the key is left.
        if let Err(error) = tokio::fs::remove_file(&draft).await
            && error.kind() != ErrorKind::NotFound
        {
            tracing::warn!(%error, "a draft file stays behind");
        }
        stored
    }

    async fn write_and_link<E: std::fmt::Display>(
        &self,
        draft: &Path,
        key: &str,
        max_bytes: u64,
        content: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<(), StorageError> {
        let mut file = tokio::fs::File::create_new(draft).await.map_err(from_io)?;
        let mut written = 0_u64;
        let mut content = std::pin::pin!(content);
        while let Some(chunk) = content.next().await {
            let chunk = chunk.map_err(|error| StorageError::Backend(format!("upload broke off: {error}")))?;
            written += chunk.len() as u64;
            if written > max_bytes {
                return Err(StorageError::TooLarge { max_bytes });
            }
            #[cfg(feature = "crash-points")]
            self.find_room(key).map_err(from_io)?;
            file.write_all(&chunk).await.map_err(from_io)?;
        }
        file.flush().await.map_err(from_io)?;
        file.sync_all().await.map_err(from_io)?;
        let place = self.folder.join(key);
        if let Some(parent) = place.parent() {
            tokio::fs::create_dir_all(parent).await.map_err(from_io)?;
        }
        match tokio::fs::hard_link(draft, &place).await {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => same_content(draft, &place).await,
            Err(error) => Err(from_io(error)),
        }
    }

    /// See [`super::Storage::pretend_full`].
    #[cfg(feature = "crash-points")]
    pub fn pretend_full(&self, prefix: Option<&str>) {
        let mut full_below = self.full_below.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *full_below = prefix.map(str::to_owned);
    }

    #[cfg(feature = "crash-points")]
    fn find_room(&self, key: &str) -> std::io::Result<()> {
        let full_below = self.full_below.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match full_below.as_deref() {
            Some(prefix) if key.starts_with(prefix) => Err(ErrorKind::StorageFull.into()),
            _ => Ok(()),
        }
    }

    /// See [`super::Storage::get`].
    pub async fn get(&self, key: &str) -> Result<Bytes, StorageError> {
        tokio::fs::read(self.folder.join(key)).await.map(Bytes::from).map_err(from_io)
    }

    /// Opens a file for reading in parts.
    pub async fn open_file(&self, key: &str) -> Result<(tokio::fs::File, u64), StorageError> {
        let file = tokio::fs::File::open(self.folder.join(key)).await.map_err(from_io)?;
        let facts = file.metadata().await.map_err(from_io)?;
        if facts.is_file() { Ok((file, facts.len())) } else { Err(StorageError::NotFound) }
    }

    /// See [`super::Storage::head`].
    pub async fn head(&self, key: &str) -> Result<Option<ObjectFacts>, StorageError> {
        match tokio::fs::metadata(self.folder.join(key)).await {
            Ok(facts) => Ok(Some(ObjectFacts { bytes: facts.len() })),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(from_io(error)),
        }
    }

    /// See [`super::Storage::delete`].
    pub async fn delete(&self, key: &str) -> Result<(), StorageError> {
        match tokio::fs::remove_file(self.folder.join(key)).await {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(from_io(error)),
            _ => Ok(()),
        }
    }

    /// `/files/{key}?e={day}&t={type}&s={signature}`: valid until the end of the day after next.
    pub fn sign_get(&self, key: &str, media_type: &str, now: Timestamp) -> String {
        let last_day = now.0 / 1000 / GET_SECS + 1;
        let signature = self.signer.sign(key, Allows::Get { media_type }, last_day);
        format!("/files/{key}?e={last_day}&t={}&s={signature}", short_type(media_type))
    }

    /// True when the link's signature holds and its day has not ended.
    pub fn may_get(
        &self,
        key: &str,
        media_type: &str,
        last_day: i64,
        signature: &str,
        now: Timestamp,
    ) -> bool {
        now.0 / 1000 / GET_SECS <= last_day
            && self.signer.check(key, Allows::Get { media_type }, last_day, signature)
    }

    /// `/files/{key}?e={second}&t={type}&n={name}&s={signature}`: saved under the name, until that second.
    pub fn sign_download(&self, key: &str, media_type: &str, name: &str, until: Timestamp) -> String {
        let until = until.0 / 1000;
        let signature = self.signer.sign(key, Allows::Download { media_type, name }, until);
        format!("/files/{key}?e={until}&t={}&n={name}&s={signature}", short_type(media_type))
    }

    /// True when the signature of a link that ends in a second holds, and its time is not over.
    pub fn holds_until(
        &self,
        key: &str,
        allows: Allows<'_>,
        until: i64,
        signature: &str,
        now: Timestamp,
    ) -> bool {
        now.0 / 1000 <= until && self.signer.check(key, allows, until, signature)
    }

    /// `/files/{key}?e={second}&t={type}&m={most bytes}&s={signature}`.
    pub fn sign_put(&self, key: &str, content_type: &str, max_bytes: u64, now: Timestamp) -> String {
        let until = now.plus_secs(PUT_SECS).0 / 1000;
        let signature = self.signer.sign(key, Allows::Put { content_type, max_bytes }, until);
        format!("/files/{key}?e={until}&t={}&m={max_bytes}&s={signature}", short_type(content_type))
    }

    /// The link with this server's address before it.
    pub fn absolute(&self, link: &str) -> String {
        format!("{}{link}", self.public_url)
    }
}

/// The media types of the files we keep, and the letter that stands for each in a link.
const TYPES: [(&str, &str); 9] = [
    ("p", "image/png"),
    ("j", "image/jpeg"),
    ("w", "image/webp"),
    ("g", "model/gltf-binary"),
    ("s", "model/stl"),
    ("m", "model/3mf"),
    ("z", "application/zip"),
    ("u", "model/vnd.usdz+zip"),
    ("o", "application/octet-stream"),
];

fn short_type(media_type: &str) -> &'static str {
    TYPES.iter().find(|(_, long)| *long == media_type).map_or("o", |(short, _)| short)
}

/// The media type a letter in a link stands for.
pub fn long_type(short: &str) -> Option<&'static str> {
    TYPES.iter().find(|(letter, _)| *letter == short).map(|(_, long)| *long)
}

async fn same_content(draft: &Path, place: &Path) -> Result<(), StorageError> {
    let new = tokio::fs::read(draft).await.map_err(from_io)?;
    let old = tokio::fs::read(place).await.map_err(from_io)?;
    if new == old { Ok(()) } else { Err(StorageError::Taken) }
}

fn from_io(error: std::io::Error) -> StorageError {
    match error.kind() {
        ErrorKind::NotFound => StorageError::NotFound,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StorageError::Full,
        _ => StorageError::Backend(error.to_string()),
    }
}
