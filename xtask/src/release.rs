//! `cargo xtask build`: the bundle and the `makeit3d` binary.

use crate::bundle::{self, Profile};
use crate::progress::{note, stage};
use crate::workspace::Workspace;
use crate::{process, setup, sizes};
use anyhow::Result;
use std::path::PathBuf;

/// Builds both, says where they are and what the bundle weighs.
///
/// # Errors
/// Those of the builds; a release also fails past the size gate.
pub fn build(workspace: &Workspace, profile: Profile) -> Result<()> {
    setup::bundle_tools(workspace)?;
    let manifest = bundle::build(workspace, profile)?;
    let binary = server(workspace, profile)?;
    println!("\nbundle: {}\nserver: {}", workspace.site.display(), binary.display());
    match profile {
        Profile::Release => sizes::gate(workspace, &manifest),
        Profile::Dev => Ok(()),
    }
}

/// Builds the `makeit3d` binary and answers where it is. A release has no stand-ins for Clerk and Stripe in it.
///
/// # Errors
/// When it does not compile.
pub fn server(workspace: &Workspace, profile: Profile) -> Result<PathBuf> {
    stage(&format!("Server ({})", profile.name()), || {
        let mut cargo = workspace.cargo();
        cargo.args(["build", "--package", "server", "--bin", "makeit3d"]);
        let folder = match profile {
            Profile::Dev => "debug",
            Profile::Release => {
                cargo.args(["--release", "--no-default-features"]);
                "release"
            }
        };
        process::run(&mut cargo)?;
        let binary = workspace.target.join(folder).join("makeit3d");
        note(binary.display());
        Ok(binary)
    })
}
