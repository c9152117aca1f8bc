//! Materials and the pictures they point to.

use super::{Container, GlbProblem};
use crate::json::Json;

/// How a material treats its alpha.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum AlphaMode {
    /// Alpha is ignored.
    Opaque,
    /// Surface where alpha reaches the cutoff, hole elsewhere.
    Mask {
        /// 0…1
        cutoff: f32,
    },
    /// Mixed with what lies behind.
    Blend,
}

/// How a picture continues outside of its borders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrap {
    /// Again and again (the default of glTF).
    Repeat,
    /// Again and again, every second time mirrored.
    Mirror,
    /// The border's color.
    Clamp,
}

/// What a surface looks like: the metallic-roughness model's base color, metalness and roughness.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Material {
    /// Linear color and alpha, multiplied with picture and vertex color.
    pub base_color: [f32; 4],
    /// Index into [`super::Model::pictures`].
    pub picture: Option<usize>,
    /// How the picture continues, across and down.
    pub wrap: [Wrap; 2],
    /// 0 plastic … 1 metal
    pub metallic: f32,
    /// 0 mirror … 1 matt
    pub roughness: f32,
    /// How alpha is treated.
    pub alpha: AlphaMode,
}

impl Default for Material {
    /// A light, matt plastic. (The default of glTF is metal, which only looks right in a reflected room.)
    fn default() -> Self {
        Self {
            base_color: [0.6, 0.6, 0.6, 1.0],
            picture: None,
            wrap: [Wrap::Repeat; 2],
            metallic: 0.0,
            roughness: 0.8,
            alpha: AlphaMode::Opaque,
        }
    }
}

/// An encoded picture (PNG, JPEG or WebP), as its place in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Bytes from the file's start; empty when the picture is not inside of the file.
    pub file_range: std::ops::Range<usize>,
}

/// All materials with the default one as the last, and all pictures.
pub fn read_all(container: &Container<'_>) -> Result<(Vec<Material>, Vec<Picture>), GlbProblem> {
    let pictures: Vec<_> =
        container.json.items("images").iter().map(|image| picture(container, image)).collect();
    let mut materials = Vec::new();
    for json in container.json.items("materials") {
        materials.push(material(container, json, pictures.len())?);
    }
    materials.push(Material::default());
    Ok((materials, pictures))
}

/// A picture that cannot be found stays as an empty range: the model is worth showing without it.
fn picture(container: &Container<'_>, image: &Json) -> Picture {
    let view = image.index("bufferView").ok().flatten().and_then(|index| container.view(index).ok());
    let file_range = view.map_or(0..0, |(start, bytes)| start..start + bytes.len());
    Picture { file_range }
}

fn material(container: &Container<'_>, json: &Json, picture_count: usize) -> Result<Material, GlbProblem> {
    let null = Json::Null;
    let surface = json.get("pbrMetallicRoughness").unwrap_or(&null);
    let (picture, wrap) = match surface.get("baseColorTexture") {
        Some(texture) => base_color_picture(container, texture, picture_count)?,
        None => (None, [Wrap::Repeat; 2]),
    };
    Ok(Material {
        base_color: surface.numbers("baseColorFactor").unwrap_or([1.0; 4]),
        picture,
        wrap,
        metallic: surface.number_or("metallicFactor", 1.0).clamp(0.0, 1.0) as f32,
        roughness: surface.number_or("roughnessFactor", 1.0).clamp(0.0, 1.0) as f32,
        alpha: match json.get("alphaMode").and_then(Json::as_text) {
            Some("MASK") => AlphaMode::Mask { cutoff: json.number_or("alphaCutoff", 0.5) as f32 },
            Some("BLEND") => AlphaMode::Blend,
            _ => AlphaMode::Opaque,
        },
    })
}

fn base_color_picture(
    container: &Container<'_>,
    reference: &Json,
    picture_count: usize,
) -> Result<(Option<usize>, [Wrap; 2]), GlbProblem> {
    let index = reference.index("index")?.ok_or(GlbProblem::BrokenReference)?;
    let texture = container.item("textures", index)?;
    let webp = texture.get("extensions").and_then(|extensions| extensions.get("EXT_texture_webp"));
    let picture = match webp.and_then(|webp| webp.index("source").transpose()) {
        Some(source) => Some(source?),
        None => texture.index("source")?,
    };
    if picture.is_some_and(|picture| picture >= picture_count) {
        return Err(GlbProblem::BrokenReference);
    }
    let wrap = match texture.index("sampler")? {
        Some(sampler) => {
            let sampler = container.item("samplers", sampler)?;
            [wrap(sampler, "wrapS"), wrap(sampler, "wrapT")]
        }
        None => [Wrap::Repeat; 2],
    };
    Ok((picture, wrap))
}

fn wrap(sampler: &Json, key: &str) -> Wrap {
    match sampler.get(key).and_then(Json::as_index) {
        Some(33071) => Wrap::Clamp,
        Some(33648) => Wrap::Mirror,
        _ => Wrap::Repeat,
    }
}
