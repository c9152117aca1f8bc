//! Puts the finished files under their served names, compresses them and swaps the bundle in.

use super::hash::{content_hash, hashed_name};
use super::manifest::{Manifest, ServedFile, content_type, is_compressible};
use super::{APP, Profile, VIEWER, glue, optimise, remove_if_there, split, start_empty};
use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Folder of the bundle, and of the address, whose files may be kept for ever.
const HASHED_FOLDER: &str = "pkg";

/// Builds the site beside the current one, then swaps the two.
pub fn publish(workspace: &Workspace, profile: Profile, work: &Path, css: &Path) -> Result<Manifest> {
    let fresh = workspace.site.with_extension("new");
    start_empty(&fresh)?;
    fs::create_dir_all(fresh.join(HASHED_FOLDER))?;
    let public = workspace.root.join("public");
    if public.is_dir() {
        optimise::copy_folder(&public, &fresh)?;
    }
    let mut manifest = place_named_files(work, css, &fresh)?;
    compress(workspace, profile, &fresh)?;
    manifest.files = served_files(&fresh)?;
    manifest.write(&fresh)?;
    remove_if_there(&workspace.site)?;
    fs::rename(&fresh, &workspace.site).context("putting the new bundle in place")?;
    Ok(manifest)
}

fn place_named_files(work: &Path, css: &Path, site: &Path) -> Result<Manifest> {
    let (app_js, app_wasm, chunks) = {
        let mut glue = place_snippets(work, APP.name, site)?;
        let chunks = place_chunks(work, site, &mut glue)?;
        (place(site, "app", "js", glue.as_bytes())?, place_module(work, APP.name, site)?, chunks)
    };
    let viewer_glue = place_snippets(work, VIEWER.name, site)?;
    Ok(Manifest {
        app_js,
        app_wasm,
        chunks,
        css: place(site, "app", "css", &fs::read(css)?)?,
        viewer_js: place(site, "viewer", "js", viewer_glue.as_bytes())?,
        viewer_wasm: place_module(work, VIEWER.name, site)?,
        files: Vec::new(),
    })
}

/// Writes a file under its hashed name; answers its address.
fn place(site: &Path, stem: &str, extension: &str, content: &[u8]) -> Result<String> {
    let name = hashed_name(stem, extension, content);
    fs::write(site.join(HASHED_FOLDER).join(&name), content)?;
    Ok(format!("/{HASHED_FOLDER}/{name}"))
}

fn place_module(work: &Path, name: &str, site: &Path) -> Result<String> {
    let path = work.join(format!("{name}.wasm"));
    place(site, name, "wasm", &fs::read(&path).with_context(|| format!("there is no {}", path.display()))?)
}

/// Places the chunks' files, and puts their hashed names into the glue.
fn place_chunks(work: &Path, site: &Path, glue: &mut String) -> Result<BTreeMap<String, Vec<String>>> {
    let mut addresses: BTreeMap<String, String> = BTreeMap::new();
    let mut chunks = split::chunk_files(work)?;
    for file in chunks.values_mut().flatten() {
        if !addresses.contains_key(file) {
            let address = place_module(work, file.trim_end_matches(".wasm"), site)?;
            *glue = glue::with_chunk_at(glue, file, &address);
            addresses.insert(file.clone(), address);
        }
        file.clone_from(&addresses[file]);
    }
    Ok(chunks)
}

/// Copies a module's snippets, if any, and answers its glue with their hashed folder in it.
fn place_snippets(work: &Path, module: &str, site: &Path) -> Result<String> {
    let glue = fs::read_to_string(work.join(format!("{module}.js")))?;
    let snippets = work.join(format!("{module}-snippets"));
    if !snippets.is_dir() {
        return Ok(glue);
    }
    let mut contents = Vec::new();
    for file in files_below(&snippets)? {
        contents.extend(fs::read(file)?);
    }
    let folder = format!("snippets-{}", content_hash(&contents));
    optimise::copy_folder(&snippets, &site.join(HASHED_FOLDER).join(&folder))?;
    Ok(glue::with_snippets_in(&glue, &folder))
}

fn compress(workspace: &Workspace, profile: Profile, site: &Path) -> Result<()> {
    let effort = match profile {
        Profile::Dev => "quick",
        Profile::Release => "best",
    };
    let files: Vec<PathBuf> =
        files_below(site)?.into_iter().filter(|file| is_compressible(&file.to_string_lossy())).collect();
    let mut node = workspace.command("node");
    node.arg(workspace.root.join("xtask/src/bundle/compress.mjs")).arg(effort).args(files);
    process::run(&mut node).context("compressing the bundle")
}

