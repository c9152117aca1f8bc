//! How often somebody may do something. The limits and what is said about them are
//! [`domain::problem::LimitedAction`]'s; this counts.
//!
//! The counters here are this process's own. Several servers count together in Redis ([`super::SharedRateLimiter`]);
//! while that does not answer, each allows the whole limit.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use domain::Problem;
use domain::ids::UserId;
use domain::problem::LimitedAction;
use domain::session::Session;
use domain::time::Timestamp;

use super::Security;
use super::address::{Network, client_network};
use super::answer::problem_response;

/// Most counters kept. When they are all in use, the oldest half is forgotten: a flood of addresses costs memory for
/// this many, and gives nobody more than one more burst.
const MOST_COUNTERS: usize = 50_000;
/// How long it takes an empty bucket to fill, in milliseconds.
pub(super) const FILL_MS: i64 = 60_000;

/// Who is counted: a person wherever they are, else a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LimitKey {
    /// A person.
    User(UserId),
    /// Everybody else behind one address.
    Network(Network),
}

impl fmt::Display for LimitKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(user) => user.fmt(f),
            Self::Network(network) => network.fmt(f),
        }
    }
}

/// Token buckets: each holds a minute's worth and fills evenly.
#[derive(Default)]
pub struct RateLimiter {
    buckets: Mutex<HashMap<(LimitedAction, LimitKey), Bucket>>,
}

#[derive(Clone, Copy)]
struct Bucket {
    /// Tokens in units of 1 / [`FILL_MS`], so that filling is exact in whole numbers.
    level: i64,
    seen: Timestamp,
}

impl RateLimiter {
    /// Full buckets for everybody.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts `action` once for `key`.
    ///
    /// # Errors
    /// [`Problem::RateLimited`] when it was done too often; then it is not counted.
    pub fn check(&self, action: LimitedAction, key: LimitKey, now: Timestamp) -> Result<(), Problem> {
        let per_minute = i64::from(action.per_minute());
        let full = per_minute * FILL_MS;
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MOST_COUNTERS && !buckets.contains_key(&(action, key)) {
            forget_oldest(&mut buckets, now);
        }
        let bucket = buckets.entry((action, key)).or_insert(Bucket { level: full, seen: now });
        let passed_ms = (now.0.saturating_sub(bucket.seen.0)).clamp(0, FILL_MS);
        bucket.level = (bucket.level + passed_ms * per_minute).min(full);
        bucket.seen = bucket.seen.max(now);
        if bucket.level >= FILL_MS {
            bucket.level -= FILL_MS;
            return Ok(());
        }
        Err(refused(action, (FILL_MS - bucket.level + per_minute - 1) / per_minute))
    }

