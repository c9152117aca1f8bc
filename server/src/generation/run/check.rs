//! Believing a result: by its bytes, never by what the worker says of them.

use std::io::Cursor;

use bytes::Bytes;
use domain::asset::MeshFacts;
use domain::generation::GenerationKind;
use domain::image::ImageKind;
use mesh::glb::{ReadLimits, load};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::textures::check_textures;

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
    let (document, binary) = glb_chunks(bytes)?;
    let required = document.get("extensionsRequired").and_then(Value::as_array).cloned().unwrap_or_default();
    if let Some(foreign) = required.iter().find(|name| name.as_str() != Some("KHR_mesh_quantization")) {
        return Err(format!("the model requires {foreign}"));
    }
    let scenes = document.get("scenes").and_then(Value::as_array).map_or(0, Vec::len);
    if scenes != 1 {
        return Err(format!("a model with {scenes} scenes instead of 1"));
    }
    check_textures(&document, binary)?;
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

/// The JSON chunk of a GLB and the binary one behind it, empty when there is none. The header is `glTF`, version,
/// length; each chunk's is its length and type
/// (<https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html#binary-gltf-layout>).
fn glb_chunks(bytes: &[u8]) -> Result<(Value, &[u8]), String> {
    let head = bytes.get(..20).ok_or("a model without a header")?;
    if !head.starts_with(b"glTF") || &head[16..20] != b"JSON" {
        return Err("not a GLB".into());
    }
    let length = u32::from_le_bytes([head[12], head[13], head[14], head[15]]);
    let end = usize::try_from(length).ok().and_then(|length| length.checked_add(20));
    let (json, rest) = end
        .and_then(|end| Some((bytes.get(20..end)?, bytes.get(end..)?)))
        .ok_or("a model that is cut off")?;
    let document = serde_json::from_slice(json).map_err(|error| error.to_string())?;
    Ok((document, binary_chunk(rest).unwrap_or_default()))
}

fn binary_chunk(bytes: &[u8]) -> Option<&[u8]> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    rest.strip_prefix(b"BIN\0")?.get(..length)
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

    /// The unit cube's file with a change to its document and binary chunk.
    fn changed_cube(change: impl FnOnce(&mut Value, &mut Vec<u8>)) -> Vec<u8> {
        let cube = unit_cube(1.0);
        let (mut document, binary) = glb_chunks(&cube).unwrap();
        let mut binary = binary.to_vec();
        change(&mut document, &mut binary);
        binary.resize(binary.len().next_multiple_of(4), 0);
        document["buffers"][0]["byteLength"] = json!(binary.len());
        let mut json = document.to_string().into_bytes();
        json.resize(json.len().next_multiple_of(4), b' ');
        let length = |bytes: usize| u32::try_from(bytes).unwrap().to_le_bytes();
        let total = length(12 + 8 + json.len() + 8 + binary.len());
        let head = [&b"glTF"[..], &2_u32.to_le_bytes(), &total, &length(json.len()), b"JSON"].concat();
        [&head[..], &json[..], &length(binary.len()), b"BIN\0", &binary].concat()
    }

    /// The unit cube with a texture.
    fn textured_cube(texture: &[u8]) -> Vec<u8> {
        changed_cube(|document, binary| {
            let views = document["bufferViews"].as_array_mut().unwrap();
            views.push(json!({"buffer": 0, "byteOffset": binary.len(), "byteLength": texture.len()}));
            document["images"] = json!([{"bufferView": views.len() - 1, "mimeType": "image/png"}]);
            binary.extend(texture);
        })
    }

    #[test]
    fn a_model_has_one_scene() {
        assert!(check_model(&changed_cube(|_, _| {})).is_ok());
        let scenes = |scenes: Value| {
            check_model(&changed_cube(|document, _| document["scenes"] = scenes)).unwrap_err()
        };
        assert!(scenes(json!([{"nodes": [0]}, {"nodes": []}])).contains("2 scenes"));
        assert!(scenes(json!([])).contains("0 scenes"));
    }

    #[test]
    fn textures_are_pictures_of_a_size_that_phones_take() {
        assert!(check_model(&textured_cube(&png(2048, 16))).is_ok());
        assert!(check_model(&textured_cube(&png(16, 2049))).unwrap_err().contains("16 × 2049"));
        assert!(
            check_model(&textured_cube(b"GIF89a, which is no texture")).unwrap_err().contains("neither PNG")
        );
        assert!(check_model(&textured_cube(&png(16, 16)[..20])).unwrap_err().contains("a texture:"));
    }

    #[test]
    fn textures_are_in_the_file_itself() {
        for picture in [json!({"uri": "https://example.org/skin.png"}), json!({"bufferView": 99}), json!({})]
        {
            let elsewhere = changed_cube(|document, _| document["images"] = json!([picture]));
            assert!(check_model(&elsewhere).unwrap_err().contains("not in the file itself"));
        }
        let beyond = changed_cube(|document, _| {
            document["bufferViews"] = json!([{"buffer": 0, "byteOffset": u64::MAX, "byteLength": 4}]);
            document["images"] = json!([{"bufferView": 0}]);
        });
        assert!(check_model(&beyond).unwrap_err().contains("not in the file itself"));
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
