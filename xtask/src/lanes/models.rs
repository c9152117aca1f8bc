//! The models that the tests of `worker` made, and those of the landing page, before Khronos' glTF validator.

use super::Outcome;
use super::test_binaries::TestBinary;
use crate::workspace::Workspace;
use crate::{process, setup};
use anyhow::{Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};

/// The variable under which the tests of `worker` learn where to write their models (`worker/src/samples.rs`).
const KEEP_MODELS_IN: &str = "KEEP_MODELS_IN";

/// Runs the tests of `worker` and hands the models they wrote to the validator.
///
/// # Errors
/// When the folder for the models cannot be made or the tests cannot be started.
pub fn run(workspace: &Workspace, binary: &TestBinary) -> Result<Outcome> {
    let folder = workspace.target.join("models");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let path = folder.to_string_lossy().into_owned();
    let mut outcome = binary.run(workspace, &[(KEEP_MODELS_IN, &path)])?;
    outcome.check("glTF validator", || validate(workspace, &folder));
    Ok(outcome)
}

fn validate(workspace: &Workspace, folder: &Path) -> Result<()> {
    ensure!(fs::read_dir(folder)?.next().is_some(), "the tests wrote no models to {}", folder.display());
    setup::node_packages(workspace)?;
    let places: [PathBuf; 2] = [folder.to_owned(), workspace.root.join("public/showcase")];
    let mut validator = workspace.command("node");
    process::run(validator.current_dir(&workspace.root).arg("end2end/validate-gltf.mjs").args(places))
}
