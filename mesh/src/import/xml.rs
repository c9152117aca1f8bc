//! The tags of an XML document, one after another: all that 3MF needs. No document types, no entities beyond the five
//! of XML itself, nothing fetched, nothing nested in memory.

use std::io::{self, Read};
use std::ops::Range;

/// How much of the text is taken at once.
const BLOCK: u64 = 1 << 16;
/// Bytes of a tag; more is a broken file.
const LONGEST_TAG: usize = 1 << 20;
/// Of what tells a comment, section or instruction from a tag.
const LONGEST_OPENING: usize = "![CDATA[".len();

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

/// Why a tag cannot be read.
#[derive(Debug)]
pub(super) enum XmlError {
    /// The text is no XML that is understood here.
    Broken(&'static str),
    /// The source failed.
    Io(io::Error),
}

/// Reads tags as their text comes; no more than one of them, or a block of the text, is held.
pub(super) struct Tags<R> {
    source: R,
    /// The text from the tag that was read last on.
    text: Vec<u8>,
    /// How much of `text` was read already.
    at: usize,
    /// The name of an empty tag whose end is still to come.
    pending_end: Option<Range<usize>>,
}

/// Where a tag stands in the text that is held.
struct Place {
    name: Range<usize>,
    attributes: Range<usize>,
    is_end: bool,
}

impl<R: Read> Tags<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source, text: Vec::new(), at: 0, pending_end: None }
    }

    /// The next tag, or `None` at the end.
    pub(super) fn next_tag(&mut self) -> Result<Option<Tag<'_>>, XmlError> {
        let Some(Place { name, attributes, is_end }) = self.next_place()? else { return Ok(None) };
        let text = |place: Range<usize>| {
            std::str::from_utf8(&self.text[place]).map_err(|_| XmlError::Broken("it is not UTF-8"))
        };
        Ok(Some(Tag { name: local_name(text(name)?), is_end, attributes: text(attributes)? }))
    }

    fn next_place(&mut self) -> Result<Option<Place>, XmlError> {
        if let Some(name) = self.pending_end.take() {
            return Ok(Some(Place { name, attributes: 0..0, is_end: true }));
        }
        loop {
            let Some(start) = self.find(b"<", 0)? else { return Ok(None) };
            self.at += start + 1;
            while self.text.len() - self.at < LONGEST_OPENING && self.fill()? {}
            let rest = &self.text[self.at..];
            let end: &[u8] = if rest.starts_with(b"!--") {
                b"-->"
            } else if rest.starts_with(b"![CDATA[") {
                b"]]>"
            } else if rest.starts_with(b"?") {
                b"?>"
            } else if rest.starts_with(b"!") {
                return Err(XmlError::Broken("document types are not allowed"));
            } else {
                return self.place().map(Some);
            };
            let unclosed = XmlError::Broken("a comment or section is not closed");
            self.at += self.find(end, end.len() - 1)?.ok_or(unclosed)? + end.len();
        }
    }

    /// How far away these bytes are. What stands before them is passed over, but for the last `kept` bytes, which they
    /// may begin with.
    fn find(&mut self, wanted: &[u8], kept: usize) -> Result<Option<usize>, XmlError> {
        loop {
            let rest = &self.text[self.at..];
            let found = match wanted {
                [one] => rest.iter().position(|byte| byte == one),
                more => rest.windows(more.len()).position(|window| window == more),
            };
            if found.is_some() {
                return Ok(found);
            }
            self.at = self.text.len() - kept.min(rest.len());
            if !self.fill()? {
                return Ok(None);
            }
        }
    }

    /// The tag that begins here, behind its `<`.
    fn place(&mut self) -> Result<Place, XmlError> {
        let mut scan = Scan::default();
        let length = loop {
            if let Some(end) = scan.end(&self.text[self.at..]) {
                break end;
            }
            if scan.at > LONGEST_TAG {
                return Err(XmlError::Broken("a tag is longer than a megabyte"));
            }
            if !self.fill()? {
                return Err(XmlError::Broken("a tag is not closed"));
            }
        };
        let start = self.at;
        self.at += length + 1;
        let inner = &self.text[start..start + length];
        if let Some(name) = inner.strip_prefix(b"/") {
            let blank = name.len() - name.trim_ascii_start().len();
            let name = start + 1 + blank..start + 1 + name.trim_ascii_end().len().max(blank);
            return Ok(Place { name, attributes: 0..0, is_end: true });
        }
        let is_empty = inner.ends_with(b"/");
        let inner = &inner[..length - usize::from(is_empty)];
        let split = inner.iter().position(u8::is_ascii_whitespace).unwrap_or(inner.len());
        let (name, attributes) = (start..start + split, start + split..start + inner.len());
        self.pending_end = is_empty.then(|| name.clone());
        Ok(Place { name, attributes, is_end: false })
    }

    /// Takes another block of the text; false at its end.
    fn fill(&mut self) -> Result<bool, XmlError> {
        self.text.drain(..std::mem::take(&mut self.at));
        let before = self.text.len();
        self.source.by_ref().take(BLOCK).read_to_end(&mut self.text).map_err(XmlError::Io)?;
        Ok(self.text.len() > before)
    }
}

fn local_name(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Looks for the `>` that closes a tag, which is not one inside quotes, and remembers how far it came.
#[derive(Default)]
struct Scan {
    at: usize,
    quote: Option<u8>,
}

impl Scan {
    /// The place of the end in a text that began with what was looked at before.
    fn end(&mut self, text: &[u8]) -> Option<usize> {
        for &byte in &text[self.at..] {
            match (self.quote, byte) {
                (None, b'>') => return Some(self.at),
                (None, b'"' | b'\'') => self.quote = Some(byte),
                (Some(open), byte) if open == byte => self.quote = None,
                _ => {}
            }
            self.at += 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(String, bool)> {
        let mut tags = Tags::new(text.as_bytes());
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
        let mut tags = Tags::new("<t a=\"1>2\" p:path='x' c = \"3\">".as_bytes());
        let tag = tags.next_tag().unwrap().unwrap();
        assert_eq!(
            (tag.get("a"), tag.get("path"), tag.get("c"), tag.get("d")),
            (Some("1>2"), Some("x"), Some("3"), None)
        );
    }

    #[test]
    fn document_types_and_open_ends_are_refused() {
        for text in ["<!DOCTYPE a>", "<a", "<!-- x", "<a b='c>"] {
            assert!(Tags::new(text.as_bytes()).next_tag().is_err(), "{text}");
        }
        assert!(Tags::new(b"<a b='\xff'>".as_slice()).next_tag().is_err());
        let endless = format!("<a b='{}", "x".repeat(LONGEST_TAG + 1));
        assert!(
            matches!(Tags::new(endless.as_bytes()).next_tag(), Err(XmlError::Broken(why)) if why.contains("longer"))
        );
    }

    #[test]
    fn tags_that_come_in_pieces_are_the_same() {
        let text = "<a x='1'/><!-- a > b -- <c> --><d y=\"2\"></d>".repeat(9000);
        let (mut tags, mut names) = (Tags::new(text.as_bytes()), String::new());
        while let Some(tag) = tags.next_tag().unwrap() {
            names += tag.name;
            names += tag.get("x").or(tag.get("y")).unwrap_or("/");
        }
        assert_eq!(names, "a1a/d2d/".repeat(9000));
    }
}
