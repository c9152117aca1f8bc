//! Reading a model of unknown origin in any supported format.
//!
//! GLB and glTF are in metres; STL and OBJ have no unit; 3MF is read in millimetres. STL and 3MF stand on their Z axis
//! and are turned to +Y up. The content decides about the format, not the name.
//!
//! An OBJ is several files: its materials and pictures are read where it comes as one zip (as we export it), or from its
//! folder by [`read_file`].

mod archive;
mod detect;
mod lines;
mod mtl;
mod obj;
mod stl;
mod threemf;
mod xml;

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

pub use self::detect::detect;
use self::detect::{HEAD_BYTES, Kind};
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

impl SourceFormat {
    /// How long a unit of its coordinates is, as they are read: glTF says metres, a 3MF is read in millimetres, and
    /// for STL and OBJ, which say nothing, millimetres are what everybody means.
    pub const fn millimetres_per_unit(self) -> f64 {
        match self {
            Self::Gltf => 1000.0,
            Self::Stl | Self::Obj | Self::ZippedObj | Self::ThreeMf => 1.0,
        }
    }

    /// Its models stand on their Z axis, and are turned to +Y up as they are read.
    pub const fn is_z_up(self) -> bool {
        match self {
            Self::Stl | Self::ThreeMf => true,
            Self::Gltf | Self::Obj | Self::ZippedObj => false,
        }
    }
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

/// A model and what is known of the file it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The model, in the unit of its format, +Y up.
    pub mesh: Mesh,
    /// What the file is.
    pub format: SourceFormat,
    /// Sentences on what was passed over, such as "animations are ignored".
    pub notes: Vec<&'static str>,
}

/// Reads any supported format within the default limits.
pub fn read(bytes: &[u8]) -> Result<Mesh, ImportError> {
    read_within(bytes, &ReadLimits::default())
}

/// Reads any supported format within limits. Nothing but the bytes is looked at.
pub fn read_within(bytes: &[u8], limits: &ReadLimits) -> Result<Mesh, ImportError> {
    let length = bytes.len() as u64;
    check_length(length, limits)?;
    let start = &bytes[..bytes.len().min(HEAD_BYTES)];
    let imported = match detect::kind(start, length).ok_or(ImportError::UnknownFormat)? {
        kind @ (Kind::Gltf | Kind::Zip) => read_whole(bytes, kind, limits)?,
        kind => read_streamed(bytes, kind, length, limits, &mut |_| None)?,
    };
    not_empty(imported).map(|imported| imported.mesh)
}

