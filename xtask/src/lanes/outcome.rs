//! What a lane, or a part of one, came to.

use std::fmt;

/// Counted checks and the names of those that failed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How many passed.
    pub passed: u64,
    /// How many failed.
    pub failed: u64,
    /// What failed, for the summary.
    pub failures: Vec<String>,
    /// What the summary says besides: tests that passed only when they were repeated, checks that could not be made.
    pub remarks: Vec<String>,
}

impl Outcome {
    /// One check that failed.
    #[must_use]
    pub fn one_failure(name: String) -> Self {
        Self { passed: 0, failed: 1, failures: vec![name], remarks: Vec::new() }
    }

    /// Runs one named check: its error is printed and counted, and the lane goes on.
    pub fn check(&mut self, name: &str, work: impl FnOnce() -> anyhow::Result<()>) {
        match crate::progress::stage(name, work) {
            Ok(()) => self.passed += 1,
            Err(error) => {
                eprintln!("error: {error:#}");
                self.add(&Self::one_failure(name.to_owned()));
            }
        }
    }

    /// Counts another outcome into this one.
    pub fn add(&mut self, other: &Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.failures.extend(other.failures.iter().cloned());
        self.remarks.extend(other.remarks.iter().cloned());
    }

    /// Whether something ran and nothing failed: a lane without a single test is not a success.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.failed == 0 && self.passed > 0
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_check_is_counted_and_the_next_one_still_runs() {
        let mut outcome = Outcome::default();
        outcome.check("first", || anyhow::bail!("no"));
        outcome.check("second", || Ok(()));
        assert_eq!(outcome.to_string(), "1 passed, 1 failed");
        assert_eq!(outcome.failures, ["first"]);
    }

    #[test]
    fn nothing_run_is_no_success() {
        assert!(!Outcome::default().is_success());
        assert!(Outcome { passed: 1, ..Outcome::default() }.is_success());
    }
}
