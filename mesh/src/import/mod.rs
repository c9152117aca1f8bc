//! Reading a model of unknown origin in any supported format.
//!
//! GLB and glTF keep their unit; STL and OBJ have none; 3MF is read in millimetres. STL and 3MF stand on their Z axis
//! and are turned to +Y up. The content decides about the format, not the name.
//!
//! An OBJ is several files: its materials and pictures are read where it comes as one zip (as we export it), or from its
//! folder by [`read_file`].

mod archive;
mod mtl;
mod obj;
mod stl;
mod threemf;
mod xml;

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

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
    /// Wavefront OBJ with its materials and pictures in one zip.
    ZippedObj,
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
    /// More vertices, texture coordinates or normals than allowed.
    #[error("the model has more than the {limit} vertices allowed")]
    TooManyVertices {
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
        bytes.starts_with(b"PK\x03\x04").then(|| zipped_format(bytes))
    }
}

/// An archive with a model part is a 3MF, also when somebody laid an OBJ into it.
fn zipped_format(bytes: &[u8]) -> SourceFormat {
    match archive::Archive::open(bytes, 0) {
        Ok(parts) if parts.find(".model").is_none() && parts.find(".obj").is_some() => {
            SourceFormat::ZippedObj
        }
        _ => SourceFormat::ThreeMf,
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

/// Reads any supported format within limits. Nothing but the bytes is looked at.
pub fn read_within(bytes: &[u8], limits: &ReadLimits) -> Result<Mesh, ImportError> {
    read_beside(bytes, limits, &mut |_| None)
}

/// Reads a file of any supported format within limits. An OBJ's material libraries and pictures are read too, if they
/// lie in the same folder.
pub fn read_file(path: &Path, limits: &ReadLimits) -> Result<Mesh, ImportError> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut start = Vec::new();
    file.by_ref().take(obj::HEAD_BYTES as u64).read_to_end(&mut start)?;
    file.rewind()?;
    if !obj::looks_like_obj(&start) {
        return read_from(file, length, limits);
    }
    let bytes = load(file, length, limits, Vec::new())?;
    let mut left = limits.buffer_bytes as u64;
    read_beside(&bytes, limits, &mut |name| {
        // A bare name stays in the folder; everything else might lead out of it.
        let is_bare = !name.contains(['/', '\\', ':']) && name != "..";
        let beside = File::open(path.with_file_name(name)).ok().filter(|_| is_bare)?;
        let length = beside.metadata().ok().filter(|facts| facts.is_file() && facts.len() <= left)?.len();
        let mut bytes = Vec::new();
        beside.take(length).read_to_end(&mut bytes).ok()?;
        left -= bytes.len() as u64;
        Some(bytes)
    })
}

fn read_beside(
    bytes: &[u8],
    limits: &ReadLimits,
    neighbours: &mut obj::Neighbours<'_>,
) -> Result<Mesh, ImportError> {
    if bytes.len() > limits.file_bytes {
        return Err(ImportError::TooLarge { bytes: bytes.len(), limit: limits.file_bytes });
    }
    not_empty(match detect(bytes).ok_or(ImportError::UnknownFormat)? {
        SourceFormat::Gltf => glb::load(bytes, limits)?.mesh,
        SourceFormat::Stl => stl::read(bytes, limits)?,
        SourceFormat::Obj => obj::read(bytes, limits, neighbours)?,
        SourceFormat::ZippedObj => read_zipped_obj(bytes, limits)?,
        SourceFormat::ThreeMf => threemf::read(bytes, limits)?,
    })
}

fn read_zipped_obj(bytes: &[u8], limits: &ReadLimits) -> Result<Mesh, ImportError> {
    let mut parts = archive::Archive::open(bytes, limits.buffer_bytes)?;
    let name = parts.find(".obj").ok_or(ImportError::UnknownFormat)?;
    let folder = name.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let text = parts.read(&name)?;
    obj::read(&text, limits, &mut |name| parts.read(&format!("{folder}{name}")).ok())
}

/// Reads any supported format from a source of `length` bytes within limits.
///
/// A binary STL is read as it comes, so that no more than the mesh is held; all other formats are loaded first.
pub fn read_from(mut source: impl Read, length: u64, limits: &ReadLimits) -> Result<Mesh, ImportError> {
    let mut bytes = Vec::new();
    check_length(length, limits)?;
    source.by_ref().take(stl::HEADER_BYTES as u64).read_to_end(&mut bytes)?;
    if stl::can_stream(&bytes, length) && detect_start(&bytes).is_none() {
        return not_empty(stl::read_stream(&bytes, source, limits)?);
    }
    read_within(&load(source, length, limits, bytes)?, limits)
}

/// [`read_from`] for those who need no more than the shape: positions and triangles, welded, collapsed triangles dropped,
/// as [`Mesh::weld_shape`] leaves them. A binary STL is welded as it comes, so that this takes no second look.
pub fn read_shape_from(mut source: impl Read, length: u64, limits: &ReadLimits) -> Result<Mesh, ImportError> {
    let mut start = Vec::new();
    check_length(length, limits)?;
    source.by_ref().take(stl::HEADER_BYTES as u64).read_to_end(&mut start)?;
    let is_welded = stl::can_stream(&start, length) && detect_start(&start).is_none();
    let mut mesh = read_from(start.chain(source), length, limits)?;
    if is_welded {
        mesh.drop_collapsed();
    } else {
        mesh.weld_shape();
    }
    Ok(mesh)
}

fn not_empty(mesh: Mesh) -> Result<Mesh, ImportError> {
    if mesh.triangles.is_empty() { Err(ImportError::Empty) } else { Ok(mesh) }
}

/// The rest of a source behind what was taken from it already.
fn load(
    source: impl Read,
    length: u64,
    limits: &ReadLimits,
    mut bytes: Vec<u8>,
) -> Result<Vec<u8>, ImportError> {
    check_length(length, limits)?;
    bytes.reserve_exact((length as usize).saturating_sub(bytes.len()));
    // One byte more than allowed tells a source that is longer than it was said to be.
    let room = (limits.file_bytes as u64 + 1).saturating_sub(bytes.len() as u64);
    source.take(room).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn check_length(length: u64, limits: &ReadLimits) -> Result<(), ImportError> {
    let limit = limits.file_bytes;
    if length <= limit as u64 {
        return Ok(());
    }
    Err(ImportError::TooLarge { bytes: usize::try_from(length).unwrap_or(usize::MAX), limit })
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
