//! The built bundle and the static files: read once at start, served pre-compressed.

mod manifest;
pub mod routes;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::Path;

use anyhow::Context as _;
use bytes::Bytes;
use sha2::{Digest, Sha256};

pub use manifest::{FileEntry, Manifest};

/// One servable file in all its encodings.
pub struct SiteFile {
    /// `Content-Type`.
    pub content_type: String,
    /// Its name holds a hash of its content: it may be cached for ever.
    pub immutable: bool,
    /// A strong validator of the uncompressed content.
    pub etag: String,
    /// As it is.
    pub plain: Bytes,
    /// Brotli.
    pub brotli: Option<Bytes>,
    /// Gzip.
    pub gzip: Option<Bytes>,
}

/// Everything under `SITE_DIR`, in memory.
#[derive(Default)]
pub struct Site {
    /// The bundle's names.
    pub manifest: Manifest,
    files: HashMap<String, SiteFile>,
}

impl Site {
    /// Reads the manifest and every file it names. Without a bundle the site is its pages alone: they work, without
    /// scripts and bare of style, and the log says what to do.
    ///
    /// # Errors
    /// When the manifest cannot be read, or a file it names is missing.
    pub fn load(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join("manifest.json");
        let text = match std::fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let path = path.display();
                tracing::warn!(%path, "no bundle: build it with `cargo xtask build`, or set SITE_DIR");
                return Ok(Self::default());
            }
            Err(error) => return Err(error).context("the bundle's manifest cannot be read"),
        };
        let manifest: Manifest =
            serde_json::from_slice(&text).context("the bundle's manifest cannot be read")?;
        let mut files = HashMap::new();
        for entry in &manifest.files {
            files.insert(entry.path.clone(), load_file(folder, entry)?);
        }
        Ok(Self { manifest, files })
    }

    /// The file at this path of the site, if there is one.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&SiteFile> {
        self.files.get(path)
    }
}

fn load_file(folder: &Path, entry: &FileEntry) -> anyhow::Result<SiteFile> {
    let place = entry.path.trim_start_matches('/');
    let read = |suffix: &str| -> anyhow::Result<Bytes> {
        let path = folder.join(format!("{place}{suffix}"));
        Ok(std::fs::read(&path).with_context(|| format!("missing: {}", path.display()))?.into())
    };
    let plain = read("")?;
    let etag = format!("\"{}\"", hex::encode(&Sha256::digest(&plain)[..12]));
    Ok(SiteFile {
        content_type: entry.content_type.clone(),
        immutable: entry.immutable,
        etag,
        plain,
        brotli: entry.br.then(|| read(".br")).transpose()?,
        gzip: entry.gz.then(|| read(".gz")).transpose()?,
    })
}
