//! Installs what is missing, once, and leaves alone what is there in the right version.
//!
//! Each lane asks only for what it needs, so that `serve` never installs a browser.

mod npm;
mod python;
mod rust_tools;
mod system;

pub use npm::ensure_packages as node_packages;
pub use python::python_with;
pub use system::{chromium, is_root, postgres_binaries, redis_server};

use crate::progress::stage;
use crate::workspace::Workspace;
use anyhow::Result;

/// What building the bundle needs: the wasm target, wasm-bindgen, Trunk and the npm tools.
///
/// # Errors
/// Says what is missing and how to get it.
pub fn bundle_tools(workspace: &Workspace) -> Result<()> {
    stage("Tools of the bundle", || {
        npm::ensure_packages(workspace)?;
        rust_tools::ensure_wasm_target(workspace)?;
        rust_tools::ensure_wasm_bindgen(workspace)?;
        rust_tools::ensure_trunk(workspace)
    })
}

/// What the wasm compile lane needs.
///
/// # Errors
/// Says what is missing and how to get it.
pub fn wasm_target(workspace: &Workspace) -> Result<()> {
    rust_tools::ensure_wasm_target(workspace)
}

/// What `check` looks up known weaknesses with. Building it takes minutes, so the test lanes only use it when it is there;
/// without it the check says what it left out.
pub fn advisories(workspace: &Workspace) {
    if let Err(error) = stage("Tool of the advisories", || rust_tools::ensure_cargo_deny(workspace)) {
        eprintln!("{error:#}");
    }
}

/// Installs everything any command needs, browser, database and cargo-deny included.
///
/// # Errors
/// Says what is missing and how to get it.
pub fn everything(workspace: &Workspace) -> Result<()> {
    bundle_tools(workspace)?;
    stage("Tools of the tests", || {
        chromium(workspace)?;
        postgres_binaries(workspace)?;
        redis_server(workspace)?;
        rust_tools::ensure_cargo_deny(workspace)
    })
}
