//! The time and new ids, handed to everything that writes rows.

use std::fmt;
use std::sync::Arc;

use domain::ids::Entropy;
use domain::time::{Clock, Timestamp};

/// Tells the time and makes ids from a given clock and a given source of randomness; cheap to clone.
#[derive(Clone)]
pub struct Mint {
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl fmt::Debug for Mint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mint")
    }
}

impl Mint {
    /// A mint with this clock and this randomness.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self { clock, entropy }
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A new id of any kind: `mint.id(AssetId::from_parts)`.
    #[must_use]
    pub fn id<T>(&self, from_parts: fn(u64, u128) -> T) -> T {
        from_parts(u64::try_from(self.now().0).unwrap_or_default(), self.entropy.random())
    }

    /// A seed for a generator: 31 random bits, so that every language's integer takes it.
    #[must_use]
    pub fn seed(&self) -> i64 {
        i64::try_from(self.entropy.random() & 0x7fff_ffff).unwrap_or_default()
    }
}
