//! Session tokens with the claims of Clerk's version 2.

use serde_json::{Value, json};

use super::SandboxClerk;
use super::directory::SignedIn;
use super::keys::KeyError;

/// How long a session token is valid, in seconds.
pub const TOKEN_LIFETIME_SECS: i64 = 60;
/// What Clerk writes into the header's `cat` of session and handshake tokens.
pub const SESSION_CATEGORY: &str = "cl_B7d4PD111AAA";

impl SandboxClerk {
    /// The claims of a session token issued now to `user_id`, asked for by a page of `authorized_party` (an origin).
    #[must_use]
    pub fn session_claims(&self, user_id: &str, session_id: &str, authorized_party: &str) -> Value {
        let now_secs = self.now_secs();
        json!({
            "azp": authorized_party,
            "exp": now_secs + TOKEN_LIFETIME_SECS,
            "fva": [0, -1],
            "iat": now_secs,
            "iss": self.issuer(),
            "nbf": now_secs - 10,
            "sid": session_id,
            "sts": "active",
            "sub": user_id,
            "v": 2,
        })
    }

    pub(super) fn session_token(
        &self,
        session: &SignedIn,
        authorized_party: &str,
    ) -> Result<String, KeyError> {
        let claims = self.session_claims(&session.user.id, &session.session_id, authorized_party);
        self.sign(json!({ "cat": SESSION_CATEGORY }), &claims)
    }
}
