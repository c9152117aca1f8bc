//! Ending the kernel's work on request or after a while.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use manifold_rust::cancel::CancelToken as KernelCancelToken;

use crate::watch::{Cancelled, Watch};

/// How often the watch is asked whether to stop.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// Lets the kernel work with a token that is cancelled with the watch, or after `limit`; then the kernel's result says so
/// in its status.
pub(crate) fn within<T>(
    limit: Duration,
    watch: &Watch<'_>,
    work: impl FnOnce(&KernelCancelToken) -> T,
) -> Result<T, Cancelled> {
    let token = KernelCancelToken::new();
    if watch.cancel.is_cancelled() {
        return Err(Cancelled);
    }
    let (done, is_done) = channel::<()>();
    let result = std::thread::scope(|scope| {
        let (started, token) = (Instant::now(), &token);
        // The thread ends when `done` goes, also where the work panics.
        scope.spawn(move || {
            while is_done.recv_timeout(LOOK_EVERY) == Err(RecvTimeoutError::Timeout) {
                if watch.cancel.is_cancelled() || started.elapsed() >= limit {
                    token.cancel();
                    return;
                }
            }
        });
        // Dropped at the end of the work, before the scope waits for the thread.
        let _done = done;
        work(token)
    });
    if watch.cancel.is_cancelled() { Err(Cancelled) } else { Ok(result) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(token: &KernelCancelToken) -> bool {
        let started = Instant::now();
        while !token.is_cancelled() && started.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(1));
        }
        token.is_cancelled()
    }

    #[test]
    fn work_ends_at_its_limit_or_on_request() {
        let watch = Watch::default();
        assert_eq!(within(Duration::from_millis(30), &watch, waits), Ok(true));
        assert_eq!(within(Duration::from_secs(60), &watch, |_| 7), Ok(7));
        let cancel = watch.cancel.clone();
        let stopped = within(Duration::from_secs(60), &watch, |token| {
            cancel.cancel();
            waits(token)
        });
        assert_eq!(stopped, Err(Cancelled));
        assert_eq!(within(Duration::from_secs(60), &watch, |_| 7), Err(Cancelled));
    }
}
