//! The tags of an XML document, one after another: all that 3MF needs. No document types, no entities beyond the five
//! of XML itself, nothing fetched, nothing nested in memory.

/// A start tag (with its attributes) or an end tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// The name without its namespace prefix.
    pub(super) name: &'a str,
    /// True for `</name>`, and once more after `<name/>`.
    pub(super) is_end: bool,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// The raw value of an attribute; `key` is compared without namespace prefix unless it has one itself.
    pub(super) fn get(&self, key: &str) -> Option<&'a str> {
        let mut rest = self.attributes;
        while let Some(equals) = rest.find('=') {
            let name = rest[..equals].trim();
            let value = rest[equals + 1..].trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let end = value[1..].find(quote)? + 1;
            if name == key || local_name(name) == key {
                return Some(&value[1..end]);
            }
            rest = &value[end + 1..];
        }
        None
    }
}

fn local_name(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Reads tags from text.
pub(super) struct Tags<'a> {
    rest: &'a str,
    pending_end: Option<&'a str>,
}

/// The text is no XML that is understood here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BrokenXml(pub(super) &'static str);

impl<'a> Tags<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text, pending_end: None }
    }

    /// The next tag, or `None` at the end.
    pub(super) fn next_tag(&mut self) -> Result<Option<Tag<'a>>, BrokenXml> {
        if let Some(name) = self.pending_end.take() {
            return Ok(Some(Tag { name, is_end: true, attributes: "" }));
        }
        loop {
            let Some(start) = self.rest.find('<') else { return Ok(None) };
            let rest = &self.rest[start + 1..];
            if let Some(comment) = rest.strip_prefix("!--") {
                self.rest = after(comment, "-->")?;
            } else if let Some(data) = rest.strip_prefix("![CDATA[") {
                self.rest = after(data, "]]>")?;
            } else if let Some(instruction) = rest.strip_prefix('?') {
                self.rest = after(instruction, "?>")?;
            } else if rest.starts_with('!') {
                return Err(BrokenXml("document types are not allowed"));
            } else {
                return self.tag(rest).map(Some);
            }
        }
    }

    fn tag(&mut self, rest: &'a str) -> Result<Tag<'a>, BrokenXml> {
        let end = tag_end(rest).ok_or(BrokenXml("a tag is not closed"))?;
        self.rest = &rest[end + 1..];
        let inner = &rest[..end];
        if let Some(name) = inner.strip_prefix('/') {
            return Ok(Tag { name: local_name(name.trim()), is_end: true, attributes: "" });
        }
        let (inner, is_empty) = inner.strip_suffix('/').map_or((inner, false), |inner| (inner, true));
        let split = inner.find(|c: char| c.is_ascii_whitespace()).unwrap_or(inner.len());
        let name = local_name(&inner[..split]);
        if is_empty {
            self.pending_end = Some(name);
        }
        Ok(Tag { name, is_end: false, attributes: &inner[split..] })
    }
}

fn after<'a>(text: &'a str, end: &str) -> Result<&'a str, BrokenXml> {
    text.find(end).map(|at| &text[at + end.len()..]).ok_or(BrokenXml("a comment or section is not closed"))
}

/// The place of the `>` that closes a tag: not one inside quotes.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(String, bool)> {
        let mut tags = Tags::new(text);
        let mut found = Vec::new();
        while let Some(tag) = tags.next_tag().unwrap() {
            found.push((tag.name.to_owned(), tag.is_end));
        }
        found
    }

    #[test]
    fn tags_come_in_order_without_comments() {
        let found = all("<?xml version='1.0'?><a><!-- <no/> --><m:b x='1'/>text</a>");
        let wanted = [("a", false), ("b", false), ("b", true), ("a", true)];
        assert_eq!(found, wanted.map(|(name, end)| (name.to_owned(), end)));
    }

    #[test]
    fn attributes_are_found_with_either_quote_and_a_bracket_inside() {
        let tag = Tags::new("<t a=\"1>2\" p:path='x' c = \"3\">").next_tag().unwrap().unwrap();
        assert_eq!(
            (tag.get("a"), tag.get("path"), tag.get("c"), tag.get("d")),
            (Some("1>2"), Some("x"), Some("3"), None)
        );
    }

    #[test]
    fn document_types_and_open_ends_are_refused() {
        for text in ["<!DOCTYPE a>", "<a", "<!-- x", "<a b='c>"] {
            assert!(Tags::new(text).next_tag().is_err(), "{text}");
        }
    }
}
