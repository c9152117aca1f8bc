//! Writing a model of a known size in millimetres in every format people ask for.
//!
//! To add a format: a file here with one `write` function, a variant in [`Format`], and a row in the tests' table.

mod obj;
mod stl;
mod threemf;
mod usdz;

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use serde_json::json;

use crate::glb::{self, WriteError, WriteOptions};
use crate::model::Mesh;
use crate::size::{SizeError, rescale_longest};

const METRES_PER_MILLIMETRE: f64 = 1e-3;

/// A file format for models.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// glTF binary, in metres, Y up.
    Glb,
    /// Binary STL, in millimetres, Z up: shape only.
    Stl,
    /// Wavefront OBJ with its materials and pictures in one zip, in millimetres, Y up.
    Obj,
    /// 3D Manufacturing Format with colors, in millimetres, Z up.
    ThreeMf,
    /// USDZ for viewing in augmented reality, in metres, Y up.
    Usdz,
}

impl Format {
    /// Every format, in the order people are offered them.
    pub const ALL: [Self; 5] = [Self::Glb, Self::Stl, Self::ThreeMf, Self::Obj, Self::Usdz];

    /// Short lower-case name, as in addresses and on the command line.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Glb => "glb",
            Self::Stl => "stl",
            Self::Obj => "obj",
            Self::ThreeMf => "3mf",
            Self::Usdz => "usdz",
        }
    }

    /// The format with this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.slug() == slug)
    }

    /// The format that a file's name promises by its ending: an OBJ comes with its materials in a zip.
    pub fn from_file_name(name: &Path) -> Option<Self> {
        let ending = name.extension()?.to_str()?;
        Self::ALL.into_iter().find(|format| ending.eq_ignore_ascii_case(format.file_extension()))
    }

    /// What a person calls it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Glb => "GLB",
            Self::Stl => "STL",
            Self::Obj => "OBJ",
            Self::ThreeMf => "3MF",
            Self::Usdz => "USDZ",
        }
    }

    /// What the written file's name ends with, without the dot.
    pub const fn file_extension(self) -> &'static str {
        match self {
            Self::Obj => "zip",
            other => other.slug(),
        }
    }

    /// The written file's media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Glb => "model/gltf-binary",
            Self::Stl => "model/stl",
            Self::Obj => "application/zip",
            Self::ThreeMf => "model/3mf",
            Self::Usdz => "model/vnd.usdz+zip",
        }
    }

    /// True when the file keeps colors.
    pub const fn has_color(self) -> bool {
        !matches!(self, Self::Stl)
    }
}

/// What a file says about itself, where its format has room for it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// The model's name.
    pub title: String,
    /// Under which terms it may be used.
    pub license: Option<String>,
    /// The words it was made from.
    pub prompt: Option<String>,
    /// The seed it was made from.
    pub seed: Option<u64>,
    /// A PNG picture of it.
    pub thumbnail_png: Option<Vec<u8>>,
}

/// Why a model cannot be exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The model cannot be brought to the asked size.
    #[error(transparent)]
    Size(#[from] SizeError),
    /// The model cannot be written as GLB, or is inconsistent for any format.
    #[error(transparent)]
    Model(#[from] WriteError),
    /// More triangles than the format can count.
    #[error("the model has too many triangles for this format")]
    TooManyTriangles,
    /// The archive could not be built.
    #[error("the archive could not be written: {0}")]
    Archive(#[from] zip::result::ZipError),
    /// The writer failed.
    #[error("writing failed: {0}")]
    Io(#[from] io::Error),
}

/// Writes a model with its longest side `longest_mm` millimetres long, centred and standing on the ground, in the
/// unit and orientation of the format.
pub fn export(
    mesh: &Mesh,
    format: Format,
    longest_mm: f64,
    about: &About,
    out: impl Write,
) -> Result<(), ExportError> {
    let sized = rescale_longest(mesh, longest_mm)?;
    export_sized(&sized, format, about, out)
}

/// Writes a model whose coordinates are already millimetres with +Y up.
pub fn export_sized(
    mesh_mm: &Mesh,
    format: Format,
    about: &About,
    mut out: impl Write,
) -> Result<(), ExportError> {
    glb::check_consistent(mesh_mm)?;
    let portable = match format {
        Format::Glb | Format::Stl => Cow::Borrowed(mesh_mm),
        Format::Obj | Format::ThreeMf | Format::Usdz => with_portable_pictures(mesh_mm)?,
    };
    match format {
        Format::Glb => write_glb(mesh_mm, about, &mut out),
        Format::Stl => stl::write(mesh_mm, about, &mut out),
        Format::Obj => obj::write(&portable, about, &mut out),
        Format::ThreeMf => threemf::write(&portable, about, &mut out),
        Format::Usdz => usdz::write(&metres(&portable), about, &mut out),
    }?;
    // A writer that is dropped with something left to write cannot say that it failed.
    Ok(out.flush()?)
}

/// 3MF and USDZ allow PNG and JPEG only, and few programs that read OBJ know more. The GLB writer sees to it itself.
fn with_portable_pictures(mesh: &Mesh) -> Result<Cow<'_, Mesh>, WriteError> {
    if mesh.textures.iter().all(|texture| texture.media_type != "image/webp") {
        return Ok(Cow::Borrowed(mesh));
    }
    let pictures = mesh.textures.iter().map(|texture| glb::portable_picture(texture).map(Cow::into_owned));
    let textures = pictures.collect::<Result<Vec<_>, _>>()?;
    Ok(Cow::Owned(Mesh { textures, ..mesh.clone() }))
}

fn write_glb(mesh_mm: &Mesh, about: &About, out: &mut impl Write) -> Result<(), ExportError> {
    let longest_mm = mesh_mm.bounds().map_or(0.0, |bounds| bounds.longest());
    let mut facts = json!({"size_mm": longest_mm, "up": "Y", "title": about.title});
    for (key, value) in [("license", &about.license), ("prompt", &about.prompt)] {
        if let Some(value) = value {
            facts[key] = json!(value);
        }
    }
    if let Some(seed) = about.seed {
        facts["seed"] = json!(seed);
    }
    let options = WriteOptions { quantized: false, extras: Some(json!({"makeit3d": facts})) };
    Ok(glb::write_scaled(mesh_mm, &options, METRES_PER_MILLIMETRE, out)?)
}

fn metres(mesh_mm: &Mesh) -> Mesh {
    let mut mesh = mesh_mm.clone();
    mesh.scale([METRES_PER_MILLIMETRE; 3]);
    mesh
}

/// sRGB bytes of a linear color, as color pickers and slicers write them.
pub(crate) fn srgb_bytes(linear: [f32; 3]) -> [u8; 3] {
    linear.map(|value| (crate::render::srgb_from_linear(value.clamp(0.0, 1.0)) * 255.0).round() as u8)
}

/// The linear color of a triangle's corner: material factor times vertex color.
pub(crate) fn corner_color(mesh: &Mesh, face: usize, vertex: u32) -> [f32; 3] {
    let factor = mesh.material_of(face).map_or([1.0; 3], |material| {
        let [r, g, b, _] = material.base_color;
        [r, g, b]
    });
    let color = mesh.colors.get(vertex as usize).copied().unwrap_or([1.0; 3]);
    std::array::from_fn(|channel| factor[channel] * color[channel])
}

#[cfg(test)]
mod tests;
