//! How many public items say what they are.

use super::Report;
use super::source::{CRATES, SourceFile};

const EVERYWHERE_PERCENT: usize = 60;

const ITEM_STARTS: [&str; 11] = [
    "pub fn ",
    "pub async fn ",
    "pub const fn ",
    "pub unsafe fn ",
    "pub struct ",
    "pub enum ",
    "pub trait ",
    "pub type ",
    "pub const ",
    "pub static ",
    "pub union ",
];

/// Public items of one file: all of them, and those without documentation.
#[derive(Debug, Default)]
struct Items {
    all: usize,
    bare: Vec<String>,
}

/// Applies the shares of the table: all of `domain`, `mesh` and `app/src/ui`, most elsewhere.
pub fn inspect(files: &[SourceFile], report: &mut Report) {
    let mut summary = Vec::new();
    for name in CRATES {
        let mut total = Items::default();
        for file in files.iter().filter(|file| file.crate_name() == name && !file.is_exempt()) {
            let items = public_items(file);
            if must_be_complete(&file.path) {
                for bare in &items.bare {
                    report.violation(format!("{bare} is public and has no documentation"));
                }
            }
            total.all += items.all;
            total.bare.extend(items.bare);
        }
        if let Some(share) = share_percent(&total) {
            summary.push(format!("{name} {share} %"));
            if share < EVERYWHERE_PERCENT {
                report.violation(format!(
                    "{share} % of the public items of {name} are documented, at least {EVERYWHERE_PERCENT} %"
                ));
            }
        }
    }
    report.figure(format!("documented public items: {}", summary.join(", ")));
}

fn must_be_complete(path: &str) -> bool {
    ["domain/", "mesh/", "app/src/ui"].iter().any(|start| path.starts_with(start))
}

fn share_percent(items: &Items) -> Option<usize> {
    (items.all > 0).then(|| (items.all - items.bare.len()) * 100 / items.all)
}

fn public_items(file: &SourceFile) -> Items {
    let mut items = Items::default();
    for (line, code) in file.production() {
        let start = code.trim_start();
        if !ITEM_STARTS.iter().any(|item| start.starts_with(item)) {
            continue;
        }
        items.all += 1;
        if !is_documented(&file.text, line - 1) {
            items.bare.push(format!("{}:{line}: `{}`", file.path, signature(start)));
        }
    }
    items
}

/// Whether a doc comment is above the item, with only attributes between.
fn is_documented(text: &[String], index: usize) -> bool {
    for line in text[..index].iter().rev() {
        let line = line.trim();
        // `$(#[$doc])*` hands the documentation through a macro.
        if line.starts_with("///") || line.starts_with("#[doc") || line.starts_with("$(#[$") {
            return true;
        }
        let is_item_end =
            line.is_empty() || line.ends_with('}') || line.ends_with(';') || line.ends_with('{');
        if is_item_end || line.starts_with("//") {
            return false;
        }
    }
    false
}

fn signature(start: &str) -> String {
    start.split(['(', '{', '=', '<', ':']).next().unwrap_or(start).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn violations(path: &str, text: &str) -> String {
        let mut report = Report::default();
        inspect(&[SourceFile::new(path, text)], &mut report);
        report.violations.join("\n")
    }

    #[test]
    fn an_undocumented_item_of_the_domain_is_named() {
        let text = "/// A mug.\n#[derive(Debug)]\npub struct Mug;\n\npub fn pour() {}\n";
        let found = violations("domain/src/mug.rs", text);
        assert!(found.contains("domain/src/mug.rs:5: `pub fn pour`"), "{found}");
        assert!(!found.contains("Mug`"), "{found}");
    }

    #[test]
    fn elsewhere_most_is_enough() {
        let documented = "/// Yes.\npub fn a() {}\n";
        assert_eq!(violations("server/src/a.rs", &format!("{}pub fn b() {{}}\n", documented.repeat(2))), "");
        assert!(violations("server/src/a.rs", &format!("{documented}pub fn b() {{}}\n")).contains("50 %"));
    }

    #[test]
    fn what_is_not_public_and_tests_do_not_count() {
        let text = "pub(crate) fn a() {}\nfn b() {}\n#[cfg(test)]\nmod tests {\n    pub fn c() {}\n}\n";
        assert_eq!(violations("domain/src/a.rs", text), "");
    }

    #[test]
    fn attributes_of_several_lines_stand_between_comment_and_item() {
        let text = "/// Yes.\n#[expect(\n    dead_code,\n    reason = \"x\"\n)]\npub fn a() {}\n";
        assert_eq!(violations("mesh/src/a.rs", text), "");
    }
}
