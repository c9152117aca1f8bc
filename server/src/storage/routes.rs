//! The laptop's stand-in for a bucket's signed URLs: `GET` and `PUT /files/{key}`.

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use futures::stream;
use serde::Deserialize;
use std::sync::Arc;
use tokio::io::AsyncReadExt as _;

use domain::time::Clock;

use super::local::{LocalStore, long_type};
use super::signing::Allows;
use super::{Storage, StorageError};

/// Bytes read from disk at a time.
const CHUNK_BYTES: usize = 64 * 1024;

/// The routes, empty when files are in a bucket.
pub fn router(storage: &Storage, clock: Arc<dyn Clock>) -> Router {
    match storage {
        Storage::S3(_) => Router::new(),
        Storage::Local(store) => Router::new()
            .route("/files/{*key}", get(read_file).put(write_file))
            .with_state(Files { store: Arc::clone(store), clock }),
    }
}

#[derive(Clone)]
struct Files {
    store: Arc<LocalStore>,
    clock: Arc<dyn Clock>,
}

#[derive(Deserialize)]
struct Link {
    e: i64,
    t: String,
    m: Option<u64>,
    n: Option<String>,
    s: String,
}

async fn read_file(
    State(files): State<Files>,
    Path(key): Path<String>,
    link: Result<Query<Link>, QueryRejection>,
) -> Response {
    // A link without its parts was not signed by us either.
    let Ok(Query(link)) = link else { return StatusCode::FORBIDDEN.into_response() };
    let Some(media_type) = long_type(&link.t) else { return StatusCode::FORBIDDEN.into_response() };
    let now = files.clock.now();
    let holds = match link.n.as_deref() {
        None => files.store.may_get(&key, media_type, link.e, &link.s, now),
        Some(name) => {
            let allows = Allows::Download { media_type, name };
            files.store.holds_until(&key, allows, link.e, &link.s, now)
        }
    };
    if super::check_key(&key).is_err() || !holds {
        return StatusCode::FORBIDDEN.into_response();
    }
    match files.store.open_file(&key).await {
        Ok((file, bytes)) => {
            let mut response = file_response(file, bytes, media_type);
            // The name was checked when it was signed.
            let saved = link.n.map(|name| format!("attachment; filename=\"{name}\""));
            if let Some(Ok(saved)) = saved.map(HeaderValue::try_from) {
                response.headers_mut().insert(header::CONTENT_DISPOSITION, saved);
            }
            response
        }
        Err(error) => failure(&error),
    }
}

fn file_response(file: tokio::fs::File, bytes: u64, media_type: &str) -> Response {
    let chunks = stream::unfold(file, |mut file| async move {
        let mut chunk = vec![0; CHUNK_BYTES];
        match file.read(&mut chunk).await {
            Ok(0) => None,
            Ok(read) => {
                chunk.truncate(read);
                Some((Ok::<_, std::io::Error>(Bytes::from(chunk)), file))
            }
            Err(error) => Some((Err(error), file)),
        }
    });
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_LENGTH, bytes.to_string()),
        (header::CACHE_CONTROL, "private, max-age=86400, immutable".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ];
    (headers, Body::from_stream(chunks)).into_response()
}

async fn write_file(
    State(files): State<Files>,
    Path(key): Path<String>,
    link: Result<Query<Link>, QueryRejection>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let Ok(Query(link)) = link else { return StatusCode::FORBIDDEN.into_response() };
    let (Some(content_type), Some(max_bytes)) = (long_type(&link.t), link.m) else {
        return StatusCode::FORBIDDEN.into_response();
    };
    let allows = Allows::Put { content_type, max_bytes };
    let allowed = super::check_key(&key).is_ok()
        && files.store.holds_until(&key, allows, link.e, &link.s, files.clock.now());
    if !allowed {
        return StatusCode::FORBIDDEN.into_response();
    }
    let sent_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if sent_type != Some(content_type) {
        return (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Another Content-Type was signed.").into_response();
    }
    match files.store.put_stream(&key, max_bytes, body.into_data_stream()).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(error) => failure(&error),
    }
}

fn failure(error: &StorageError) -> Response {
    let status = match error {
        StorageError::NotFound => StatusCode::NOT_FOUND,
        StorageError::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        StorageError::Taken => StatusCode::CONFLICT,
        StorageError::BadKey => StatusCode::FORBIDDEN,
        StorageError::Full => StatusCode::INSUFFICIENT_STORAGE,
        StorageError::Backend(_) => {
            tracing::error!(%error, "a file could not be served");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    };
    (status, error.to_string()).into_response()
}