    /// How many counters are kept.
    #[must_use]
    pub fn counters(&self) -> usize {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

/// The answer to one who must wait for `missing_ms`.
pub(super) fn refused(action: LimitedAction, missing_ms: i64) -> Problem {
    let retry_after_secs = u32::try_from((missing_ms + 999) / 1000).unwrap_or(60).max(1);
    Problem::RateLimited { action, retry_after_secs }
}

/// Drops buckets that have filled up since (they are as good as new ones), else the older half.
fn forget_oldest(buckets: &mut HashMap<(LimitedAction, LimitKey), Bucket>, now: Timestamp) {
    buckets.retain(|_, bucket| now.0.saturating_sub(bucket.seen.0) < FILL_MS);
    if buckets.len() >= MOST_COUNTERS {
        let mut seen: Vec<i64> = buckets.values().map(|bucket| bucket.seen.0).collect();
        let middle = seen.len() / 2;
        let (_, median, _) = seen.select_nth_unstable(middle);
        let median = *median;
        let mut spare = MOST_COUNTERS / 2;
        // Of those seen in the median's millisecond (all of them, when a flood comes at once) some have to go too.
        buckets.retain(|_, bucket| {
            let keeps = bucket.seen.0 > median || (bucket.seen.0 == median && spare > 0);
            spare = spare.saturating_sub(usize::from(keeps));
            keeps
        });
    }
}

/// What a request does that is limited; nothing for pages, static files and signed files.
///
/// Server functions are posted whether they read or write, so those that only read are named here; one that is not
/// named counts as a write.
#[must_use]
pub fn action_of(method: &Method, path: &str) -> Option<LimitedAction> {
    const READS: [&str; 14] = [
        "/api/session/view",
        "/api/account/show",
        "/api/styles/active",
        "/api/assets/list",
        "/api/assets/recent",
        "/api/assets/show",
        "/api/prints/offer",
        "/api/prints/list",
        "/api/credits/statement",
        "/api/cart/show",
        "/api/cart/packages",
        "/api/orders/list",
        "/api/orders/show",
        "/api/checkout/outcome",
    ];
    /// Read by address, but they make the payment service or the processor work.
    const WORKING: [&str; 4] =
        ["/api/orders/download", "/api/checkout/portal", "/checkout", "/checkout/done"];
    let is_reading = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    if path.starts_with("/files/") {
        None
    } else if path.starts_with("/api/generation-status/") || READS.contains(&path) {
        Some(LimitedAction::Status)
    } else if path == "/api/generation-events" {
        Some(LimitedAction::Stream)
    } else if is_reading && !WORKING.contains(&path) {
        None
    } else if path.starts_with("/api/generation/") {
        Some(LimitedAction::Generate)
    } else if path == "/api/prints/quote" {
        Some(LimitedAction::Quote)
    } else if path.starts_with("/api/uploads/") {
        Some(LimitedAction::Upload)
    } else if path.starts_with("/sandbox/clerk/sign-") {
        Some(LimitedAction::SignIn)
    } else {
        Some(LimitedAction::Write)
    }
}

/// Counts the request for the person whom [`crate::identity::identify`] found, else for their network.
pub async fn limit_rate(State(security): State<Security>, request: Request, next: Next) -> Response {
    let Some(action) = action_of(request.method(), request.uri().path()) else {
        return next.run(request).await;
    };
    let user = request.extensions().get::<Session>().and_then(|session| session.user());
    let trusted_proxies = security.inner.settings.trusted_proxies;
    let key = user.map_or_else(
        || LimitKey::Network(client_network(request.headers(), request.extensions(), trusted_proxies)),
        LimitKey::User,
    );
    match security.count(action, key).await {
        Ok(()) => next.run(request).await,
        Err(problem) => problem_response(&problem, request.headers()),
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use proptest::prelude::*;

    use super::*;

    fn user(number: u128) -> LimitKey {
        LimitKey::User(UserId::from_parts(1, number))
    }

    #[test]
    fn a_burst_is_a_minutes_worth_and_comes_back_evenly() {
        let limiter = RateLimiter::new();
        let (action, now) = (LimitedAction::Generate, Timestamp(1_000_000));
        for _ in 0..action.per_minute() {
            assert_eq!(limiter.check(action, user(1), now), Ok(()));
        }
        let refused = Err(Problem::RateLimited { action, retry_after_secs: 3 });
        assert_eq!(limiter.check(action, user(1), now), refused);
        assert_eq!(limiter.check(action, user(2), now), Ok(()));
        assert_eq!(limiter.check(LimitedAction::Write, user(1), now), Ok(()));
        assert_eq!(limiter.check(action, user(1), now.plus_secs(3)), Ok(()));
        assert!(limiter.check(action, user(1), now.plus_secs(3)).is_err());
    }

    proptest! {
        #[test]
        fn nobody_gets_more_than_two_minutes_worth_in_a_minute(steps_ms in prop::collection::vec(0_i64..2000, 1..400)) {
            let (limiter, action) = (RateLimiter::new(), LimitedAction::Upload);
            let (mut now, mut passed) = (Timestamp(0), 0);
            for step_ms in steps_ms {
                now = Timestamp(now.0 + step_ms);
                if now.0 > 60_000 {
                    break;
                }
                passed += u32::from(limiter.check(action, user(1), now).is_ok());
            }
            prop_assert!(passed <= 2 * action.per_minute());
        }

        #[test]
        fn waiting_as_long_as_told_is_enough(calls in 1_usize..80, at_ms in 0_i64..1_000_000) {
            let (limiter, action) = (RateLimiter::new(), LimitedAction::Generate);
            let mut now = Timestamp(at_ms);
            for _ in 0..calls {
                if let Err(Problem::RateLimited { retry_after_secs, .. }) = limiter.check(action, user(1), now) {
                    now = now.plus_secs(i64::from(retry_after_secs));
                    prop_assert_eq!(limiter.check(action, user(1), now), Ok(()));
                }
            }
        }
    }

    #[test]
    fn memory_is_bounded() {
        let limiter = RateLimiter::new();
        for number in 0..(MOST_COUNTERS as u32 + 100) {
            let key = LimitKey::Network(Network::of(Ipv4Addr::from(number).into()));
            assert_eq!(limiter.check(LimitedAction::SignIn, key, Timestamp(5)), Ok(()));
        }
        assert!(limiter.counters() <= MOST_COUNTERS);
    }

    #[test]
    fn every_write_is_limited() {
        let action = |path: &str| action_of(&Method::POST, path);
        assert_eq!(action("/api/generation/start"), Some(LimitedAction::Generate));
        assert_eq!(action("/api/uploads/begin"), Some(LimitedAction::Upload));
        assert_eq!(action("/api/assets/set_visibility"), Some(LimitedAction::Write));
        assert_eq!(action("/sandbox/clerk/sign-in"), Some(LimitedAction::SignIn));
        assert_eq!(action("/anything"), Some(LimitedAction::Write));
        assert_eq!(action("/api/assets/show"), Some(LimitedAction::Status));
        assert_eq!(action_of(&Method::GET, "/api/generation-status/ast_1"), Some(LimitedAction::Status));
        assert_eq!(action_of(&Method::GET, "/api/generation-events"), Some(LimitedAction::Stream));
        assert_eq!(action_of(&Method::GET, "/dashboard"), None);
        assert_eq!(action_of(&Method::GET, "/api/orders/download"), Some(LimitedAction::Write));
        assert_eq!(action("/api/cart/show"), Some(LimitedAction::Status));
        assert_eq!(action_of(&Method::PUT, "/files/a"), None);
    }
}
