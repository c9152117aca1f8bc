//! The provider's public keys, kept in memory: one fetch at a time, served a little stale while a new one is under
//! way, and asked for at most now and then when a token names a key nobody knows.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use domain::time::Timestamp;
use jsonwebtoken::DecodingKey;
use tokio::sync::Mutex;

use super::provider::{IdentityError, IdentityProvider};
use crate::mint::Mint;

/// For how long keys are taken as they are, in seconds.
const FRESH_SECS: i64 = 3600;
/// For how long they are served while newer ones are fetched, in seconds.
const STALE_SECS: i64 = 24 * 3600;
/// How long after a fetch an unknown `kid` (or a failure) does not cause another one, in seconds.
const COOLDOWN_SECS: i64 = 10;

/// The keys; cheap to clone.
#[derive(Clone)]
pub struct KeyCache {
    shared: Arc<Shared>,
}

struct Shared {
    provider: Arc<dyn IdentityProvider>,
    mint: Mint,
    keys: RwLock<Option<Keys>>,
    /// Held during a fetch; holds when the last one was begun.
    fetch: Mutex<Option<Timestamp>>,
}

#[derive(Clone)]
struct Keys {
    by_id: Arc<HashMap<String, Arc<DecodingKey>>>,
    fetched_at: Timestamp,
}

impl KeyCache {
    /// An empty cache in front of `provider`.
    #[must_use]
    pub fn new(provider: Arc<dyn IdentityProvider>, mint: Mint) -> Self {
        let (keys, fetch) = (RwLock::new(None), Mutex::new(None));
        Self { shared: Arc::new(Shared { provider, mint, keys, fetch }) }
    }

    /// The key with this id; nothing when the provider does not list it.
    ///
    /// # Errors
    /// When no keys are known and the provider does not answer.
    pub async fn key(&self, id: &str) -> Result<Option<Arc<DecodingKey>>, IdentityError> {
        if let Some(keys) = self.keys() {
            let age_secs = self.shared.mint.now().secs_since(keys.fetched_at);
            if let Some(key) = keys.by_id.get(id)
                && age_secs < STALE_SECS
            {
                if age_secs >= FRESH_SECS {
                    self.refresh_in_background();
                }
                return Ok(Some(Arc::clone(key)));
            }
        }
        self.fetch_unless(|keys| keys.is_some_and(|keys| keys.by_id.contains_key(id))).await?;
        let keys = self.keys().ok_or(IdentityError::NoKeys)?;
        let is_stale = self.shared.mint.now().secs_since(keys.fetched_at) >= STALE_SECS;
        Ok(keys.by_id.get(id).filter(|_| !is_stale).cloned())
    }

    fn keys(&self) -> Option<Keys> {
        self.shared.keys.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn refresh_in_background(&self) {
        let cache = self.clone();
        tokio::spawn(async move {
            if let Err(error) = cache.fetch_unless(|_| false).await {
                tracing::warn!(%error, "keys could not be refreshed; the present ones stay");
            }
        });
    }

    /// Fetches, after waiting for a fetch under way; not when that one brought what was wanted (`is_enough`), nor
    /// within the cool-down.
    async fn fetch_unless(&self, is_enough: impl Fn(Option<&Keys>) -> bool) -> Result<(), IdentityError> {
        let mut begun_at = self.shared.fetch.lock().await;
        let now = self.shared.mint.now();
        let present = self.keys().filter(|keys| now.secs_since(keys.fetched_at) < FRESH_SECS);
        let is_cooling = begun_at.is_some_and(|at| now.secs_since(at) < COOLDOWN_SECS);
        if is_cooling || is_enough(present.as_ref()) {
            return Ok(());
        }
        *begun_at = Some(now);
        let set = self.shared.provider.keys().await?;
        let usable = set.keys.iter().filter_map(|jwk| {
            let id = jwk.common.key_id.clone()?;
            Some((id, Arc::new(DecodingKey::from_jwk(jwk).ok()?)))
        });
        let keys = Keys { by_id: Arc::new(usable.collect()), fetched_at: now };
        *self.shared.keys.write().unwrap_or_else(PoisonError::into_inner) = Some(keys);
        Ok(())
    }
}
