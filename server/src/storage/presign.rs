//! Links into a bucket that bind headers `object_store` leaves out of what it signs, such as the length of a body.
//!
//! Amazon's signature version 4 in the query
//! (<https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>).

use domain::time::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::config::env::Secret;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// Signs with one key of one bucket's owner.
pub struct Presigner {
    /// The bucket's region.
    pub region: String,
    /// Whose key it is.
    pub access_key_id: Secret,
    /// The key.
    pub secret_access_key: Secret,
}

/// The one request that a link allows.
#[derive(Clone, Copy, Debug)]
pub struct Allowed<'a> {
    /// `PUT`, …
    pub method: &'a str,
    /// The object, without a query.
    pub url: &'a Url,
    /// What must be sent beside `host`: names in lower case, in alphabetical order, all before `host`.
    pub headers: &'a [(&'a str, &'a str)],
    /// From when.
    pub at: Timestamp,
    /// For how long.
    pub secs: i64,
}

impl Presigner {
    /// The link.
    pub fn sign(&self, allowed: &Allowed<'_>) -> String {
        let Allowed { method, url, headers, at, secs } = allowed;
        let at: String = at.iso8601().chars().filter(|letter| !matches!(letter, '-' | ':')).collect();
        let day = at.split('T').next().unwrap_or_default();
        let scope = format!("{day}/{}/s3/aws4_request", self.region);
        let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
        let bound = || headers.iter().copied().chain([("host", host)]);
        let names = bound().map(|(name, _)| name).collect::<Vec<_>>().join(";");
        let lines: String = bound().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let query = format!(
            "X-Amz-Algorithm={ALGORITHM}&X-Amz-Credential={}&X-Amz-Date={at}&X-Amz-Expires={secs}&X-Amz-SignedHeaders={}",
            encoded(&format!("{}/{scope}", self.access_key_id.reveal())),
            encoded(&names),
        );
        let request = format!("{method}\n{}\n{query}\n{lines}\n{names}\nUNSIGNED-PAYLOAD", url.path());
        let text = format!("{ALGORITHM}\n{at}\n{scope}\n{}", hex::encode(Sha256::digest(&request)));
        let signature = hex::encode(hmac(&self.day_key(day), &text));
        format!("{url}?{query}&X-Amz-Signature={signature}")
    }

    fn day_key(&self, day: &str) -> Vec<u8> {
        let start = format!("AWS4{}", self.secret_access_key.reveal()).into_bytes();
        [day, self.region.as_str(), "s3", "aws4_request"].iter().fold(start, |key, part| hmac(&key, part))
    }
}

#[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any key length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// Percent-encodes everything but the letters, digits and signs that are never encoded (RFC 3986, section 2.3).
fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests;
