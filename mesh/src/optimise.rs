//! Lighter copies of a model for viewing: fewer triangles, smaller pictures.

use std::io::Cursor;

use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat, ImageReader, Limits};

use crate::model::{Mesh, Texture};
use crate::solid::{SimplifyTarget, simplify_unchecked};

/// Largest side of a picture that is decoded; larger ones are kept as they are.
const MAX_DECODED_SIDE: u32 = 8192;
/// JPEG quality of pictures made smaller.
const JPEG_QUALITY: u8 = 82;

/// How light the copy shall be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Optimisation {
    /// At most about this many triangles.
    pub triangles: usize,
    /// Largest distance from the original surface, as a share of the longest side.
    pub tolerance_share: f32,
    /// Largest side of a picture in pixels.
    pub texture_side: u32,
}

impl Default for Optimisation {
    /// What the viewer loads when a page is looked at closely.
    fn default() -> Self {
        Self { triangles: 150_000, tolerance_share: 0.0005, texture_side: 2048 }
    }
}

/// The copies that the viewer loads one after another: a quick one, a tenth, the whole (with smaller pictures).
pub fn level_ladder(triangles: usize) -> [Optimisation; 3] {
    [
        Optimisation { triangles: 15_000, tolerance_share: 1.0, texture_side: 512 },
        Optimisation { triangles: (triangles / 10).max(15_000), tolerance_share: 1.0, texture_side: 1024 },
        Optimisation { triangles, tolerance_share: 0.0, texture_side: 2048 },
    ]
}

/// A lighter copy. Its shape may have lost its closedness: it is for looking at, not for printing.
pub fn optimise(mesh: &Mesh, wanted: &Optimisation) -> Mesh {
    let mut light = if mesh.triangles.len() > wanted.triangles {
        let longest = mesh.bounds().map_or(0.0, |bounds| bounds.longest());
        // A count that must be met outranks the distance.
        let reached = simplify_unchecked(
            mesh,
            SimplifyTarget { tolerance: longest * wanted.tolerance_share, triangles: wanted.triangles },
        );
        if reached.triangles.len() > wanted.triangles * 2 {
            let any_distance = SimplifyTarget { tolerance: longest, triangles: wanted.triangles };
            simplify_unchecked(mesh, any_distance)
        } else {
            reached
        }
    } else {
        mesh.clone()
    };
    for texture in &mut light.textures {
        if let Some(smaller) = smaller_picture(texture, wanted.texture_side) {
            *texture = smaller;
        }
    }
    light
}

/// A smaller copy of a picture; `None` when it is small enough or cannot be decoded.
fn smaller_picture(texture: &Texture, side: u32) -> Option<Texture> {
    let mut reader = ImageReader::new(Cursor::new(&texture.bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_DECODED_SIDE);
    limits.max_image_height = Some(MAX_DECODED_SIDE);
    reader.limits(limits);
    let picture = reader.decode().ok()?;
    if picture.width() <= side && picture.height() <= side {
        return None;
    }
    let smaller = picture.resize(side, side, FilterType::Triangle);
    let mut bytes = Vec::new();
    if smaller.color().has_alpha() && texture.media_type != "image/jpeg" {
        smaller.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).ok()?;
        return Some(Texture { media_type: "image/png", bytes });
    }
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
    DynamicImage::ImageRgb8(smaller.into_rgb8()).write_with_encoder(encoder).ok()?;
    Some(Texture { media_type: "image/jpeg", bytes })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Material, shapes};

    fn textured_sphere() -> Mesh {
        let mut mesh = shapes::sphere(1.0, 200, 300);
        mesh.compute_normals();
        mesh.uvs = mesh.positions.iter().map(|at| [at[0] * 0.5 + 0.5, at[1] * 0.5 + 0.5]).collect();
        let picture = image::RgbImage::from_fn(600, 300, |x, y| image::Rgb([x as u8, y as u8, 90]));
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
        mesh.textures = vec![Texture { media_type: "image/png", bytes: bytes.into_inner() }];
        mesh.materials = vec![Material { texture: Some(0), ..Material::default() }];
        mesh
    }

    #[test]
    fn the_copy_has_the_wanted_triangles_and_picture_size() {
        let mesh = textured_sphere();
        let light =
            optimise(&mesh, &Optimisation { triangles: 10_000, tolerance_share: 0.1, texture_side: 128 });
        assert!((5_000..=10_500).contains(&light.triangles.len()), "{}", light.triangles.len());
        assert_eq!((light.uvs.len(), light.normals.len()), (light.positions.len(), light.positions.len()));
        let picture = image::load_from_memory(&light.textures[0].bytes).unwrap();
        assert_eq!(
            (picture.width(), picture.height(), light.textures[0].media_type),
            (128, 64, "image/jpeg")
        );
        for (uv, at) in light.uvs.iter().zip(&light.positions) {
            assert!((uv[0] - at[0] * 0.5 - 0.5).abs() < 1e-6);
        }
    }

    #[test]
    fn what_is_light_enough_stays_as_it_is() {
        let mesh = textured_sphere();
        let same =
            optimise(&mesh, &Optimisation { triangles: 1_000_000, tolerance_share: 0.1, texture_side: 2048 });
        assert_eq!(same, mesh);
    }

    #[test]
    fn the_ladder_grows() {
        let [quick, middle, full] = level_ladder(900_000);
        assert!(quick.triangles < middle.triangles && middle.triangles < full.triangles);
        assert!(quick.texture_side < middle.texture_side && middle.texture_side < full.texture_side);
    }
}
