//! The seams between crates as they show in the source: what may not be written where.

use super::Report;
use super::source::SourceFile;

/// The only files of `server` that may name `app`.
const SERVER_FILES_THAT_NAME_APP: [&str; 4] =
    ["server/src/main.rs", "server/src/lib.rs", "server/src/routes.rs", "server/src/context.rs"];

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 6] = ["utils", "util", "common", "helpers", "helper", "misc"];

/// Applies the rules to every file.
pub fn inspect(files: &[SourceFile], report: &mut Report) {
    for file in files {
        inspect_name(file, report);
        for (index, code) in file.code.iter().enumerate() {
            let complaint = everywhere(code)
                .or_else(|| in_this_file(file, code))
                .or_else(|| marker(&file.text[index], code));
            if let Some(complaint) = complaint {
                report.violation(format!("{}:{}: {complaint}", file.path, index + 1));
            }
        }
    }
}

fn inspect_name(file: &SourceFile, report: &mut Report) {
    let empty =
        file.path.split('/').map(|part| part.trim_end_matches(".rs")).find(|part| EMPTY_NAMES.contains(part));
    if let Some(name) = empty {
        report.violation(format!("{}: `{name}` says nothing about what is inside", file.path));
    }
}

fn everywhere(code: &str) -> Option<&'static str> {
    if code.contains("#[allow(") || code.contains("#![allow(") {
        return Some("`#[expect(lint, reason = …)]`, never `#[allow]`");
    }
    if contains_name(code, "todo!") || contains_name(code, "unimplemented!") {
        return Some("unfinished code");
    }
    None
}

fn in_this_file(file: &SourceFile, code: &str) -> Option<&'static str> {
    if file.path.starts_with("app/src/")
        && contains_name(code, "cfg(")
        && !code.trim().starts_with("#[cfg(test)]")
    {
        return Some("no `cfg(` in app: declare a port and let the other side implement it");
    }
    let is_server = file.path.starts_with("server/src/");
    if is_server && names_app(code) && !SERVER_FILES_THAT_NAME_APP.contains(&file.path.as_str()) {
        return Some("server names `app` in main.rs, lib.rs, routes.rs and context.rs only");
    }
    None
}

/// Notes to oneself, looked for in comments only.
fn marker(text: &str, code: &str) -> Option<&'static str> {
    let comment = text.find("//").map(|start| &text[start..])?;
    let is_comment = code.len() < text.len()
        || code.get(code.len() - comment.len()..).is_some_and(|end| end.trim().is_empty());
    let found = ["TODO", "FIXME", "XXX", "HACK"].into_iter().any(|word| contains_name(comment, word));
    (is_comment && found).then_some("a note to oneself: open an issue or do it")
}

fn names_app(code: &str) -> bool {
    contains_name(code, "app::")
}

/// Whether a name occurs that is not the end of a longer one.
fn contains_name(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(place, _)| {
        let before = code[..place].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn violations(path: &str, text: &str) -> Vec<String> {
        let mut report = Report::default();
        inspect(&[SourceFile::new(path, text)], &mut report);
        report.violations
    }

    #[test]
    fn only_four_files_of_the_server_name_app() {
        assert!(violations("server/src/routes.rs", "use app::App;").is_empty());
        assert_eq!(violations("server/src/orders/mod.rs", "use app::App;").len(), 1);
        assert_eq!(violations("server/src/orders/routes.rs", "let x = app::x();").len(), 1);
        assert_eq!(
            violations("server/src/orders/mod.rs", "use crate::app::x; use webapp::y; // app::z").len(),
            0
        );
    }

    #[test]
    fn conditional_code_stays_out_of_app() {
        assert_eq!(violations("app/src/page.rs", "#[cfg(feature = \"ssr\")]").len(), 1);
        assert_eq!(violations("app/src/page.rs", "if cfg!(debug_assertions) {}").len(), 0);
        assert_eq!(violations("app/src/page.rs", "#[cfg_attr(a, b)]\n#[cfg(test)]\nmod tests;").len(), 0);
        assert_eq!(violations("server/src/page.rs", "#[cfg(unix)]").len(), 0);
    }

    #[test]
    fn shortcuts_are_named() {
        for text in
            ["#[allow(dead_code)]", "#![allow(x)]", "todo!()", "unimplemented!()", "a(); // TODO later"]
        {
            assert_eq!(violations("mesh/src/a.rs", text).len(), 1, "{text}");
        }
        for text in
            ["say(\"todo!\");", "say(\"// TODO\");", "#[expect(x, reason = \"y\")]", "let TODO_LIST = 1;"]
        {
            assert_eq!(violations("mesh/src/a.rs", text).len(), 0, "{text}");
        }
    }

    #[test]
    fn modules_say_what_is_inside() {
        assert_eq!(violations("server/src/utils.rs", "").len(), 1);
        assert_eq!(violations("app/src/helpers/money.rs", "").len(), 1);
        assert_eq!(violations("app/src/money.rs", "").len(), 0);
    }
}
