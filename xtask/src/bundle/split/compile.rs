//! The programs in front: cargo, the splitter and wasm-bindgen.

use super::ChunkFiles;
use crate::bundle::{glue, paths::forget_source_paths};
use crate::process;
use crate::workspace::{Workspace, cargo_home};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

const TARGET: &str = "wasm32-unknown-unknown";
const PROFILE: &str = "wasm-release";

/// The whole app as one module, with the relocations that tell the splitter who calls whom.
pub fn linked_module(workspace: &Workspace, parts: &Path) -> Result<PathBuf> {
    let mut cargo = workspace.cargo();
    cargo.args(["rustc", "--package", "frontend", "--lib", "--crate-type", "cdylib", "--features", "split"]);
    // Only for this link: as RUSTFLAGS it would compile all dependencies again.
    cargo.args(["--target", TARGET, "--profile", PROFILE, "--", "-C", "link-arg=--emit-relocs"]);
    process::run(&mut cargo)?;
    let built = workspace.target.join(TARGET).join(PROFILE).join("frontend.wasm");
    let mut bytes = fs::read(&built).with_context(|| format!("cargo made no {}", built.display()))?;
    forget_source_paths(&mut bytes, &cargo_home()?);
    let linked = parts.join("linked.wasm");
    fs::write(&linked, bytes)?;
    Ok(linked)
}

/// Cuts it; answers what each split point needs.
pub fn cut(workspace: &Workspace, linked: &Path, parts: &Path) -> Result<ChunkFiles> {
    let mut splitter = workspace.cargo();
    splitter.args(["run", "--quiet", "--package", "splitter", "--"]).arg(linked).arg(parts).arg("app");
    process::run(&mut splitter)?;
    let list = fs::read(parts.join("chunks.json")).context("the splitter made no chunks.json")?;
    serde_json::from_slice(&list).context("reading chunks.json")
}

/// Runs wasm-bindgen over the main part; answers its glue, beside which `app_bg.wasm` lies.
pub fn bind(workspace: &Workspace, parts: &Path) -> Result<PathBuf> {
    let out = parts.join("bound");
    let mut bindgen = workspace.command("wasm-bindgen");
    // Chunks find memory, table and stack pointer among the main part's exports.
    bindgen.args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--out-name", "app"]);
    process::run(bindgen.arg("--out-dir").arg(&out).arg(parts.join("app.wasm")))?;
    let path = out.join("app.js");
    let text = fs::read_to_string(&path).with_context(|| format!("there is no {}", path.display()))?;
    fs::write(&path, glue::without_default_address(&text, "app"))?;
    Ok(path)
}
