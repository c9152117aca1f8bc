//! A stand-in for Clerk: people sign in with an e-mail address and nothing else.
//!
//! It answers both of Clerk's APIs below one base path: the frontend API (`/v1/client…`, the handshake,
//! `/.well-known/jwks.json`) and the backend API (`/v1/jwks`, `/v1/users/{id}`), and adds the plain forms `/sign-in`,
//! `/sign-up` and `/sign-out` in the place of Clerk's components. Tokens are Clerk's: RS256, 60 seconds, version 2
//! claims (<https://clerk.com/docs/guides/sessions/session-tokens>).

mod backend_api;
mod cookies;
mod directory;
mod email;
mod forms;
mod frontend_api;
mod handshake;
mod keys;
mod token;

#[cfg(test)]
mod tests;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::routing::{get, post};
use domain::ids::Entropy;
use domain::time::Clock;

pub use self::email::EmailAddress;
pub use self::keys::KeyError;
pub use self::token::{SESSION_CATEGORY, TOKEN_LIFETIME_SECS};

use self::directory::Directory;
use self::keys::KeyRing;

/// What the stand-in needs to know.
#[derive(Clone)]
pub struct SandboxClerkConfig {
    /// Where browsers find this server, without a trailing slash (`http://127.0.0.1:3000`).
    pub origin: String,
    /// Where the router is mounted (`/sandbox/clerk`), or nothing when it has a port of its own.
    pub base_path: String,
    /// Origins of the pages it may send browsers back to, besides its own (`http://127.0.0.1:3000`).
    pub allowed_origins: Vec<String>,
    /// What the backend API expects as bearer token (`sk_test_…`).
    pub secret_key: String,
    /// Where the signing key and the people are kept, so that sessions survive a restart.
    pub data_dir: PathBuf,
    /// Where "now" comes from.
    pub clock: Arc<dyn Clock>,
    /// Where ids and client tokens come from.
    pub entropy: Arc<dyn Entropy>,
}

/// Why the stand-in did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Its folder cannot be read or written.
    #[error("the sandbox's data folder: {0}")]
    Data(#[from] io::Error),
    /// Its signing key cannot be made or read.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// A running stand-in; clones share everything.
#[derive(Clone)]
pub struct SandboxClerk {
    inner: Arc<Inner>,
}

struct Inner {
    config: SandboxClerkConfig,
    keys: KeyRing,
    directory: Directory,
    jwks_requests: AtomicUsize,
    user_requests: AtomicUsize,
}

impl SandboxClerk {
    /// Reads what an earlier run left in the data folder, or starts with a new key and no people.
    ///
    /// # Errors
    /// [`StartError`] when the folder cannot be used.
    pub fn open(config: SandboxClerkConfig) -> Result<Self, StartError> {
        std::fs::create_dir_all(&config.data_dir)?;
        let keys = KeyRing::open(config.data_dir.join("clerk-signing-key.der"))?;
        let directory = Directory::open(config.data_dir.join("clerk-people.json"))?;
        let (jwks_requests, user_requests) = (AtomicUsize::new(0), AtomicUsize::new(0));
        Ok(Self { inner: Arc::new(Inner { config, keys, directory, jwks_requests, user_requests }) })
    }

    /// The `iss` of its tokens: Clerk's is the frontend API's URL.
    #[must_use]
    pub fn issuer(&self) -> String {
        format!("{}{}", self.inner.config.origin, self.inner.config.base_path)
    }

    /// Replaces the signing key, as an operator of Clerk might: tokens of the old one are no longer listed.
    ///
    /// # Errors
    /// [`KeyError`] when no key can be made or kept.
    pub fn rotate_key(&self) -> Result<(), KeyError> {
        self.inner.keys.rotate()
    }

    /// The `kid` of the present signing key.
    #[must_use]
    pub fn key_id(&self) -> String {
        self.inner.keys.current().id().to_owned()
    }

    /// Signs any header and claims with the present key; `alg`, `kid` and `typ` are filled in where missing. Tests
    /// forge what Clerk would never issue.
    ///
    /// # Errors
    /// [`KeyError`] when signing fails.
    pub fn sign(&self, header: serde_json::Value, claims: &serde_json::Value) -> Result<String, KeyError> {
        self.inner.keys.current().sign(header, claims)
    }

    /// How often the list of keys was asked for.
    #[must_use]
    pub fn jwks_requests(&self) -> usize {
        self.inner.jwks_requests.load(Ordering::Relaxed)
    }

    /// How often a person was asked for through the backend API.
    #[must_use]
    pub fn user_requests(&self) -> usize {
        self.inner.user_requests.load(Ordering::Relaxed)
    }

    fn now_secs(&self) -> i64 {
        self.inner.config.clock.now().0.div_euclid(1000)
    }
}

/// Every path of the stand-in, to be nested at [`SandboxClerkConfig::base_path`].
pub fn router(clerk: SandboxClerk) -> Router {
    Router::new()
        .route("/sign-in", post(forms::sign_in))
        .route("/sign-up", post(forms::sign_up))
        .route("/sign-out", post(forms::sign_out))
        .route("/v1/client", get(frontend_api::client_show))
        .route("/v1/client/sessions/{session_id}/tokens", post(frontend_api::token_create))
        .route("/v1/client/handshake", get(handshake::handshake))
        .route("/.well-known/jwks.json", get(backend_api::jwks_public))
        .route("/v1/jwks", get(backend_api::jwks))
        .route("/v1/users/{user_id}", get(backend_api::user_show).delete(backend_api::user_delete))
        .with_state(clerk)
}
