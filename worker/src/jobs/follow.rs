//! How a running job is watched and stopped.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

use super::JobError;
use crate::result::Progress;

/// What a job is doing, in the words the page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Fetching and reading the input.
    Starting,
    /// Making concept pictures.
    Drawing,
    /// Making geometry.
    Building,
    /// The manifold gate and the other checks.
    Checking,
    /// Writing the results to storage.
    Saving,
}

impl Stage {
    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Drawing => "drawing",
            Self::Building => "building",
            Self::Checking => "checking",
            Self::Saving => "saving",
        }
    }
}

/// A flag that stops a job. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct CancelToken(Arc<CancelState>);

#[derive(Debug, Default)]
struct CancelState {
    cancelled: AtomicBool,
    changed: Notify,
}

impl CancelToken {
    /// Asks the job to stop; asking twice is fine.
    pub fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::Release);
        self.0.changed.notify_waiters();
    }

    /// Whether [`CancelToken::cancel`] was called.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.cancelled.load(Ordering::Acquire)
    }

    /// Waits until the token is cancelled.
    pub async fn cancelled(&self) {
        loop {
            let changed = self.0.changed.notified();
            tokio::pin!(changed);
            // Registered before the flag is read, so that a cancel in between is not missed.
            changed.as_mut().enable();
            if self.is_cancelled() {
                return;
            }
            changed.await;
        }
    }
}

/// Takes the name of a stage and the percent done.
type Report = dyn Fn(&str, u8) + Send + Sync;

/// What a generator gets along with a request: where to report progress and when to stop.
#[derive(Clone)]
pub struct Follow {
    cancel: CancelToken,
    report: Arc<Report>,
}

impl Follow {
    /// A job that is stopped by `cancel` and tells `report` its stage and percent (0 to 100).
    pub fn new(cancel: CancelToken, report: impl Fn(&str, u8) + Send + Sync + 'static) -> Self {
        Self { cancel, report: Arc::new(report) }
    }

    /// A job nobody watches and nobody stops.
    #[must_use]
    pub fn unwatched() -> Self {
        Self::new(CancelToken::default(), |_, _| {})
    }

    /// The same job without its reports, for parts that run beside each other.
    #[must_use]
    pub fn quiet(&self) -> Self {
        Self::new(self.cancel.clone(), |_, _| {})
    }

    /// The job as a part of it sees it: its 0 to 100 percent are `from` to `to` of the whole, all called `stage`.
    #[must_use]
    pub fn part(&self, stage: Stage, from: u8, to: u8) -> Self {
        let report = Arc::clone(&self.report);
        let span = u32::from(to.saturating_sub(from));
        Self::new(self.cancel.clone(), move |_, percent| {
            let inside = u8::try_from(u32::from(percent) * span / 100).unwrap_or(0);
            report(stage.name(), from.saturating_add(inside));
        })
    }

    /// Reports where the job is, and stops it here when it was cancelled.
    ///
    /// # Errors
    /// [`JobError::Cancelled`].
    pub fn step(&self, stage: Stage, percent: u8) -> Result<(), JobError> {
        self.check()?;
        self.report(stage.name(), percent);
        Ok(())
    }

    /// Stops the job here when it was cancelled.
    ///
    /// # Errors
    /// [`JobError::Cancelled`].
    pub fn check(&self) -> Result<(), JobError> {
        if self.cancel.is_cancelled() { Err(JobError::Cancelled) } else { Ok(()) }
    }

    /// The token that stops this job.
    #[must_use]
    pub fn cancel_token(&self) -> &CancelToken {
        &self.cancel
    }
}

impl Progress for Follow {
    fn report(&self, stage: &str, percent: u8) {
        (self.report)(stage, percent.min(100));
    }

    fn is_cancelled(&self) -> bool {
        self.cancel.is_cancelled()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_step_reports_until_the_job_is_cancelled() {
        let cancel = CancelToken::default();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&seen);
        let follow = Follow::new(cancel.clone(), move |stage, percent| {
            log.lock().unwrap().push((stage.to_owned(), percent));
        });
        follow.step(Stage::Building, 250).unwrap();
        cancel.cancel();
        assert!(matches!(follow.step(Stage::Saving, 90), Err(JobError::Cancelled)));
        assert_eq!(*seen.lock().unwrap(), [("building".to_owned(), 100)]);
    }

    #[test]
    fn a_part_reports_within_its_share() {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&seen);
        let whole = Follow::new(CancelToken::default(), move |stage, percent| {
            log.lock().unwrap().push((stage.to_owned(), percent));
        });
        let part = whole.part(Stage::Building, 20, 80);
        part.report("Putting the parts together", 50);
        part.report("Done", 100);
        whole.quiet().report("nothing", 3);
        assert_eq!(*seen.lock().unwrap(), [("building".to_owned(), 50), ("building".to_owned(), 80)]);
    }

    #[tokio::test]
    async fn waiting_for_a_cancel_ends_with_it() {
        let cancel = CancelToken::default();
        let waiting = cancel.clone();
        let task = tokio::spawn(async move { waiting.cancelled().await });
        tokio::task::yield_now().await;
        cancel.cancel();
        tokio::time::timeout(Duration::from_secs(5), task).await.unwrap().unwrap();
        cancel.cancelled().await;
    }
}
