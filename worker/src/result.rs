//! What every generator of this crate hands back: the model, what was understood, and how it can end early.

use serde::{Deserialize, Serialize};

/// Honest account of how a request was read and served; shown to the person who asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Understanding {
    /// Always [`ENGINE`]: no AI was involved.
    pub engine: String,
    /// Which way of making was chosen, for example `text:robot` or `image:relief`.
    pub method: String,
    /// Facts that shaped the result, in the order of the request ("red", "robot", "80 mm").
    pub understood: Vec<String>,
    /// Words that had no effect.
    pub not_understood: Vec<String>,
    /// Share of the request that was understood, 0 to 1.
    pub confidence: f32,
    /// Sentences for the person, each with what happened instead.
    pub warnings: Vec<String>,
}

/// Name of this generator in [`Understanding::engine`].
pub const ENGINE: &str = "builtin";

/// Why no model came out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// The caller asked to stop; nothing was written.
    #[error("cancelled")]
    Cancelled,
    /// The request cannot be built; the sentence says what to change.
    #[error("{0}")]
    Rejected(String),
    /// The generator produced a surface that is not a solid: a defect of ours.
    #[error("the built-in generator produced an unsound solid: {0}")]
    Unsound(String),
}

/// Where a running build reports to and asks whether to go on.
pub trait Progress: Sync {
    /// The build entered `stage` and is `percent` (0 to 100) done.
    fn report(&self, stage: &str, percent: u8);
    /// True when the caller no longer wants the result.
    fn is_cancelled(&self) -> bool {
        false
    }

    /// Reports, then gives up if the caller wants to stop.
    ///
    /// # Errors
    /// [`BuildError::Cancelled`] when [`Progress::is_cancelled`].
    fn step(&self, stage: &str, percent: u8) -> Result<(), BuildError> {
        self.report(stage, percent);
        if self.is_cancelled() { Err(BuildError::Cancelled) } else { Ok(()) }
    }
}

/// Reports nowhere and never cancels.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn report(&self, _stage: &str, _percent: u8) {}
}

/// A finished model in millimetres, +Y up, with the account of how it came to be.
#[derive(Clone, Debug)]
pub struct BuiltModel {
    /// Closed solid in millimetres, centred on the ground.
    pub mesh: mesh::Mesh,
    /// What was understood and how it was made.
    pub understanding: Understanding,
}
