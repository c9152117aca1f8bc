//! Concept pictures that carry their recipe, and the GLB of a finished model.

use crate::{
    recipe::Recipe,
    result::{BuildError, BuiltModel},
};
use mesh::{
    glb::WriteOptions,
    render::{Background, View, render},
    solid::{SimplifyTarget, simplify},
};
use png::text_metadata::ITXtChunk;
use std::io::Cursor;

/// Side of a concept picture in pixels.
pub const CONCEPT_SIDE: u32 = 1024;
/// Keyword of the PNG text chunk that holds the recipe.
pub const RECIPE_KEYWORD: &str = "makeit3d.recipe";

/// A PNG of [`CONCEPT_SIDE`] squared with the recipe inside.
///
/// # Errors
/// [`BuildError::Unsound`] when the picture cannot be encoded.
pub fn concept_picture(recipe: &Recipe, model: &BuiltModel) -> Result<Vec<u8>, BuildError> {
    let picture = render(&model.mesh, &view(recipe, CONCEPT_SIDE, 2));
    let json = serde_json::to_string(recipe).map_err(unsound)?;
    encode(&picture, &json).map_err(unsound)
}

/// The view a recipe is shown from.
pub fn view(recipe: &Recipe, side: u32, supersampling: u32) -> View {
    View {
        width: side,
        height: side,
        yaw: recipe.camera.yaw.to_radians(),
        pitch: recipe.camera.pitch.to_radians(),
        supersampling,
        background: Background::Studio,
        ..View::default()
    }
}

fn encode(picture: &mesh::render::Picture, recipe: &str) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(Cursor::new(&mut file), picture.width, picture.height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let opaque: Vec<u8> =
        picture.pixels.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let mut writer = encoder.write_header()?;
    writer.write_text_chunk(&ITXtChunk::new(RECIPE_KEYWORD, recipe))?;
    writer.write_image_data(&opaque)?;
    writer.finish()?;
    Ok(file)
}

/// The recipe inside a PNG, if it is one of ours and was not stripped.
pub fn recipe_from_png(bytes: &[u8]) -> Option<Recipe> {
    let reader = png::Decoder::new(Cursor::new(bytes)).read_info().ok()?;
    let chunks = &reader.info().utf8_text;
    let chunk = chunks.iter().find(|chunk| chunk.keyword == RECIPE_KEYWORD)?;
    serde_json::from_str(&chunk.get_text().ok()?).ok()
}

/// The model as a GLB: longest side 1, on the ground, at most about `target_triangles`.
///
/// The size in millimetres travels in `asset.extras.makeit3d`.
///
/// # Errors
/// [`BuildError::Unsound`] when the mesh cannot be simplified or written.
pub fn model_glb(model: &BuiltModel, target_triangles: usize) -> Result<Vec<u8>, BuildError> {
    let extents =
        mesh::Bounds::of(model.mesh.positions.iter().copied()).map_or([0.0; 3], |bounds| bounds.extents());
    let longest = extents.iter().copied().fold(0.0, f32::max);
    let simpler = if model.mesh.triangles.len() > target_triangles {
        let target = SimplifyTarget { tolerance: longest * 0.0015, triangles: target_triangles };
        Some(simplify(&model.mesh, target).map_err(unsound)?)
    } else {
        None
    };
    let normalised = mesh::normalise(simpler.as_ref().unwrap_or(&model.mesh)).map_err(unsound)?;
    let extras = serde_json::json!({ "makeit3d": { "size_mm": extents, "up": "Y" } });
    let options = WriteOptions { quantized: false, extras: Some(extras) };
    let mut file = Vec::new();
    mesh::glb::write_with(&normalised, &options, &mut file).map_err(unsound)?;
    Ok(file)
}

fn unsound(error: impl std::fmt::Display) -> BuildError {
    BuildError::Unsound(error.to_string())
}