/// Reads a file of any supported format within limits. An OBJ's material libraries and pictures are read too, if they
/// lie in the same folder.
pub fn read_file(path: &Path, limits: &ReadLimits) -> Result<Imported, ImportError> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut left = limits.buffer_bytes as u64;
    read_beside(file, length, limits, &mut |name| {
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

/// Reads any supported format from a source of `length` bytes within limits.
///
/// STL and OBJ are read as they come, so that no more than the mesh is held (an OBJ's twice, for a moment). glTF and
/// archives are loaded first, which adds their length, and once more what a GLB holds compressed; what is in an archive is
/// read as it is unpacked. A text glTF takes five times its length in all, and is refused over 24 MB.
pub fn read_from(source: impl Read, length: u64, limits: &ReadLimits) -> Result<Mesh, ImportError> {
    read_beside(source, length, limits, &mut |_| None).map(|imported| imported.mesh)
}

fn read_beside(
    mut source: impl Read,
    length: u64,
    limits: &ReadLimits,
    neighbours: &mut obj::Neighbours<'_>,
) -> Result<Imported, ImportError> {
    check_length(length, limits)?;
    let start = head(&mut source, limits)?;
    let kind = detect::kind(&start, length).ok_or(ImportError::UnknownFormat)?;
    // One byte more than allowed tells a source that is longer than it was said to be.
    let mut rest = source.take((limits.file_bytes as u64 + 1).saturating_sub(start.len() as u64));
    let imported = if matches!(kind, Kind::Gltf | Kind::Zip) {
        let mut bytes = start;
        bytes.reserve_exact((length as usize).saturating_sub(bytes.len()));
        rest.read_to_end(&mut bytes)?;
        check_length(bytes.len() as u64, limits)?;
        read_whole(&bytes, kind, limits)?
    } else {
        let read = read_streamed(start.as_slice().chain(&mut rest), kind, length, limits, neighbours);
        if rest.limit() == 0 {
            check_length(limits.file_bytes as u64 + 1, limits)?;
        }
        read?
    };
    not_empty(imported)
}

/// What a format is told by.
fn head(source: &mut impl Read, limits: &ReadLimits) -> Result<Vec<u8>, ImportError> {
    let mut start = Vec::new();
    let most = HEAD_BYTES.min(limits.file_bytes.saturating_add(1));
    source.take(most as u64).read_to_end(&mut start)?;
    check_length(start.len() as u64, limits)?;
    Ok(start)
}

fn read_whole(bytes: &[u8], kind: Kind, limits: &ReadLimits) -> Result<Imported, ImportError> {
    let (mesh, format, notes) = if kind == Kind::Gltf {
        let loaded = glb::load(bytes, limits)?;
        (loaded.mesh, SourceFormat::Gltf, loaded.notes)
    } else {
        let format = detect::zipped_format(bytes);
        let mesh = match format {
            SourceFormat::ZippedObj => read_zipped_obj(bytes, limits)?,
            _ => threemf::read(bytes, limits)?,
        };
        (mesh, format, Vec::new())
    };
    Ok(Imported { mesh, format, notes })
}

fn read_streamed(
    source: impl Read,
    kind: Kind,
    length: u64,
    limits: &ReadLimits,
    neighbours: &mut obj::Neighbours<'_>,
) -> Result<Imported, ImportError> {
    let (mesh, format) = match kind {
        Kind::BinaryStl => (stl::read_binary(source, length, limits)?, SourceFormat::Stl),
        Kind::TextStl => (stl::read_text(BufReader::new(source), limits)?, SourceFormat::Stl),
        _ => (obj::read(BufReader::new(source), limits, neighbours)?, SourceFormat::Obj),
    };
    Ok(Imported { mesh, format, notes: Vec::new() })
}

/// The model is read as it is unpacked; what it names is unpacked from the same bytes.
fn read_zipped_obj(bytes: &[u8], limits: &ReadLimits) -> Result<Mesh, ImportError> {
    let mut parts = archive::Archive::open(bytes, limits.buffer_bytes)?;
    let name = parts.find(".obj").ok_or(ImportError::UnknownFormat)?;
    let folder = name.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let mut shape = archive::Archive::open(bytes, limits.buffer_bytes)?;
    let text = BufReader::new(shape.part(&name)?);
    obj::read(text, limits, &mut |name| parts.read(&format!("{folder}{name}")).ok())
}

/// [`read_from`] for those who need no more than the shape: positions and triangles, welded, collapsed triangles dropped,
/// as [`Mesh::weld_shape`] leaves them. An STL is welded as it comes, so that this takes no second look.
pub fn read_shape_from(source: impl Read, length: u64, limits: &ReadLimits) -> Result<Mesh, ImportError> {
    let Imported { mut mesh, format, .. } = read_beside(source, length, limits, &mut |_| None)?;
    if format == SourceFormat::Stl {
        mesh.drop_collapsed();
    } else {
        mesh.weld_shape();
    }
    Ok(mesh)
}

fn not_empty(imported: Imported) -> Result<Imported, ImportError> {
    if imported.mesh.triangles.is_empty() { Err(ImportError::Empty) } else { Ok(imported) }
}

fn check_length(length: u64, limits: &ReadLimits) -> Result<(), ImportError> {
    let limit = limits.file_bytes;
    if length <= limit as u64 {
        return Ok(());
    }
    Err(ImportError::TooLarge { bytes: usize::try_from(length).unwrap_or(usize::MAX), limit })
}

/// From the Z axis of machines to our +Y up: (x, y, z) becomes (x, z, −y).
fn y_up_from_z_up([x, y, z]: [f32; 3]) -> [f32; 3] {
    [x, z, -y]
}

#[cfg(test)]
mod tests;
