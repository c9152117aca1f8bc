//! Lighter copies of a model for viewing: fewer triangles, smaller pictures.

use std::io::Cursor;

use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat, ImageReader};

use crate::model::{Mesh, Texture};
use crate::solid::{SimplifyTarget, simplify_sloppily, simplify_unchecked, transfer_attributes};
use crate::watch::{Cancelled, Watch};

/// Largest side of a picture that is decoded; larger ones are left out.
const MAX_DECODED_SIDE: u32 = 8192;
/// By how much a count of triangles may be missed before rougher means are taken.
const ACCEPTED_EXCESS: f64 = 1.2;
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

/// Copies in the ladder.
pub const LEVELS: usize = 3;

/// The copies that the viewer loads one after another: a quick one, a tenth, the whole (with smaller pictures).
pub fn level_ladder(triangles: usize) -> [Optimisation; LEVELS] {
    [
        Optimisation { triangles: 15_000, tolerance_share: 1.0, texture_side: 512 },
        Optimisation { triangles: (triangles / 10).max(15_000), tolerance_share: 1.0, texture_side: 1024 },
        Optimisation { triangles, tolerance_share: 0.0, texture_side: 2048 },
    ]
}

/// A lighter copy and what it went without.
#[derive(Clone, Debug, PartialEq)]
pub struct Optimised {
    /// The copy. Its shape may have lost its closedness: it is for looking at, not for printing.
    pub mesh: Mesh,
    /// Sentences on pictures that were left out.
    pub notes: Vec<String>,
}

/// A lighter copy. The triangles are at most a fifth more than wanted where any means leads there; no picture is
/// larger than wanted: one that cannot be made smaller is left out. Whether to stop is asked between the means and before
/// each picture.
pub fn optimise(mesh: &Mesh, wanted: &Optimisation, watch: &Watch<'_>) -> Result<Optimised, Cancelled> {
    let mut light = lighter_shape(mesh, wanted, watch)?;
    let mut notes = Vec::new();
    for (index, texture) in light.textures.iter_mut().enumerate() {
        watch.check()?;
        match fitting_picture(texture, wanted.texture_side) {
            Ok(None) => {}
            Ok(Some(smaller)) => *texture = smaller,
            Err(problem) => {
                notes.push(format!("picture {index} is left out: {problem}"));
                texture.bytes.clear();
            }
        }
    }
    drop_cleared_pictures(&mut light);
    Ok(Optimised { mesh: light, notes })
}

/// Fewer triangles, by ever rougher means until there are few enough: within the tolerance, at any distance, over the
/// seams between triangles, and without regard to how the surface hangs together.
fn lighter_shape(mesh: &Mesh, wanted: &Optimisation, watch: &Watch<'_>) -> Result<Mesh, Cancelled> {
    watch.check()?;
    if mesh.triangles.len() <= wanted.triangles {
        return Ok(mesh.clone());
    }
    let is_few = |reached: &Mesh| reached.triangles.len() as f64 <= wanted.triangles as f64 * ACCEPTED_EXCESS;
    let longest = mesh.bounds().map_or(0.0, |bounds| bounds.longest());
    let within = |tolerance| SimplifyTarget { tolerance, triangles: wanted.triangles };
    let mut fewest = simplify_unchecked(mesh, within(longest * wanted.tolerance_share));
    watch.check()?;
    if !is_few(&fewest) && wanted.tolerance_share < 1.0 {
        fewest = simplify_unchecked(mesh, within(longest));
        watch.check()?;
    }
    if is_few(&fewest) {
        return Ok(fewest);
    }
    // Where each triangle has corners of its own, or seams run everywhere, only the bare shape can be simplified.
    let shape = mesh.welded_shape();
    let mut simple = simplify_unchecked(&shape, within(longest));
    watch.check()?;
    if !is_few(&simple) {
        simple = simplify_sloppily(&shape, wanted.triangles);
    }
    if simple.triangles.is_empty() || simple.triangles.len() >= fewest.triangles.len() {
        return Ok(fewest);
    }
    watch.check()?;
    let dressed = transfer_attributes(mesh, &simple);
    let is_flat_shaded = !mesh.normals.is_empty() && mesh.positions.len() >= mesh.triangles.len() * 3;
    Ok(if is_flat_shaded { dressed.flat_shaded() } else { dressed })
}

/// A smaller copy of a picture; `None` when it is small enough.
///
/// # Errors
/// A sentence on why there cannot be one.
fn fitting_picture(texture: &Texture, side: u32) -> Result<Option<Texture>, String> {
    let reader = || ImageReader::new(Cursor::new(&texture.bytes)).with_guessed_format();
    let unreadable = |error: &dyn std::fmt::Display| format!("it cannot be read ({error})");
    let sides = reader().map_err(|error| unreadable(&error))?.into_dimensions();
    let (width, height) = sides.map_err(|error| unreadable(&error))?;
    if width <= side && height <= side {
        return Ok(None);
    }
    if width.max(height) > MAX_DECODED_SIDE {
        return Err(format!("it is {width} × {height} pixels, more than {MAX_DECODED_SIDE} a side"));
    }
    let picture = reader().map_err(|error| unreadable(&error))?.decode();
    let smaller = picture.map_err(|error| unreadable(&error))?.resize(side, side, FilterType::Triangle);
    encoded(smaller, texture.media_type).map(Some).map_err(|error| unreadable(&error))
}

/// JPEG, or PNG where there is transparency.
fn encoded(picture: DynamicImage, media_type: &str) -> image::ImageResult<Texture> {
    let mut bytes = Vec::new();
    if picture.color().has_alpha() && media_type != "image/jpeg" {
        picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)?;
        return Ok(Texture { media_type: "image/png", bytes });
    }
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
    DynamicImage::ImageRgb8(picture.into_rgb8()).write_with_encoder(encoder)?;
    Ok(Texture { media_type: "image/jpeg", bytes })
}

