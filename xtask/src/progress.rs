//! What is going on, and how long it took.

use std::time::{Duration, Instant};

/// Announces a stage, runs it and prints how long it took.
///
/// # Errors
/// Those of the stage.
pub fn stage<T>(name: &str, work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    println!("\n==> {name}");
    let started = Instant::now();
    let outcome = work();
    let word = if outcome.is_ok() { "done" } else { "failed" };
    println!("    {name}: {word} in {}", duration(started.elapsed()));
    outcome
}

/// Prints a remark of the current stage.
pub fn note(text: impl std::fmt::Display) {
    println!("    {text}");
}

/// A duration for people: `0.4 s`, `12.3 s`, `4 min 05 s`.
#[must_use]
pub fn duration(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    if seconds < 60 {
        format!("{:.1} s", elapsed.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

/// Bytes as kilobytes of 1,000 bytes, as the limits in the design are given.
#[must_use]
pub fn kilobytes(bytes: u64) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_naturally() {
        assert_eq!(duration(Duration::from_millis(420)), "0.4 s");
        assert_eq!(duration(Duration::from_secs(245)), "4 min 05 s");
    }

    #[test]
    fn kilobytes_are_decimal() {
        assert_eq!(kilobytes(145_000), "145.0 kB");
        assert_eq!(kilobytes(999), "0.9 kB");
    }

    #[test]
    fn a_stage_hands_on_what_its_work_answers() {
        assert_eq!(stage("adding", || Ok(1 + 1)).unwrap(), 2);
        assert!(stage::<()>("failing", || anyhow::bail!("no")).is_err());
    }
}
