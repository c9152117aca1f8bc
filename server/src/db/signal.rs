//! What a committed transaction tells the rest of the process.

use domain::ids::AssetId;

/// News worth waking up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// A job was written: a worker may start it at once instead of at its next look.
    JobWritten,
    /// An asset, or the truth about its generation, changed.
    AssetChanged(AssetId),
}
