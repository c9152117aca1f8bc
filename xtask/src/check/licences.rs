//! Licences and banned crates, by the lists of `deny.toml`.
//!
//! The same file drives `cargo deny`; this check needs nothing installed and no network.

use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::fs;

/// The part of `deny.toml` that is read here.
#[derive(Debug, Default, PartialEq, Eq)]
struct Rules {
    allowed: Vec<String>,
    banned: Vec<String>,
}

/// Checks every package that is compiled into something, on any target.
///
/// # Errors
/// Names each package with a licence that is not allowed, or that is banned.
pub fn check(workspace: &Workspace) -> Result<()> {
    let rules =
        parse_rules(&fs::read_to_string(workspace.root.join("deny.toml")).context("reading deny.toml")?)?;
    let mut cargo = workspace.cargo();
    cargo.args(["tree", "--workspace", "--target", "all", "--edges", "normal,build", "--prefix", "none"]);
    let complaints = complaints(&rules, &process::capture(cargo.args(["--format", "{p}|{l}"]))?);
    if complaints.is_empty() {
        return Ok(());
    }
    bail!("{}", complaints.join("\n"));
}

fn parse_rules(text: &str) -> Result<Rules> {
    let file: toml::Table = toml::from_str(text).context("deny.toml is not TOML")?;
    let list = |section: &str, key: &str| -> Vec<toml::Value> {
        file.get(section)
            .and_then(|table| table.get(key))
            .and_then(toml::Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let allowed =
        list("licenses", "allow").iter().filter_map(|value| value.as_str().map(String::from)).collect();
    let banned = list("bans", "deny")
        .iter()
        .filter_map(|entry| entry.get("crate").or(Some(entry))?.as_str().map(String::from))
        .collect();
    Ok(Rules { allowed, banned })
}

/// Reads lines like `anyhow v1.0.0|MIT OR Apache-2.0`; ` (*)` ends those of a package shown before.
fn complaints(rules: &Rules, tree: &str) -> Vec<String> {
    let packages: BTreeSet<(&str, &str)> =
        tree.lines().filter_map(|line| line.trim_end_matches(" (*)").split_once('|')).collect();
    let mut complaints = Vec::new();
    for (package, licence) in packages {
        let name = package.split(' ').next().unwrap_or_default();
        if rules.banned.iter().any(|banned| banned == name) {
            complaints.push(format!("{package} is banned in deny.toml"));
        }
        if licence.trim().is_empty() {
            complaints.push(format!("{package} names no licence"));
        } else if !is_allowed(licence, &rules.allowed) {
            complaints.push(format!("{package}: the licence {licence} is not in deny.toml"));
        }
    }
    complaints
}

/// Whether a licence expression can be met with the allowed ones: `OR` (formerly `/`) is our choice,
/// `AND` is not.
fn is_allowed(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut parser = Parser { words: &words, allowed };
    parser.alternatives() && parser.words.is_empty()
}

struct Parser<'a> {
    words: &'a [&'a str],
    allowed: &'a [String],
}

impl Parser<'_> {
    fn take(&mut self, word: &str) -> bool {
        let found = self.words.first().is_some_and(|next| next.eq_ignore_ascii_case(word));
        if found {
            self.words = &self.words[1..];
        }
        found
    }

    fn alternatives(&mut self) -> bool {
        let mut met = self.requirements();
        while self.take("OR") {
            met |= self.requirements();
        }
        met
    }

    fn requirements(&mut self) -> bool {
        let mut met = self.single();
        while self.take("AND") {
            met &= self.single();
        }
        met
    }

    fn single(&mut self) -> bool {
        if self.take("(") {
            let met = self.alternatives();
            return self.take(")") && met;
        }
        let Some((name, rest)) = self.words.split_first() else { return false };
        self.words = rest;
        let mut name = (*name).to_owned();
        if self.take("WITH")
            && let Some((exception, rest)) = self.words.split_first()
        {
            name = format!("{name} WITH {exception}");
            self.words = rest;
        }
        self.allowed.contains(&name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(expression: &str) -> bool {
        is_allowed(expression, &["MIT".into(), "Apache-2.0".into(), "Apache-2.0 WITH LLVM-exception".into()])
    }

    #[test]
    fn expressions_are_read_as_choices_and_requirements() {
        assert!(allowed("MIT"));
        assert!(allowed("MIT OR GPL-3.0"));
        assert!(allowed("GPL-3.0/MIT"));
        assert!(allowed("(MIT OR GPL-3.0) AND Apache-2.0"));
        assert!(allowed("Apache-2.0 WITH LLVM-exception"));
        assert!(!allowed("GPL-3.0"));
        assert!(!allowed("MIT AND GPL-3.0"));
        assert!(!allowed("Apache-2.0 WITH Classpath-exception-2.0"));
        assert!(!allowed("(MIT"));
        assert!(!allowed(""));
    }

    #[test]
    fn a_banned_crate_a_foreign_licence_and_none_are_named() {
        let rules = Rules { allowed: vec!["MIT".into()], banned: vec!["ring".into()] };
        let tree = "fine v1.0.0|MIT\nfine v1.0.0|MIT (*)\nring v0.17.0|MIT\nsilent v3.0.0|\nstrict v2.0.0|AGPL-3.0\n";
        let found = complaints(&rules, tree);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].contains("ring") && found[1].contains("silent") && found[2].contains("AGPL-3.0"));
    }

    #[test]
    fn both_forms_of_a_ban_are_read() {
        let rules =
            parse_rules("[licenses]\nallow = ['MIT']\n[bans]\ndeny = ['ring', { crate = 'openssl' }]")
                .unwrap();
        assert_eq!(
            rules,
            Rules { allowed: vec!["MIT".into()], banned: vec!["ring".into(), "openssl".into()] }
        );
    }
}
