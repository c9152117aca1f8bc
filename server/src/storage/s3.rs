//! Files in a bucket that speaks S3; links are signed by the bucket's own scheme.

use std::time::Duration;

use bytes::Bytes;
use domain::time::Timestamp;
use http::{HeaderName, HeaderValue, Method};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::signer::{SignedUrlOptions, Signer};
use object_store::{Attribute, Attributes, ObjectStore, ObjectStoreExt, PutOptions};
use url::Url;

use super::config::S3Settings;
use super::presign::{Allowed, Presigner};
use super::{GET_SECS, ObjectFacts, PUT_SECS, StorageError};

/// A bucket.
pub struct S3Store {
    bucket: AmazonS3,
    origin: String,
    name: String,
    presigner: Presigner,
}

impl S3Store {
    /// Checks the settings; reaches the bucket only when it is first used.
    pub fn open(settings: &S3Settings) -> Result<Self, StorageError> {
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&settings.bucket)
            .with_region(&settings.region)
            .with_access_key_id(settings.access_key_id.reveal())
            .with_secret_access_key(settings.secret_access_key.reveal());
        let origin = match &settings.endpoint {
            Some(endpoint) => {
                builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
                endpoint.trim_end_matches('/').to_owned()
            }
            None => format!("https://s3.{}.amazonaws.com", settings.region),
        };
        let presigner = Presigner {
            region: settings.region.clone(),
            access_key_id: settings.access_key_id.clone(),
            secret_access_key: settings.secret_access_key.clone(),
        };
        let name = settings.bucket.clone();
        Ok(Self { bucket: builder.build().map_err(from_s3)?, origin, name, presigner })
    }

    /// See [`super::Storage::foreign_origin`].
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// See [`super::Storage::put`].
    pub async fn put(&self, key: &str, media_type: &str, bytes: Bytes) -> Result<(), StorageError> {
        let attributes = Attributes::from_iter([(Attribute::ContentType, media_type.to_owned())]);
        let options = PutOptions { attributes, ..PutOptions::default() };
        self.bucket.put_opts(&Path::from(key), bytes.into(), options).await.map_err(from_s3)?;
        Ok(())
    }

    /// See [`super::Storage::get`].
    pub async fn get(&self, key: &str) -> Result<Bytes, StorageError> {
        let found = self.bucket.get(&Path::from(key)).await.map_err(from_s3)?;
        found.bytes().await.map_err(from_s3)
    }

    /// See [`super::Storage::head`].
    pub async fn head(&self, key: &str) -> Result<Option<ObjectFacts>, StorageError> {
        match self.bucket.head(&Path::from(key)).await {
            Ok(meta) => Ok(Some(ObjectFacts { bytes: meta.size })),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(from_s3(error)),
        }
    }

    /// See [`super::Storage::delete`].
    pub async fn delete(&self, key: &str) -> Result<(), StorageError> {
        match self.bucket.delete(&Path::from(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(from_s3(error)),
        }
    }

    /// A link that answers with `media_type` whatever was stored.
    pub async fn sign_get(&self, key: &str, media_type: &str) -> Result<String, StorageError> {
        let options = SignedUrlOptions::new().with_query([("response-content-type", media_type)]);
        self.sign(Method::GET, key, GET_SECS, &options).await
    }

    /// A link that answers as a file to save under `name`.
    pub async fn sign_download(
        &self,
        key: &str,
        media_type: &str,
        name: &str,
        lifetime_secs: i64,
    ) -> Result<String, StorageError> {
        let saved = format!("attachment; filename=\"{name}\"");
        let query = [("response-content-type", media_type), ("response-content-disposition", saved.as_str())];
        self.sign(Method::GET, key, lifetime_secs, &SignedUrlOptions::new().with_query(query)).await
    }

    /// A link that takes one PUT of this length and `Content-Type`.
    pub fn sign_put_of(
        &self,
        key: &str,
        content_type: &str,
        bytes: u64,
        now: Timestamp,
    ) -> Result<String, StorageError> {
        let url = Url::parse(&format!("{}/{}/{key}", self.origin, self.name))
            .map_err(|error| StorageError::Backend(error.to_string()))?;
        let length = bytes.to_string();
        let headers = [("content-length", length.as_str()), ("content-type", content_type)];
        let allowed = Allowed { method: "PUT", url: &url, headers: &headers, at: now, secs: PUT_SECS };
        Ok(self.presigner.sign(&allowed))
    }

    /// A link that takes one PUT with this `Content-Type`.
    pub async fn sign_put(&self, key: &str, content_type: &str) -> Result<String, StorageError> {
        let value =
            HeaderValue::from_str(content_type).map_err(|error| StorageError::Backend(error.to_string()))?;
        let options =
            SignedUrlOptions::new().with_signed_header(HeaderName::from_static("content-type"), value);
        self.sign(Method::PUT, key, PUT_SECS, &options).await
    }

    async fn sign(
        &self,
        method: Method,
        key: &str,
        secs: i64,
        options: &SignedUrlOptions,
    ) -> Result<String, StorageError> {
        let lifetime = Duration::from_secs(secs.unsigned_abs());
        let url = self.bucket.signed_url_opts(method, &Path::from(key), lifetime, options).await;
        url.map(String::from).map_err(from_s3)
    }
}

fn from_s3(error: object_store::Error) -> StorageError {
    match error {
        object_store::Error::NotFound { .. } => StorageError::NotFound,
        other => StorageError::Backend(other.to_string()),
    }
}
