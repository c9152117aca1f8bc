//! Compiling all host tests at once and running them one binary at a time.
//!
//! One cargo call for all crates: features then unify in one way only and nothing is compiled twice.
//! Running the binaries ourselves lets the database lane take the server's integration tests alone.

use super::Outcome;
use crate::process;
use crate::progress::stage;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// The crates with tests that run on this machine; of the viewer, what needs no browser.
pub const HOST_PACKAGES: [&str; 9] =
    ["domain", "mesh", "app", "viewer", "migrations", "sandbox", "worker", "server", "xtask"];

/// A deadlock must fail a run, not hang it.
const RUN_LIMIT: Duration = Duration::from_secs(20 * 60);
/// The same for a few tests by name.
const NAMED_LIMIT: Duration = Duration::from_secs(6 * 60);
const COMPILE_LIMIT: Duration = Duration::from_secs(60 * 60);

/// One compiled test executable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestBinary {
    /// The crate it tests.
    pub package: String,
    /// The target: the crate's own name for unit tests, the file's for integration tests.
    pub target: String,
    /// True for the unit tests of a library.
    pub is_library: bool,
    /// Folder of the crate; tests run in it, as cargo would.
    folder: PathBuf,
    executable: PathBuf,
}

impl TestBinary {
    /// How to call it in progress lines and the summary.
    #[must_use]
    pub fn name(&self) -> String {
        if self.package == self.target {
            self.package.clone()
        } else {
            format!("{}::{}", self.package, self.target)
        }
    }

    /// Runs all its tests with additional environment variables.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn run(&self, workspace: &Workspace, environment: &[(&str, &str)]) -> Result<Outcome> {
        let mut tally = Tally::default();
        let success = process::run_by_line(&mut self.command(workspace, environment), RUN_LIMIT, |line| {
            println!("{line}");
            tally.read(line);
        })?;
        Ok(tally.outcome(&self.name(), success))
    }

    /// Runs the tests of these names alone, quietly, and answers what they said as well.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn run_named(
        &self,
        workspace: &Workspace,
        names: &[&str],
        environment: &[(&str, &str)],
    ) -> Result<(Outcome, String)> {
        let mut command = self.command(workspace, environment);
        command.arg("--exact").args(names).stderr(Stdio::null());
        let (mut tally, mut said) = (Tally::default(), String::new());
        let success = process::run_by_line(&mut command, NAMED_LIMIT, |line| {
            tally.read(line);
            said.push_str(line);
            said.push('\n');
        })?;
        Ok((tally.outcome(&self.name(), success), said))
    }

    fn command(&self, workspace: &Workspace, environment: &[(&str, &str)]) -> Command {
        let mut command = workspace.command(&self.executable);
        command.current_dir(&self.folder).arg("--quiet").envs(environment.iter().copied());
        command.env("CARGO_MANIFEST_DIR", &self.folder).env("CARGO_TARGET_DIR", &workspace.target);
        command
    }
}

/// Compiles the tests of all host crates, and their programs: the browser lane takes the server from here.
///
/// # Errors
/// When something does not compile.
pub fn compile(workspace: &Workspace) -> Result<Vec<TestBinary>> {
    stage("Compile the host tests", || {
        let mut cargo = workspace.cargo();
        cargo.args(["build", "--tests", "--bins", "--message-format=json-render-diagnostics"]);
        for package in HOST_PACKAGES {
            cargo.args(["--package", package]);
        }
        let mut binaries = Vec::new();
        let compiled =
            process::run_by_line(&mut cargo, COMPILE_LIMIT, |line| binaries.extend(test_binary(line)))?;
        anyhow::ensure!(compiled, "the host tests do not compile");
        binaries.sort_by_key(TestBinary::name);
        Ok(binaries)
    })
}

