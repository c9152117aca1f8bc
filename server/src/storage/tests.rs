use bytes::Bytes;
use domain::time::Timestamp;
use futures::stream;

use super::signing::{Allows, LinkSigner};
use super::*;
use crate::config::env::Secret;

fn open() -> (tempfile::TempDir, Storage) {
    let folder = tempfile::tempdir().unwrap();
    let config =
        StorageConfig::Local { folder: folder.path().join("files"), signing_key: Secret::new("test key") };
    let storage = Storage::open(&config, "http://127.0.0.1:1/").unwrap();
    (folder, storage)
}

#[tokio::test]
async fn what_is_put_is_got() {
    let (_folder, storage) = open();
    storage.put("a/b.glb", "model/gltf-binary", Bytes::from_static(b"model")).await.unwrap();
    assert_eq!(storage.get("a/b.glb", 5).await.unwrap(), Bytes::from_static(b"model"));
    assert_eq!(storage.head("a/b.glb").await.unwrap(), Some(ObjectFacts { bytes: 5 }));
    assert!(matches!(storage.get("a/b.glb", 4).await, Err(StorageError::TooLarge { max_bytes: 4 })));
    storage.delete("a/b.glb").await.unwrap();
    storage.delete("a/b.glb").await.unwrap();
    assert_eq!(storage.head("a/b.glb").await.unwrap(), None);
    assert!(matches!(storage.get("a/b.glb", 5).await, Err(StorageError::NotFound)));
}

#[tokio::test]
async fn a_folder_that_is_gone_is_not_ready() {
    let (folder, storage) = open();
    assert!(storage.is_ready().await);
    assert!(storage.is_ready().await, "looking again finds what looking first left");
    std::fs::remove_dir_all(folder.path().join("files")).unwrap();
    assert!(!storage.is_ready().await);
}

#[tokio::test]
async fn files_are_immutable() {
    let (_folder, storage) = open();
    storage.put("k", "image/png", Bytes::from_static(b"one")).await.unwrap();
    storage.put("k", "image/png", Bytes::from_static(b"one")).await.unwrap();
    let other = storage.put("k", "image/png", Bytes::from_static(b"two")).await;
    assert!(matches!(other, Err(StorageError::Taken)));
    assert_eq!(storage.get("k", 9).await.unwrap(), Bytes::from_static(b"one"));
}

#[tokio::test]
async fn a_broken_or_long_upload_leaves_nothing() {
    let (folder, storage) = open();
    let Storage::Local(store) = &storage else { unreachable!() };
    let broken = stream::iter([Ok(Bytes::from_static(b"half")), Err("gone")]);
    assert!(store.put_stream("k", 100, broken).await.is_err());
    let long = stream::iter([Ok::<_, &str>(Bytes::from_static(b"12345"))]);
    assert!(matches!(store.put_stream("k", 4, long).await, Err(StorageError::TooLarge { .. })));
    assert_eq!(storage.head("k").await.unwrap(), None);
    assert_eq!(std::fs::read_dir(folder.path().join("files/.incoming")).unwrap().count(), 0);
}

#[tokio::test]
async fn keys_cannot_leave_the_folder() {
    let (_folder, storage) = open();
    for key in ["../x", "/etc/passwd", "a//b", "a/../b", ".incoming/x", "", "A", "a b", "a\0"] {
        assert!(matches!(storage.head(key).await, Err(StorageError::BadKey)), "{key:?}");
    }
}

#[test]
fn a_link_allows_what_was_signed_and_nothing_else() {
    let signer = LinkSigner::new("key");
    let allows = Allows::Put { content_type: "image/png", max_bytes: 10 };
    let signature = signer.sign("a", allows, 7);
    assert!(signer.check("a", allows, 7, &signature));
    assert!(!signer.check("b", allows, 7, &signature));
    assert!(!signer.check("a", allows, 8, &signature));
    assert!(!signer.check("a", Allows::Put { content_type: "image/png", max_bytes: 11 }, 7, &signature));
    assert!(!signer.check("a", Allows::Get { media_type: "image/png" }, 7, &signature));
    assert!(!LinkSigner::new("other").check("a", allows, 7, &signature));
    assert!(!signer.check("a", allows, 7, ""));
    assert!(!signer.check("a", allows, 7, &signature[..8]));
}

#[tokio::test]
async fn read_links_stay_the_same_for_a_day() {
    let (_folder, storage) = open();
    let at = |secs: i64| storage.sign_get("k", "image/webp", Timestamp(secs * 1000));
    assert_eq!(at(10).await.unwrap(), at(80_000).await.unwrap());
    assert_ne!(at(10).await.unwrap(), at(90_000).await.unwrap());
}
