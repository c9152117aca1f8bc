//! Files our writers made, read back by programs of others: the glTF validator, trimesh, lib3mf and USD.

use super::Outcome;
use crate::bench::MESH_REQUIREMENTS;
use crate::process;
use crate::progress::{note, stage};
use crate::setup;
use crate::workspace::Workspace;
use anyhow::Result;
use std::path::Path;
use std::time::Duration;

/// Reading a few small files back; importing the Python packages takes most of it.
const LIMIT: Duration = Duration::from_secs(300);

/// Writes one model in every format and has it read back. Where Python's packages cannot be had, only the glTF validator
/// reads, and a line says so.
///
/// # Errors
/// When the files cannot be written or the validator cannot be run.
pub fn run(workspace: &Workspace) -> Result<Outcome> {
    let folder = workspace.target.join("exports");
    let mut outcome = Outcome::default();
    stage("Exports read back", || {
        let mut cargo = workspace.cargo();
        cargo.args(["run", "--quiet", "--package", "mesh", "--example", "exports", "--"]).arg(&folder);
        process::run(&mut cargo)?;
        setup::node_packages(workspace)?;
        let mut validator = workspace.command("node");
        validator
            .arg("bench/mesh/validate_glb.mjs")
            .args(["model.glb", "quantized.glb"].map(|name| folder.join(name)));
        count(&mut validator, &mut outcome)?;
        match setup::python_with(workspace, Path::new(MESH_REQUIREMENTS)) {
            Ok(python) => {
                let mut reader = workspace.command(python);
                count(reader.arg("bench/mesh/read_back.py").arg(&folder), &mut outcome)
            }
            Err(error) => {
                note(format!("reading back by trimesh, lib3mf and USD is skipped: {error:#}"));
                Ok(())
            }
        }
    })?;
    Ok(outcome)
}

fn count(reader: &mut std::process::Command, outcome: &mut Outcome) -> Result<()> {
    let before = outcome.clone();
    let success = process::run_by_line(reader, LIMIT, |line| {
        println!("    {line}");
        tally(line, outcome);
    })?;
    if *outcome == before || !success && outcome.failed == before.failed {
        outcome.add(&Outcome::one_failure("reading exports back ended without a result".to_owned()));
    }
    Ok(())
}

/// `ok NAME` or `FAILED NAME: why`.
fn tally(line: &str, outcome: &mut Outcome) {
    if line.starts_with("ok ") {
        outcome.passed += 1;
    } else if let Some(failure) = line.strip_prefix("FAILED ") {
        outcome.add(&Outcome::one_failure(format!("export {failure}")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(script: &str) -> Outcome {
        let mut shell = std::process::Command::new("sh");
        let mut outcome = Outcome::default();
        count(shell.args(["-c", script]), &mut outcome).unwrap();
        outcome
    }

    #[test]
    fn each_line_counts_and_a_reader_that_says_nothing_has_failed() {
        let mixed = counted("echo ok glb; echo 'FAILED stl: no'; echo chatter; exit 1");
        assert_eq!((mixed.passed, mixed.failed), (1, 1));
        assert_eq!(mixed.failures, ["export stl: no"]);
        assert_eq!(counted("echo ok glb").to_string(), "1 passed, 0 failed");
        assert_eq!(counted("exit 0").failed, 1);
        assert_eq!(counted("echo ok glb; exit 1").failed, 1, "it died on the way");
    }
}
