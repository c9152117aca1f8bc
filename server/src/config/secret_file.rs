//! A secret made at the first start and kept beside the data, so that a laptop needs no set-up.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use super::env::Secret;

/// Reads the secret, or makes one of 256 random bits that only this user can read.
pub fn load_or_create(path: &Path) -> std::io::Result<Secret> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(mut file) => {
            let text = hex::encode(rand::random::<[u8; 32]>());
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            Ok(Secret::new(&text))
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            Ok(Secret::new(std::fs::read_to_string(path)?.trim()))
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let first = load_or_create(&path).unwrap();
        assert_eq!(first.reveal().len(), 64);
        assert!(load_or_create(&path).unwrap() == first);
    }
}
