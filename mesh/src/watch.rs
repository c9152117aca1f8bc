//! Watching and stopping long work.
//!
//! Measuring, repairing, choosing a stand and lighter copies ask now and then whether to stop. Some seconds at a million
//! triangles go on to their end: reading and writing, drawing a picture, [`check_manifold`](crate::solid::check_manifold),
//! [`simplify`](crate::solid::simplify()) and each single simplification of [`optimise`](crate::optimise::optimise).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The work was stopped by its [`CancelToken`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("stopped on request")]
pub struct Cancelled;

/// A switch that stops work in another thread at its next look.
#[derive(Clone, Debug, Default)]
pub struct CancelToken(Arc<AtomicBool>);

impl CancelToken {
    /// Asks the work to stop.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// True once [`cancel`](Self::cancel) was called.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Called with the name of a step and the share of the work done, 0 to 1.
pub type Progress<'a> = dyn Fn(&str, f32) + Sync + 'a;

/// What long work tells and asks while it runs. [`Watch::default`] never stops and tells nobody.
#[derive(Default)]
pub struct Watch<'a> {
    /// Stops the work.
    pub cancel: CancelToken,
    /// Called at the start of each step with its name and the share done, 0 to 1.
    pub progress: Option<&'a Progress<'a>>,
}

impl Watch<'_> {
    /// Announces a step, or ends the work.
    pub fn step(&self, name: &str, share: f32) -> Result<(), Cancelled> {
        if let Some(progress) = self.progress {
            progress(name, share);
        }
        self.check()
    }

    /// Ends the work if that was asked for, and announces nothing.
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.cancel.is_cancelled() { Err(Cancelled) } else { Ok(()) }
    }
}
