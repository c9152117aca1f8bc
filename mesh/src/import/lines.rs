//! The lines of a text file as they come, whatever ends them: LF, CR LF, or CR alone.

use std::borrow::Cow;
use std::io::{self, BufRead};

use super::ImportError;

/// Bytes a line may have, with those it is continued by; more is a broken file.
const MAX_LINE: usize = 1 << 20;

/// Reads lines; never more than one is held.
pub(super) struct Lines<R> {
    source: R,
    line: Vec<u8>,
    number: usize,
    /// The last line ended with CR: an LF right behind it belongs to that end.
    is_after_cr: bool,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source, line: Vec::new(), number: 0, is_after_cr: false }
    }

    /// The next line, or `None` at the end. Names may be in any old encoding; numbers are ASCII in all of them.
    pub(super) fn next_line(&mut self) -> Result<Option<Cow<'_, str>>, ImportError> {
        self.line.clear();
        let is_there = self.take_line()?;
        Ok(is_there.then(|| String::from_utf8_lossy(&self.line)))
    }

    /// [`next_line`](Self::next_line) where a backslash at the end of a line goes on with the next one. Not in comments,
    /// which may end with the name of a folder.
    pub(super) fn next_joined(&mut self) -> Result<Option<Cow<'_, str>>, ImportError> {
        self.line.clear();
        let mut is_there = false;
        loop {
            let before = self.line.len();
            if !self.take_line()? {
                break;
            }
            is_there = true;
            let end = before + self.line[before..].trim_ascii_end().len();
            if !self.line[..end].ends_with(b"\\") || self.line[before..].contains(&b'#') {
                break;
            }
            self.line.truncate(end - 1);
            self.line.push(b' ');
        }
        Ok(is_there.then(|| String::from_utf8_lossy(&self.line)))
    }

    /// The error for the line that was read last.
    pub(super) fn broken(&self, problem: &'static str) -> ImportError {
        ImportError::Line { line: self.number, problem }
    }

    /// Adds a line to the one that is held; false when there is none.
    fn take_line(&mut self) -> Result<bool, ImportError> {
        let mut is_there = false;
        loop {
            let chunk = match self.source.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error.into()),
            };
            let Some(&first) = chunk.first() else { return Ok(is_there) };
            if std::mem::take(&mut self.is_after_cr) && first == b'\n' {
                self.source.consume(1);
                continue;
            }
            if !std::mem::replace(&mut is_there, true) {
                self.number += 1;
            }
            let end = chunk.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let part = &chunk[..end.unwrap_or(chunk.len())];
            if self.line.len() + part.len() > MAX_LINE {
                return Err(self.broken("it is longer than a megabyte"));
            }
            self.line.extend_from_slice(part);
            let taken = part.len() + usize::from(end.is_some());
            self.is_after_cr = end.is_some_and(|end| chunk[end] == b'\r');
            self.source.consume(taken);
            if end.is_some() {
                return Ok(true);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    fn all(text: &[u8], capacity: usize) -> Vec<String> {
        let mut lines = Lines::new(BufReader::with_capacity(capacity, text));
        let mut found = Vec::new();
        while let Some(line) = lines.next_joined().unwrap() {
            found.push(line.into_owned());
        }
        found
    }

    #[test]
    fn every_end_of_line_is_one_whatever_the_pieces_it_comes_in() {
        for capacity in 1..9 {
            assert_eq!(all(b"a\nb\r\nc\rd\n\ne", capacity), ["a", "b", "c", "d", "", "e"], "{capacity}");
        }
        assert_eq!(all(b"\xe9", 4), ["\u{fffd}"]);
    }

    #[test]
    fn a_backslash_goes_on_with_the_next_line_but_not_behind_a_comment() {
        assert_eq!(all(b"f 1 \\\n2 \\ \r\n3\nv 1\n", 3), ["f 1  2  3", "v 1"]);
        assert_eq!(all(b"# C:\\models\\\nv 1\\", 64), ["# C:\\models\\", "v 1 "]);
    }

    #[test]
    fn a_line_without_end_is_refused_where_it_stands() {
        for text in [[b"v\n".as_slice(), &[b'x'; MAX_LINE + 1]].concat(), b"x\\\n".repeat(MAX_LINE)] {
            let mut lines = Lines::new(BufReader::new(text.as_slice()));
            let refused = loop {
                match lines.next_joined() {
                    Ok(line) => assert!(line.is_some(), "it was read to its end"),
                    Err(error) => break error,
                }
            };
            assert!(matches!(refused, ImportError::Line { line: 2.., .. }), "{refused}");
        }
    }
}
