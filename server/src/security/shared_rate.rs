//! The same token buckets in Redis, for several servers that count together.
//!
//! A bucket is a hash of its level and when it was last seen, changed by one script, so that two servers never read
//! the same level. Redis is asked once a limited request; while it does not answer, each server counts for itself.

use std::time::Duration;

use domain::Problem;
use domain::problem::LimitedAction;
use domain::time::Timestamp;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{RedisError, RedisResult, Script};

use super::rate::{FILL_MS, LimitKey, refused};

/// A request waits for Redis no longer than this.
const PATIENCE: Duration = Duration::from_millis(200);

/// Takes one token; answers 0, or the milliseconds until there is one. The arithmetic is that of
/// [`super::RateLimiter`], in whole numbers.
const TAKE: &str = "
local per_minute, now, fill = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local full = per_minute * fill
local level, seen = unpack(redis.call('HMGET', KEYS[1], 'level', 'seen'))
level, seen = tonumber(level) or full, tonumber(seen) or now
level = math.min(level + math.max(math.min(now - seen, fill), 0) * per_minute, full)
local missing = 0
if level >= fill then
    level = level - fill
else
    missing = math.ceil((fill - level) / per_minute)
end
redis.call('HSET', KEYS[1], 'level', string.format('%.0f', level), 'seen', string.format('%.0f', math.max(seen, now)))
redis.call('PEXPIRE', KEYS[1], fill)
return missing
";

/// Counters that several servers share; cheap to clone.
#[derive(Clone)]
pub struct SharedRateLimiter {
    connection: ConnectionManager,
    take: Script,
}

impl SharedRateLimiter {
    /// Counters at this URL (`redis://…`, `rediss://…` over TLS); it connects when it is first asked and again
    /// whenever the connection is lost. To be called within the tokio runtime.
    ///
    /// # Errors
    /// When the URL names no Redis.
    pub fn open(url: &str) -> RedisResult<Self> {
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(1)
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE));
        let connection = ConnectionManager::new_lazy_with_config(redis::Client::open(url)?, config)?;
        Ok(Self { connection, take: Script::new(TAKE) })
    }

    /// Counts `action` once for `key`; the inner result is as [`super::RateLimiter::check`]'s.
    ///
    /// # Errors
    /// When Redis does not answer; then nothing is known.
    pub async fn check(
        &self,
        action: LimitedAction,
        key: LimitKey,
        now: Timestamp,
    ) -> Result<Result<(), Problem>, RedisError> {
        let mut connection = self.connection.clone();
        let bucket = format!("makeit3d:rate:{}:{key}", action.key());
        let mut take = self.take.key(bucket);
        take.arg(action.per_minute()).arg(now.0).arg(FILL_MS);
        let asked = tokio::time::timeout(PATIENCE, take.invoke_async::<i64>(&mut connection)).await;
        let missing_ms =
            asked.map_err(|_| RedisError::from(std::io::Error::from(std::io::ErrorKind::TimedOut)))??;
        Ok(if missing_ms == 0 { Ok(()) } else { Err(refused(action, missing_ms)) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_redis_that_does_not_answer_is_told_apart_from_a_refusal() {
        // Nothing listens on port 1.
        let shared = SharedRateLimiter::open("redis://127.0.0.1:1").unwrap();
        let key = LimitKey::User(domain::ids::UserId::from_parts(1, 1));
        assert!(shared.check(LimitedAction::Write, key, Timestamp(0)).await.is_err());
        assert!(SharedRateLimiter::open("http://127.0.0.1").is_err());
    }
}
