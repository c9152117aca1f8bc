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

/// A start tag with its attributes. End tags say nothing that 3MF needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// The name without its namespace prefix.
    pub(super) name: &'a str,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// The raw value of an attribute; `key` is compared without namespace prefix unless it has one itself.
    pub(super) fn get(&self, key: &str) -> Option<&'a str> {
        let [value] = self.values([key]);
        value
    }

    /// [`get`](Self::get) for several attributes in one go.
    pub(super) fn values<const N: usize>(&self, keys: [&str; N]) -> [Option<&'a str>; N] {
        let mut values = [None; N];
        for (name, value) in Attributes(self.attributes) {
            let local = local_name(name);
            let place = keys.iter().position(|key| *key == local || *key == name);
            if let Some(slot) = place.and_then(|place| values.get_mut(place)) {
                slot.get_or_insert(value);
            }
        }
        values
    }
}

/// Names and values, until something is neither.
struct Attributes<'a>(&'a str);

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let equals = self.0.bytes().position(|byte| byte == b'=')?;
        let name = self.0[..equals].trim_ascii();
        let value = self.0[equals + 1..].trim_ascii_start();
        let quote = value.bytes().next().filter(|byte| matches!(byte, b'"' | b'\''))?;
        let end = value.bytes().skip(1).position(|byte| byte == quote)? + 1;
        self.0 = &value[end + 1..];
        Some((name, &value[1..end]))
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
}

/// Where a tag stands in the text that is held.
struct Place {
    name: Range<usize>,
    attributes: Range<usize>,
}

impl<R: Read> Tags<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source, text: Vec::new(), at: 0 }
    }

    /// The next tag, or `None` at the end.
    pub(super) fn next_tag(&mut self) -> Result<Option<Tag<'_>>, XmlError> {
        let Some(Place { name, attributes }) = self.next_place()? else { return Ok(None) };
        let text = |place: Range<usize>| {
            std::str::from_utf8(&self.text[place]).map_err(|_| XmlError::Broken("it is not UTF-8"))
        };
        Ok(Some(Tag { name: local_name(text(name)?), attributes: text(attributes)? }))
    }

    fn next_place(&mut self) -> Result<Option<Place>, XmlError> {
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
            } else if rest.starts_with(b"/") {
                b">"
            } else if rest.starts_with(b"!") {
                return Err(XmlError::Broken("document types are not allowed"));
            } else {
                return self.place().map(Some);
            };
            let unclosed = XmlError::Broken("a tag, comment or section is not closed");
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
        let inner = inner.strip_suffix(b"/").unwrap_or(inner);
        let split = inner.iter().position(u8::is_ascii_whitespace).unwrap_or(inner.len());
        Ok(Place { name: start..start + split, attributes: start + split..start + inner.len() })
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

    fn all(text: &str) -> Vec<String> {
        let mut tags = Tags::new(text.as_bytes());
        let mut found = Vec::new();
        while let Some(tag) = tags.next_tag().unwrap() {
            found.push(tag.name.to_owned());
        }
        found
    }

    #[test]
    fn tags_come_in_order_without_comments_and_ends() {
        assert_eq!(
            all("<?xml version='1.0'?><a><!-- <no/> --><m:b x='1'/>te>xt</a><c></c>"),
            ["a", "b", "c"]
        );
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
        for text in ["<!DOCTYPE a>", "<a", "<!-- x", "<a b='c>", "</a"] {
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
        assert_eq!(names, "a1d2".repeat(9000));
    }
}
