//! Unit, property and integration tests of the crates that run on this machine.

use super::test_binaries::TestBinary;
use super::{Outcome, exports, models, test_binaries};
use crate::fuzz;
use crate::progress::stage;
use crate::workspace::Workspace;
use anyhow::Result;

/// Runs everything but the server's database tests, which have a lane of their own.
pub fn run(workspace: &Workspace) -> Result<Outcome> {
    let mut total = Outcome::default();
    for binary in test_binaries::compile(workspace)? {
        if !test_binaries::is_database_test(&binary) {
            total.add(&stage(&binary.name(), || run_one(workspace, &binary))?);
        }
    }
    total.add(&exports::run(workspace)?);
    stage("Fuzz the mesh readers", || fuzz::when_readers_changed(workspace, &mut total))?;
    Ok(total)
}

fn run_one(workspace: &Workspace, binary: &TestBinary) -> Result<Outcome> {
    if binary.package == "worker" && binary.is_library {
        models::run(workspace, binary)
    } else {
        binary.run(workspace, &[])
    }
}
