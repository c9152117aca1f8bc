//! `cargo xtask check`: formatting, clippy for both targets, boundaries and figures, licences.

mod boundaries;
mod licences;

use crate::lanes::{HOST_PACKAGES, Outcome};
use crate::progress::note;
use crate::workspace::Workspace;
use crate::{process, setup};
use anyhow::{Result, bail};

const WASM_PACKAGES: [&str; 3] = ["frontend", "chunks", "viewer"];

/// Runs every check, also after one has failed.
///
/// # Errors
/// Never by itself: a check that cannot run counts as failed.
pub fn run(workspace: &Workspace) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    outcome.check("Formatting", || process::run(workspace.cargo().args(["fmt", "--all", "--check"])));
    outcome.check("Boundaries", || boundaries_only(workspace));
    outcome.check("Licences and bans", || licences::check(workspace));
    let mut remarks = Vec::new();
    outcome.check("cargo-deny", || cargo_deny(workspace, &mut remarks));
    outcome.remarks.append(&mut remarks);
    outcome.check("Clippy (host)", || clippy_host(workspace));
    outcome.check("Clippy (release server)", || clippy_release_server(workspace));
    outcome.check("Clippy (wasm)", || clippy_wasm(workspace));
    Ok(outcome)
}

/// Runs the boundary checks and prints the figures.
///
/// # Errors
/// Lists every violation.
pub fn boundaries_only(workspace: &Workspace) -> Result<()> {
    let report = boundaries::inspect(workspace)?;
    for line in &report.figures {
        note(line);
    }
    if report.violations.is_empty() {
        return Ok(());
    }
    bail!("{} violations:\n{}", report.violations.len(), report.violations.join("\n"));
}

/// Two calls, never one for the whole workspace: features of the two targets would mix.
fn clippy_host(workspace: &Workspace) -> Result<()> {
    let mut cargo = workspace.cargo();
    cargo.args(["clippy", "--all-targets"]);
    for package in HOST_PACKAGES {
        cargo.args(["--package", package]);
    }
    process::run(cargo.args(["--", "-D", "warnings"]))
}

/// The server as it is released, without the stand-ins: features that only its tests turn on hide what it lacks.
fn clippy_release_server(workspace: &Workspace) -> Result<()> {
    let mut cargo = workspace.cargo();
    cargo.args(["clippy", "--package", "server", "--no-default-features", "--", "-D", "warnings"]);
    process::run(&mut cargo)
}

fn clippy_wasm(workspace: &Workspace) -> Result<()> {
    setup::wasm_target(workspace)?;
    let mut cargo = workspace.cargo();
    cargo.args(["clippy", "--target", "wasm32-unknown-unknown"]);
    for package in WASM_PACKAGES {
        cargo.args(["--package", package]);
    }
    process::run(cargo.args(["--", "-D", "warnings"]))
}

/// What our own licence check cannot do: known weaknesses of what we depend on. The summary says where it was left out.
fn cargo_deny(workspace: &Workspace, remarks: &mut Vec<String>) -> Result<()> {
    let mut leave_out = |why: &str| {
        let remark = format!("not checked: advisories ({why})");
        note(&remark);
        remarks.push(remark);
    };
    if !process::succeeds(workspace.command("cargo").args(["deny", "--version"])) {
        leave_out("cargo-deny is not installed; `cargo xtask check` installs it");
        return Ok(());
    }
    process::run(workspace.command("cargo").args(["deny", "--offline", "check", "licenses", "bans"]))?;
    let mut advisories = workspace.command("cargo");
    advisories.args(["deny", "check", "advisories"]);
    match process::capture(&mut advisories) {
        Ok(_) => note("advisories: none"),
        Err(error) if is_unreachable(&error) => leave_out("their database cannot be fetched here"),
        Err(error) => return Err(error),
    }
    Ok(())
}

fn is_unreachable(error: &anyhow::Error) -> bool {
    let text = error.to_string();
    text.contains("failed to fetch advisory database") || text.contains("failed to load advisory database")
}
