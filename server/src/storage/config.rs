//! Where files are kept.

use std::path::{Path, PathBuf};

use crate::config::env::{ConfigError, Env, Secret};

/// Files in a folder (default), or in a bucket when `S3_BUCKET` is set.
#[derive(Clone, Debug)]
pub enum StorageConfig {
    /// `DATA_DIR/files`, served by this server through signed links.
    Local {
        /// The folder.
        folder: PathBuf,
        /// Signs links.
        signing_key: Secret,
    },
    /// A bucket that speaks S3.
    S3(S3Settings),
}

/// How to reach a bucket.
#[derive(Clone, Debug)]
pub struct S3Settings {
    /// `S3_BUCKET`.
    pub bucket: String,
    /// `S3_REGION` (default `us-east-1`).
    pub region: String,
    /// `S3_ENDPOINT`: the service's URL when it is not Amazon's.
    pub endpoint: Option<String>,
    /// `S3_ACCESS_KEY_ID`.
    pub access_key_id: Secret,
    /// `S3_SECRET_ACCESS_KEY`.
    pub secret_access_key: Secret,
}

impl StorageConfig {
    /// Reads the storage's variables; `signing_key` signs links to local files.
    ///
    /// # Errors
    /// When a bucket is named without its keys.
    pub fn from_env(env: &Env, data_dir: &Path, signing_key: Secret) -> Result<Self, ConfigError> {
        let Some(bucket) = env.text("S3_BUCKET") else {
            return Ok(Self::Local { folder: data_dir.join("files"), signing_key });
        };
        let key =
            |name: &str| env.secret(name).ok_or_else(|| ConfigError::new(name, "is needed with S3_BUCKET"));
        Ok(Self::S3(S3Settings {
            bucket,
            region: env.text_or("S3_REGION", "us-east-1"),
            endpoint: env.text("S3_ENDPOINT"),
            access_key_id: key("S3_ACCESS_KEY_ID")?,
            secret_access_key: key("S3_SECRET_ACCESS_KEY")?,
        }))
    }
}
