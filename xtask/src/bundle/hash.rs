//! Names that change with the content, so that a browser may keep a file for ever.

use sha2::{Digest, Sha256};

/// The first 64 bits of the content's SHA-256 as 16 hexadecimal digits.
#[must_use]
pub fn content_hash(content: &[u8]) -> String {
    Sha256::digest(content).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// `app`, `js` and the content make `app-0123456789abcdef.js`.
#[must_use]
pub fn hashed_name(stem: &str, extension: &str, content: &[u8]) -> String {
    format!("{stem}-{}.{extension}", content_hash(content))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_start_of_sha_256() {
        assert_eq!(content_hash(b"abc"), "ba7816bf8f01cfea");
    }

    #[test]
    fn a_name_follows_the_content() {
        assert_eq!(hashed_name("app", "js", b"abc"), "app-ba7816bf8f01cfea.js");
        assert_ne!(hashed_name("app", "js", b"abc"), hashed_name("app", "js", b"abd"));
    }
}