fn served_files(site: &Path) -> Result<Vec<ServedFile>> {
    let mut files = Vec::new();
    for file in files_below(site)? {
        let relative = file.strip_prefix(site)?.to_string_lossy().replace('\\', "/");
        if relative.ends_with(".br") || relative.ends_with(".gz") {
            continue;
        }
        files.push(ServedFile {
            content_type: content_type(&relative),
            bytes: fs::metadata(&file)?.len(),
            immutable: relative.starts_with(HASHED_FOLDER),
            brotli_bytes: compressed_size(&file, ".br"),
            gzip_bytes: compressed_size(&file, ".gz"),
            path: format!("/{relative}"),
        });
    }
    Ok(files)
}

fn compressed_size(file: &Path, suffix: &str) -> Option<u64> {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    Some(fs::metadata(name).ok()?.len())
}

/// All files below a folder, in the order of their names.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files_below(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A clone with just enough in it, and the work folder of a bundle whose app imports a snippet.
    fn clone_with_work(folder: &Path) -> (Workspace, PathBuf) {
        let here = Workspace::locate().unwrap();
        let workspace = Workspace { site: folder.join("site"), root: folder.join("root"), ..here.clone() };
        fs::create_dir_all(workspace.root.join("xtask/src/bundle")).unwrap();
        fs::create_dir_all(workspace.root.join("public")).unwrap();
        fs::write(workspace.root.join("public/robots.txt"), "User-agent: *\n").unwrap();
        let script = "xtask/src/bundle/compress.mjs";
        fs::copy(here.root.join(script), workspace.root.join(script)).unwrap();
        let work = folder.join("work");
        fs::create_dir_all(work.join("app-snippets/app-1")).unwrap();
        fs::write(work.join("app-snippets/app-1/inline0.js"), "export const x = 1;").unwrap();
        fs::write(work.join("app.js"), "import {x} from './snippets/app-1/inline0.js'").unwrap();
        fs::write(work.join("app.wasm"), vec![7; 4096]).unwrap();
        fs::write(work.join("viewer.js"), "export {}").unwrap();
        fs::write(work.join("viewer.wasm"), vec![9; 4096]).unwrap();
        fs::write(work.join("app.css"), "body{margin:0}").unwrap();
        (workspace, work)
    }

    #[test]
    fn a_published_bundle_is_complete_hashed_and_compressed() {
        let folder = tempfile::tempdir().unwrap();
        let (workspace, work) = clone_with_work(folder.path());
        fs::create_dir_all(workspace.site.join("old")).unwrap();

        let manifest = publish(&workspace, Profile::Dev, &work, &work.join("app.css")).unwrap();

        assert!(!workspace.site.join("old").exists(), "the old bundle is gone");
        for path in
            [&manifest.app_js, &manifest.app_wasm, &manifest.css, &manifest.viewer_js, &manifest.viewer_wasm]
        {
            let file = manifest.file(path).unwrap();
            assert!(file.immutable && file.brotli_bytes.is_some() && file.gzip_bytes.is_some(), "{path}");
            assert!(workspace.site.join(&path[1..]).is_file(), "{path}");
            assert!(workspace.site.join(format!("{}.br", &path[1..])).is_file(), "{path}");
        }
        assert!(manifest.file(&manifest.app_wasm).unwrap().brotli_bytes < Some(100));
        assert!(!manifest.file("/robots.txt").unwrap().immutable);
        let glue = fs::read_to_string(workspace.site.join(&manifest.app_js[1..])).unwrap();
        let snippet = glue.split('\'').nth(1).unwrap().trim_start_matches("./");
        assert!(workspace.site.join("pkg").join(snippet).is_file(), "{glue}");
    }

    #[test]
    fn the_address_of_a_module_changes_with_its_content() {
        let folder = tempfile::tempdir().unwrap();
        let (workspace, work) = clone_with_work(folder.path());
        let before = publish(&workspace, Profile::Dev, &work, &work.join("app.css")).unwrap();
        fs::write(work.join("viewer.wasm"), vec![1; 4096]).unwrap();
        let after = publish(&workspace, Profile::Dev, &work, &work.join("app.css")).unwrap();
        assert_ne!(before.viewer_wasm, after.viewer_wasm);
        assert_eq!(before.app_wasm, after.app_wasm);
    }
}
