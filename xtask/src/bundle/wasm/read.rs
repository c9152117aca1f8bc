//! Numbers, names and sections.

use anyhow::{Context, Result, bail};

/// Sections by their number in the format.
pub mod section {
    /// Holds names and whatever tools add.
    pub const CUSTOM: u8 = 0;
    /// What the module is given.
    pub const IMPORT: u8 = 2;
    /// The functions' bodies.
    pub const CODE: u8 = 10;
    /// What is put into memory at the start.
    pub const DATA: u8 = 11;
}

/// Reads bytes from front to back.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// At the start of some bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Whether everything was read.
    pub fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }

    /// One byte.
    pub fn byte(&mut self) -> Result<u8> {
        Ok(self.bytes(1)?[0])
    }

    /// So many bytes.
    pub fn bytes(&mut self, count: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count).context("the module ends too early")?;
        self.0 = rest;
        Ok(taken)
    }

    /// An unsigned LEB128 number.
    pub fn number(&mut self) -> Result<usize> {
        let mut value = 0_usize;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            value |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        bail!("a number of the module is too long")
    }

    /// Bytes after their number.
    pub fn counted(&mut self) -> Result<&'a [u8]> {
        let count = self.number()?;
        self.bytes(count)
    }

    /// A name.
    pub fn name(&mut self) -> Result<&'a str> {
        std::str::from_utf8(self.counted()?).context("a name of the module is not UTF-8")
    }
}

/// Every section's number and content.
pub fn sections(module: &[u8]) -> Result<Vec<(u8, &[u8])>> {
    let mut reader = Reader::new(module);
    if reader.bytes(8)? != b"\0asm\x01\0\0\0" {
        bail!("this is not a WebAssembly module");
    }
    let mut found = Vec::new();
    while !reader.is_at_end() {
        found.push((reader.byte()?, reader.counted()?));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_one_and_more_bytes_are_read() {
        let mut reader = Reader::new(&[5, 0xe5, 0x8e, 0x26, 0x80]);
        assert_eq!(reader.number().unwrap(), 5);
        assert_eq!(reader.number().unwrap(), 624_485);
        assert!(reader.number().is_err(), "it ends within a number");
    }

    #[test]
    fn sections_follow_the_header() {
        let module = b"\0asm\x01\0\0\0\x0a\x02ab\x0b\x01c";
        assert_eq!(sections(module).unwrap(), [(10, b"ab".as_slice()), (11, b"c".as_slice())]);
        assert!(sections(b"\0asm\x01\0\0\0\x0a\x05ab").is_err());
        assert!(sections(b"<!DOCTYPE html>").is_err());
    }
}
