//! Time and chance by hand, for tests of whatever takes a clock and a source of randomness.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use domain::ids::Entropy;
use domain::time::{Clock, Timestamp};

/// A hand-set clock and counted randomness.
#[derive(Debug)]
pub struct Bench {
    now_ms: AtomicI64,
    count: AtomicU64,
}

impl Default for Bench {
    /// Some moment of the year 2027.
    fn default() -> Self {
        Self { now_ms: AtomicI64::new(1_800_000_000_000), count: AtomicU64::new(1) }
    }
}

impl Bench {
    /// Lets milliseconds pass.
    pub fn advance_ms(&self, ms: i64) {
        self.now_ms.fetch_add(ms, Ordering::Relaxed);
    }
}

impl Clock for Bench {
    fn now(&self) -> Timestamp {
        Timestamp(self.now_ms.load(Ordering::Relaxed))
    }
}

impl Entropy for Bench {
    fn random(&self) -> u128 {
        u128::from(self.count.fetch_add(1, Ordering::Relaxed))
    }
}
