//! The npm tools of `package.json`, installed into the cache and linked into the clone, so that a
//! second clone with the same lock file is ready at once.

use crate::process;
use crate::progress::note;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

/// The oldest Node.js the tools run on.
const OLDEST_NODE: u32 = 20;

/// Makes `node_modules` hold exactly what `package-lock.json` says.
///
/// # Errors
/// When Node.js is missing or too old, or npm cannot install.
pub fn ensure_packages(workspace: &Workspace) -> Result<()> {
    ensure_node(workspace)?;
    let lock = fs::read(workspace.root.join("package-lock.json")).context("reading package-lock.json")?;
    let store = workspace.cache.join("npm").join(lock_key(&lock));
    if !store.join("complete").exists() {
        note("npm: installing the tools of package.json");
        install(workspace, &store)?;
    }
    link(&workspace.root.join("node_modules"), &store.join("node_modules"))?;
    note("npm tools are in place");
    Ok(())
}

fn ensure_node(workspace: &Workspace) -> Result<()> {
    let Ok(version) = process::capture(workspace.command("node").arg("--version")) else {
        bail!("Node.js is missing: install version {OLDEST_NODE} or newer (apt-get install nodejs npm)");
    };
    match major_version(&version) {
        Some(major) if major >= OLDEST_NODE => Ok(()),
        _ => bail!("Node.js {} is too old: install version {OLDEST_NODE} or newer", version.trim()),
    }
}

fn major_version(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

fn lock_key(lock: &[u8]) -> String {
    let digest = Sha256::digest(lock);
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn install(workspace: &Workspace, store: &Path) -> Result<()> {
    fs::create_dir_all(store)?;
    for file in ["package.json", "package-lock.json"] {
        fs::copy(workspace.root.join(file), store.join(file)).with_context(|| format!("copying {file}"))?;
    }
    let mut npm = workspace.command("npm");
    // The browser comes from the system: Playwright's own download is neither needed nor always allowed.
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(store)
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    process::run(&mut npm).context("npm could not install the tools; is the npm registry within reach?")?;
    fs::write(store.join("complete"), "")?;
    Ok(())
}

/// Points `node_modules` to the store, in place of whatever was there: as `npm ci` would.
fn link(place: &Path, store: &Path) -> Result<()> {
    if fs::read_link(place).is_ok_and(|target| target == store) {
        return Ok(());
    }
    match place.symlink_metadata() {
        Ok(found) if found.is_dir() => fs::remove_dir_all(place)?,
        Ok(_) => fs::remove_file(place)?,
        Err(_) => {}
    }
    std::os::unix::fs::symlink(store, place).with_context(|| format!("linking {}", place.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_are_read() {
        assert_eq!(major_version("v20.20.2\n"), Some(20));
        assert_eq!(major_version("20.1"), None);
        assert_eq!(major_version("v"), None);
    }

    #[test]
    fn another_lock_file_is_another_store() {
        assert_eq!(lock_key(b"one"), lock_key(b"one"));
        assert_ne!(lock_key(b"one"), lock_key(b"two"));
        assert_eq!(lock_key(b"one").len(), 16);
    }

    #[test]
    fn the_link_replaces_an_old_link_and_a_real_folder() {
        let folder = tempfile::tempdir().unwrap();
        let (place, store) = (folder.path().join("node_modules"), folder.path().join("store"));
        fs::create_dir(&store).unwrap();
        fs::create_dir_all(place.join("left-over")).unwrap();
        link(&place, &store).unwrap();
        assert_eq!(fs::read_link(&place).unwrap(), store);

        let newer = folder.path().join("newer");
        fs::create_dir(&newer).unwrap();
        link(&place, &newer).unwrap();
        link(&place, &newer).unwrap();
        assert_eq!(fs::read_link(&place).unwrap(), newer);
        assert!(store.exists());
    }
}
