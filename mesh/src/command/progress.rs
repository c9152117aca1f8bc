//! How far a command is, told to a person who has waited a second.

use std::io::Write;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// What takes less than this is over before anybody wonders.
const SILENT_FOR: Duration = Duration::from_secs(1);
/// Between two lines.
const AGAIN_AFTER: Duration = Duration::from_millis(200);

/// The step that is being worked on.
#[derive(Default)]
pub(super) struct Step(Mutex<(String, f32)>);

impl Step {
    /// The work has come to `name`, with this share of it done.
    pub(super) fn begin(&self, name: &str, share: f32) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = (name.to_owned(), share);
    }

    fn line(&self) -> String {
        let (name, share) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner);
        format!("\r{:3.0} % {name:<24}", share * 100.0)
    }
}

/// Does the work, and tells `errors` from its first second on where it stands. Silent where nobody reads along.
pub(super) fn told<T>(
    errors: &mut (dyn Write + Send),
    is_read_along: bool,
    work: impl FnOnce(&Step) -> T,
) -> T {
    let step = Step::default();
    if !is_read_along {
        return work(&step);
    }
    let (working, over) = channel::<()>();
    std::thread::scope(|threads| {
        threads.spawn(|| tell(errors, &step, over));
        let result = work(&step);
        drop(working);
        result
    })
}

/// Writes the step again and again until the work is over. A closed stream is no reason to stop the work.
fn tell(errors: &mut (dyn Write + Send), step: &Step, over: Receiver<()>) {
    let mut pause = SILENT_FOR;
    while over.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
        let _ = write!(errors, "{}", step.line());
        let _ = errors.flush();
        pause = AGAIN_AFTER;
    }
    if pause == AGAIN_AFTER {
        let _ = writeln!(errors);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(is_read_along: bool, takes: Duration) -> String {
        let mut errors = Vec::new();
        let result = told(&mut errors, is_read_along, |step| {
            step.begin("welding", 0.25);
            std::thread::sleep(takes);
            7
        });
        assert_eq!(result, 7);
        String::from_utf8(errors).unwrap()
    }

    #[test]
    fn what_takes_over_a_second_is_told_and_nothing_else() {
        assert!(heard(true, SILENT_FOR + AGAIN_AFTER).starts_with("\r 25 % welding"));
        assert_eq!(heard(true, Duration::ZERO), "");
        assert_eq!(heard(false, SILENT_FOR + AGAIN_AFTER), "");
    }
}
