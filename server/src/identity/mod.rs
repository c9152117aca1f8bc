//! Who is asking: Clerk's session tokens, checked here, and the people behind them, mirrored into our database.
//!
//! The same code runs against Clerk and against the `sandbox` crate; only the base URLs and keys in
//! [`IdentityConfig`] differ. The way of a request: [`cookies`] picks the token, [`token`] checks it with a key from
//! [`jwks`], [`mirror`] finds the person, and [`guard`] puts the [`domain::session::Session`] into the request or
//! sends the browser to sign in or through the [`handshake`]; a form that comes too late is [`kept`] meanwhile.
//!
//! To add another identity provider: implement [`provider::IdentityProvider`], and its token's claims in [`token`].

mod accounts;
mod config;
mod cookies;
mod guard;
mod handshake;
mod jwks;
mod kept;
mod mirror;
mod provider;
mod token;
pub mod webhook;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::http::HeaderMap;
use domain::session::Session;

pub use accounts::PeopleAccounts;
pub use config::{IdentityConfig, SANDBOX_PATH};
pub use guard::identify;
pub use provider::{ClerkApi, IdentityError, IdentityProvider, ProviderUser};

use crate::db::Database;
use crate::mint::Mint;
use cookies::{ClerkCookies, TokenAge};
use jwks::KeyCache;
use mirror::Mirror;
use token::Verdict;

/// Tells who is asking; cheap to clone.
#[derive(Clone)]
pub struct Identity {
    inner: Arc<Inner>,
}

struct Inner {
    config: IdentityConfig,
    mint: Mint,
    provider: Arc<dyn IdentityProvider>,
    keys: KeyCache,
    mirror: Mirror,
}

impl Identity {
    /// An identity that asks `provider` for keys and people, and opens accounts for new ones.
    #[must_use]
    pub fn new(
        config: IdentityConfig,
        provider: Arc<dyn IdentityProvider>,
        database: Database,
        mint: Mint,
    ) -> Self {
        let keys = KeyCache::new(Arc::clone(&provider), mint.clone());
        let mirror = Mirror::new(Arc::clone(&provider), database, mint.clone());
        Self { inner: Arc::new(Inner { config, mint, provider, keys, mirror }) }
    }

    /// What the request's cookies say. Never an error: what cannot be told now is [`Session::Unknown`].
    pub async fn session(&self, headers: &HeaderMap) -> Session {
        let cookies = ClerkCookies::read(headers, &self.inner.config);
        let Some(token) = cookies.session_token() else {
            return if cookies.has_client() { Session::Unknown } else { Session::SignedOut };
        };
        match self.verify(token).await {
            Ok(Verdict::Valid(claims)) if cookies.age_of(claims.iat) == TokenAge::Outdated => {
                Session::Unknown
            }
            Ok(Verdict::Valid(claims)) => self.session_of(&claims.sub).await,
            Ok(Verdict::OutOfTime) => Session::Unknown,
            Ok(Verdict::Refused(reason)) => {
                tracing::debug!(reason, "a session token was refused");
                Session::SignedOut
            }
            Err(error) => {
                tracing::warn!(%error, "a session token could not be checked");
                Session::Unknown
            }
        }
    }

    /// Ends the account of the person with the provider's id and stops taking their tokens; a second call changes
    /// nothing.
    ///
    /// # Errors
    /// The database's.
    pub async fn person_deleted(&self, provider_id: &str) -> Result<(), IdentityError> {
        self.inner.mirror.mark_deleted(provider_id).await
    }

    /// Asks the provider about the person again when they are next seen.
    ///
    /// # Errors
    /// The database's.
    pub async fn person_changed(&self, provider_id: &str) -> Result<(), IdentityError> {
        self.inner.mirror.mark_changed(provider_id).await
    }

    async fn verify(&self, token: &str) -> Result<Verdict, IdentityError> {
        let Some(key_id) = token::key_id(token) else { return Ok(Verdict::Refused("malformed")) };
        match self.inner.keys.key(&key_id).await? {
            Some(key) => Ok(token::verify(token, &key, &self.inner.config, self.inner.mint.now())),
            None => Ok(Verdict::Refused("unknown key")),
        }
    }

    async fn session_of(&self, provider_id: &str) -> Session {
        match self.inner.mirror.person(provider_id).await {
            Ok(Some(user)) => Session::SignedIn(user),
            Ok(None) => Session::SignedOut,
            Err(error) => {
                tracing::error!(%error, "a person could not be looked up");
                Session::Unknown
            }
        }
    }
}
