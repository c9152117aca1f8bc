//! Source text without comments and without the inside of string literals, line for line, so that a
//! rule never trips over what is only mentioned.

/// The code of each line; comments and the content of literals are blanked.
#[must_use]
pub fn code_lines(text: &str) -> Vec<String> {
    let mut masker = Masker { rest: text, code: String::with_capacity(text.len()) };
    while masker.step() {}
    masker.code.split('\n').map(String::from).collect()
}

struct Masker<'a> {
    rest: &'a str,
    code: String,
}

impl Masker<'_> {
    /// Handles the next token; false at the end of the text.
    fn step(&mut self) -> bool {
        let Some(next) = self.rest.chars().next() else { return false };
        if self.rest.starts_with("//") {
            self.blank(self.rest.find('\n').unwrap_or(self.rest.len()));
        } else if self.rest.starts_with("/*") {
            self.blank(block_comment_length(self.rest));
        } else if let Some(length) = raw_string_length(self.rest).filter(|_| !self.continues_a_name()) {
            self.literal(length);
        } else if next == '"' {
            self.literal(string_length(self.rest));
        } else if let Some(length) = char_length(self.rest) {
            self.literal(length);
        } else {
            self.keep(next.len_utf8());
        }
        true
    }

    /// Whether an `r` here is the end of a name and not the start of a raw string.
    fn continues_a_name(&self) -> bool {
        self.code.chars().next_back().is_some_and(|last| last.is_alphanumeric() || last == '_')
    }

    fn keep(&mut self, length: usize) {
        let (kept, rest) = self.rest.split_at(length);
        self.code.push_str(kept);
        self.rest = rest;
    }

    fn blank(&mut self, length: usize) {
        let (hidden, rest) = self.rest.split_at(length);
        self.code.extend(hidden.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        self.rest = rest;
    }

    /// Keeps a pair of quotes, so that a literal is still seen as one.
    fn literal(&mut self, length: usize) {
        self.code.push_str("\"\"");
        self.blank(length);
    }
}

fn block_comment_length(text: &str) -> usize {
    let (mut depth, mut place) = (0_usize, 0);
    while place < text.len() {
        let rest = &text[place..];
        if rest.starts_with("/*") {
            depth += 1;
            place += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            place += 2;
            if depth == 0 {
                return place;
            }
        } else {
            place += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// Length of `r"…"`, `r#"…"#`, `br"…"` at the start of the text.
fn raw_string_length(text: &str) -> Option<usize> {
    let after_prefix = text.strip_prefix("br").or_else(|| text.strip_prefix('r'))?;
    let hashes = after_prefix.bytes().take_while(|byte| *byte == b'#').count();
    let content = after_prefix[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let inside = content.find(&end)?;
    Some(text.len() - content.len() + inside + end.len())
}

fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (place, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return place + 1,
            _ => {}
        }
    }
    text.len()
}

/// Length of a character literal; `None` for a lifetime.
fn char_length(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('\'')?;
    if inside.starts_with('\\') {
        let closing = inside.char_indices().skip(2).find(|(_, character)| *character == '\'')?;
        return Some(closing.0 + 2);
    }
    let character = inside.chars().next()?;
    inside[character.len_utf8()..].starts_with('\'').then(|| character.len_utf8() + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> String {
        code_lines(text).join("\n")
    }

    #[test]
    fn comments_and_literals_are_blanked() {
        assert!(!code("let a = 1; // todo!").contains("todo"));
        assert!(!code("/* outer /* cfg( */ still */ let b = 2;").contains("cfg("));
        assert!(code("/* outer /* inner */ still */ let b = 2;").contains("let b = 2;"));
        assert!(!code(r#"say("app::x \" app::y");"#).contains("app::"));
        assert!(!code("say(r#\"a \" app::x\"#);").contains("app::"));
    }

    #[test]
    fn code_after_a_literal_is_seen() {
        for text in [r#"f("{"); g()"#, "f('{'); g()", "f('\\''); g()", "f(r\"{\"); g()", "f(b'{'); g()"] {
            let code = code(text);
            assert!(code.contains("g()") && !code.contains('{'), "{text} became {code}");
        }
    }

    #[test]
    fn lifetimes_are_no_literals() {
        assert_eq!(code("fn f<'a>(x: &'a str) {}"), "fn f<'a>(x: &'a str) {}");
    }

    #[test]
    fn lines_stay_where_they_are() {
        let text = "a\n\"two\nlines\"\n// c\nb";
        let lines = code_lines(text);
        assert_eq!(lines.len(), 5);
        assert_eq!((lines[0].as_str(), lines[4].as_str()), ("a", "b"));
    }
}
