//! Reading a model of unknown origin in any supported format.
//!
//! GLB and glTF keep their unit; STL and OBJ have none; 3MF is read in millimetres. STL and 3MF stand on their Z axis
//! and are turned to +Y up. The content decides about the format, not the name.

mod obj;
mod stl;
mod threemf;
mod xml;

use std::io::{self, Read};

pub use self::threemf::ThreeMfError;
use crate::glb::{self, ReadError, ReadLimits};
use crate::model::Mesh;

/// The formats that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceFormat {
    /// glTF, binary or text.
    Gltf,
    /// STL, binary or text.
    Stl,
    /// Wavefront OBJ.
    Obj,
    /// 3D Manufacturing Format.
    ThreeMf,
}

/// Why a model cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file is longer than allowed.
    #[error("the file has {bytes} bytes, more than the {limit} allowed")]
    TooLarge {
        /// Its length.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// The content is of no known format.
    #[error("the file is neither glTF, STL, OBJ nor 3MF")]
    UnknownFormat,
    /// A glTF is broken.
    #[error(transparent)]
    Gltf(#[from] ReadError),
    /// A 3MF is broken.
    #[error(transparent)]
    ThreeMf(#[from] ThreeMfError),
    /// A line of a text format is broken.
    #[error("line {line} is broken: {problem}")]
    Line {
        /// Counted from one.
        line: usize,
        /// What is wrong.
        problem: &'static str,
    },
    /// A binary STL does not have the triangles it says.
    #[error("the STL says it has {declared} triangles but holds {held}")]
    Truncated {
        /// Triangles by the header.
        declared: u64,
        /// Whole triangles behind it.
        held: u64,
    },
    /// A coordinate is not a finite number.
    #[error("triangle {triangle} has a coordinate that is not a finite number")]
    NotFinite {
        /// Counted from zero.
        triangle: usize,
    },
    /// More triangles than allowed.
    #[error("the model has more than the {limit} triangles allowed")]
    TooDetailed {
        /// The limit.
        limit: u64,
    },
    /// The source failed while it was read.
    #[error("reading failed: {0}")]
    Io(#[from] io::Error),
    /// No triangle at all.
    #[error("the file holds no triangles")]
    Empty,
}

/// Recognises the formats that begin with a mark.
fn detect_start(bytes: &[u8]) -> Option<SourceFormat> {
    if bytes.starts_with(b"glTF") || bytes.trim_ascii_start().starts_with(b"{") {
        Some(SourceFormat::Gltf)
    } else {
        bytes.starts_with(b"PK\x03\x04").then_some(SourceFormat::ThreeMf)
    }
}

/// Recognises a format by its content.
pub fn detect(bytes: &[u8]) -> Option<SourceFormat> {
    let start = bytes.trim_ascii_start();
    if let Some(format) = detect_start(bytes) {
        Some(format)
    } else if stl::is_binary(bytes) || (start.starts_with(b"solid") && contains_word(bytes, b"facet")) {
        Some(SourceFormat::Stl)
    } else if obj::looks_like_obj(bytes) {
        Some(SourceFormat::Obj)
    } else {
        stl::could_be_binary(bytes).then_some(SourceFormat::Stl)
    }
}

/// Reads any supported format within the default limits.
pub fn read(bytes: &[u8]) -> Result<Mesh, ImportError> {
    read_within(bytes, &ReadLimits::default())
}

/// Reads any supported format within limits.
pub fn read_within(bytes: &[u8], limits: &ReadLimits) -> Result<Mesh, ImportError> {
    if bytes.len() > limits.file_bytes {
        return Err(ImportError::TooLarge { bytes: bytes.len(), limit: limits.file_bytes });
    }
    let mesh = match detect(bytes).ok_or(ImportError::UnknownFormat)? {
        SourceFormat::Gltf => glb::load(bytes, limits)?.mesh,
        SourceFormat::Stl => stl::read(bytes, limits)?,
        SourceFormat::Obj => obj::read(bytes, limits)?,
        SourceFormat::ThreeMf => threemf::read(bytes, limits)?,
    };
    if mesh.triangles.is_empty() { Err(ImportError::Empty) } else { Ok(mesh) }
}

/// Reads any supported format from a source of `length` bytes within limits.
///
/// A binary STL is read as it comes, so that no more than the mesh is held; all other formats are loaded first.
pub fn read_from(mut source: impl Read, length: u64, limits: &ReadLimits) -> Result<Mesh, ImportError> {
    let limit = limits.file_bytes;
    if length > limit as u64 {
        return Err(ImportError::TooLarge { bytes: usize::try_from(length).unwrap_or(usize::MAX), limit });
    }
    let mut bytes = Vec::new();
    source.by_ref().take(stl::HEADER_BYTES as u64).read_to_end(&mut bytes)?;
    if stl::can_stream(&bytes, length) && detect_start(&bytes).is_none() {
        let mesh = stl::read_stream(&bytes, source, limits)?;
        return if mesh.triangles.is_empty() { Err(ImportError::Empty) } else { Ok(mesh) };
    }
    bytes.reserve_exact((length as usize).saturating_sub(bytes.len()));
    // One byte more than allowed tells a source that is longer than it was said to be.
    source.take(limit as u64 + 1 - bytes.len() as u64).read_to_end(&mut bytes)?;
    read_within(&bytes, limits)
}

fn contains_word(bytes: &[u8], word: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    head.windows(word.len()).any(|window| window == word)
}

/// From the Z axis of machines to our +Y up: (x, y, z) becomes (x, z, −y).
fn y_up_from_z_up([x, y, z]: [f32; 3]) -> [f32; 3] {
    [x, z, -y]
}

#[cfg(test)]
mod tests;
