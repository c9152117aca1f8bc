//! Where everything is: the clone, the cache shared by all clones, the build output and the bundle.

use crate::process;
use anyhow::{Context, Result};
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Build output past this is cleared, ours first: stale clones leave artefacts behind.
const BUILD_OUTPUT_LIMIT_BYTES: u64 = 20_000_000_000;

/// The folders of one clone and of this machine.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// Root of the clone.
    pub root: PathBuf,
    /// Kept between clones: tools, npm packages, build output.
    pub cache: PathBuf,
    /// Cargo's build output for everything but xtask itself.
    pub target: PathBuf,
    /// The bundle the server serves; also the server's default, so that it starts without settings.
    pub site: PathBuf,
}

impl Workspace {
    /// Finds the clone this xtask was built from, and the user's cache.
    ///
    /// # Errors
    /// When neither `XDG_CACHE_HOME` nor `HOME` is set.
    pub fn locate() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("the xtask crate is not inside the workspace")?
            .to_path_buf();
        let cache = cache_root()?.join("makeit3d");
        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            Some(chosen) => root.join(chosen),
            None => cache.join("target"),
        };
        let site = root.join("target/site");
        Ok(Self { root, cache, target, site })
    }

    /// A command that runs in the clone's root with our tools first on `PATH`.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("PATH", self.search_path());
        for (name, _) in std::env::vars_os() {
            if set_by_cargo_run(&name) {
                command.env_remove(name);
            }
        }
        command
    }

    /// A cargo command whose output goes to [`Workspace::target`].
    pub fn cargo(&self) -> Command {
        let mut command = self.command("cargo");
        command.env("CARGO_TARGET_DIR", &self.target);
        command
    }

    /// A command that runs one of the npm tools of `package.json`.
    pub fn node_tool(&self, name: &str) -> Command {
        self.command(self.root.join("node_modules/.bin").join(name))
    }

    /// Where tools that are not on the user's `PATH` are installed.
    #[must_use]
    pub fn tools(&self) -> PathBuf {
        self.cache.join("tools")
    }

    fn search_path(&self) -> OsString {
        let inherited = std::env::var_os("PATH").unwrap_or_default();
        let mut folders = vec![self.tools().join("bin")];
        folders.extend(cargo_home().map(|home| home.join("bin")));
        folders.extend(std::env::split_paths(&inherited));
        // A folder name with a colon in it cannot be joined; the inherited path still works then.
        std::env::join_paths(folders).unwrap_or(inherited)
    }

    /// Keeps the shared build output from being deleted by another xtask as long as the answer lives. Whoever finds it
    /// larger than twenty gigabytes, and uses it alone, clears it first.
    ///
    /// # Errors
    /// When the lock file in the cache cannot be made.
    pub fn use_build_output(&self) -> Result<File> {
        std::fs::create_dir_all(&self.cache)?;
        let lock = File::create(self.cache.join("build.lock"))?;
        if std::env::var_os("CARGO_TARGET_DIR").is_none() && lock.try_lock().is_ok() {
            self.limit_cache_size();
            lock.unlock()?;
        }
        lock.lock_shared()?;
        Ok(lock)
    }

    /// What this workspace's packages left behind goes first, what they depend on (most of a cold build) only if that
    /// was not enough.
    fn limit_cache_size(&self) {
        let size = folder_size(&self.target);
        if size <= BUILD_OUTPUT_LIMIT_BYTES {
            return;
        }
        println!(
            "The build output in {} has grown to {} GB: clearing that of this workspace.",
            self.target.display(),
            size / 1_000_000_000
        );
        for profile in ["dev", "release"] {
            let cleared = process::succeeds(self.cargo().args([
                "clean",
                "--quiet",
                "--workspace",
                "--profile",
                profile,
            ]));
            if !cleared {
                eprintln!("`cargo clean --workspace --profile {profile}` failed");
            }
        }
        if folder_size(&self.target) > BUILD_OUTPUT_LIMIT_BYTES / 2 {
            println!("That was not enough: starting over.");
            if let Err(error) = std::fs::remove_dir_all(&self.target) {
                eprintln!("It could not be removed: {error}");
            }
        }
    }
}

fn cache_root() -> Result<PathBuf> {
    if let Some(folder) = std::env::var_os("XDG_CACHE_HOME").filter(|folder| !folder.is_empty()) {
        return Ok(folder.into());
    }
    let home = std::env::var_os("HOME").context("neither XDG_CACHE_HOME nor HOME is set")?;
    Ok(Path::new(&home).join(".cache"))
}

/// Where Cargo keeps what it installs and what it has fetched.
///
/// # Errors
/// When neither `CARGO_HOME` nor `HOME` is set.
pub fn cargo_home() -> Result<PathBuf> {
    if let Some(folder) = std::env::var_os("CARGO_HOME") {
        return Ok(folder.into());
    }
    let home = std::env::var_os("HOME").context("neither CARGO_HOME nor HOME is set")?;
    Ok(Path::new(&home).join(".cargo"))
}

/// `cargo run` describes the xtask package to its child; passed on, it would make build scripts
/// of other packages believe that their environment had changed.
fn set_by_cargo_run(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
}

/// Bytes in all files below a folder; 0 when there is none.
#[must_use]
pub fn folder_size(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries
        .flatten()
        .map(|entry| match entry.metadata() {
            Ok(found) if found.is_dir() => folder_size(&entry.path()),
            Ok(found) => found.len(),
            Err(_) => 0,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_holds_the_workspace_manifest() {
        let workspace = Workspace::locate().unwrap();
        let manifest = std::fs::read_to_string(workspace.root.join("Cargo.toml")).unwrap();
        assert!(manifest.contains("[workspace]"));
    }

    #[test]
    fn the_build_output_is_used_by_many_and_cleared_by_none_of_them() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace {
            cache: folder.path().join("cache"),
            target: folder.path().join("target"),
            ..Workspace::locate().unwrap()
        };
        let (first, second) = (workspace.use_build_output().unwrap(), workspace.use_build_output().unwrap());
        let alone = File::create(workspace.cache.join("build.lock")).unwrap();
        assert!(alone.try_lock().is_err());
        drop(first);
        assert!(alone.try_lock().is_err());
        drop(second);
        assert!(alone.try_lock().is_ok());
    }

    #[test]
    fn folder_size_adds_up_nested_files_and_forgives_a_missing_folder() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("inner")).unwrap();
        std::fs::write(folder.path().join("a"), [0; 10]).unwrap();
        std::fs::write(folder.path().join("inner/b"), [0; 32]).unwrap();
        assert_eq!(folder_size(folder.path()), 42);
        assert_eq!(folder_size(&folder.path().join("nothing")), 0);
    }

    #[test]
    fn what_cargo_run_says_about_xtask_is_not_passed_on() {
        assert!(set_by_cargo_run(OsStr::new("CARGO_PKG_NAME")));
        assert!(set_by_cargo_run(OsStr::new("CARGO_MANIFEST_DIR")));
        assert!(!set_by_cargo_run(OsStr::new("CARGO_HOME")));
        assert!(!set_by_cargo_run(OsStr::new("PATH")));
    }
}
