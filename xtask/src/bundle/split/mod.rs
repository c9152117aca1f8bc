//! The app module in parts: what every page needs, and chunks that come with the pages that need them.
//!
//! ```text
//! cargo (with relocations) → splitter → wasm-bindgen for the main part, small chunks joined for the others
//! → wasm-opt for each → one script: wasm-bindgen's glue and the loader of the chunks
//! ```

mod compile;
mod join;
mod loader;
mod plan;

use super::{optimise, start_empty};
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The files of each chunk by the chunk's name; names are those of the work folder until they get their hashes.
pub type ChunkFiles = BTreeMap<String, Vec<String>>;

const CHUNK_LIST: &str = "app-chunks.json";

/// Folder of the parts with their names still in them, for those who weigh them.
#[must_use]
pub fn named_parts(workspace: &Workspace) -> PathBuf {
    workspace.target.join("bundle/split/named")
}

/// Writes `app.wasm`, `app.js`, the chunks' files and their list into `work`.
///
/// # Errors
/// Those of the tools.
pub fn app(workspace: &Workspace, work: &Path) -> Result<()> {
    let parts = work.join("split");
    start_empty(&parts)?;
    let linked = compile::linked_module(workspace, &parts)?;
    let chunks = compile::cut(workspace, &linked, &parts)?;
    let glue = compile::bind(workspace, &parts)?;

    let named = named_parts(workspace);
    start_empty(&named)?;
    fs::rename(glue.with_file_name("app_bg.wasm"), named.join("app.wasm"))?;
    let files = plan::files(&plan::pieces(&parts, &chunks)?);
    for file in &files {
        join::join(workspace, &parts, file, &named)?;
    }
    for part in fs::read_dir(&named)? {
        let part = part?;
        optimise::shrink_wasm(workspace, &part.path(), &work.join(part.file_name()))?;
    }
    let by_chunk = plan::by_chunk(&files);
    fs::write(glue.with_file_name("__wasm_split.js"), loader::script(&by_chunk))?;
    fs::write(work.join(CHUNK_LIST), serde_json::to_string(&by_chunk)?)?;
    optimise::shrink_glue(workspace, &glue, &work.join("app.js"), &["--bundle"])
}

/// The list that [`app`] wrote; empty for a bundle in one piece.
///
/// # Errors
/// When it cannot be read.
pub fn chunk_files(work: &Path) -> Result<ChunkFiles> {
    match fs::read(work.join(CHUNK_LIST)) {
        Ok(text) => serde_json::from_slice(&text).context("reading the list of chunks"),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(ChunkFiles::new()),
        Err(error) => Err(error).context("reading the list of chunks"),
    }
}