/// Takes pictures without bytes away from the materials that use them.
fn drop_cleared_pictures(mesh: &mut Mesh) {
    let mut kept = 0;
    let numbers: Vec<Option<u32>> = mesh
        .textures
        .iter()
        .map(|texture| {
            let number = (!texture.bytes.is_empty()).then_some(kept);
            kept += u32::from(number.is_some());
            number
        })
        .collect();
    mesh.textures.retain(|texture| !texture.bytes.is_empty());
    for material in &mut mesh.materials {
        material.texture = material.texture.and_then(|old| numbers.get(old as usize).copied().flatten());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Material, glb, shapes};

    fn optimised(mesh: &Mesh, wanted: &Optimisation) -> Optimised {
        optimise(mesh, wanted, &Watch::default()).unwrap()
    }

    #[test]
    fn it_stops_on_request_whether_or_not_triangles_must_go() {
        let watch = Watch::default();
        watch.cancel.cancel();
        for triangles in [10_000, 1_000_000] {
            let wanted = Optimisation { triangles, ..Optimisation::default() };
            assert_eq!(optimise(&textured_sphere(), &wanted, &watch), Err(Cancelled));
        }
    }

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
            optimised(&mesh, &Optimisation { triangles: 10_000, tolerance_share: 0.1, texture_side: 128 })
                .mesh;
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
        let same = optimised(
            &mesh,
            &Optimisation { triangles: 1_000_000, tolerance_share: 0.1, texture_side: 2048 },
        );
        assert_eq!(same, Optimised { mesh, notes: Vec::new() });
    }

    /// The counts that the ladder reaches, each at most a fifth over what it wants.
    fn reached(mesh: &Mesh) -> [usize; 3] {
        level_ladder(mesh.triangles.len()).map(|wanted| {
            let light = optimised(mesh, &wanted).mesh;
            assert!(
                light.triangles.len() * 5 <= wanted.triangles * 6,
                "{wanted:?}: {}",
                light.triangles.len()
            );
            assert!(glb::to_bytes(&light).is_ok(), "{wanted:?}");
            light.triangles.len()
        })
    }

    #[test]
    fn the_ladder_reaches_its_counts_whatever_the_seams() {
        let smooth = textured_sphere();
        let flat = smooth.flat_shaded();
        let mut checkered = smooth.clone();
        checkered.materials.push(Material::default());
        checkered.triangle_materials = (0..smooth.triangles.len() as u32).map(|face| face % 2).collect();
        for (what, mesh) in [("smooth", smooth), ("flat", flat), ("checkered", checkered)] {
            let [quick, middle, full] = reached(&mesh);
            assert!(quick > 5_000 && middle > 5_000, "{what}: {quick}, {middle}");
            assert_eq!(full, mesh.triangles.len(), "{what}");
        }
    }

    #[test]
    fn a_flat_shaded_model_stays_one_with_its_picture_and_box() {
        let mesh = textured_sphere().flat_shaded();
        let light = optimised(&mesh, &level_ladder(mesh.triangles.len())[0]).mesh;
        assert_eq!(light.positions.len(), light.triangles.len() * 3);
        assert_eq!((light.uvs.len(), light.textures.len()), (light.positions.len(), 1));
        let (found, wanted) = (light.bounds().unwrap().extents(), mesh.bounds().unwrap().extents());
        for axis in 0..3 {
            assert!((found[axis] / wanted[axis] - 1.0).abs() < 0.02, "{found:?}");
        }
    }

    #[test]
    fn the_ladder_grows() {
        let [quick, middle, full] = level_ladder(900_000);
        assert!(quick.triangles < middle.triangles && middle.triangles < full.triangles);
        assert!(quick.texture_side < middle.texture_side && middle.texture_side < full.texture_side);
    }

    /// The head of a PNG of this size, without its pixels.
    fn png_head(width: u32, height: u32) -> Vec<u8> {
        let mut png = Cursor::new(Vec::new());
        image::GrayImage::new(1, 1).write_to(&mut png, ImageFormat::Png).unwrap();
        let mut bytes = png.into_inner();
        bytes[16..20].copy_from_slice(&width.to_be_bytes());
        bytes[20..24].copy_from_slice(&height.to_be_bytes());
        let checksum = bytes[12..29].iter().fold(!0u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 }
            })
        });
        bytes[29..33].copy_from_slice(&(!checksum).to_be_bytes());
        bytes
    }

    #[test]
    fn pictures_too_large_or_broken_are_left_out_and_told() {
        let mut mesh = textured_sphere();
        for bytes in [png_head(8200, 8200), b"no picture".to_vec()] {
            mesh.textures.insert(0, Texture { media_type: "image/png", bytes });
        }
        mesh.materials =
            (0..3).map(|index| Material { texture: Some(index), ..Material::default() }).collect();
        mesh.triangle_materials = (0..mesh.triangles.len() as u32).map(|face| face % 3).collect();
        let wanted = Optimisation { triangles: 1_000_000, tolerance_share: 0.1, texture_side: 2048 };
        let Optimised { mesh: light, notes } = optimised(&mesh, &wanted);
        assert_eq!(light.textures, mesh.textures[2..]);
        let used: Vec<Option<u32>> = light.materials.iter().map(|material| material.texture).collect();
        assert_eq!(used, [None, None, Some(0)]);
        assert!(notes.len() == 2 && notes[1].contains("8200 × 8200 pixels"), "{notes:?}");
    }
}
