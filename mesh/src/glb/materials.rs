//! Materials and their base-color pictures.

use std::borrow::Cow;
use std::collections::HashMap;

use draco_gltf::{JsonArray, JsonRef, decode_data_uri};
use glam::{DAffine2, DVec2};

use super::geometry::Storage;
use super::nodes::{array_of, index_of, items, numbers};
use super::source::ParsedFile;
use crate::model::{Material, Texture};

/// Largest encoded picture that is kept.
const MAX_PICTURE_BYTES: usize = 64 << 20;

/// A material and how its picture is laid on.
pub(super) struct Look {
    pub(super) material: Material,
    /// Which `TEXCOORD_n` the picture uses.
    pub(super) uv_set: usize,
    /// `KHR_texture_transform`, identity where there is none.
    pub(super) uv_map: DAffine2,
}

impl Default for Look {
    fn default() -> Self {
        // glTF's own default is a rough white metal; nearly every file without a material means plain matter.
        Self { material: Material::default(), uv_set: 0, uv_map: DAffine2::IDENTITY }
    }
}

/// All materials of the document and the pictures they use, the first ones where all of them have more than `most_bytes`.
pub(super) fn looks<'a>(
    file: &'a ParsedFile<'a>,
    storage: &'a Storage<'a>,
    most_bytes: usize,
) -> (Vec<Look>, Vec<Texture>) {
    let root = file.root();
    let mut pictures = Pictures {
        file,
        storage,
        listed: array_of(root, "textures"),
        images: array_of(root, "images"),
        of_image: HashMap::new(),
        of_view: HashMap::new(),
        bytes_left: most_bytes,
        textures: Vec::new(),
    };
    let looks = items(root, "materials").map(|material| look(material, &mut pictures)).collect();
    (looks, pictures.textures)
}

fn look(material: JsonRef<'_>, pictures: &mut Pictures<'_>) -> Look {
    let extension = |name: &str| material.get("extensions").and_then(|all| all.get(name));
    let mut found = Look::default();
    let (factor, picture) = if let Some(glossy) = extension("KHR_materials_pbrSpecularGlossiness") {
        let gloss = share(glossy, "glossinessFactor").unwrap_or(1.0);
        found.material.roughness = 1.0 - gloss;
        (numbers::<4>(glossy, "diffuseFactor"), glossy.get("diffuseTexture"))
    } else if let Some(surface) = material.get("pbrMetallicRoughness") {
        found.material.metallic = share(surface, "metallicFactor").unwrap_or(1.0);
        found.material.roughness = share(surface, "roughnessFactor").unwrap_or(1.0);
        if surface.get("metallicRoughnessTexture").is_some() {
            // The factors scale a picture we do not keep; most of it is matter, not metal.
            found.material.metallic = found.material.metallic.min(0.1);
            found.material.roughness = found.material.roughness.min(0.7);
        }
        (numbers::<4>(surface, "baseColorFactor"), surface.get("baseColorTexture"))
    } else {
        (None, None)
    };
    if let Some(factor) = factor {
        found.material.base_color = factor.map(|value| value.clamp(0.0, 1.0) as f32);
    }
    if let Some(picture) = picture {
        found.material.texture = index_of(picture, "index").and_then(|texture| pictures.of_texture(texture));
        found.uv_set = index_of(picture, "texCoord").unwrap_or(0);
        if let Some(transform) = picture.get("extensions").and_then(|all| all.get("KHR_texture_transform")) {
            found.uv_map = texture_transform(transform);
            found.uv_set = index_of(transform, "texCoord").unwrap_or(found.uv_set);
        }
    }
    found
}

fn share(object: JsonRef<'_>, key: &str) -> Option<f32> {
    object.get(key).and_then(JsonRef::as_f64).map(|value| value.clamp(0.0, 1.0) as f32)
}

/// Offset after rotation after scale (KHR_texture_transform).
fn texture_transform(transform: JsonRef<'_>) -> DAffine2 {
    let offset = numbers::<2>(transform, "offset").unwrap_or([0.0; 2]);
    let scale = numbers::<2>(transform, "scale").unwrap_or([1.0; 2]);
    let rotation = transform.get("rotation").and_then(JsonRef::as_f64).filter(|turn| turn.is_finite());
    // glTF turns counter-clockwise with v pointing down.
    DAffine2::from_scale_angle_translation(DVec2::from(scale), -rotation.unwrap_or(0.0), DVec2::from(offset))
}

struct Pictures<'a> {
    file: &'a ParsedFile<'a>,
    storage: &'a Storage<'a>,
    /// The document's textures, each of which names an image.
    listed: JsonArray<'a>,
    images: JsonArray<'a>,
    /// The place in `textures` of each image asked for so far.
    of_image: HashMap<usize, Option<u32>>,
    /// And of each buffer view: images can share one.
    of_view: HashMap<usize, Option<u32>>,
    /// What further pictures may have. Views can overlap, so that the file's own length bounds none but the first.
    bytes_left: usize,
    textures: Vec<Texture>,
}

impl<'a> Pictures<'a> {
    fn of_texture(&mut self, texture: usize) -> Option<u32> {
        let texture = self.listed.get(texture)?;
        let webp = texture.get("extensions").and_then(|all| all.get("EXT_texture_webp"));
        let image = webp.and_then(|webp| index_of(webp, "source")).or_else(|| index_of(texture, "source"))?;
        if let Some(known) = self.of_image.get(&image) {
            return *known;
        }
        let read = self.images.get(image).and_then(|image| self.read(image));
        self.of_image.insert(image, read);
        read
    }

    /// An image inside the file; `None` for external, broken or unknown ones.
    fn read(&mut self, image: JsonRef<'_>) -> Option<u32> {
        if let Some(uri) = image.get("uri").and_then(JsonRef::as_str) {
            return self.keep(Cow::Owned(decode_data_uri(uri, Some(MAX_PICTURE_BYTES)).ok()?));
        }
        let view = index_of(image, "bufferView")?;
        if let Some(known) = self.of_view.get(&view) {
            return *known;
        }
        let read = self.view(view).and_then(|bytes| self.keep(bytes));
        self.of_view.insert(view, read);
        read
    }

    fn view(&self, view: usize) -> Option<Cow<'a, [u8]>> {
        match self.file.import() {
            Some(import) => import.accessor_source().read_buffer_view(view).ok().map(Cow::Owned),
            None => self.storage.view(view).map(Cow::Borrowed),
        }
    }

    fn keep(&mut self, bytes: Cow<'_, [u8]>) -> Option<u32> {
        let media_type = media_type(&bytes).filter(|_| bytes.len() <= MAX_PICTURE_BYTES)?;
        self.bytes_left = self.bytes_left.checked_sub(bytes.len())?;
        self.textures.push(Texture { media_type, bytes: bytes.into_owned() });
        Some(self.textures.len() as u32 - 1)
    }
}

/// What the first bytes say; the declared type is not believed.
pub(crate) fn media_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}
