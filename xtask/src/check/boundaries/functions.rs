//! How long functions are; components and server functions have limits of their own.

use super::Report;
use super::lines::percentile;
use super::source::{SourceFile, item_end};

const P95_LIMIT: usize = 60;
const COMPONENT_LIMIT: usize = 100;
const SERVER_FUNCTION_BODY_LIMIT: usize = 10;

/// What a function is, by the attributes above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Component,
    ServerFunction,
}

#[derive(Debug, PartialEq, Eq)]
struct Function {
    name: String,
    line: usize,
    kind: Kind,
    /// From its signature to its closing brace.
    lines: usize,
    /// Between its braces.
    body_lines: usize,
}

/// Applies the limits and reports the longest.
pub fn inspect(files: &[SourceFile], report: &mut Report) {
    let mut lengths = Vec::new();
    for file in files.iter().filter(|file| !file.is_exempt()) {
        for function in functions(file) {
            lengths.push(function.lines);
            if let Some(complaint) = complaint(&function) {
                report.violation(format!("{}:{}: {complaint}", file.path, function.line));
            }
        }
    }
    lengths.sort_unstable();
    let p95 = percentile(&lengths, 95);
    let most = lengths.last().copied().unwrap_or_default();
    report.figure(format!("functions: {}; lines 95 % {p95}, most {most}", lengths.len()));
    if p95 > P95_LIMIT {
        report
            .violation(format!("one function in twenty has more than {p95} lines, the limit is {P95_LIMIT}"));
    }
}

fn complaint(function: &Function) -> Option<String> {
    let Function { name, lines, body_lines, .. } = function;
    match function.kind {
        Kind::Component if *lines > COMPONENT_LIMIT => {
            Some(format!("the component {name} has {lines} lines, the most is {COMPONENT_LIMIT}"))
        }
        Kind::ServerFunction if *body_lines > SERVER_FUNCTION_BODY_LIMIT => Some(format!(
            "the body of the server function {name} has {body_lines} lines, the most is {SERVER_FUNCTION_BODY_LIMIT}"
        )),
        _ => None,
    }
}

fn functions(file: &SourceFile) -> Vec<Function> {
    let mut found = Vec::new();
    for (index, code) in file.code.iter().enumerate() {
        let Some(name) = function_name(code) else { continue };
        let end = item_end(&file.code, index);
        let opening = (index..=end).find(|line| file.code[*line].contains('{')).unwrap_or(end);
        found.push(Function {
            name: name.to_owned(),
            line: index + 1,
            kind: kind_above(&file.code, index),
            lines: end + 1 - index,
            body_lines: (end - opening).saturating_sub(1),
        });
    }
    found
}

/// The name in `pub(crate) async fn name<…>(…)`; `None` where no function starts.
fn function_name(code: &str) -> Option<&str> {
    let (before, after) = match code.trim_start().strip_prefix("fn ") {
        Some(after) => ("", after),
        None => code.split_once(" fn ")?,
    };
    let only_qualifiers = before.split_whitespace().all(|word| {
        word.starts_with("pub")
            || ["async", "const", "unsafe", "extern", "\"\"", "in", "crate)", "super)"].contains(&word)
    });
    let name = after.split(|c: char| !c.is_alphanumeric() && c != '_').next()?;
    (only_qualifiers && !name.is_empty()).then_some(name)
}

fn kind_above(code: &[String], index: usize) -> Kind {
    let attributes = code[..index].iter().rev().take_while(|line| {
        let line = line.trim();
        line.is_empty() || line.starts_with("#[") || line.ends_with(")]") || line.ends_with(',')
    });
    for line in attributes {
        let line = line.trim();
        if line.starts_with("#[component") {
            return Kind::Component;
        }
        if line.starts_with("#[server") {
            return Kind::ServerFunction;
        }
    }
    Kind::Plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn violations(text: &str) -> String {
        let mut report = Report::default();
        inspect(&[SourceFile::new("app/src/a.rs", text)], &mut report);
        report.violations.join("\n")
    }

    fn function(attribute: &str, signature: &str, body_lines: usize) -> String {
        format!("{attribute}\n{signature} {{\n{}}}\n", "    step();\n".repeat(body_lines))
    }

    #[test]
    fn names_are_found_behind_every_qualifier() {
        assert_eq!(function_name("pub(crate) async fn list_for<T>(a: A)"), Some("list_for"));
        assert_eq!(function_name("    fn run(self)"), Some("run"));
        assert_eq!(function_name("let f: fn () = x;"), None);
        assert_eq!(function_name("impl Fn for X {"), None);
    }

    #[test]
    fn a_server_function_body_has_ten_lines_at_most() {
        let attribute = "#[server(endpoint = \"orders/list\")]";
        assert_eq!(violations(&function(attribute, "pub async fn list()", 10)), "");
        let found = violations(&function(attribute, "pub async fn list()", 11));
        assert!(found.contains("app/src/a.rs:2") && found.contains("list has 11 lines"), "{found}");
    }

    #[test]
    fn a_component_has_a_hundred_lines_at_most() {
        assert_eq!(violations(&function("#[component]", "fn Page()", 50)), "");
        assert!(violations(&function("#[component]", "fn Page()", 99)).contains("component Page has 101"));
    }

    #[test]
    fn attributes_of_an_earlier_item_do_not_count() {
        let text = function("#[component]", "fn Small()", 2) + &function("", "fn plain()", 12);
        assert_eq!(violations(&text), "");
    }

    #[test]
    fn long_functions_everywhere_are_noticed() {
        assert!(violations(&function("", "fn long()", 70)).contains("one function in twenty"));
    }
}
