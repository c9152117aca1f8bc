//! The storage of production: a bucket that speaks S3, served by another implementation of the protocol.

use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use domain::asset::AssetStatus;
use domain::generation::Generations as _;
use domain::time::Clock as _;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, StatusCode};
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use server::clock::SystemClock;
use server::config::env::{Env, Secret};
use server::http_client::HttpClient;
use server::storage::{ObjectFacts, Storage, StorageConfig, StorageError};

use crate::app::Setup;

const BUCKET: &str = "makeit3d";
const PNG: &str = "image/png";

/// A bucket on a port of its own, which checks every signature.
async fn bucket(folder: &Path) -> StorageConfig {
    std::fs::create_dir_all(folder.join(BUCKET)).unwrap();
    let mut service = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder).unwrap());
    service.set_auth(SimpleAuth::from_single("key-id", "key-secret"));
    let service = axum::error_handling::HandleError::new(service.build(), |error| async move {
        (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:?}"))
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let router = axum::Router::new().fallback_service(service);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    settings(&endpoint, "key-secret")
}

/// As the environment would give them.
fn settings(endpoint: &str, secret: &str) -> StorageConfig {
    let env = Env::of(&[
        ("S3_BUCKET", BUCKET),
        ("S3_ENDPOINT", endpoint),
        ("S3_ACCESS_KEY_ID", "key-id"),
        ("S3_SECRET_ACCESS_KEY", secret),
    ]);
    StorageConfig::from_env(&env, Path::new("/nowhere"), Secret::new("not used")).unwrap()
}

async fn send(method: Method, url: &str, media_type: Option<&str>, body: &'static [u8]) -> reqwest::Response {
    let client = HttpClient::new([url]).unwrap();
    let mut request = client.request(method, url).unwrap().body(body);
    if let Some(media_type) = media_type {
        request = request.header(CONTENT_TYPE, media_type);
    }
    request.send().await.unwrap()
}

#[tokio::test]
async fn what_is_put_into_a_bucket_is_got_from_it() {
    server::install_tls_provider();
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::open(&bucket(folder.path()).await, "http://unused").unwrap();
    storage.put("a/b.png", PNG, Bytes::from_static(b"picture")).await.unwrap();
    assert_eq!(storage.head("a/b.png").await.unwrap(), Some(ObjectFacts { bytes: 7 }));
    assert_eq!(storage.get("a/b.png", 7).await.unwrap(), Bytes::from_static(b"picture"));
    assert!(matches!(storage.get("a/b.png", 6).await, Err(StorageError::TooLarge { .. })));
    assert!(matches!(storage.get("a/c.png", 6).await, Err(StorageError::NotFound)));
    storage.delete("a/b.png").await.unwrap();
    storage.delete("a/b.png").await.unwrap();
    assert_eq!(storage.head("a/b.png").await.unwrap(), None);
}

#[tokio::test]
async fn links_into_a_bucket_allow_what_was_signed() {
    server::install_tls_provider();
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::open(&bucket(folder.path()).await, "http://unused").unwrap();
    let now = domain::time::Timestamp(0);
    let put = storage.sign_put("raw/upload", PNG, 100, now).await.unwrap();
    assert_eq!(send(Method::PUT, &put, Some("text/html"), b"<script>").await.status(), StatusCode::FORBIDDEN);
    assert_eq!(send(Method::PUT, &put, Some(PNG), b"pixels").await.status(), StatusCode::OK);
    let get = storage.sign_get("raw/upload", "image/webp", now).await.unwrap();
    let answer = send(Method::GET, &get, None, b"").await;
    // The media type is ours, whatever the object was stored as.
    assert_eq!(answer.headers()[CONTENT_TYPE], "image/webp");
    assert_eq!(answer.bytes().await.unwrap(), Bytes::from_static(b"pixels"));
    let other = get.replace("raw/upload", "raw/other");
    assert_eq!(send(Method::GET, &other, None, b"").await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_persons_link_into_a_bucket_takes_the_length_that_was_announced() {
    server::install_tls_provider();
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::open(&bucket(folder.path()).await, "http://unused").unwrap();
    let put = storage.sign_put_of("uploads/upl_1", PNG, 6, SystemClock.now()).unwrap();
    assert!(put.contains("X-Amz-SignedHeaders=content-length%3Bcontent-type%3Bhost&"), "{put}");
    for (body, kind) in [(&b"far more pixels"[..], PNG), (&b"less"[..], PNG), (&b"pixels"[..], "text/html")] {
        assert_eq!(send(Method::PUT, &put, Some(kind), body).await.status(), StatusCode::FORBIDDEN);
    }
    assert_eq!(storage.head("uploads/upl_1").await.unwrap(), None);
    assert_eq!(send(Method::PUT, &put, Some(PNG), b"pixels").await.status(), StatusCode::OK);
    assert_eq!(storage.get("uploads/upl_1", 6).await.unwrap(), Bytes::from_static(b"pixels"));
    let hour_ago = SystemClock.now().plus_secs(-3700);
    let over = storage.sign_put_of("uploads/upl_2", PNG, 6, hour_ago).unwrap();
    assert!(send(Method::PUT, &over, Some(PNG), b"pixels").await.status().is_client_error());
}

#[tokio::test]
async fn a_bucket_that_does_not_let_us_in_or_does_not_answer_is_not_ready() {
    server::install_tls_provider();
    let folder = tempfile::tempdir().unwrap();
    let right = bucket(folder.path()).await;
    assert!(Storage::open(&right, "http://unused").unwrap().is_ready().await);
    let StorageConfig::S3(right) = right else { unreachable!() };
    let wrong = settings(&right.endpoint.unwrap(), "another");
    assert!(!Storage::open(&wrong, "http://unused").unwrap().is_ready().await);
    // It takes connections and says nothing.
    let deaf = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", deaf.local_addr().unwrap());
    let storage = Storage::open(&settings(&endpoint, "key-secret"), "http://unused").unwrap();
    let ready = tokio::time::timeout(Duration::from_secs(10), storage.is_ready()).await;
    assert_eq!(ready, Ok(false));
}

#[tokio::test]
async fn wrong_keys_are_an_error_of_the_storage() {
    server::install_tls_provider();
    let folder = tempfile::tempdir().unwrap();
    let StorageConfig::S3(right) = bucket(folder.path()).await else { unreachable!() };
    let wrong = settings(&right.endpoint.unwrap(), "another");
    let storage = Storage::open(&wrong, "http://unused").unwrap();
    assert!(matches!(storage.head("a").await, Err(StorageError::Backend(_))));
    let put = storage.put("a", PNG, Bytes::from_static(b"x")).await;
    assert!(matches!(put, Err(StorageError::Backend(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_is_made_with_every_file_in_a_bucket() {
    server::install_tls_provider();
    let folder = tempfile::tempdir().unwrap();
    let storage = Some(bucket(folder.path()).await);
    let app = Setup { storage, ..Setup::default() }.start().await;
    let asset = app.with_concepts().await;
    let concept = app.any_concept(asset).await;
    app.generations.model_from_concept(app.user, asset, concept, app.new_generation()).await.unwrap();
    assert_eq!(app.settled(asset).await.status, AssetStatus::Completed);
    app.finish().await;
    let kept = std::fs::read_dir(folder.path().join(BUCKET)).unwrap().count();
    assert!(kept > 0, "the bucket is empty");
}
