//! The two wasm modules: the release bundle builds and stays within its size.

use super::Outcome;
use crate::bundle::{self, Profile};
use crate::workspace::Workspace;
use crate::{setup, sizes};
use anyhow::Result;

/// Builds the release bundle and applies the size gate; clippy for wasm is part of the check lane.
pub fn run(workspace: &Workspace) -> Result<Outcome> {
    setup::bundle_tools(workspace)?;
    let mut outcome = Outcome::default();
    let mut manifest = None;
    outcome.check("Release bundle", || {
        manifest = Some(bundle::build(workspace, Profile::Release)?);
        Ok(())
    });
    if let Some(manifest) = manifest {
        outcome.check("Size gate", || sizes::gate(workspace, &manifest));
    }
    Ok(outcome)
}
