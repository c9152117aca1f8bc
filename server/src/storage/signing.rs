//! Signed links to local files: an HMAC over what the link allows, so that nothing needs to be looked up.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Half of an HMAC-SHA-256: 128 bits, which RFC 2104 names as the least to keep.
const SIGNATURE_BYTES: usize = 16;

/// What a link allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allows<'a> {
    /// Reading, answered with this media type.
    Get {
        /// The media type.
        media_type: &'a str,
    },
    /// Saving under a name.
    Download {
        /// The media type.
        media_type: &'a str,
        /// The name to save it under.
        name: &'a str,
    },
    /// Writing once.
    Put {
        /// The `Content-Type` it must be sent with.
        content_type: &'a str,
        /// Most bytes.
        max_bytes: u64,
    },
}

/// Signs and checks links with one key.
pub struct LinkSigner {
    key: Vec<u8>,
}

impl LinkSigner {
    /// A signer with this key.
    pub fn new(key: &str) -> Self {
        Self { key: key.as_bytes().to_vec() }
    }

    /// The signature for `allows` on `file_key` until `expires` (whatever unit the caller puts in the link).
    pub fn sign(&self, file_key: &str, allows: Allows<'_>, expires: i64) -> String {
        let digest = self.mac(file_key, allows, expires).finalize().into_bytes();
        URL_SAFE_NO_PAD.encode(&digest[..SIGNATURE_BYTES])
    }

    /// True when `signature` was made by [`Self::sign`] for the same things; compared in constant time.
    pub fn check(&self, file_key: &str, allows: Allows<'_>, expires: i64, signature: &str) -> bool {
        let Ok(given) = URL_SAFE_NO_PAD.decode(signature) else { return false };
        given.len() == SIGNATURE_BYTES
            && self.mac(file_key, allows, expires).verify_truncated_left(&given).is_ok()
    }

    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    fn mac(&self, file_key: &str, allows: Allows<'_>, expires: i64) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("any key length");
        let text = match allows {
            Allows::Get { media_type } => format!("GET\n{file_key}\n{expires}\n{media_type}"),
            Allows::Download { media_type, name } => {
                format!("SAVE\n{file_key}\n{expires}\n{media_type}\n{name}")
            }
            Allows::Put { content_type, max_bytes } => {
                format!("PUT\n{file_key}\n{expires}\n{content_type}\n{max_bytes}")
            }
        };
        mac.update(text.as_bytes());
        mac
    }
}
