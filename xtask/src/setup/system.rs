//! Chromium, PostgreSQL and Redis for the tests, from the system's packages.

use crate::process;
use crate::progress::note;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

const CHROMIUM_NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/// The browser of the end-to-end tests: `CHROMIUM_PATH` if set, else the system's, else installed.
///
/// # Errors
/// When there is none and it cannot be installed; says how to get it.
pub fn chromium(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(chosen) = std::env::var_os("CHROMIUM_PATH") {
        return Ok(chosen.into());
    }
    found_or_installed(workspace, "Chromium", &["chromium", "fonts-dejavu-core"], || {
        CHROMIUM_NAMES.iter().find_map(|name| on_search_path(name))
    })
}

/// The folder with `initdb` and `postgres`, which Debian keeps out of `PATH`.
///
/// # Errors
/// When there is none and it cannot be installed; says how to get it.
pub fn postgres_binaries(workspace: &Workspace) -> Result<PathBuf> {
    found_or_installed(workspace, "PostgreSQL", &["postgresql"], || {
        newest_postgres(Path::new("/usr/lib/postgresql"))
            .or_else(|| Some(on_search_path("initdb")?.parent()?.to_path_buf()))
    })
}

/// `redis-server`.
///
/// # Errors
/// When there is none and it cannot be installed; says how to get it.
pub fn redis_server(workspace: &Workspace) -> Result<PathBuf> {
    found_or_installed(workspace, "Redis", &["redis-server"], || on_search_path("redis-server"))
}

fn found_or_installed(
    workspace: &Workspace,
    name: &str,
    packages: &[&str],
    find: impl Fn() -> Option<PathBuf>,
) -> Result<PathBuf> {
    if let Some(found) = find() {
        note(format!("{name} is in place: {}", found.display()));
        return Ok(found);
    }
    let advice = format!("run `sudo apt-get install {}` and try again", packages.join(" "));
    if on_search_path("apt-get").is_none() {
        bail!("{name} is missing and this system has no apt-get: install it with your package manager");
    }
    if !is_root() {
        bail!("{name} is missing: {advice}");
    }
    note(format!("{name}: installing {} with apt-get", packages.join(", ")));
    apt_install(workspace, packages).with_context(|| format!("{name} could not be installed: {advice}"))?;
    find().with_context(|| format!("{name} was installed but cannot be found"))
}

fn apt_install(workspace: &Workspace, packages: &[&str]) -> Result<()> {
    process::run(workspace.command("apt-get").args(["update", "-qq"]))?;
    let mut install = workspace.command("apt-get");
    install.env("DEBIAN_FRONTEND", "noninteractive");
    process::run(install.args(["install", "-y", "-qq", "--no-install-recommends"]).args(packages))
}

/// Whether this process runs as root, as CI and containers do.
#[must_use]
pub fn is_root() -> bool {
    process::capture(std::process::Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn on_search_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|candidate| candidate.is_file())
}

/// `<folder>/<version>/bin` with the highest version.
fn newest_postgres(folder: &Path) -> Option<PathBuf> {
    std::fs::read_dir(folder)
        .ok()?
        .flatten()
        .filter_map(|entry| {
            Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin")))
        })
        .filter(|(_, binaries)| binaries.join("initdb").is_file())
        .max()
        .map(|(_, binaries)| binaries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_complete_postgres_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        for version in ["9", "15", "17"] {
            std::fs::create_dir_all(folder.path().join(version).join("bin")).unwrap();
        }
        for version in ["9", "15"] {
            std::fs::write(folder.path().join(version).join("bin/initdb"), "").unwrap();
        }
        assert_eq!(newest_postgres(folder.path()), Some(folder.path().join("15/bin")));
        assert_eq!(newest_postgres(&folder.path().join("nothing")), None);
    }

    #[test]
    fn what_is_there_is_not_installed_again() {
        let workspace = Workspace::locate().unwrap();
        let found = found_or_installed(&workspace, "sh", &["no-such-package"], || on_search_path("sh"));
        assert!(found.unwrap().ends_with("sh"));
    }
}
