//! The source files of the workspace, with their test code told apart.

use super::masking;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// The crates whose sources are inspected.
pub const CRATES: [&str; 12] = [
    "domain",
    "app",
    "chunks",
    "frontend",
    "viewer",
    "server",
    "mesh",
    "worker",
    "sandbox",
    "migrations",
    "splitter",
    "xtask",
];

/// One `.rs` file.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Path from the root, with forward slashes.
    pub path: String,
    /// The lines as written.
    pub text: Vec<String>,
    /// The same lines without comments and literals.
    pub code: Vec<String>,
    /// For each line, whether it is part of a test.
    pub is_test: Vec<bool>,
}

impl SourceFile {
    /// Splits and classifies one file.
    #[must_use]
    pub fn new(path: &str, text: &str) -> Self {
        let code = masking::code_lines(text.trim_end_matches('\n'));
        let lines: Vec<String> = text.trim_end_matches('\n').split('\n').map(String::from).collect();
        let is_test = if is_test_path(path) { vec![true; lines.len()] } else { test_lines(&code) };
        Self { path: path.to_owned(), text: lines, code, is_test }
    }

    /// The crate, which is also the folder.
    #[must_use]
    pub fn crate_name(&self) -> &str {
        self.path.split('/').next().unwrap_or_default()
    }

    /// Whether the figures leave this file out: written by a generator, or a migration.
    #[must_use]
    pub fn is_exempt(&self) -> bool {
        self.crate_name() == "migrations"
            || self.path.contains("/entities/")
            || self.path.contains("/entity/")
    }

    /// Line numbers, from 1, and code of the lines that are not tests.
    pub fn production(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code
            .iter()
            .enumerate()
            .filter(|(index, _)| !self.is_test[*index])
            .map(|(i, code)| (i + 1, code.as_str()))
    }

    /// Number of lines that are tests.
    #[must_use]
    pub fn test_line_count(&self) -> usize {
        self.is_test.iter().filter(|is_test| **is_test).count()
    }
}

/// Files that hold nothing but tests, by where they are.
fn is_test_path(path: &str) -> bool {
    path.contains("/tests/")
        || path.ends_with("/tests.rs")
        || path.contains("/testing/")
        || path.ends_with("_tests.rs")
}

/// Lines from each `#[cfg(test)]` to the end of the item below it.
fn test_lines(code: &[String]) -> Vec<bool> {
    let mut is_test = vec![false; code.len()];
    let mut line = 0;
    while line < code.len() {
        if code[line].trim_start().starts_with("#[cfg(test)]") {
            let end = item_end(code, line + 1);
            is_test[line..=end].fill(true);
            line = end;
        }
        line += 1;
    }
    is_test
}

/// The last line of the item that starts at a line: its closing brace, or its semicolon before any brace.
#[must_use]
pub fn item_end(code: &[String], start: usize) -> usize {
    let mut depth = 0_i32;
    for (index, line) in code.iter().enumerate().skip(start) {
        for character in line.chars() {
            match character {
                '{' => depth += 1,
                '}' => {
                    depth -= 1;
                    if depth == 0 {
                        return index;
                    }
                }
                ';' if depth == 0 => return index,
                _ => {}
            }
        }
    }
    code.len().saturating_sub(1)
}

/// Reads every source file of every crate.
///
/// # Errors
/// When a file cannot be read.
pub fn read_all(root: &Path) -> Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    for name in CRATES {
        for part in ["src", "tests", "benches", "examples"] {
            read_folder(root, &root.join(name).join(part), &mut files)?;
        }
    }
    Ok(files)
}

fn read_folder(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) -> Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read_folder(root, &path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
            let relative = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
            files.push(SourceFile::new(&relative, &text));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_modules_are_told_apart() {
        let file = SourceFile::new(
            "domain/src/a.rs",
            "fn a() {}\n\n#[cfg(test)]\nmod tests {\n    fn t() {}\n}\nfn b() {}\n",
        );
        assert_eq!(file.is_test, [false, false, true, true, true, true, false]);
        let outside = SourceFile::new("domain/src/a.rs", "fn a() {}\n#[cfg(test)]\nmod tests;\nfn b() {}\n");
        assert_eq!(outside.is_test, [false, true, true, false]);
    }

    #[test]
    fn test_files_are_known_by_their_place() {
        for path in ["server/tests/it/main.rs", "mesh/src/export/tests.rs", "app/src/x/tests/y.rs"] {
            assert_eq!(SourceFile::new(path, "fn a() {}\n").test_line_count(), 1, "{path}");
        }
        assert_eq!(SourceFile::new("mesh/src/contests.rs", "fn a() {}\n").test_line_count(), 0);
    }

    #[test]
    fn a_brace_in_a_text_does_not_end_an_item() {
        let file = SourceFile::new("app/src/a.rs", "fn a() {\n    say(\"}\");\n    b();\n}\nfn c() {}\n");
        assert_eq!(item_end(&file.code, 0), 3);
    }

    #[test]
    fn entities_and_migrations_are_left_out_of_the_figures() {
        assert!(SourceFile::new("migrations/src/m1.rs", "").is_exempt());
        assert!(SourceFile::new("server/src/db/entities/user.rs", "").is_exempt());
        assert!(!SourceFile::new("server/src/identity.rs", "").is_exempt());
    }
}