/// Reads one line of cargo's JSON messages.
fn test_binary(line: &str) -> Option<TestBinary> {
    let message: Value = serde_json::from_str(line).ok()?;
    if message["reason"] != "compiler-artifact" || message["profile"]["test"] != true {
        return None;
    }
    let folder = Path::new(message["manifest_path"].as_str()?).parent()?.to_path_buf();
    Some(TestBinary {
        package: folder.file_name()?.to_str()?.to_owned(),
        target: message["target"]["name"].as_str()?.to_owned(),
        is_library: message["target"]["kind"][0] == "lib",
        executable: message["executable"].as_str()?.into(),
        folder,
    })
}

/// Counts what the standard test harness prints.
#[derive(Debug, Default)]
struct Tally {
    passed: u64,
    failed: u64,
    failures: Vec<String>,
    in_list_of_failures: bool,
}

impl Tally {
    fn read(&mut self, line: &str) {
        if let Some(result) = line.strip_prefix("test result: ") {
            self.in_list_of_failures = false;
            self.passed += count_before(result, "passed").unwrap_or(0);
            self.failed += count_before(result, "failed").unwrap_or(0);
        } else if line == "failures:" {
            // Printed twice: first with the output of each test, then as a plain list of names.
            self.in_list_of_failures = true;
            self.failures.clear();
        } else if self.in_list_of_failures
            && let Some(name) = line.strip_prefix("    ").filter(|name| !name.contains(' '))
        {
            self.failures.push(name.to_owned());
        }
    }

    fn outcome(self, binary: &str, success: bool) -> Outcome {
        let mut outcome = Outcome {
            passed: self.passed,
            failed: self.failed,
            failures: self.failures,
            ..Outcome::default()
        };
        for failure in &mut outcome.failures {
            *failure = format!("{binary} {failure}");
        }
        if !success && outcome.failed == 0 {
            outcome.add(&Outcome::one_failure(format!("{binary} ended without a result")));
        }
        outcome
    }
}

/// `3 failed;` in `FAILED. 41 passed; 3 failed; …`.
fn count_before(result: &str, word: &str) -> Option<u64> {
    let words: Vec<&str> = result.split([' ', ';', '.']).collect();
    let place = words.iter().position(|candidate| *candidate == word)?;
    words.get(place.checked_sub(1)?)?.parse().ok()
}

/// The server's integration tests, which the database lane runs once for each database.
///
/// # Errors
/// When there are none.
pub fn database_tests(binaries: &[TestBinary]) -> Result<&TestBinary> {
    binaries.iter().find(|binary| is_database_test(binary)).context("server/tests/it was not compiled")
}

/// Whether this is the binary the database lane runs.
#[must_use]
pub fn is_database_test(binary: &TestBinary) -> bool {
    binary.package == "server" && binary.target == "it"
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARTIFACT: &str = r#"{"reason":"compiler-artifact","manifest_path":"/clone/server/Cargo.toml",
        "target":{"name":"it","kind":["test"]},"profile":{"test":true},"executable":"/out/it-1f"}"#;

    fn tally(lines: &[&str]) -> Tally {
        let mut tally = Tally::default();
        for line in lines {
            tally.read(line);
        }
        tally
    }

    #[test]
    fn test_executables_are_found_in_cargos_messages() {
        let found = test_binary(ARTIFACT).unwrap();
        assert_eq!(found.name(), "server::it");
        assert_eq!(found.folder, Path::new("/clone/server"));
        assert!(is_database_test(&found));
        assert_eq!(test_binary(&ARTIFACT.replace("\"test\":true", "\"test\":false")), None);
        assert_eq!(test_binary("not json"), None);
    }

    #[test]
    fn results_and_names_of_failures_are_read() {
        let lines = [
            "failures:",
            "",
            "---- a::b stdout ----",
            "failures:",
            "    a::b",
            "    c::d",
            "",
            "test result: FAILED. 41 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.02s",
        ];
        let outcome = tally(&lines).outcome("domain", false);
        assert_eq!((outcome.passed, outcome.failed), (41, 2));
        assert_eq!(outcome.failures, ["domain a::b", "domain c::d"]);
    }

    #[test]
    fn a_binary_that_dies_without_a_result_has_failed() {
        let outcome = tally(&["running 3 tests"]).outcome("server", false);
        assert_eq!((outcome.passed, outcome.failed), (0, 1));
    }
}
