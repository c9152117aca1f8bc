//! Noticing changed source files by looking at them: no native watcher to compile, works everywhere.

use crate::workspace::Workspace;
use std::path::Path;
use std::time::SystemTime;

/// Everything the two wasm modules and the styles are made from.
const BUNDLE_INPUTS: [&str; 9] =
    ["app", "domain", "frontend", "viewer", "style", "public", "index.html", "Trunk.toml", "Cargo.toml"];
/// Everything the server binary is made from.
const SERVER_INPUTS: [&str; 8] =
    ["app", "domain", "server", "mesh", "worker", "sandbox", "migrations", "Cargo.toml"];

/// The state of the source files at one moment, for comparing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    bundle: Fingerprint,
    server: Fingerprint,
}

/// Number of files and the latest change among them: adding, removing and writing all show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Fingerprint {
    files: usize,
    newest: Option<SystemTime>,
}

/// What has to be built again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changes {
    /// The wasm modules, styles or static files.
    pub bundle: bool,
    /// The server binary.
    pub server: bool,
}

impl Snapshot {
    /// Looks at the files as they are now.
    #[must_use]
    pub fn take(workspace: &Workspace) -> Self {
        Self {
            bundle: fingerprint(&workspace.root, &BUNDLE_INPUTS),
            server: fingerprint(&workspace.root, &SERVER_INPUTS),
        }
    }

    /// What changed between this moment and a later one.
    #[must_use]
    pub fn changes(&self, later: &Self) -> Changes {
        Changes { bundle: self.bundle != later.bundle, server: self.server != later.server }
    }
}

fn fingerprint(root: &Path, inputs: &[&str]) -> Fingerprint {
    let mut found = Fingerprint::default();
    for input in inputs {
        look_at(&root.join(input), &mut found);
    }
    found
}

fn look_at(path: &Path, found: &mut Fingerprint) {
    let Ok(metadata) = path.metadata() else { return };
    if metadata.is_dir() {
        for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
            look_at(&entry.path(), found);
        }
    } else {
        found.files += 1;
        found.newest = found.newest.max(metadata.modified().ok());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::time::Duration;

    fn clone_in(folder: &Path) -> Workspace {
        for (name, file) in [("app", "page.rs"), ("server", "main.rs"), ("style", "input.css")] {
            fs::create_dir_all(folder.join(name)).unwrap();
            fs::write(folder.join(name).join(file), "").unwrap();
        }
        Workspace { root: folder.to_path_buf(), ..Workspace::locate().unwrap() }
    }

    fn touch_later(file: &Path) {
        let later = file.metadata().unwrap().modified().unwrap() + Duration::from_secs(5);
        fs::File::options().write(true).open(file).unwrap().set_modified(later).unwrap();
    }

    #[test]
    fn a_change_asks_only_for_what_depends_on_it() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = clone_in(folder.path());
        let before = Snapshot::take(&workspace);
        let changes = |file: &str| {
            touch_later(&folder.path().join(file));
            before.changes(&Snapshot::take(&workspace))
        };
        assert_eq!(before.changes(&Snapshot::take(&workspace)), Changes { bundle: false, server: false });
        assert_eq!(changes("server/main.rs"), Changes { bundle: false, server: true });
        assert_eq!(changes("style/input.css"), Changes { bundle: true, server: true });
        assert_eq!(changes("app/page.rs"), Changes { bundle: true, server: true });
    }

    #[test]
    fn added_and_removed_files_are_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = clone_in(folder.path());
        let before = Snapshot::take(&workspace);
        fs::write(folder.path().join("app/new.rs"), "").unwrap();
        let with_file = Snapshot::take(&workspace);
        assert!(before.changes(&with_file).bundle);
        fs::remove_file(folder.path().join("app/new.rs")).unwrap();
        assert!(with_file.changes(&Snapshot::take(&workspace)).bundle);
    }
}
