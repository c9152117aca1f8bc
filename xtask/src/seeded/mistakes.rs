//! The table of mistakes: `server/tests/seeded/mistakes.toml`.

use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// Where the tests of a mistake look for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// `server/tests/it` on SQLite.
    Sqlite,
    /// `server/tests/it` on PostgreSQL.
    Postgres,
    /// The tests in `server/src`.
    Library,
}

impl Place {
    /// Every case.
    pub const ALL: [Self; 3] = [Self::Sqlite, Self::Postgres, Self::Library];

    /// How it is called in progress lines.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "server::it on SQLite",
            Self::Postgres => "server::it on PostgreSQL",
            Self::Library => "server",
        }
    }
}

/// A mistake, and the tests that each must catch it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// `B1`, as the switch knows it.
    pub name: String,
    /// What went wrong elsewhere.
    pub wrong: String,
    /// All of its tests are in one place.
    pub place: Place,
    /// By their names in the test binary.
    pub tests: Vec<String>,
}

/// Where the table and the patch are.
#[must_use]
pub fn folder(root: &Path) -> PathBuf {
    root.join("server/tests/seeded")
}

/// Reads the table, in the order of its numbers; one mistake when only that is wanted.
///
/// # Errors
/// When the table cannot be read, or has no such mistake.
pub fn read(workspace: &Workspace, only: Option<&str>) -> Result<Vec<Mistake>> {
    let path = folder(&workspace.root).join("mistakes.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    let mut mistakes = parse(&text).with_context(|| format!("reading {}", path.display()))?;
    if let Some(only) = only {
        mistakes.retain(|mistake| mistake.name == only);
        if mistakes.is_empty() {
            bail!("there is no mistake `{only}` in {}", path.display());
        }
    }
    Ok(mistakes)
}

fn parse(text: &str) -> Result<Vec<Mistake>> {
    let table: Table = text.parse()?;
    let mut mistakes = table
        .iter()
        .map(|(name, row)| mistake(name, row).with_context(|| format!("the row {name}")))
        .collect::<Result<Vec<_>>>()?;
    mistakes.sort_by_key(|mistake| number(&mistake.name));
    Ok(mistakes)
}

fn number(name: &str) -> u32 {
    name.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(u32::MAX)
}

fn mistake(name: &str, row: &Value) -> Result<Mistake> {
    let text = |key: &str| row.get(key).and_then(Value::as_str);
    let tests = |key: &str| -> Vec<String> {
        let listed = row.get(key).and_then(Value::as_array);
        listed.into_iter().flatten().filter_map(|test| Some(test.as_str()?.to_owned())).collect()
    };
    let (it, unit) = (tests("it"), tests("unit"));
    let (place, tests) = match (it.is_empty(), unit.is_empty(), text("database")) {
        (false, true, Some("postgres")) => (Place::Postgres, it),
        (false, true, None) => (Place::Sqlite, it),
        (true, false, None) => (Place::Library, unit),
        _ => bail!("it needs `it` (and for PostgreSQL `database = \"postgres\"`) or `unit`"),
    };
    let wrong = text("wrong").context("it needs `wrong`")?.to_owned();
    Ok(Mistake { name: name.to_owned(), wrong, place, tests })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn everything() -> (Vec<Mistake>, PathBuf) {
        let workspace = Workspace::locate().unwrap();
        (read(&workspace, None).unwrap(), workspace.root)
    }

    #[test]
    fn all_twenty_four_have_a_row_and_a_switch() {
        let (mistakes, root) = everything();
        let names: Vec<String> = mistakes.into_iter().map(|mistake| mistake.name).collect();
        assert_eq!(names, (1..=24).map(|number| format!("B{number}")).collect::<Vec<_>>());
        let patch = fs::read_to_string(folder(&root).join("mistakes.patch")).unwrap();
        for name in names {
            assert!(patch.contains(&format!("seeded(\"{name}\")")), "{name} has no switch");
        }
    }

    #[test]
    fn every_test_is_there() {
        let (mistakes, root) = everything();
        for mistake in mistakes {
            for test in &mistake.tests {
                let (module, name) = test.rsplit_once("::").unwrap();
                let folder = if mistake.place == Place::Library { "server/src" } else { "server/tests/it" };
                let file = root.join(folder).join(format!("{}.rs", module.replace("::", "/")));
                let text = fs::read_to_string(&file).unwrap_or_default();
                assert!(text.contains(&format!("fn {name}()")), "{test} is not in {}", file.display());
            }
        }
    }

    #[test]
    fn a_row_without_a_place_is_refused() {
        let complaint = |text: &str| format!("{:#}", parse(text).unwrap_err());
        assert!(complaint("[B1]\nwrong = \"x\"").contains("the row B1"));
        assert!(complaint("[B1]\nwrong = \"x\"\nit = [\"a\"]\nunit = [\"b\"]").contains("`unit`"));
        assert!(complaint("[B1]\nit = [\"a::b\"]").contains("`wrong`"));
        let one = parse("[B2]\nwrong = \"x\"\nit = [\"a::b\"]\ndatabase = \"postgres\"").unwrap().remove(0);
        assert_eq!((one.place, one.tests), (Place::Postgres, vec!["a::b".to_owned()]));
    }
}
