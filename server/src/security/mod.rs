//! What every request passes before it reaches a page, and every answer on its way out: headers, the cross-site
//! check, body limits, rate limits, time limits, the log line, and what is said when a handler panics.
//!
//! [`protect`] puts all of it around a router. To limit another action: a case in
//! [`domain::problem::LimitedAction`] and its paths in [`rate::action_of`].

mod address;
mod answer;
mod body;
mod cross_site;
mod headers;
mod observe;
mod rate;
mod shared_rate;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use domain::Problem;
use domain::problem::LimitedAction;

pub use address::{Network, client_network};
pub use answer::problem_response;
pub use headers::{PageHosts, content_security_policy};
pub use observe::RequestId;
pub use rate::{LimitKey, RateLimiter, action_of};
pub use shared_rate::SharedRateLimiter;

use crate::mint::Mint;

/// What the checks need to know; cheap to clone.
#[derive(Clone)]
pub struct Security {
    inner: Arc<Inner>,
}

struct Inner {
    settings: SecuritySettings,
    limiter: RateLimiter,
    shared: Option<SharedRateLimiter>,
    mint: Mint,
}

/// Settings of the checks, taken from the other concerns' configuration.
#[derive(Clone, Debug, Default)]
pub struct SecuritySettings {
    /// True when people reach this server over TLS.
    pub is_https: bool,
    /// How many proxies of ours stand before it; each adds one address to `X-Forwarded-For`.
    pub trusted_proxies: usize,
    /// Origins whose pages may write, besides the one that was asked (`PUBLIC_URL`).
    pub own_origins: Vec<String>,
}

impl Security {
    /// Checks with these settings and empty counters.
    #[must_use]
    pub fn new(settings: SecuritySettings, mint: Mint) -> Self {
        Self { inner: Arc::new(Inner { settings, limiter: RateLimiter::new(), shared: None, mint }) }
    }

    /// The same, counting together with the other servers at this Redis.
    #[must_use]
    pub fn counting_together(settings: SecuritySettings, mint: Mint, shared: SharedRateLimiter) -> Self {
        let (limiter, shared) = (RateLimiter::new(), Some(shared));
        Self { inner: Arc::new(Inner { settings, limiter, shared, mint }) }
    }

    /// Counts `action` once for `key`.
    ///
    /// # Errors
    /// [`Problem::RateLimited`].
    pub async fn count(&self, action: LimitedAction, key: LimitKey) -> Result<(), Problem> {
        let now = self.inner.mint.now();
        if let Some(shared) = &self.inner.shared {
            match shared.check(action, key, now).await {
                Ok(answer) => return answer,
                Err(cause) => tracing::warn!(%cause, "Redis does not answer; this server counts for itself"),
            }
        }
        self.inner.limiter.check(action, key, now)
    }
}

/// Puts the checks that need nobody's name around `router`, outermost first: headers (also for the answer to a
/// panic), the log line and the panic net, time limit, cross-site check, body limit.
pub fn protect<S: Clone + Send + Sync + 'static>(router: Router<S>, security: &Security) -> Router<S> {
    router
        .layer(from_fn_with_state(security.clone(), body::limit_body))
        .layer(from_fn_with_state(security.clone(), cross_site::refuse_cross_site))
        .layer(axum::middleware::from_fn(observe::limit_time))
        .layer(from_fn_with_state(security.clone(), observe::observe))
        .layer(from_fn_with_state(security.clone(), headers::set_headers))
}

/// Limits rates by person, then by network; to be layered inside [`crate::identity::identify`], which names the person.
pub fn limit_rates<S: Clone + Send + Sync + 'static>(router: Router<S>, security: &Security) -> Router<S> {
    router.layer(from_fn_with_state(security.clone(), rate::limit_rate))
}
