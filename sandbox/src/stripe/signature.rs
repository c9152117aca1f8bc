//! How Stripe signs webhooks: <https://docs.stripe.com/webhooks#verify-manually>.

use std::fmt::Write as _;

use aws_lc_rs::hmac;

/// The `Stripe-Signature` of `body` at a moment: HMAC-SHA256 over `t.body`.
#[must_use]
pub fn sign(secret: &str, at_secs: i64, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, format!("{at_secs}.{body}").as_bytes());
    let mut header = format!("t={at_secs},v1=");
    for byte in tag.as_ref() {
        // Writing to a string does not fail.
        let _ = write!(header, "{byte:02x}");
    }
    header
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_signature_is_openssls() {
        // printf '%s' '1492774577.{"id":"evt_1"}' | openssl dgst -sha256 -hmac whsec_test
        assert_eq!(
            super::sign("whsec_test", 1_492_774_577, r#"{"id":"evt_1"}"#),
            "t=1492774577,v1=7656fc2882a7ca0a651666b36bf2f2f22ee204f54f608f227498a2419f2890b2"
        );
    }
}
