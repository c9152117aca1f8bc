//! `cargo xtask bench`: comparisons that take minutes and are run by hand.

mod mesh;

pub use mesh::REQUIREMENTS as MESH_REQUIREMENTS;

use crate::workspace::Workspace;
use anyhow::{Result, bail};
use std::str::FromStr;

/// What can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bench {
    /// The mesh library against trimesh and pymeshfix.
    Mesh,
}

impl FromStr for Bench {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> Result<Self> {
        match name {
            "mesh" => Ok(Self::Mesh),
            other => bail!("there is no benchmark `{other}`: mesh"),
        }
    }
}

/// Runs a benchmark and prints its tables.
///
/// # Errors
/// When it cannot be run, or a result or ratio is not what it must be.
pub fn run(workspace: &Workspace, bench: Bench) -> Result<()> {
    match bench {
        Bench::Mesh => mesh::run(workspace),
    }
}
