//! Places where the crash tests kill the process: around each commit, each remote effect and each stored file.
//! Without the feature `crash-points` they are nothing.

/// Ends the process here, without any clean-up, when it is the `CRASH_AT`-th boundary it comes to. Each boundary's
/// name goes to the file `CRASH_LOG` when that is set.
#[cfg(not(feature = "crash-points"))]
#[inline]
pub fn point(_name: &str) {}

/// See above.
#[cfg(feature = "crash-points")]
pub fn point(name: &str) {
    armed::point(name);
}

#[cfg(feature = "crash-points")]
mod armed {
    use std::io::Write as _;
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    struct Plan {
        crash_at: Option<u64>,
        log: Option<std::path::PathBuf>,
    }

    static PLAN: LazyLock<Plan> = LazyLock::new(|| Plan {
        crash_at: std::env::var_os("CRASH_AT").and_then(|text| text.to_str()?.parse().ok()),
        log: std::env::var_os("CRASH_LOG").map(Into::into),
    });
    static PASSED: AtomicU64 = AtomicU64::new(0);

    pub fn point(name: &str) {
        let number = PASSED.fetch_add(1, Ordering::SeqCst) + 1;
        if let Some(path) = &PLAN.log
            && let Ok(mut log) = std::fs::OpenOptions::new().create(true).append(true).open(path)
        {
            drop(writeln!(log, "{number} {name}"));
        }
        if PLAN.crash_at == Some(number) {
            // SIGKILL: unlike a panic it runs no destructor, so nothing is rolled back politely.
            let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
            loop {
                std::thread::park();
            }
        }
    }
}
