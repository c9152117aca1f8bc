//! From Trunk's output to what is shipped: wasm-opt for the module, esbuild for its glue.

use super::hash::content_hash;
use super::paths::forget_source_paths;
use super::{Module, Profile, glue};
use crate::process;
use crate::progress::{kilobytes, note};
use crate::workspace::{Workspace, cargo_home};
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// What the compiler may have used; wasm-opt otherwise assumes the first version of WebAssembly.
pub const WASM_FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Smallest code, nothing for debuggers. The second run finds what the first one laid bare.
const WASM_OPT_PASSES: [&str; 5] = ["-Oz", "-Oz", "--strip-debug", "--strip-producers", "--vacuum"];

/// Writes `<name>.js` and `<name>.wasm` into `work`.
pub fn module(
    workspace: &Workspace,
    profile: Profile,
    raw: &Path,
    work: &Path,
    module: Module,
) -> Result<()> {
    let wasm_in = raw.join(format!("{}_bg.wasm", module.package));
    let wasm_out = work.join(format!("{}.wasm", module.name));
    let glue_in = raw.join(format!("{}.js", module.package));
    let glue_out = work.join(format!("{}.js", module.name));

    let text =
        fs::read_to_string(&glue_in).with_context(|| format!("Trunk made no {}", glue_in.display()))?;
    fs::write(&glue_out, glue::without_default_address(&text, module.package))?;
    match profile {
        Profile::Dev => {
            fs::copy(&wasm_in, &wasm_out).with_context(|| format!("copying {}", wasm_in.display()))?;
        }
        Profile::Release => {
            let mut bytes =
                fs::read(&wasm_in).with_context(|| format!("Trunk made no {}", wasm_in.display()))?;
            forget_source_paths(&mut bytes, &cargo_home()?);
            let pathless = work.join(format!("{}.in.wasm", module.name));
            fs::write(&pathless, bytes)?;
            shrink_wasm(workspace, &pathless, &wasm_out)?;
            fs::remove_file(&pathless)?;
            shrink_glue(workspace, &glue_out, &glue_out, &[])?;
        }
    }
    copy_snippets(raw, work, module)
}

/// Runs wasm-opt, or takes the result of the last run when it was given the same module.
pub fn shrink_wasm(workspace: &Workspace, input: &Path, output: &Path) -> Result<()> {
    let memory = workspace.target.join("wasm-opt");
    fs::create_dir_all(&memory)?;
    let (kept, key_file) =
        (memory.join(file_name(output)), memory.join(format!("{}.key", file_name(output))));
    let key = shrink_key(&fs::read(input)?);
    if kept.is_file() && fs::read_to_string(&key_file).is_ok_and(|last| last == key) {
        fs::copy(&kept, output)?;
        return Ok(());
    }
    let mut wasm_opt = workspace.node_tool("wasm-opt");
    wasm_opt.args(WASM_OPT_PASSES).args(WASM_FEATURES).arg(input).arg("-o").arg(output);
    process::capture(&mut wasm_opt).with_context(|| format!("shrinking {}", input.display()))?;
    let (before, after) = (fs::metadata(input)?.len(), fs::metadata(output)?.len());
    note(format!("wasm-opt: {} {} → {}", file_name(output), kilobytes(before), kilobytes(after)));
    fs::copy(output, &kept)?;
    fs::write(&key_file, key)?;
    Ok(())
}

/// Changes with the module and with what is done to it.
fn shrink_key(module: &[u8]) -> String {
    format!("{} {} {}", content_hash(module), WASM_OPT_PASSES.join(" "), WASM_FEATURES.join(" "))
}

/// Makes the glue small; `--bundle` takes what it imports in.
pub fn shrink_glue(workspace: &Workspace, glue: &Path, output: &Path, options: &[&str]) -> Result<()> {
    let mut esbuild = workspace.node_tool("esbuild");
    esbuild.arg(glue).args([
        "--minify",
        "--format=esm",
        "--target=es2022",
        "--allow-overwrite",
        "--log-level=error",
    ]);
    esbuild.args(options);
    let mut outfile = std::ffi::OsString::from("--outfile=");
    outfile.push(output);
    esbuild.arg(outfile);
    process::run(&mut esbuild).with_context(|| format!("minifying {}", glue.display()))
}

/// Keeps the snippets this module's glue imports; Trunk puts those of both modules into one folder.
fn copy_snippets(raw: &Path, work: &Path, module: Module) -> Result<()> {
    let source = raw.join("snippets");
    let glue = fs::read_to_string(work.join(format!("{}.js", module.name)))?;
    if source.is_dir() && glue.contains("./snippets/") {
        copy_folder(&source, &work.join(format!("{}-snippets", module.name)))?;
    }
    Ok(())
}

/// Copies a folder with everything below it.
pub fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_copied_with_what_is_below_it() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        fs::create_dir_all(from.join("a/b")).unwrap();
        fs::write(from.join("a/b/c.txt"), "deep").unwrap();
        copy_folder(&from, &to).unwrap();
        assert_eq!(fs::read_to_string(to.join("a/b/c.txt")).unwrap(), "deep");
    }

    #[test]
    fn another_module_is_shrunk_again() {
        assert_eq!(shrink_key(b"one"), shrink_key(b"one"));
        assert_ne!(shrink_key(b"one"), shrink_key(b"two"));
        assert!(shrink_key(b"one").contains("-Oz"));
    }

    #[test]
    fn snippets_are_kept_only_for_the_module_that_imports_them() {
        let folder = tempfile::tempdir().unwrap();
        let (raw, work) = (folder.path().join("raw"), folder.path().join("work"));
        fs::create_dir_all(raw.join("snippets/app-1")).unwrap();
        fs::create_dir_all(&work).unwrap();
        fs::write(raw.join("snippets/app-1/inline0.js"), "export const x = 1;").unwrap();
        fs::write(work.join("app.js"), "import {x} from './snippets/app-1/inline0.js'").unwrap();
        fs::write(work.join("viewer.js"), "export {}").unwrap();
        for module in [super::super::APP, super::super::VIEWER] {
            copy_snippets(&raw, &work, module).unwrap();
        }
        assert!(work.join("app-snippets/app-1/inline0.js").is_file());
        assert!(!work.join("viewer-snippets").exists());
    }
}
