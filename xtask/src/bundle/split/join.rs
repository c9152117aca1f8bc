//! Several pieces become one module.

use super::plan::ChunkFile;
use crate::bundle::optimise::WASM_FEATURES;
use crate::bundle::wasm::{Import, imports};
use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;

/// The splitter's name for the main part, from which each piece takes memory, table and stack pointer.
pub const MAIN: &str = "__wasm_split";
/// The main part's name in joined files.
pub const JOINED_MAIN: &str = "main";

/// Writes a file's pieces as one module, named as the file, into `out`.
pub fn join(workspace: &Workspace, parts: &Path, file: &ChunkFile, out: &Path) -> Result<()> {
    let target = out.join(file.name());
    let pieces: Vec<_> = file.pieces.iter().map(|piece| parts.join(format!("{piece}.wasm"))).collect();
    let mut needed = Vec::new();
    for (piece, name) in pieces.iter().zip(&file.pieces) {
        let imports = imports(&fs::read(piece)?)?;
        check(name, &imports)?;
        needed.extend(imports);
    }
    if let [alone] = pieces.as_slice() {
        fs::copy(alone, target)?;
        return Ok(());
    }
    let hub = parts.join("hub.wat");
    fs::write(&hub, hub_text(&needed))?;
    let mut merge = workspace.node_tool("wasm-merge");
    merge.arg(&hub).arg(MAIN);
    for (piece, name) in pieces.iter().zip(&file.pieces) {
        merge.arg(piece).arg(name);
    }
    merge.args(WASM_FEATURES).args(["--debuginfo", "-o"]).arg(&target);
    process::capture(&mut merge).with_context(|| format!("joining {}", file.name()))?;
    Ok(())
}

/// Whether a piece asks for nothing but what the loader and the hub have for it: the main part's memory, tables and
/// globals. Anything else would fail in the visitor's browser, when the chunk is loaded.
fn check(piece: &str, needed: &[Import]) -> Result<()> {
    for Import { module, name, kind, .. } in needed {
        ensure!(
            module == MAIN && *kind != "func",
            "the piece {piece} needs the {kind} {module}.{name}, which no chunk is given: wasm-bindgen binds \
             functions for the main part only, and chunks call the main part's through the table"
        );
    }
    Ok(())
}

/// A module that takes from the main part what the pieces need and hands it on. Without it each piece would bring a
/// memory and a table of its own into the joined module.
fn hub_text(needed: &[Import]) -> String {
    let mut once: Vec<&Import> = Vec::new();
    for import in needed.iter().filter(|import| import.module == MAIN) {
        if !once.iter().any(|other| other.name == import.name) {
            once.push(import);
        }
    }
    let mut text = String::from("(module\n");
    for Import { name, kind, text: described, .. } in &once {
        text.push_str(&format!("(import \"{JOINED_MAIN}\" \"{name}\" ({kind} ${name} {described}))\n"));
    }
    for Import { name, kind, .. } in &once {
        text.push_str(&format!("(export \"{name}\" ({kind} ${name}))\n"));
    }
    text + ")\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn import(name: &str, kind: &'static str, text: &str) -> Import {
        Import { module: MAIN.to_owned(), name: name.to_owned(), kind, text: text.to_owned() }
    }

    #[test]
    fn a_piece_that_needs_what_no_chunk_is_given_is_refused() {
        let (memory, table) = (import("memory", "memory", "19"), import("table", "table", "7 funcref"));
        assert!(check("shop", &[memory.clone(), table]).is_ok());
        let function = import("stolen", "func", "");
        let refusal = check("shop", &[memory, function]).unwrap_err().to_string();
        assert!(refusal.contains("piece shop needs the func __wasm_split.stolen"), "{refusal}");
        let of_glue = Import { module: "__wbindgen_placeholder__".into(), ..import("log", "func", "") };
        assert!(check("shop", &[of_glue]).is_err());
        let other = Import { module: "env".into(), ..import("base", "global", "i32") };
        assert!(check("shop", &[other]).is_err());
    }

    #[test]
    fn the_hub_hands_on_everything_once() {
        let memory = import("memory", "memory", "19");
        let text = hub_text(&[memory.clone(), import("shared0", "global", "(mut i32)"), memory]);
        assert_eq!(text.matches("(import \"main\" \"memory\" (memory $memory 19))").count(), 1);
        assert!(text.contains("(import \"main\" \"shared0\" (global $shared0 (mut i32)))"));
        assert!(text.contains("(export \"shared0\" (global $shared0))"));
    }
}
