//! Python packages that only benchmarks and read-back checks need, in a virtual environment in the cache.

use crate::process;
use crate::progress::note;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// The interpreter of an environment that holds what a requirements file lists. Another list is another environment.
///
/// # Errors
/// When there is no Python with `venv`, or the packages cannot be had; says how to get them.
pub fn python_with(workspace: &Workspace, requirements: &Path) -> Result<PathBuf> {
    let list = fs::read(workspace.root.join(requirements)).context("reading the list of Python packages")?;
    let folder = workspace.cache.join("python").join(key_of(&list));
    let interpreter = folder.join("bin/python");
    let complete = folder.join("complete");
    if complete.exists() {
        note(format!("Python packages of {} are in place", requirements.display()));
        return Ok(interpreter);
    }
    note(format!("Python: installing the packages of {}", requirements.display()));
    process::run(workspace.command("python3").args(["-m", "venv"]).arg(&folder)).context(
        "Python cannot make a virtual environment: run `apt-get install python3-venv` and try again",
    )?;
    let mut pip = workspace.command(&interpreter);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"])
        .arg(requirements);
    process::run(&mut pip).context("the Python packages could not be installed; is PyPI within reach?")?;
    fs::write(complete, "")?;
    Ok(interpreter)
}

fn key_of(list: &[u8]) -> String {
    Sha256::digest(list).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_list_is_another_environment() {
        assert_eq!(key_of(b"trimesh"), key_of(b"trimesh"));
        assert_ne!(key_of(b"trimesh"), key_of(b"trimesh==5"));
    }

    #[test]
    fn what_was_completed_is_not_installed_again() {
        let mut workspace = Workspace::locate().unwrap();
        let cache = tempfile::tempdir().unwrap();
        workspace.cache = cache.path().to_path_buf();
        let list = Path::new("bench/mesh/requirements.txt");
        let content = fs::read(workspace.root.join(list)).unwrap();
        let folder = workspace.cache.join("python").join(key_of(&content));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("complete"), "").unwrap();
        assert_eq!(python_with(&workspace, list).unwrap(), folder.join("bin/python"));
        assert!(python_with(&workspace, Path::new("no/such/list.txt")).is_err());
    }
}
