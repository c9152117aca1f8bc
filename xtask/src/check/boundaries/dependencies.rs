//! The direction of dependencies, read from the real graph: a crate that is not in it cannot be used.

use super::Report;
use crate::process;
use crate::workspace::Workspace;
use anyhow::Result;
use std::collections::BTreeSet;

/// What must not be in the graph of a crate on one target.
struct Rule {
    package: &'static str,
    target: Target,
    banned: &'static [&'static str],
}

#[derive(Clone, Copy)]
enum Target {
    Host,
    Wasm,
}

/// Database, network and runtime: none of it may reach a browser.
const SERVER_SIDE: [&str; 8] =
    ["tokio", "axum", "sea-orm", "sqlx", "hyper", "reqwest", "rustls", "object_store"];

const RULES: [Rule; 6] = [
    Rule {
        package: "domain",
        target: Target::Host,
        banned: &["leptos", "tokio", "axum", "sea-orm", "sqlx", "reqwest", "web-sys", "three-d"],
    },
    Rule { package: "frontend", target: Target::Wasm, banned: &SERVER_SIDE },
    Rule {
        package: "frontend",
        target: Target::Wasm,
        banned: &["three-d", "viewer", "mesh", "chrono", "image", "gltf"],
    },
    Rule {
        package: "viewer",
        target: Target::Wasm,
        banned: &["app", "leptos", "tokio", "gltf", "image", "url"],
    },
    Rule {
        package: "mesh",
        target: Target::Host,
        banned: &["app", "domain", "leptos", "tokio", "axum", "sea-orm"],
    },
    Rule { package: "worker", target: Target::Host, banned: &["app", "server", "leptos", "sea-orm", "sqlx"] },
];

/// Asks cargo for the graphs and applies the rules.
///
/// # Errors
/// When cargo cannot resolve a graph.
pub fn inspect(workspace: &Workspace, report: &mut Report) -> Result<()> {
    for rule in RULES {
        let graph = graph(workspace, &rule)?;
        for banned in banned_in(&rule, &graph) {
            report.violation(format!(
                "{} must not depend on {banned}: `{}` shows how it does",
                rule.package,
                why(&rule, banned)
            ));
        }
    }
    Ok(())
}

fn graph(workspace: &Workspace, rule: &Rule) -> Result<BTreeSet<String>> {
    let mut cargo = workspace.cargo();
    cargo.args([
        "tree",
        "--package",
        rule.package,
        "--edges",
        "normal",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]);
    if let Target::Wasm = rule.target {
        cargo.args(["--target", "wasm32-unknown-unknown"]);
    }
    Ok(names(&process::capture(&mut cargo)?))
}

/// The first word of each line: `tokio v1.50.0 (*)`.
fn names(tree: &str) -> BTreeSet<String> {
    tree.lines().filter_map(|line| line.split_whitespace().next()).map(String::from).collect()
}

fn banned_in<'a>(rule: &'a Rule, graph: &'a BTreeSet<String>) -> impl Iterator<Item = &'static str> + 'a {
    rule.banned.iter().copied().filter(|name| graph.contains(*name))
}

fn why(rule: &Rule, banned: &str) -> String {
    let target = match rule.target {
        Target::Host => "",
        Target::Wasm => " --target wasm32-unknown-unknown",
    };
    format!("cargo tree -p {} -e normal{target} -i {banned}", rule.package)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_banned_crate_is_found_in_the_graph() {
        let graph = names("domain v0.1.0 (/clone/domain)\nserde v1.0.0\ntokio v1.50.0 (*)\n");
        let rule = Rule { package: "domain", target: Target::Host, banned: &["tokio", "axum"] };
        assert_eq!(banned_in(&rule, &graph).collect::<Vec<_>>(), ["tokio"]);
    }

    #[test]
    fn the_advice_fits_the_target() {
        let rule = Rule { package: "frontend", target: Target::Wasm, banned: &["tokio"] };
        assert!(why(&rule, "tokio").contains("--target wasm32-unknown-unknown -i tokio"));
    }
}
