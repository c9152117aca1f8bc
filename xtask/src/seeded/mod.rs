//! `cargo xtask seeded`: mistakes that others made in public, made here on purpose, and whether our tests notice.
//!
//! A copy of the clone gets all of them at once, each behind a switch, so that one build serves all; the clone itself
//! has no trace of the switch. To add one: a row in `server/tests/seeded/mistakes.toml`, its place in
//! `mistakes.patch`, and the test that notices it.

mod mistakes;
mod tree;

use crate::lanes::Outcome;
use crate::lanes::test_binaries::{self, TestBinary};
use crate::postgres::TemporaryCluster;
use crate::progress::{duration, stage};
use crate::setup;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use mistakes::{Mistake, Place};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use tree::MistakenTree;

/// The variable that switches one mistake on.
const SWITCH: &str = "SEEDED";

/// The compiled copy and what its tests need.
struct Bench {
    tree: MistakenTree,
    integration: TestBinary,
    library: TestBinary,
    cluster: Option<TemporaryCluster>,
}

struct Verdict<'a> {
    mistake: &'a Mistake,
    is_caught: bool,
    took: Duration,
}

/// Makes every mistake, or one, and prints who was caught; the exit code tells whether all were.
///
/// # Errors
/// When the patch does not apply or compile, or a test fails without a mistake.
pub fn run(workspace: &Workspace, only: Option<&str>) -> Result<ExitCode> {
    let mistakes = mistakes::read(workspace, only)?;
    let bench = Bench::prepare(workspace, &mistakes)?;
    stage("Without a mistake", || {
        Place::ALL.into_iter().try_for_each(|place| bench.check_without_a_mistake(place, &mistakes))
    })?;
    let mut verdicts = Vec::new();
    for mistake in &mistakes {
        verdicts.push(stage(&format!("{}: {}", mistake.name, mistake.wrong), || bench.judge(mistake))?);
    }
    println!("\n{}", table(&verdicts));
    let is_success = verdicts.iter().all(|verdict| verdict.is_caught);
    Ok(if is_success { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Bench {
    fn prepare(workspace: &Workspace, mistakes: &[Mistake]) -> Result<Self> {
        let tree = stage("Copy this tree and add the mistakes", || tree::make(workspace))?;
        let binaries = test_binaries::compile(&tree.workspace)?;
        let library = binaries.iter().find(|binary| binary.package == "server" && binary.is_library);
        let cluster = if mistakes.iter().any(|mistake| mistake.place == Place::Postgres) {
            Some(TemporaryCluster::start(&setup::postgres_binaries(workspace)?)?)
        } else {
            None
        };
        Ok(Self {
            integration: test_binaries::database_tests(&binaries)?.clone(),
            library: library.context("the tests of server/src were not compiled")?.clone(),
            tree,
            cluster,
        })
    }

    fn check_without_a_mistake(&self, place: Place, mistakes: &[Mistake]) -> Result<()> {
        let here = mistakes.iter().filter(|mistake| mistake.place == place);
        let mut tests: Vec<&str> =
            here.flat_map(|mistake| mistake.tests.iter().map(String::as_str)).collect();
        tests.sort_unstable();
        tests.dedup();
        if tests.is_empty() {
            return Ok(());
        }
        let (outcome, said) = self.run(place, &tests, "")?;
        println!("    {}: {outcome}", place.name());
        if outcome.failed > 0 || outcome.passed != tests.len() as u64 {
            bail!("{said}\nof {} tests of {}: {outcome}", tests.len(), place.name());
        }
        Ok(())
    }

    fn judge<'a>(&self, mistake: &'a Mistake) -> Result<Verdict<'a>> {
        let tests: Vec<&str> = mistake.tests.iter().map(String::as_str).collect();
        let started = Instant::now();
        let (outcome, said) = self.run(mistake.place, &tests, &mistake.name)?;
        let is_caught = outcome.passed == 0 && outcome.failed > 0;
        if !is_caught {
            println!("{said}");
        }
        Ok(Verdict { mistake, is_caught, took: started.elapsed() })
    }

    fn run(&self, place: Place, tests: &[&str], mistake: &str) -> Result<(Outcome, String)> {
        let binary = if place == Place::Library { &self.library } else { &self.integration };
        let mut environment = vec![(SWITCH, mistake), ("TEST_DATABASE", "sqlite")];
        if place == Place::Postgres {
            let cluster = self.cluster.as_ref().context("PostgreSQL was not started")?;
            environment.extend([("TEST_DATABASE", "postgres"), ("TEST_POSTGRES_URL", cluster.url())]);
        }
        binary.run_named(&self.tree.workspace, tests, &environment)
    }
}

fn table(verdicts: &[Verdict<'_>]) -> String {
    let mut table = String::new();
    for Verdict { mistake, is_caught, took } in verdicts {
        let verdict = if *is_caught { "caught" } else { "SLIPPED THROUGH" };
        let (name, took, wrong) = (&mistake.name, duration(*took), &mistake.wrong);
        table.push_str(&format!("{name:<4} {verdict:<16} {took:>8}  {wrong}\n"));
        for test in &mistake.tests {
            table.push_str(&format!("{:32}{test}\n", ""));
        }
    }
    let caught = verdicts.iter().filter(|verdict| verdict.is_caught).count();
    table + &format!("{caught} of {} caught", verdicts.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_what_slipped_through() {
        let mistake = |name: &str| Mistake {
            name: name.to_owned(),
            wrong: "no key".to_owned(),
            place: Place::Sqlite,
            tests: vec!["races::once".to_owned()],
        };
        let (first, second) = (mistake("B1"), mistake("B2"));
        let took = Duration::from_secs(2);
        let verdicts = [
            Verdict { mistake: &first, is_caught: true, took },
            Verdict { mistake: &second, is_caught: false, took },
        ];
        let table = table(&verdicts);
        assert!(table.contains("B2   SLIPPED THROUGH     2.0 s  no key\n"), "{table}");
        assert!(table.ends_with("races::once\n1 of 2 caught"), "{table}");
    }
}
