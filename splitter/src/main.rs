//! `splitter MODULE.wasm FOLDER NAME`: cuts a linked module at its split points. Writes into the folder the main module
//! `NAME.wasm`, the chunks, `__wasm_split.js`, which loads them, and `chunks.json`: the files each split point needs.
//!
//! The module has its relocations (`--emit-relocs`) and has not seen wasm-bindgen yet; the main module does afterwards.

use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [module, folder, name] = arguments.as_slice() else { bail!("splitter MODULE.wasm FOLDER NAME") };
    split(Path::new(module), Path::new(folder), name)
}

fn split(module: &Path, folder: &Path, name: &str) -> Result<()> {
    let bytes = std::fs::read(module).with_context(|| format!("reading {}", module.display()))?;
    let (main, glue): (PathBuf, String) = (folder.join(format!("{name}.wasm")), format!("./{name}.js"));
    let mut options = wasm_split_cli_support::Options::new(&bytes);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.main_module = &glue;
    let result = wasm_split_cli_support::transform(options);
    let chunks: BTreeMap<_, _> = match result {
        Ok(done) => done.prefetch_map.into_iter().collect(),
        Err(error) => bail!("{} cannot be cut: {error:#}", module.display()),
    };
    std::fs::write(folder.join("chunks.json"), serde_json::to_string_pretty(&chunks)?)?;
    Ok(())
}
