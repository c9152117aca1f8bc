//! Believing a result: by its bytes, never by what the worker says of them.

use std::io::Cursor;

use bytes::Bytes;
use domain::asset::MeshFacts;
use domain::generation::GenerationKind;
use domain::image::ImageKind;
use mesh::glb::{ReadLimits, load};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// Smallest side of a concept picture, in pixels.
const CONCEPT_MIN_PX: u32 = 128;
/// Largest side of a concept picture, in pixels.
const CONCEPT_MAX_PX: u32 = 2048;
/// The longest side of a model whose generator does not say at which size it made it, in millimetres.
const DEFAULT_SIZE_MM: f32 = 80.0;
/// How far a normalised model may be from its longest side of 1.
const UNIT_TOLERANCE: f32 = 0.02;

/// A result that passed.
#[derive(Clone, Debug)]
pub(super) struct Checked {
    /// Where it is kept.
    pub kept_key: String,
    /// Its content.
    pub bytes: Bytes,
    /// Sniffed.
    pub media_type: &'static str,
    /// SHA-256 in lower-case hex.
    pub sha256: String,
    /// Pixels, for pictures.
    pub size_px: Option<(u32, u32)>,
    /// Measured, for models.
    pub facts: Option<MeshFacts>,
    /// The seed the worker says it used, for concepts.
    pub seed: Option<i64>,
}

/// Checks one result; an error says what is wrong with it, for the log.
pub(super) fn check(
    kind: GenerationKind,
    kept_key: String,
    bytes: Bytes,
    seed: Option<i64>,
) -> Result<Checked, String> {
    let sha256 = hex::encode(Sha256::digest(&bytes));
    match kind {
        GenerationKind::Concepts => {
            let (media_type, size_px) = check_picture(&bytes)?;
            Ok(Checked { kept_key, bytes, media_type, sha256, size_px: Some(size_px), facts: None, seed })
        }
        GenerationKind::Model => {
            let facts = check_model(&bytes)?;
            let media_type = "model/gltf-binary";
            Ok(Checked { kept_key, bytes, media_type, sha256, size_px: None, facts: Some(facts), seed })
        }
    }
}

/// A PNG or WebP that decodes whole, of a sensible size.
fn check_picture(bytes: &[u8]) -> Result<(&'static str, (u32, u32)), String> {
    let kind = ImageKind::sniff(bytes).filter(|kind| *kind != ImageKind::Jpeg);
    let kind = kind.ok_or("a concept is neither PNG nor WebP")?;
    let reader = image::ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|error| error.to_string())?;
    let (width, height) = reader.into_dimensions().map_err(|error| error.to_string())?;
    let sensible = CONCEPT_MIN_PX..=CONCEPT_MAX_PX;
    if !sensible.contains(&width) || !sensible.contains(&height) {
        return Err(format!("a concept of {width} × {height} pixels"));
    }
    image::load_from_memory(bytes).map_err(|error| error.to_string())?;
    Ok((kind.media_type(), (width, height)))
}

/// A normalised GLB that our own reader takes and that asks nothing of the viewer it cannot do.
fn check_model(bytes: &[u8]) -> Result<MeshFacts, String> {
    let document = glb_json(bytes)?;
    let required = document.get("extensionsRequired").and_then(Value::as_array).cloned().unwrap_or_default();
    if let Some(foreign) = required.iter().find(|name| name.as_str() != Some("KHR_mesh_quantization")) {
        return Err(format!("the model requires {foreign}"));
    }
    let loaded = load(bytes, &ReadLimits::default()).map_err(|error| error.to_string())?;
    let bounds = loaded.mesh.bounds().ok_or("a model without triangles")?;
    if !bounds.is_finite() {
        return Err("a model with infinite bounds".into());
    }
    if (bounds.longest() - 1.0).abs() > UNIT_TOLERANCE {
        return Err(format!("a model that is {} units long instead of 1", bounds.longest()));
    }
    let triangles = u32::try_from(loaded.mesh.triangles.len()).map_err(|error| error.to_string())?;
    Ok(MeshFacts { triangles, extents: bounds.extents(), size_mm: size_mm(&document) })
}

/// The JSON chunk of a GLB, whose header is `glTF`, version, length, then chunk length and type
/// (<https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html#binary-gltf-layout>).
fn glb_json(bytes: &[u8]) -> Result<Value, String> {
    let head = bytes.get(..20).ok_or("a model without a header")?;
    if !head.starts_with(b"glTF") || &head[16..20] != b"JSON" {
        return Err("not a GLB".into());
    }
    let length = u32::from_le_bytes([head[12], head[13], head[14], head[15]]);
    let end = usize::try_from(length).ok().and_then(|length| length.checked_add(20));
    let json = end.and_then(|end| bytes.get(20..end)).ok_or("a model that is cut off")?;
    serde_json::from_slice(json).map_err(|error| error.to_string())
}

/// The size the generator wrote into `asset.extras.makeit3d.size_mm`: one number, or one for each axis.
fn size_mm(document: &Value) -> f32 {
    let size = document.pointer("/asset/extras/makeit3d/size_mm");
    let longest = match size {
        Some(Value::Array(axes)) => axes.iter().filter_map(Value::as_f64).fold(0.0, f64::max),
        Some(single) => single.as_f64().unwrap_or_default(),
        None => 0.0,
    };
    if (1.0..=5000.0).contains(&longest) { longest as f32 } else { DEFAULT_SIZE_MM }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image::RgbImage::new(width, height).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    fn unit_cube(side: f32) -> Vec<u8> {
        mesh::glb::to_bytes(&mesh::shapes::cube(side)).unwrap()
    }

    #[test]
    fn pictures_are_believed_by_their_bytes() {
        assert_eq!(check_picture(&png(256, 200)), Ok(("image/png", (256, 200))));
        assert!(check_picture(&png(64, 64)).is_err());
        assert!(check_picture(b"glTF\x02rubbish on order").is_err());
        let mut cut_off = png(256, 256);
        cut_off.truncate(cut_off.len() / 2);
        assert!(check_picture(&cut_off).is_err());
    }

    #[test]
    fn models_are_measured() {
        let facts = check_model(&unit_cube(1.0)).unwrap();
        assert_eq!((facts.triangles, facts.extents, facts.size_mm), (12, [1.0, 1.0, 1.0], DEFAULT_SIZE_MM));
        assert!(check_model(&unit_cube(3.0)).unwrap_err().contains("instead of 1"));
        assert!(check_model(b"glTF\x02rubbish on order").is_err());
        assert!(check_model(&unit_cube(1.0)[..80]).is_err());
    }

    #[test]
    fn the_makers_size_is_read_in_both_forms() {
        let document = |size: Value| json!({"asset": {"extras": {"makeit3d": {"size_mm": size}}}});
        assert_eq!(size_mm(&document(json!([40.0, 95.5, 30.0]))), 95.5);
        assert_eq!(size_mm(&document(json!(60))), 60.0);
        assert_eq!(size_mm(&document(json!(-1))), DEFAULT_SIZE_MM);
        assert_eq!(size_mm(&json!({})), DEFAULT_SIZE_MM);
    }
}
