//! `cargo xtask test`: lanes that can each be run alone, and one summary.
//!
//! Every lane runs even when an earlier one failed, so that one run tells everything.

mod browser;
mod database;
mod exports;
mod host;
mod models;
mod outcome;
mod stripe_sdk;
pub mod test_binaries;
mod wasm;

pub use outcome::Outcome;
pub use test_binaries::HOST_PACKAGES;

use crate::workspace::Workspace;
use crate::{check, progress};
use anyhow::{Result, bail};
use std::process::ExitCode;
use std::str::FromStr;
use std::time::{Duration, Instant};

/// One lane of the tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// Formatting, clippy, boundaries, licences.
    Check,
    /// Tests of every crate that runs on this machine.
    Host,
    /// The wasm modules: they build, and stay within their size.
    Wasm,
    /// The server on SQLite and on PostgreSQL.
    Database,
    /// Journeys in a real browser.
    Browser,
}

impl Lane {
    /// In the order they run: the quickest answers first.
    pub const ALL: [Self; 5] = [Self::Check, Self::Host, Self::Database, Self::Wasm, Self::Browser];

    /// The name for `--only`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Host => "host",
            Self::Wasm => "wasm",
            Self::Database => "db",
            Self::Browser => "e2e",
        }
    }

    /// All names, for messages.
    #[must_use]
    pub fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }

    fn run(self, workspace: &Workspace) -> Result<Outcome> {
        match self {
            Self::Check => check::run(workspace),
            Self::Host => host::run(workspace),
            Self::Wasm => wasm::run(workspace),
            Self::Database => database::run(workspace),
            Self::Browser => browser::run(workspace),
        }
    }
}

impl FromStr for Lane {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> Result<Self> {
        match Self::ALL.into_iter().find(|lane| lane.name() == name) {
            Some(lane) => Ok(lane),
            None => bail!("there is no lane `{name}`: {}", Self::names()),
        }
    }
}

struct Finished {
    lane: Lane,
    outcome: Outcome,
    took: Duration,
}

/// Runs all lanes or one and prints the summary; the exit code tells whether all passed.
///
/// # Errors
/// Never by itself: a lane that cannot run counts as failed.
pub fn run(workspace: &Workspace, only: Option<Lane>) -> Result<ExitCode> {
    let lanes = only.map_or_else(|| Lane::ALL.to_vec(), |lane| vec![lane]);
    let finished: Vec<Finished> = lanes.into_iter().map(|lane| run_lane(workspace, lane)).collect();
    let (table, total) = summary(&finished);
    println!("\n{table}");
    println!("{total}");
    Ok(if total.is_success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn run_lane(workspace: &Workspace, lane: Lane) -> Finished {
    println!("\n======== {} ========", lane.name());
    let started = Instant::now();
    let outcome = lane.run(workspace).unwrap_or_else(|error| {
        eprintln!("\nerror: {error:#}");
        Outcome::one_failure(format!("could not run: {}", error.root_cause()))
    });
    Finished { lane, outcome, took: started.elapsed() }
}

fn summary(finished: &[Finished]) -> (String, Outcome) {
    let mut table = format!("{:<8} {:>8} {:>8} {:>14}\n", "lane", "passed", "failed", "duration");
    let mut total = Outcome::default();
    for Finished { lane, outcome, took } in finished {
        let duration = progress::duration(*took);
        table.push_str(&format!(
            "{:<8} {:>8} {:>8} {:>14}\n",
            lane.name(),
            outcome.passed,
            outcome.failed,
            duration
        ));
        for failure in &outcome.failures {
            table.push_str(&format!("         failed: {failure}\n"));
        }
        for remark in &outcome.remarks {
            table.push_str(&format!("         {remark}\n"));
        }
        total.add(outcome);
    }
    (table, total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lane_is_found_by_its_name() {
        for lane in Lane::ALL {
            assert_eq!(lane.name().parse::<Lane>().unwrap(), lane);
        }
    }

    #[test]
    fn the_last_line_sums_all_lanes_and_names_what_failed() {
        let passed = Outcome { passed: 41, ..Outcome::default() };
        let mut broken = Outcome::one_failure("cancel keeps the credit".into());
        broken.passed = 1;
        broken.remarks.push("flaky: shop.spec.ts: a cart".into());
        let took = Duration::from_secs(3);
        let (table, total) = summary(&[
            Finished { lane: Lane::Host, outcome: passed, took },
            Finished { lane: Lane::Browser, outcome: broken, took },
        ]);
        assert_eq!(total.to_string(), "42 passed, 1 failed");
        assert!(!total.is_success());
        assert!(table.contains("failed: cancel keeps the credit"), "{table}");
        assert!(table.contains("flaky: shop.spec.ts: a cart"), "{table}");
    }
}
