//! Which format a file has: its content decides, not its name.

use super::archive::Archive;
use super::{SourceFormat, obj, stl};

/// How much of a file's start is looked at.
pub(super) const HEAD_BYTES: usize = obj::HEAD_BYTES;

/// What the first bytes of a file say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Read as a whole.
    Gltf,
    /// An archive, read as a whole: what is in it says which.
    Zip,
    /// Read as it comes.
    BinaryStl,
    /// Read as it comes.
    TextStl,
    /// Read as it comes.
    Obj,
}

/// Recognises a file of `length` bytes by its first ones.
pub(super) fn kind(start: &[u8], length: u64) -> Option<Kind> {
    if start.starts_with(b"glTF") || start.trim_ascii_start().starts_with(b"{") {
        Some(Kind::Gltf)
    } else if start.starts_with(b"PK\x03\x04") {
        Some(Kind::Zip)
    } else if stl::is_binary(start, length) {
        Some(Kind::BinaryStl)
    } else if stl::is_text(start) {
        Some(Kind::TextStl)
    } else if obj::looks_like_obj(start) {
        Some(Kind::Obj)
    } else {
        stl::could_be_binary(start).then_some(Kind::BinaryStl)
    }
}

/// Recognises a format by its content.
pub fn detect(bytes: &[u8]) -> Option<SourceFormat> {
    Some(match kind(bytes, bytes.len() as u64)? {
        Kind::Gltf => SourceFormat::Gltf,
        Kind::Zip => zipped_format(bytes),
        Kind::BinaryStl | Kind::TextStl => SourceFormat::Stl,
        Kind::Obj => SourceFormat::Obj,
    })
}

/// An archive with a model part is a 3MF, also when somebody laid an OBJ into it.
pub(super) fn zipped_format(bytes: &[u8]) -> SourceFormat {
    match Archive::open(bytes, 0) {
        Ok(parts) if parts.find(".model").is_none() && parts.find(".obj").is_some() => {
            SourceFormat::ZippedObj
        }
        _ => SourceFormat::ThreeMf,
    }
}
