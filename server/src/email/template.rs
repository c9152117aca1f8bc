//! Filling templates: `{{name}}` stands for a value. Values are escaped in HTML; rows are templates of their own.

/// The two forms of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    Html,
}

/// Fills a template; a name without a value stays empty.
pub(super) fn fill(template: &str, form: Form, values: &[(&str, Value)]) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        filled.push_str(before);
        let Some((name, after)) = after.split_once("}}") else { break };
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name.trim()) {
            filled.push_str(&value.in_form(form));
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// What a name stands for.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// Somebody's words, escaped where needed.
    Words(String),
    /// Filled already.
    Filled(String),
}

impl Value {
    pub fn words(text: impl Into<String>) -> Self {
        Self::Words(text.into())
    }

    fn in_form(&self, form: Form) -> String {
        match (self, form) {
            (Self::Filled(text), _) | (Self::Words(text), Form::Text) => text.clone(),
            (Self::Words(text), Form::Html) => escaped(text),
        }
    }
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' => safe.push_str("<br>"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_escaped_in_html_only() {
        let values =
            [("name", Value::words("<b>Ann & \"Bob\"</b>")), ("row", Value::Filled("<p>1</p>".into()))];
        assert_eq!(fill("Hi {{name}}!", Form::Text, &values), "Hi <b>Ann & \"Bob\"</b>!");
        assert_eq!(
            fill("{{ name }}{{row}}{{nobody}}.", Form::Html, &values),
            "&lt;b&gt;Ann &amp; &quot;Bob&quot;&lt;/b&gt;<p>1</p>."
        );
    }
}
