//! The copy of the clone that has the mistakes. It is kept, and of what is in it only what changed is written again: cargo
//! then compiles no more than it must.

use super::mistakes;
use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// The copy, while nobody else may change it.
#[derive(Debug)]
pub struct MistakenTree {
    /// The copy as a workspace with the same cache and build output.
    pub workspace: Workspace,
    _lock: File,
}

/// Copies the files of this clone as they are now, committed or not, and adds the mistakes.
///
/// # Errors
/// When the patch does not apply any more; names the places.
pub fn make(workspace: &Workspace) -> Result<MistakenTree> {
    let folder = workspace.cache.join("seeded");
    fs::create_dir_all(&folder)?;
    let lock = File::create(folder.join("lock"))?;
    lock.lock()?;
    let (draft, tree) = (folder.join("draft"), folder.join("tree"));
    if draft.exists() {
        fs::remove_dir_all(&draft)?;
    }
    for file in files_of(workspace)? {
        copy(&workspace.root.join(&file), &draft.join(&file))?;
    }
    apply(workspace, &draft)?;
    let manifest = draft.join("Cargo.toml");
    fs::write(&manifest, of_another_version(&fs::read_to_string(&manifest)?)?)?;
    bring_in_line(&draft, &tree)?;
    fs::remove_dir_all(&draft)?;
    Ok(MistakenTree { workspace: Workspace { root: tree, ..workspace.clone() }, _lock: lock })
}

/// What git knows of, or would if it were added, and is there.
fn files_of(workspace: &Workspace) -> Result<Vec<PathBuf>> {
    let mut git = workspace.command("git");
    let listed =
        process::capture(git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]))?;
    let files = listed.split('\0').filter(|path| !path.is_empty()).map(PathBuf::from);
    Ok(files.filter(|file| workspace.root.join(file).is_file()).collect())
}

fn apply(workspace: &Workspace, draft: &Path) -> Result<()> {
    let mut git = workspace.command("git");
    // The cache may be inside of somebody's repository; the patch is not for that one.
    git.env("GIT_CEILING_DIRECTORIES", draft.parent().unwrap_or(draft)).current_dir(draft);
    git.args(["apply", "--whitespace=nowarn"]).arg(mistakes::folder(&workspace.root).join("mistakes.patch"));
    process::capture(&mut git).map(drop).context(
        "server/tests/seeded/mistakes.patch does not apply any more: apply it by hand to a copy of this tree (`git \
         apply --reject`), put the mistakes where they belong now, and write it anew with `git diff`",
    )
}

/// Another version than the clone's own: cargo tells the crates of two clones that share their build output apart by
/// nothing else, and would take what was compiled last for both.
fn of_another_version(manifest: &str) -> Result<String> {
    let package = manifest.find("[workspace.package]").context("Cargo.toml has no [workspace.package]")?;
    let mark = "version = \"";
    let start =
        package + manifest[package..].find(mark).context("the workspace has no version")? + mark.len();
    let end = start + manifest[start..].find('"').context("the workspace's version does not end")?;
    Ok(format!("{}-seeded{}", &manifest[..end], &manifest[end..]))
}

/// Makes `tree` hold what `draft` does, and touches only what differs.
fn bring_in_line(draft: &Path, tree: &Path) -> Result<()> {
    let wanted = files_below(draft)?;
    for file in files_below(tree)?.difference(&wanted) {
        fs::remove_file(tree.join(file))?;
    }
    for file in &wanted {
        let (from, to) = (draft.join(file), tree.join(file));
        let is_same = fs::read(&to).is_ok_and(|old| fs::read(&from).is_ok_and(|new| new == old));
        if !is_same {
            copy(&from, &to)?;
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    let bytes = fs::read(from).with_context(|| format!("reading {}", from.display()))?;
    fs::write(to, bytes).with_context(|| format!("writing {}", to.display()))
}

/// Relative paths of all files below a folder; none when it is not there. What a build leaves is no part of it.
fn files_below(root: &Path) -> Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(path.strip_prefix(root)?.to_path_buf());
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mistakes_still_fit_this_tree() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let mut git = std::process::Command::new("git");
        git.current_dir(root).args(["apply", "--check", "--whitespace=nowarn"]);
        let checked = git.arg(mistakes::folder(root).join("mistakes.patch")).output().unwrap();
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    }

    #[test]
    fn the_copy_has_a_version_of_its_own() {
        let manifest = "resolver = \"3\"\n[workspace.package]\nversion = \"0.1.0\"\nedition = \"2024\"\n";
        let changed = of_another_version(manifest).unwrap();
        assert_eq!(changed, manifest.replace("0.1.0", "0.1.0-seeded"));
        assert!(of_another_version("[package]\nversion = \"1.0.0\"").is_err());
    }

    #[test]
    fn only_what_differs_is_written_and_what_is_gone_goes() {
        let folder = tempfile::tempdir().unwrap();
        let (draft, tree) = (folder.path().join("draft"), folder.path().join("tree"));
        for (file, text) in [("a/same.rs", "1"), ("a/new.rs", "2"), ("changed.rs", "3")] {
            fs::create_dir_all(draft.join("a")).unwrap();
            fs::write(draft.join(file), text).unwrap();
        }
        fs::create_dir_all(tree.join("a")).unwrap();
        for (file, text) in [("a/same.rs", "1"), ("changed.rs", "old"), ("gone.rs", "x")] {
            fs::write(tree.join(file), text).unwrap();
        }
        let written = |file: &str| fs::metadata(tree.join(file)).unwrap().modified().unwrap();
        let before = written("a/same.rs");
        std::thread::sleep(std::time::Duration::from_millis(20));
        bring_in_line(&draft, &tree).unwrap();
        assert_eq!(written("a/same.rs"), before);
        assert_eq!(fs::read_to_string(tree.join("changed.rs")).unwrap(), "3");
        assert_eq!(files_below(&tree).unwrap(), files_below(&draft).unwrap());
    }
}
